/**
 * A peer that speaks just enough of the protocol to be served, and keeps no document: five hundred of them must cost
 * less than the server that is measured.
 */
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { END_MARK, lastTokenIn } from './recording.ts'
import { SERVERS, type ServerProcess } from './server-process.ts'

export interface Peer {
  readonly write: (update: Uint8Array) => void
  readonly present: (clock: number) => void
  /** The highest token number seen. */
  readonly lastToken: () => number
  /** Resolves when the server has answered the empty state vector. */
  readonly synced: Promise<void>
  /** Resolves when the last message of a seeded conversation has come. */
  readonly complete: Promise<void>
  readonly close: () => void
}

const SYNC = 0
/** Hocuspocus answers a state vector under a type of its own. */
const SYNC_REPLY = 4
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2
const AWARENESS = 1
const AUTH = 2
const EMPTY_VECTOR = new Uint8Array([0])
const END = Buffer.from(END_MARK)

let peers = 0

export const connect = (
  server: ServerProcess,
  room: string,
  options: {
    readonly asWriter?: boolean
    /** Told of every frame that has tokens: the number before it and the last one in it. */
    readonly onTokens?: (before: number, last: number) => void
  } = {},
): Peer => {
  const { prefixesRoom } = SERVERS[server.name]
  const clientId = 2_000_000 + peers++
  const socket = new WebSocket(prefixesRoom ? server.base : server.base + room, {
    headers: options.asWriter === true ? { ...server.headers, ...server.writerHeaders } : server.headers,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  })
  const frameOf = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
    const encoder = encoding.createEncoder()
    if (prefixesRoom) encoding.writeVarString(encoder, room)
    write(encoder)
    return encoding.toUint8Array(encoder)
  }
  const syncFrame = (type: number, payload: Uint8Array): Uint8Array =>
    frameOf((encoder) => {
      encoding.writeVarUint(encoder, SYNC)
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint8Array(encoder, payload)
    })
  const start = prefixesRoom ? 1 + Buffer.byteLength(room) : 0

  let last = -1
  let resolveSynced: () => void = () => undefined
  let resolveComplete: () => void = () => undefined
  let rejectSynced: (error: Error) => void = () => undefined
  let isComplete = false
  const synced = new Promise<void>((done, failed) => {
    resolveSynced = done
    rejectSynced = failed
  })
  const complete = new Promise<void>((done) => {
    resolveComplete = done
  })

  socket.on('open', () => {
    if (prefixesRoom) {
      socket.send(
        frameOf((encoder) => {
          encoding.writeVarUint(encoder, AUTH)
          encoding.writeVarUint(encoder, 0)
          encoding.writeVarString(encoder, 'token')
        }),
      )
    }
    socket.send(syncFrame(STEP_1, EMPTY_VECTOR))
  })
  socket.on('message', (data) => {
    const frame = data as Buffer
    const type = frame[start]
    if (type !== SYNC && type !== SYNC_REPLY) return
    const step = frame[start + 1]
    if (step === STEP_1) return
    if (step === STEP_2) resolveSynced()
    const number = lastTokenIn(frame)
    if (number > last) {
      options.onTokens?.(last, number)
      last = number
    }
    if (!isComplete && frame.length > 1_000 && frame.includes(END)) {
      isComplete = true
      resolveComplete()
    }
  })
  socket.on('error', rejectSynced)
  socket.on('close', (code, reason) =>
    rejectSynced(new Error(`${server.name} closed: ${code} ${reason.toString()}`)),
  )

  return {
    write: (update) => socket.send(syncFrame(UPDATE, update)),
    present: (clock) => {
      const row = encoding.createEncoder()
      encoding.writeVarUint(row, 1)
      encoding.writeVarUint(row, clientId)
      encoding.writeVarUint(row, clock)
      encoding.writeVarString(row, JSON.stringify({ cursor: { branch: 'main', at: clock } }))
      socket.send(
        frameOf((encoder) => {
          encoding.writeVarUint(encoder, AWARENESS)
          encoding.writeVarUint8Array(encoder, encoding.toUint8Array(row))
        }),
      )
    },
    lastToken: () => last,
    synced,
    complete,
    close: () => socket.close(),
  }
}

/** Connects many to one room, some at a time, and waits until all are in. */
export const connectAll = async (
  count: number,
  open: (index: number) => Peer,
  atOnce = 50,
): Promise<Peer[]> => {
  const peers: Peer[] = []
  while (peers.length < count) {
    const batch = Array.from({ length: Math.min(atOnce, count - peers.length) }, (_, i) =>
      open(peers.length + i),
    )
    peers.push(...batch)
    await Promise.all(batch.map((peer) => peer.synced))
  }
  return peers
}
