/** A log of Yjs updates in an IndexedDB database of its own. Knows no document. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import * as Y from 'yjs'

export interface LogRow {
  /** Grows with each row. */
  readonly key: number
  readonly update: Uint8Array
}

export interface UpdateLog {
  /** The rows after a key, in the order of their writing. */
  readonly read: (after: number) => Promise<readonly LogRow[]>
  /** Resolves once they are stored. */
  readonly append: (updates: readonly Uint8Array[]) => Promise<void>
  /** Makes one row of all but the first: what it costs does not depend on how long that is. */
  readonly mergeTail: () => Promise<void>
  /** Puts one row in the place of all; `merge` is given those after a key. */
  readonly replace: (after: number, merge: (rows: readonly LogRow[]) => Uint8Array) => Promise<void>
  readonly close: () => void
}

interface LogSchema extends DBSchema {
  updates: { key: number; value: Uint8Array }
}

/** `undefined`: a private window, storage switched off, a full disk. */
export const openUpdateLog = async (name: string): Promise<UpdateLog | undefined> => {
  const database = await openDatabase(name).catch(() => undefined)
  if (database === undefined) return undefined
  return {
    read: (after) => rowsAfter(database.transaction('updates').store, after),
    append: async (updates) => {
      const { store, done } = database.transaction('updates', 'readwrite')
      await Promise.all([...updates.map((update) => store.add(update)), done])
    },
    // Both in one transaction: what other tabs write meanwhile comes before or after it.
    mergeTail: async () => {
      const { store, done } = database.transaction('updates', 'readwrite')
      const [, second] = await store.getAllKeys(undefined, 2)
      if (second !== undefined) {
        const tail = IDBKeyRange.lowerBound(second)
        const merged = Y.mergeUpdates(await store.getAll(tail))
        await Promise.all([store.delete(tail), store.add(merged)])
      }
      await done
    },
    replace: async (after, merge) => {
      const { store, done } = database.transaction('updates', 'readwrite')
      const merged = merge(await rowsAfter(store, after))
      await Promise.all([store.clear(), store.add(merged), done])
    },
    close: () => database.close(),
  }
}

const openDatabase = async (name: string): Promise<IDBPDatabase<LogSchema>> =>
  openDB<LogSchema>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('updates', { autoIncrement: true })
    },
    // Another tab signs out and forgets: do not hold its deletion up.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
    },
  })

interface Rows {
  readonly getAllKeys: (range: IDBKeyRange) => Promise<number[]>
  readonly getAll: (range: IDBKeyRange) => Promise<Uint8Array[]>
}

const rowsAfter = async (store: Rows, after: number): Promise<LogRow[]> => {
  const later = IDBKeyRange.lowerBound(after, true)
  const [keys, updates] = await Promise.all([store.getAllKeys(later), store.getAll(later)])
  return updates.map((update, index) => ({ key: keys[index] ?? after, update }))
}

/** What can still be read of a broken log, row by row. */
export const rescueRows = async (name: string): Promise<Uint8Array> => {
  const doc = new Y.Doc()
  const database = await openDatabase(name)
  try {
    const rows: readonly unknown[] = await database.getAll('updates')
    for (const row of rows) {
      if (!(row instanceof Uint8Array)) continue
      try {
        Y.applyUpdate(doc, row)
      } catch {
        // This is the row that broke the copy; the others are kept.
      }
    }
    // What builds on the lost row cannot be placed; the server would refuse it with everything else.
    doc.store.pendingStructs = null
    doc.store.pendingDs = null
    return Y.encodeStateAsUpdate(doc)
  } finally {
    database.close()
    doc.destroy()
  }
}

export const deleteLog = (name: string): Promise<void> => deleteDB(name)
