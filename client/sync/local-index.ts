/**
 * What this device keeps for one account, beside the documents themselves: which generation of each room's copy is
 * the current one, what waits in it, and the shelf of refused work. One small IndexedDB database; where the browser
 * gives none, the same in memory for as long as the page lives.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { filesDatabase } from '../files/local-files.ts'
import type { ShelvedWork } from './shelf.ts'

export interface RoomRecord {
  readonly room: RoomName
  /** Counts the local copies of this room; each lives in a database of its own. */
  readonly generation: number
  /** The server's epoch that this copy belongs to; `undefined` before the first joining. */
  readonly epoch: number | undefined
  /** Changes made here that the server has not acknowledged. */
  readonly waiting: number
  /** Whether the user's directory has ever listed this conversation. */
  readonly listed: boolean
}

export interface LocalIndex {
  readonly record: (room: RoomName) => RoomRecord
  readonly records: () => readonly RoomRecord[]
  /** Resolves once stored. */
  readonly change: (room: RoomName, fields: Partial<Omit<RoomRecord, 'room'>>) => Promise<void>
  /** The stored record, past what this tab has in memory: another tab may have healed the room. */
  readonly reread: (room: RoomName) => Promise<RoomRecord>
  readonly remove: (room: RoomName) => Promise<void>
  readonly shelved: () => Promise<readonly ShelvedWork[]>
  readonly shelve: (work: ShelvedWork) => Promise<void>
  readonly unshelve: (id: string) => Promise<void>
  /**
   * What of an earlier epoch's texts was written anew in this one, as a V1 update to that epoch: the tabs of a device
   * may all have it, and it is to be written once. Kept for one epoch of each conversation.
   */
  readonly replayed: (id: ConversationId, epoch: number) => Promise<Uint8Array | undefined>
  readonly noteReplayed: (id: ConversationId, replayed: Replayed) => Promise<void>
  /** Copies of one's own document that another epoch takes the place of, until what is new in them is written anew. */
  readonly personalCopies: () => Promise<readonly PersonalCopy[]>
  readonly keepPersonalCopy: (copy: PersonalCopy) => Promise<void>
  readonly dropPersonalCopy: (id: string) => Promise<void>
  /** Whether this device keeps anything beyond the page's life. */
  readonly durable: boolean
  readonly databaseName: (room: RoomName, generation: number) => string
  readonly close: () => void
  /** Deletes the index and every document of this account on this device. */
  readonly destroy: () => Promise<void>
}

export interface Replayed {
  readonly epoch: number
  readonly update: Uint8Array
}

export interface PersonalCopy {
  readonly id: string
  /** The Yjs client id that the page wrote under. */
  readonly clientId: number
  /** All of it, as a V1 update. */
  readonly update: Uint8Array
}

interface IndexSchema extends DBSchema {
  rooms: { key: string; value: RoomRecord }
  shelf: { key: string; value: ShelvedWork }
  replayed: { key: string; value: Replayed }
  personal: { key: string; value: PersonalCopy }
}

const accountPrefix = (userId: PrincipalId): string => `banyan:${userId}:`

export const openLocalIndex = async (userId: PrincipalId): Promise<LocalIndex> => {
  const prefix = accountPrefix(userId)
  const name = `${prefix}index`
  const database = await openDatabase(name)
  const records = new Map<RoomName, RoomRecord>()
  const shelf = new Map<string, ShelvedWork>()
  const replayed = new Map<ConversationId, Replayed>()
  const personal = new Map<string, PersonalCopy>()
  for (const record of (await database?.getAll('rooms')) ?? []) records.set(record.room, record)

  const record = (room: RoomName): RoomRecord =>
    records.get(room) ?? { room, generation: 0, epoch: undefined, waiting: 0, listed: false }
  const databaseName = (room: RoomName, generation: number): string => `${prefix}${room}:${generation}`

  return {
    durable: database !== undefined,
    databaseName,
    record,
    records: () => [...records.values()],
    change: async (room, fields) => {
      const changed = { ...record(room), ...fields }
      records.set(room, changed)
      await database?.put('rooms', changed, room)
    },
    reread: async (room) => {
      const stored = await database?.get('rooms', room)
      if (stored !== undefined) records.set(room, stored)
      return record(room)
    },
    remove: async (room) => {
      records.delete(room)
      await database?.delete('rooms', room)
    },
    shelved: async () => (database === undefined ? [...shelf.values()] : await database.getAll('shelf')),
    shelve: async (work) => {
      shelf.set(work.id, work)
      await database?.put('shelf', work, work.id)
    },
    unshelve: async (id) => {
      shelf.delete(id)
      await database?.delete('shelf', id)
    },
    replayed: async (id, epoch) => {
      const known = database === undefined ? replayed.get(id) : await database.get('replayed', id)
      return known?.epoch === epoch ? known.update : undefined
    },
    noteReplayed: async (id, made) => {
      replayed.set(id, made)
      await database?.put('replayed', made, id)
    },
    personalCopies: async () =>
      database === undefined ? [...personal.values()] : await database.getAll('personal'),
    keepPersonalCopy: async (copy) => {
      personal.set(copy.id, copy)
      await database?.put('personal', copy, copy.id)
    },
    dropPersonalCopy: async (id) => {
      personal.delete(id)
      await database?.delete('personal', id)
    },
    close: () => database?.close(),
    destroy: async () => {
      database?.close()
      const names = new Set([
        name,
        filesDatabase(userId),
        ...[...records.values()].map((it) => databaseName(it.room, it.generation)),
      ])
      // Older generations whose clearing was cut short. Firefox before 126 cannot list its databases.
      if ('databases' in indexedDB) {
        for (const known of await indexedDB.databases()) {
          if (known.name?.startsWith(prefix)) names.add(known.name)
        }
      }
      await Promise.all([...names].map((each) => deleteDB(each)))
    },
  }
}

const openDatabase = async (name: string): Promise<IDBPDatabase<IndexSchema> | undefined> => {
  try {
    return await openDB<IndexSchema>(name, 3, {
      upgrade: (database, before) => {
        if (before < 1) database.createObjectStore('rooms')
        if (before < 1) database.createObjectStore('shelf')
        if (before < 2) database.createObjectStore('replayed')
        database.createObjectStore('personal')
      },
      // Another tab signs out and forgets: do not hold its deletion up.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close()
      },
    })
  } catch {
    // Private windows and full disks give no database. The page works on, and says that nothing is kept.
    return undefined
  }
}
