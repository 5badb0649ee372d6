/**
 * A peer anywhere: the stock y-websocket client with a bearer token and handlers for our own message types. It comes
 * back by itself after a passing fault; the replica and the client id stay.
 */
import type { Decoder } from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  CAPABILITY_PARAMETER,
  CAPABILITY_VERSION,
  CLOSE,
  MESSAGE_ACKNOWLEDGED,
  MESSAGE_LEVEL,
  MESSAGE_NOTICE,
  MESSAGE_REJECTED,
  MESSAGE_SYNC,
  readServerMessage,
  SYNC_STEP_2,
  SYNC_UPDATE,
} from '../../shared/wire.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { type JoinRoom, type Peer, PeerRefused } from './peer.ts'
import { CLOSED_BY_PEER, createPeerEnd, refusedWrite } from './peer-end.ts'

export const createWebSocketJoin =
  (deps: {
    /** Where the server is, `https://host`. */
    readonly url: string
    /** The agent key or a bot's token. */
    readonly token: () => string
    /** How long to try to get in, in milliseconds. */
    readonly patience?: number
  }): JoinRoom =>
  async (room, options = {}) => {
    const doc = new Y.Doc()
    const deliveries = createDeliveries()
    const address = new URL('/sync', deps.url)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    const provider = new WebsocketProvider(address.href, room, doc, {
      connect: false,
      // Tabs are no concern of a program, and what comes round the server comes without its checks.
      disableBc: true,
      params: { [CAPABILITY_PARAMETER]: CAPABILITY_VERSION },
      WebSocketPolyfill: countingWebSocket(deps.token, deliveries) as unknown as typeof globalThis.WebSocket,
      shouldReconnect: ({ code }) => !isFinal(code),
    })
    const end = createPeerEnd(() => {
      deliveries.closed(end.closed() ?? CLOSED_BY_PEER)
      // On its way out the provider looks for the presence of the document's own id.
      doc.clientID = provider.awareness.clientID
      provider.destroy()
      provider.awareness.destroy()
      doc.destroy()
    })

    for (const type of [MESSAGE_ACKNOWLEDGED, MESSAGE_REJECTED, MESSAGE_LEVEL, MESSAGE_NOTICE]) {
      provider.messageHandlers[type] = (_encoder, decoder: Decoder) => {
        const message = readServerMessage(type, decoder)
        if (message?.type === 'acknowledged') deliveries.acknowledged(message.count)
        // Not from within the provider's own handler: it goes on to use its socket.
        if (message?.type === 'rejected') queueMicrotask(() => end.close(refusedWrite(message)))
      }
    }
    provider.on('closed', (close) => end.close(close))
    provider.on('connection-close', () => deliveries.disconnected())
    // After the provider's own listener, which sends the update where there is a socket to send it on.
    doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== provider) deliveries.changed()
    })

    // Presence keeps the random client id that the document was made with, see the peer in process. The provider
    // forgets the state of an id that is not the document's when it loses its connection, so it is set again.
    let presence: Record<string, unknown> | null = null
    provider.awareness.setLocalState(null)
    const showPresence = (): void => {
      if (provider.wsconnected && end.closed() === undefined) provider.awareness.setLocalState(presence)
    }
    provider.on('status', ({ status }) => {
      if (status === 'connected') queueMicrotask(showPresence)
    })

    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        end.close({ code: CLOSE.tryLater, reason: 'The server could not be reached.' })
      }, deps.patience ?? 20_000)
      const stopListening = end.onClose((close) => {
        clearTimeout(timer)
        reject(new PeerRefused(close))
      })
      provider.once('sync', () => {
        clearTimeout(timer)
        stopListening()
        resolve()
      })
      provider.connect()
    })
    // Only now: Yjs gives a document a new client id when it meets its own in an update from elsewhere.
    if (options.clientId !== undefined) doc.clientID = options.clientId

    const peer: Peer = {
      doc,
      setPresence: (state) => {
        presence = state ?? null
        showPresence()
      },
      saved: deliveries.saved,
      closed: end.closed,
      onClose: end.onClose,
      close: () => end.close(CLOSED_BY_PEER),
    }
    return peer
  }

/** Codes after which coming back with the same replica is wrong or useless. */
const isFinal = (code: number): boolean => (code >= 4400 && code < 4500) || code === CLOSE.newEpoch

/** A socket with the token in its header, that tells how many write frames go over it. */
const countingWebSocket = (token: () => string, deliveries: Deliveries) =>
  class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token()}` }, perMessageDeflate: false })
    }

    override send(frame: Uint8Array): void {
      if (frame[0] === MESSAGE_SYNC && frame[1] === SYNC_STEP_2) deliveries.sent('answer')
      if (frame[0] === MESSAGE_SYNC && frame[1] === SYNC_UPDATE) deliveries.sent('update')
      super.send(frame, ignore)
    }
  }

/** A frame that could not be sent is followed by the socket's close; the next connection makes up for it. */
const ignore = (): void => {}
