/**
 * A peer inside the server's process: the same frames as over a WebSocket, the same gate, the same acknowledgements,
 * handed over on microtasks in both directions.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
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
import { createDeliveries } from './deliveries.ts'
import { type JoinRoom, type Peer, type PeerClose, PeerRefused } from './peer.ts'
import { CLOSED_BY_PEER, createPeerEnd, refusedWrite } from './peer-end.ts'

/** One connection to the room. Frames wait for the session, and a connection that is not the current one is deaf. */
interface Link {
  session: Session | undefined
  readonly outgoing: Uint8Array[]
}

export const createInProcessJoin =
  (deps: { readonly rooms: Pick<Rooms, 'join'>; readonly principal: Principal }): JoinRoom =>
  async (room, options = {}) => {
    const doc = new Y.Doc()
    // Presence keeps the random client id that the document was made with: an id that is used a second time would
    // have to outlast the clock that others remember of its first use.
    const awareness = new Awareness(doc)
    awareness.setLocalState(null)
    const deliveries = createDeliveries()
    let link: Link | undefined
    const end = createPeerEnd(() => {
      const last = link
      link = undefined
      deliveries.closed(end.closed() ?? CLOSED_BY_PEER)
      last?.session?.leave()
      awareness.destroy()
      doc.destroy()
    })

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

    const receive = (frame: Uint8Array, synced: () => void): void => {
      const decoder = decoding.createDecoder(frame)
      const type = decoding.readVarUint(decoder)
      if (type === MESSAGE_SYNC) {
        const encoder = encoding.createEncoder()
        encoding.writeVarUint(encoder, MESSAGE_SYNC)
        const step = readSyncMessage(decoder, encoder, doc, REMOTE)
        if (step === SYNC_STEP_1) {
          deliveries.wrote('answer')
          send(encoding.toUint8Array(encoder))
        }
        if (step === SYNC_STEP_2) synced()
        return
      }
      const message = readServerMessage(type, decoder)
      if (message?.type === 'acknowledged') deliveries.acknowledged(message.count)
      if (message?.type === 'rejected') end.close(refusedWrite(message))
    }

    /** Joins and resolves once in sync. A change of rights makes the room ask for this again. */
    const connect = async (): Promise<void> => {
      const mine: Link = { session: undefined, outgoing: [] }
      link = mine
      deliveries.connected()
      const inSync = Promise.withResolvers<void>()
      const stopListening = end.onClose((close) => inSync.reject(new PeerRefused(close)))
      const ifCurrent = (task: () => void): void =>
        queueMicrotask(() => {
          if (link === mine) task()
        })
      const connection: Connection = {
        send: (frame) => ifCurrent(() => receive(frame, inSync.resolve)),
        close: (code, reason) => ifCurrent(() => dismissed({ code, reason })),
        bufferedBytes: () => 0,
      }
      const joined = await deps.rooms.join({
        room,
        principal: deps.principal,
        connection,
        speaksBanyan: true,
      })
      if (!joined.joined) end.close({ code: joined.code, reason: joined.reason })
      else if (link !== mine) joined.session.leave()
      else {
        mine.session = joined.session
        flush(mine)
        send(stateVectorFrame(doc))
        sendPresence()
      }
      await inSync.promise.finally(stopListening)
    }

    const dismissed = (close: PeerClose): void => {
      if (close.code !== CLOSE.joinAgain) return end.close(close)
      connect().catch(() => {
        // The peer is closed with the reason by now, and whoever uses it is told through `onClose`.
      })
    }

    const sendPresence = (): void => {
      if (awareness.getLocalState() !== null) send(presenceFrame(awareness))
    }

    await connect()
    // Only now: Yjs gives a document a new client id when it meets its own in an update from elsewhere.
    if (options.clientId !== undefined) doc.clientID = options.clientId
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === REMOTE) return
      deliveries.wrote('update')
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
