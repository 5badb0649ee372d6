/**
 * The local copy of one document: the log it is read from and written to. Nothing listens to the document's updates
 * while it is read: for whoever does, Yjs encodes all of it once more, which takes as long as the reading.
 */
import * as Y from 'yjs'
import { deleteLog, type LogRow, openUpdateLog, type UpdateLog } from './update-log.ts'

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
  const sizes = createSizes()
  let log: UpdateLog | undefined
  let closed = false
  let lastKey = 0
  /** What the disk refused: tried again with what is written next. */
  let unstored: readonly Uint8Array[] = []
  let storing: Promise<unknown> = Promise.resolve()
  let mergeTimer: ReturnType<typeof setTimeout> | undefined

  const load = async (): Promise<LocalLoad> => {
    log = await openUpdateLog(name)
    if (log === undefined || closed) return 'unavailable'
    try {
      const rows = await log.read(0)
      if (closed) return 'unavailable'
      // Written before the copy was there.
      const early = doc.store.clients.size > 0 ? Y.encodeStateAsUpdate(doc) : undefined
      apply(rows)
      for (const { update } of rows) sizes.add(update)
      doc.on('update', onUpdate)
      if (early !== undefined) store(log, early)
    } catch {
      return 'broken'
    }
    if (sizes.rows() > ROWS_OPENED) mergeSoon(log)
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

  const onUpdate = (update: Uint8Array, from: unknown): void => {
    if (from === origin || log === undefined) return
    store(log, update)
    if (sizes.rows() >= ROWS) mergeSoon(log)
  }

  const store = (to: UpdateLog, update: Uint8Array): void => {
    const updates = [...unstored, update]
    unstored = []
    sizes.add(update)
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
    if (!sizes.isOutgrown()) {
      await which.mergeTail()
      sizes.tailMerged()
      return
    }
    await which.replace(lastKey, (rows) => {
      apply(rows)
      const all = Y.encodeStateAsUpdate(doc)
      sizes.replaced(all)
      return all
    })
  }

  const loading = load()

  const close = async (): Promise<void> => {
    closed = true
    clearTimeout(mergeTimer)
    await loading
    doc.off('update', onUpdate)
    log?.close()
  }

  return {
    load: loading,
    isOrigin: (from) => from === origin,
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

/** How long the log is: the first row, which is the document as it was, and what came since. */
const createSizes = () => {
  let first = 0
  let since = 0
  let rows = 0
  return {
    rows: () => rows,
    add: (update: Uint8Array): void => {
      if (rows === 0) first = update.byteLength
      else since += update.byteLength
      rows++
    },
    isOutgrown: () => since > first * OUTGROWN,
    tailMerged: (): void => {
      rows = 2
    },
    replaced: (all: Uint8Array): void => {
      first = all.byteLength
      since = 0
      rows = 1
    },
  }
}
