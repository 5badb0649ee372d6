/** One generation of a room on this device: the document, its local copy and its connection, opened together. */
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Overtaken, type OvertakenWatch, watchOvertaken } from '../../shared/document/index.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { type Connection, type ConnectionEvent, createConnection } from './connection.ts'
import { type LocalCopy, type LocalLoad, openLocalCopy } from './local-copy.ts'
import type { LocalIndex } from './local-index.ts'

export interface Replica {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly connection: Connection
  /** How the local copy was found; `generation` is the one that was opened. */
  readonly loaded: Promise<{ readonly generation: number; readonly load: LocalLoad }>
  /** Whether everything written so far is on this device's disk. */
  readonly stored: () => Promise<boolean>
  /** Takes in what other tabs have stored; resolves to whether there was anything new. */
  readonly fetch: () => Promise<boolean>
  /** Adds what was rescued from an earlier generation, without counting it as a change of now. */
  readonly restore: (update: Uint8Array) => void
  /** What others took away of one's own unsent words with what they stood in, at the joining that just ended. */
  readonly takeOvertaken: () => Overtaken | undefined
  readonly close: (options: { readonly clear: boolean }) => Promise<void>
}

/** What is left to decide for whoever holds it. */
export type ReplicaEvent = Exclude<ConnectionEvent, { readonly type: 'asked' }>

const RESTORED = Symbol('restored')

export const openReplica = (options: {
  readonly room: RoomName
  readonly index: Promise<LocalIndex>
  readonly socketUrl: string
  /** `current`: the one that the index names. */
  readonly generation: number | 'current'
  readonly onConnection: (event: ReplicaEvent) => void
  /** A change was made in this page. */
  readonly onWritten: () => void
}): Replica => {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  let watch: OvertakenWatch | undefined
  const connection: Connection = createConnection({
    socketUrl: options.socketUrl,
    room: options.room,
    doc,
    awareness,
    onEvent: (event) => {
      if (event.type !== 'asked') return options.onConnection(event)
      watch?.stop()
      watch = watchOvertaken(doc, event.has, connection.isOrigin)
    },
  })
  let local: LocalCopy | undefined
  let closed = false

  const isFromElsewhere = (origin: unknown): boolean =>
    connection.isOrigin(origin) || local?.isOrigin(origin) === true || origin === RESTORED
  // Not by `update`: for whoever listens to that Yjs encodes all that is read, the whole local copy too.
  doc.on('afterAllTransactions', (_doc: Y.Doc, transactions: readonly Y.Transaction[]) => {
    for (const { origin, changed } of transactions) {
      if (changed.size > 0 && !isFromElsewhere(origin)) options.onWritten()
    }
  })

  const load = async (): Promise<{ generation: number; load: LocalLoad }> => {
    const index = await options.index
    const generation =
      options.generation === 'current' ? index.record(options.room).generation : options.generation
    if (!index.durable || closed) return { generation, load: 'unavailable' }
    local = openLocalCopy(index.databaseName(options.room, generation), doc)
    return { generation, load: await local.load }
  }

  const loaded = load()
  return {
    doc,
    awareness,
    connection,
    loaded,
    stored: async () => (await local?.stored()) ?? false,
    fetch: async () => (await local?.fetch()) ?? false,
    restore: (update) => Y.applyUpdate(doc, update, RESTORED),
    takeOvertaken: () => {
      const found = watch?.found()
      watch?.stop()
      watch = undefined
      return found
    },
    close: async ({ clear }) => {
      closed = true
      watch?.stop()
      connection.destroy()
      await loaded
      if (clear) await local?.clear()
      else await local?.close()
      doc.destroy()
    },
  }
}
