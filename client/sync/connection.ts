/**
 * One room's connection: the stock WebsocketProvider with handlers for our own message types. Reports what happens
 * as events and decides nothing but when to try again.
 */
import * as decoding from 'lib0/decoding'
import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
import {
  CAPABILITY_PARAMETER,
  CAPABILITY_VERSION,
  CLOSE,
  MESSAGE_ACKNOWLEDGED,
  MESSAGE_LEVEL,
  MESSAGE_NOTICE,
  MESSAGE_QUERY_AWARENESS,
  MESSAGE_REJECTED,
  MESSAGE_SYNC,
  readServerMessage,
  type ServerMessage,
  SYNC_STEP_1,
} from '../../shared/wire.ts'
import { createWritingSocket } from './writing-socket.ts'

export type ConnectionEvent =
  | { readonly type: 'connecting' }
  | { readonly type: 'joined' }
  /** The server says what it has, and asks for what it lacks; before it tells what others did. */
  | { readonly type: 'asked'; readonly has: Uint8Array }
  | { readonly type: 'synced' }
  | { readonly type: 'frame-sent' }
  | { readonly type: 'message'; readonly message: ServerMessage }
  /** `code` is 0 where the connection broke without a word. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }

export interface Connection {
  readonly connect: () => void
  readonly disconnect: () => void
  readonly isSynced: () => boolean
  /** Whether a transaction brings what comes from the server. */
  readonly isOrigin: (origin: unknown) => boolean
  readonly destroy: () => void
}

/** A connection that stays silent this long after being asked is taken for dead. */
const PROBE_MILLISECONDS = 5_000
/** The same where the browser has just said that there is no network; it may still be wrong about this server. */
const PROBE_OFFLINE_MILLISECONDS = 1_500

export interface ConnectionOptions {
  readonly socketUrl: string
  readonly room: RoomName
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly onEvent: (event: ConnectionEvent) => void
}

export const createConnection = (options: ConnectionOptions): Connection => {
  /** Made when it is first needed: it listens to the document, which is cheaper to read while nobody does. */
  let provider: WebsocketProvider | undefined

  let probe: ReturnType<typeof setTimeout> | undefined
  /** An open socket says nothing of the network under it: ask, and start over where no answer comes. */
  const probeConnection = (): void => {
    if (provider?.shouldConnect !== true) return
    const asking = provider
    if (!asking.wsconnected || asking.ws === null) {
      asking.connect()
      return
    }
    const asked = Date.now()
    asking.ws.send(new Uint8Array([MESSAGE_QUERY_AWARENESS]))
    clearTimeout(probe)
    probe = setTimeout(
      () => {
        if (!asking.wsconnected || asking.wsLastMessageReceived >= asked) return
        asking.disconnect()
        asking.connect()
      },
      navigator.onLine ? PROBE_MILLISECONDS : PROBE_OFFLINE_MILLISECONDS,
    )
  }
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') probeConnection()
  }
  window.addEventListener('online', probeConnection)
  window.addEventListener('offline', probeConnection)
  document.addEventListener('visibilitychange', onVisible)

  return {
    connect: () => {
      provider ??= createProvider(options)
      provider.connect()
    },
    disconnect: () => provider?.disconnect(),
    isSynced: () => provider?.synced === true,
    isOrigin: (origin) => origin !== null && origin !== undefined && origin === provider,
    destroy: () => {
      clearTimeout(probe)
      window.removeEventListener('online', probeConnection)
      window.removeEventListener('offline', probeConnection)
      document.removeEventListener('visibilitychange', onVisible)
      provider?.destroy()
    },
  }
}

const createProvider = (options: ConnectionOptions): WebsocketProvider => {
  const { onEvent } = options
  const provider = new WebsocketProvider(options.socketUrl, options.room, options.doc, {
    connect: false,
    awareness: options.awareness,
    params: { [CAPABILITY_PARAMETER]: CAPABILITY_VERSION },
    // Frames of another tab must not go up with this tab's rights.
    disableBc: true,
    WebSocketPolyfill: createWritingSocket(() => onEvent({ type: 'frame-sent' })),
  })

  for (const type of [MESSAGE_ACKNOWLEDGED, MESSAGE_REJECTED, MESSAGE_LEVEL, MESSAGE_NOTICE]) {
    provider.messageHandlers[type] = (_encoder, decoder) => {
      const message = readServerMessage(type, decoder)
      if (message !== undefined) onEvent({ type: 'message', message })
    }
  }

  const answer = provider.messageHandlers[MESSAGE_SYNC]
  provider.messageHandlers[MESSAGE_SYNC] = (encoder, decoder, ...others) => {
    const has = readStateVector(decoding.clone(decoder))
    if (has !== undefined) onEvent({ type: 'asked', has })
    answer?.(encoder, decoder, ...others)
  }

  provider.on('status', ({ status }) => {
    if (status === 'connecting') onEvent({ type: 'connecting' })
    if (status === 'connected') onEvent({ type: 'joined' })
    if (status === 'disconnected') awaitPresenceAnew(options.awareness)
  })
  provider.on('sync', (synced) => {
    if (synced) onEvent({ type: 'synced' })
  })
  provider.on('connection-close', (event) => {
    onEvent({ type: 'closed', code: event?.code ?? 0, reason: event?.reason ?? '' })
    if (event?.code === CLOSE.joinAgain) {
      // Rights are decided anew at joining: at once, not after a back-off. The provider's own timer then finds a
      // socket and does nothing.
      queueMicrotask(() => {
        if (!provider.shouldConnect) return
        provider.wsUnsuccessfulReconnects = 0
        provider.connect()
      })
    }
  })
  return provider
}

/** `undefined` where it is no question. */
const readStateVector = (decoder: decoding.Decoder): Uint8Array | undefined =>
  decoding.readVarUint(decoder) === SYNC_STEP_1 ? decoding.readVarUint8Array(decoder) : undefined

/**
 * States are taken in by their clocks alone. The others were told that we left, under the clock after ours, and would
 * pass over us for our next two changes; and what they said last has not changed, so we would pass over them until
 * they renew it, up to 15 s later.
 */
const awaitPresenceAnew = (awareness: Awareness): void => {
  for (const clientId of awareness.meta.keys()) {
    if (clientId !== awareness.clientID) awareness.meta.delete(clientId)
  }
  const own = awareness.getLocalState()
  if (own === null) return
  awareness.setLocalState(own)
  awareness.setLocalState(own)
}
