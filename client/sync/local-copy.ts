/**
 * The local copy of one document: y-indexeddb, with what it lacks. It grows by a row at every open (y-indexeddb#31),
 * gives no sign that a change is stored (#28), and a single row that cannot be read leaves it waiting for ever.
 */
import { deleteDB, openDB } from 'idb'
import { fetchUpdates, IndexeddbPersistence, storeState } from 'y-indexeddb'
import * as Y from 'yjs'

export type LocalLoad = 'loaded' | 'broken' | 'unavailable'

export interface LocalCopy {
  readonly load: Promise<LocalLoad>
  /** Whether a transaction's origin is this copy: what it brings was stored before. */
  readonly isOrigin: (origin: unknown) => boolean
  /** Resolves to whether everything written so far is on the disk. */
  readonly stored: () => Promise<boolean>
  /** Takes in what other tabs have written meanwhile. */
  readonly fetch: () => Promise<void>
  readonly close: () => Promise<void>
  /** Closes and deletes it. */
  readonly clear: () => Promise<void>
}

const UPDATES = 'updates'
/** Rows beyond which a copy is merged into one when opened. */
const TRIM_ROWS = 40

export const openLocalCopy = (name: string, doc: Y.Doc): LocalCopy => {
  let persistence: IndexeddbPersistence | undefined
  let closed = false

  const load = async (): Promise<LocalLoad> => {
    if (!(await canOpen(name))) return 'unavailable'
    if (closed) return 'unavailable'
    const opened = new IndexeddbPersistence(name, doc)
    persistence = opened
    try {
      // y-indexeddb began its reading before this; if that has ended without a result, a row was not readable.
      await barrier(await opened._db)
    } catch {
      return 'broken'
    }
    if (!opened.synced) return closed ? 'unavailable' : 'broken'
    if (opened._dbsize > TRIM_ROWS && !closed) await storeState(opened, true)
    return 'loaded'
  }
  const loading = load()

  const close = async (): Promise<void> => {
    closed = true
    await loading
    await persistence?.destroy()
  }

  return {
    load: loading,
    isOrigin: (origin) => origin !== null && origin === persistence,
    stored: async () => {
      const database = persistence?.db
      if (database === undefined || database === null || closed) return false
      try {
        await barrier(database)
        return true
      } catch {
        // Closed or full: not stored, which is the answer.
        return false
      }
    },
    fetch: async () => {
      if (closed || persistence?.synced !== true) return
      try {
        await fetchUpdates(persistence)
      } catch {
        // Another tab has moved on to the next generation and cleared this one: there is nothing more to take in.
      }
    },
    close,
    clear: async () => {
      await close()
      await deleteCopy(name)
    },
  }
}

/** y-indexeddb waits for ever where the browser gives no database; asked first, it says so. Makes the same stores. */
const canOpen = async (name: string): Promise<boolean> => {
  try {
    const database = await openDB(name, undefined, {
      upgrade: (made) => {
        made.createObjectStore(UPDATES, { autoIncrement: true })
        made.createObjectStore('custom')
      },
    })
    database.close()
    return true
  } catch {
    // A private window, storage switched off, a full disk: the page works without, and says that nothing is kept.
    return false
  }
}

/** Transactions on one store run in the order of their making: when this one ends, the earlier ones have. */
const barrier = (database: IDBDatabase): Promise<void> =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction(UPDATES, 'readonly')
    transaction.objectStore(UPDATES).count()
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The local copy could not be read.'))
  })

/** What can still be read of a broken copy, row by row. */
export const rescueRows = async (name: string): Promise<Uint8Array> => {
  const doc = new Y.Doc()
  const database = await openDB(name)
  try {
    const rows: unknown[] = database.objectStoreNames.contains(UPDATES) ? await database.getAll(UPDATES) : []
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

export const deleteCopy = (name: string): Promise<void> => deleteDB(name)
