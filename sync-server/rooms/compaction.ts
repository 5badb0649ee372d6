/**
 * When a log becomes a snapshot: as its document is opened, as it grows, as it is forgotten. Works from what is
 * stored, never from what is in memory, one document at a time and beside the rooms, which go on meanwhile.
 */
import type * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
import type { DocumentStore, StoredDocument } from '../storage/document-store.ts'
import type { RoomLog } from './room.ts'
import type { MakeSnapshot } from './snapshot.ts'

export interface Compaction {
  /** A document was read from the store. */
  readonly opened: (room: RoomName, stored: StoredDocument) => void
  /** It is in memory from now on: counts what is written. */
  readonly follow: (room: RoomName, doc: Y.Doc) => void
  /** It was forgotten. */
  readonly forgotten: (room: RoomName) => void
  /** Starts nothing new; resolves when nothing runs any more. */
  readonly close: () => Promise<void>
}

/** What has to be read one by one when the document is loaded. */
interface Tail {
  updates: number
  bytes: number
  snapshotBytes: number
}

/** A tail this long costs more to load than it costs to write anew. */
const isLong = ({ updates }: Tail): boolean => updates > 200
/**
 * While it grows: about 10 ms of loading, or a quarter of a megabyte, and no less than an eighth of what would have to
 * be written anew, lest a long conversation be rewritten for every answer in it.
 */
const isDue = ({ updates, bytes, snapshotBytes }: Tail): boolean =>
  (updates >= 1_000 || bytes >= 256 * 1024) && (updates >= 10_000 || bytes >= snapshotBytes / 8)
/** Forgotten with less than this, it may lie there as it is. */
const isWorthwhile = ({ updates, bytes }: Tail): boolean => updates > 20 || bytes > 16 * 1024
/** A compaction that took so long is not followed by another one of its document for this many times as long. */
const REST = 9
/** What failed once mostly fails again. */
const FAILED_MILLISECONDS = 60 * 60 * 1000

export const createCompaction = (deps: {
  readonly store: Pick<DocumentStore, 'load' | 'compact'>
  readonly makeSnapshot: MakeSnapshot
  readonly now: () => number
  readonly log: RoomLog
}): Compaction => {
  const tails = new Map<RoomName, Tail>()
  const notBefore = new Map<RoomName, number>()
  const queue = new Set<RoomName>()
  /** Until when what failed is left alone. */
  const failed = new Map<RoomName, number>()
  let running: Promise<void> | undefined
  let closing = false

  const enqueue = (room: RoomName): void => {
    if (closing || deps.now() < (failed.get(room) ?? 0)) return
    failed.delete(room)
    queue.add(room)
    running ??= run().finally(() => {
      running = undefined
    })
  }

  const run = async (): Promise<void> => {
    for (const room of queue) {
      if (closing) return
      const begun = deps.now()
      try {
        await compact(room)
      } catch (error) {
        failed.set(room, deps.now() + FAILED_MILLISECONDS)
        deps.log.failed({ room, doing: 'compact', error })
      }
      queue.delete(room)
      const ended = deps.now()
      if (tails.has(room)) notBefore.set(room, ended + REST * (ended - begun))
    }
  }

  const compact = async (room: RoomName): Promise<void> => {
    const stored = await deps.store.load(room)
    const last = stored?.log.at(-1)
    if (stored === undefined || last === undefined) return
    if (stored.log.length === 1 && stored.snapshot !== undefined) return
    // Whoever opens it finds out, and says so.
    if (stored.quarantine !== undefined || stored.log.some(({ intact }) => !intact)) return
    const tail = tails.get(room)
    if (tail !== undefined) {
      tail.updates = 0
      tail.bytes = 0
    }
    const snapshot = await deps.makeSnapshot(stored.log.map(({ update }) => update))
    await deps.store.compact(room, last.position, snapshot)
    if (tail !== undefined) tail.snapshotBytes = snapshot.update.length
  }

  return {
    opened: (room, stored) => {
      const tail = tailOf(stored)
      tails.set(room, tail)
      if (isLong(tail) || isDue(tail)) enqueue(room)
    },
    follow: (room, doc) => {
      const tail = tails.get(room) ?? { updates: 0, bytes: 0, snapshotBytes: 0 }
      tails.set(room, tail)
      doc.on('update', (update: Uint8Array) => {
        tail.updates++
        tail.bytes += update.length
        if (isDue(tail) && !queue.has(room) && deps.now() >= (notBefore.get(room) ?? 0)) enqueue(room)
      })
    },
    forgotten: (room) => {
      const tail = tails.get(room)
      tails.delete(room)
      notBefore.delete(room)
      if (tail !== undefined && isWorthwhile(tail)) enqueue(room)
    },
    close: async () => {
      closing = true
      await running
    },
  }
}

const tailOf = ({ log, snapshot }: StoredDocument): Tail => {
  const snapshotBytes = snapshot === undefined ? 0 : (log[0]?.update.length ?? 0)
  const bytes = bytesOf(log)
  return { updates: log.length - (snapshotBytes > 0 ? 1 : 0), bytes: bytes - snapshotBytes, snapshotBytes }
}

export const bytesOf = (log: StoredDocument['log']): number =>
  log.reduce((sum, { update }) => sum + update.length, 0)
