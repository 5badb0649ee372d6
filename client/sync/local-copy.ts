/**
 * The local copy of one document: y-indexeddb opens and reads it. What is written since is stored here, because
 * y-indexeddb gives no sign that a change is stored (y-indexeddb#28), grows by a row at every open (#31) and writes the
 * whole document anew every 500 updates. Nothing listens to the document's updates while it is read: for whoever does,
 * Yjs encodes all of it once more, which takes as long as the reading.
 */
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { canOpenLog, deleteLog, type LogRow, type UpdateLog, updateLogIn } from './update-log.ts'

export type LocalLoad = 'loaded' | 'broken' | 'unavailable'

export interface LocalCopy {
  readonly load: Promise<LocalLoad>
  /** Whether a transaction's origin is this copy: what it brings was stored before. */
  readonly isOrigin: (origin: unknown) => boolean
  /** Resolves to whether everything written so far is on the disk. */
  readonly stored: () => Promise<boolean>
  /** Takes in what other tabs have written meanwhile; resolves to whether there was anything new. */
  readonly fetch: () => Promise<boolean>
  readonly close: () => Promise<void>
  /** Closes and deletes it. */
  readonly clear: () => Promise<void>
}

/** Rows beyond which the log is merged: soon after opening, and while the document grows. */
const ROWS_OPENED = 40
const ROWS = 200
const MERGE_MILLISECONDS = 1_000
/** The whole document is written anew once what came since is this part of it. */
const OUTGROWN = 1 / 4

export const openLocalCopy = (name: string, doc: Y.Doc): LocalCopy => {
  const origin = Symbol(name)
  let persistence: IndexeddbPersistence | undefined
  let log: UpdateLog | undefined
  let closed = false
  let lastKey = 0
  let rows = 0
  /** What the disk refused: tried again with what is written next. */
  let unstored: readonly Uint8Array[] = []
  let storing: Promise<unknown> = Promise.resolve()
  let mergeTimer: ReturnType<typeof setTimeout> | undefined

  const load = async (): Promise<LocalLoad> => {
    if (!(await canOpenLog(name)) || closed) return 'unavailable'
    const opened = new IndexeddbPersistence(name, doc)
    persistence = opened
    doc.off('update', opened._storeUpdate)
    // Told as soon as all is read, so that no update falls between; what was written earlier y-indexeddb has stored.
    opened.on('synced', () => doc.on('update', onUpdate))
    try {
      log = updateLogIn(await opened._db)
      // Its turn comes when y-indexeddb has read: if that has ended without a result, a row was not readable.
      rows = await log.rows()
    } catch {
      return 'broken'
    }
    if (!opened.synced) return closed ? 'unavailable' : 'broken'
    lastKey = opened._dbref - 1
    if (rows > ROWS_OPENED) mergeSoon(log)
    return 'loaded'
  }

  /** Whether any of it was new. */
  const apply = (rows: readonly LogRow[]): boolean =>
    Y.transact(
      doc,
      (transaction) => {
        for (const { key, update } of rows) {
          Y.applyUpdate(doc, update)
          lastKey = key
        }
        return transaction
      },
      origin,
      false,
    ).changed.size > 0

  const isOrigin = (from: unknown): boolean =>
    from === origin || (persistence !== undefined && from === persistence)

  const onUpdate = (update: Uint8Array, from: unknown): void => {
    if (isOrigin(from) || log === undefined) return
    store(log, update)
    if (rows >= ROWS) mergeSoon(log)
  }

  const store = (to: UpdateLog, update: Uint8Array): void => {
    const updates = [...unstored, update]
    unstored = []
    rows++
    const written = to.append(updates).catch(() => {
      unstored = [...updates, ...unstored]
    })
    storing = Promise.all([storing, written])
  }

  const mergeSoon = (which: UpdateLog): void => {
    mergeTimer ??= setTimeout(() => {
      mergeTimer = undefined
      // Where that fails the log stays long, and the next opening tries again.
      storing = Promise.all([storing, merge(which).catch(() => undefined)])
    }, MERGE_MILLISECONDS)
  }

  const merge = async (which: UpdateLog): Promise<void> => {
    if (closed) return
    if ((await which.mergeTail(OUTGROWN)) === 'outgrown') {
      await which.replace(lastKey, (since) => {
        apply(since)
        return Y.encodeStateAsUpdate(doc)
      })
    }
    rows = await which.rows()
  }

  const loading = load()

  const close = async (): Promise<void> => {
    closed = true
    clearTimeout(mergeTimer)
    await loading
    doc.off('update', onUpdate)
    await persistence?.destroy()
  }

  return {
    load: loading,
    isOrigin,
    stored: async () => {
      if (closed || (await loading) !== 'loaded') return false
      await storing
      return unstored.length === 0
    },
    fetch: async () => {
      if (closed || (await loading) !== 'loaded' || log === undefined) return false
      try {
        return apply(await log.read(lastKey))
      } catch {
        // Another tab has moved on to the next generation and cleared this one: there is nothing more to take in.
        return false
      }
    },
    close,
    clear: async () => {
      await close()
      await deleteLog(name)
    },
  }
}
