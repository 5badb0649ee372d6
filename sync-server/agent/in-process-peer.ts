/**
 * A peer inside the server's process: the same frames as over a WebSocket, the same gate, the same acknowledgements,
 * handed over on microtasks in both directions.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import {
  CLOSE,
  MESSAGE_AWARENESS,
  MESSAGE_SYNC,
  readServerMessage,
  SYNC_STEP_1,
  SYNC_STEP_2,
} from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import type { Connection, Rooms, Session } from '../rooms/rooms.ts'
import type { Clock } from './clock.ts'
import { createDeliveries } from './deliveries.ts'
import { type JoinRoom, type Peer, type PeerClose, PeerRefused } from './peer.ts'
import { CLOSED_BY_PEER, createPeerEnd, refusedWrite } from './peer-end.ts'

/** One connection to the room. Frames wait for the session, and a connection that is not the current one is deaf. */
interface Link {
  session: Session | undefined
  readonly outgoing: Uint8Array[]
}

/** How often a peer that was sent away for a passing fault comes back, and how long it waits at first. */
const MAX_RETURNS = 6
const RETURN_MILLISECONDS = 100

export const createInProcessJoin =
  (deps: {
    readonly rooms: Pick<Rooms, 'join'>
    readonly principal: Principal
    readonly clock: Clock
  }): JoinRoom =>
  async (room, options = {}) => {
    const doc = new Y.Doc()
    // Presence keeps the random client id that the document was made with: an id that is used a second time would
    // have to outlast the clock that others remember of its first use.
    const awareness = new Awareness(doc)
    awareness.setLocalState(null)
    const deliveries = createDeliveries()
    let link: Link | undefined
    let returns = 0
    let callOffReturn = (): void => {}
    const end = createPeerEnd(() => {
      const last = link
      link = undefined
      callOffReturn()
      deliveries.closed(end.closed() ?? CLOSED_BY_PEER)
      last?.session?.leave()
      awareness.destroy()
      doc.destroy()
    })
    const inSync = Promise.withResolvers<void>()
    let wasInSync = false
    const stopWaiting = end.onClose((close) => inSync.reject(new PeerRefused(close)))
    const onSync = (): void => {
      wasInSync = true
      returns = 0
      inSync.resolve()
    }

    const send = (frame: Uint8Array): void => {
      const from = link
      if (from === undefined) return
      from.outgoing.push(frame)
      queueMicrotask(() => flush(from))
    }
    const flush = (from: Link): void => {
      while (from === link && from.session !== undefined) {
        const frame = from.outgoing.shift()
        if (frame === undefined) return
        from.session.receive(frame)
      }
    }

    const receive = (frame: Uint8Array): void => {
      const decoder = decoding.createDecoder(frame)
      const type = decoding.readVarUint(decoder)
      if (type === MESSAGE_SYNC) {
        const encoder = encoding.createEncoder()
        encoding.writeVarUint(encoder, MESSAGE_SYNC)
        const step = readSyncMessage(decoder, encoder, doc, REMOTE)
        if (step === SYNC_STEP_1) {
          deliveries.sent('answer')
          send(encoding.toUint8Array(encoder))
        }
        if (step === SYNC_STEP_2) onSync()
        return
      }
      const message = readServerMessage(type, decoder)
      if (message?.type === 'acknowledged') deliveries.acknowledged(message.count)
      if (message?.type === 'rejected') end.close(refusedWrite(message))
    }

    const connect = async (): Promise<void> => {
      const mine: Link = { session: undefined, outgoing: [] }
      link = mine
      const ifCurrent = (task: () => void): void =>
        queueMicrotask(() => {
          if (link === mine) task()
        })
      const connection: Connection = {
        send: (frame) => ifCurrent(() => receive(frame)),
        close: (code, reason) => ifCurrent(() => sentAway({ code, reason })),
        bufferedBytes: () => 0,
      }
      const joined = await deps.rooms.join({
        room,
        principal: deps.principal,
        connection,
        speaksBanyan: true,
      })
      if (link !== mine) {
        if (joined.joined) joined.session.leave()
        return
      }
      if (!joined.joined) return sentAway({ code: joined.code, reason: joined.reason })
      mine.session = joined.session
      flush(mine)
      send(stateVectorFrame(doc))
      if (awareness.getLocalState() !== null) send(presenceFrame(awareness))
    }

    /** Comes back with the same replica where that can help; what was not stored goes up again. */
    const sentAway = (close: PeerClose): void => {
      if (!wasInSync || isFinal(close.code) || returns === MAX_RETURNS) return end.close(close)
      link = undefined
      deliveries.disconnected()
      const wait = close.code === CLOSE.joinAgain ? 0 : RETURN_MILLISECONDS * 2 ** returns
      returns++
      callOffReturn = deps.clock.after(wait, () => void connect())
    }

    void connect()
    await inSync.promise
    stopWaiting()
    // Only now: Yjs gives a document a new client id when it meets its own in an update from elsewhere.
    if (options.clientId !== undefined) doc.clientID = options.clientId
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === REMOTE) return
      if (link !== undefined) deliveries.sent('update')
      deliveries.changed()
      send(updateFrame(update))
    })
    awareness.on('update', () => {
      if (end.closed() === undefined) send(presenceFrame(awareness))
    })

    const peer: Peer = {
      doc,
      setPresence: (state) => {
        if (end.closed() === undefined) awareness.setLocalState(state ?? null)
      },
      saved: deliveries.saved,
      closed: end.closed,
      onClose: end.onClose,
      close: () => end.close(CLOSED_BY_PEER),
    }
    return peer
  }

/** Codes after which coming back with the same replica is wrong or useless; the server of this process is gone. */
const isFinal = (code: number): boolean =>
  (code >= 4400 && code < 4500) || code === CLOSE.newEpoch || code === CLOSE.goingAway

const REMOTE = Symbol('remote')

const stateVectorFrame = (doc: Y.Doc): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_SYNC)
  writeSyncStep1(encoder, doc)
  return encoding.toUint8Array(encoder)
}

const updateFrame = (update: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_SYNC)
  writeUpdate(encoder, update)
  return encoding.toUint8Array(encoder)
}

const presenceFrame = (awareness: Awareness): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
  encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [awareness.clientID]))
  return encoding.toUint8Array(encoder)
}
