/** The log of Yjs updates that y-indexeddb keeps in a database: writing it, and keeping it short. Knows no document. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB, wrap } from 'idb'
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
  /** How many rows there are, once everything written before is stored. */
  readonly rows: () => Promise<number>
  /**
   * Makes one row of all but the first: what it costs does not depend on how long that is. Does nothing and resolves
   * to `outgrown` where those others are more than this part of the first.
   */
  readonly mergeTail: (outgrown: number) => Promise<'merged' | 'outgrown'>
  /** Puts one row in the place of all; `merge` is given those after a key. */
  readonly replace: (after: number, merge: (rows: readonly LogRow[]) => Uint8Array) => Promise<void>
}

interface LogSchema extends DBSchema {
  updates: { key: number; value: Uint8Array }
}

export const updateLogIn = (opened: IDBDatabase): UpdateLog => {
  const database = wrap(opened) as unknown as IDBPDatabase<LogSchema>
  return {
    read: (after) => rowsAfter(database.transaction('updates').store, after),
    append: async (updates) => {
      const { store, done } = database.transaction('updates', 'readwrite')
      await Promise.all([...updates.map((update) => store.add(update)), done])
    },
    rows: () => database.count('updates'),
    // Both in one transaction: what other tabs write meanwhile comes before or after it.
    mergeTail: async (outgrown) => {
      const { store, done } = database.transaction('updates', 'readwrite')
      const [first, second] = await store.getAllKeys(undefined, 2)
      if (first === undefined || second === undefined) return 'merged'
      const tail = IDBKeyRange.lowerBound(second)
      const [whole, since] = await Promise.all([store.get(first), store.getAll(tail)])
      const length = since.reduce((sum, update) => sum + update.byteLength, 0)
      if (length > (whole?.byteLength ?? 0) * outgrown) return 'outgrown'
      await Promise.all([store.delete(tail), store.add(Y.mergeUpdates(since)), done])
      return 'merged'
    },
    replace: async (after, merge) => {
      const { store, done } = database.transaction('updates', 'readwrite')
      const merged = merge(await rowsAfter(store, after))
      await Promise.all([store.clear(), store.add(merged), done])
    },
  }
}

/**
 * y-indexeddb waits for ever where the browser gives no database: a private window, storage switched off, a full disk.
 * Asked first, it says so. Makes the same stores.
 */
export const canOpenLog = async (name: string): Promise<boolean> => {
  try {
    const database = await openDB(name, undefined, {
      upgrade: (made) => {
        made.createObjectStore('updates', { autoIncrement: true })
        made.createObjectStore('custom')
      },
    })
    database.close()
    return true
  } catch {
    return false
  }
}

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
  const database = await openDB(name)
  try {
    const isLog = database.objectStoreNames.contains('updates')
    const rows: readonly unknown[] = isLog ? await database.getAll('updates') : []
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
