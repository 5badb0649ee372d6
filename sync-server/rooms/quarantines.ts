/**
 * Documents that cannot be read. One is tried again after a while, longer each time, and not for everybody who asks;
 * the mark stands in the store, so that a restart changes nothing and an operator's repair is seen at once.
 */
import type { RoomName } from '../../shared/rooms.ts'
import type { DocumentStore, Quarantine } from '../storage/document-store.ts'
import type { RoomLog } from './room.ts'

const FIRST_RETRY_MILLISECONDS = 60_000
const LAST_RETRY_MILLISECONDS = 60 * 60_000

export interface Quarantines {
  /** Whether this document stays closed for now. Costs nothing for one that was never marked here. */
  readonly isClosed: (room: RoomName) => Promise<boolean>
  /** The same for a mark that was loaded with its document. */
  readonly holds: (room: RoomName, mark: Quarantine | undefined) => boolean
  /** It could not be read. */
  readonly put: (room: RoomName, reason: string) => void
  /** It could be read. */
  readonly lift: (room: RoomName) => void
}

export const createQuarantines = (deps: {
  readonly store: Pick<DocumentStore, 'quarantine' | 'quarantineOf' | 'setAside'>
  readonly now: () => number
  readonly log: RoomLog
}): Quarantines => {
  const marks = new Map<RoomName, Quarantine>()

  const isDue = ({ triedAt, attempts }: Quarantine): boolean =>
    deps.now() >= triedAt + Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** (attempts - 1))

  const inBackground = (room: RoomName, doing: string, work: Promise<void>): void => {
    work.catch((error: unknown) => deps.log.failed({ room, doing, error }))
  }

  return {
    isClosed: async (room) => {
      if (!marks.has(room)) return false
      const mark = await deps.store.quarantineOf(room)
      if (mark === undefined) marks.delete(room)
      return mark !== undefined && !isDue(mark)
    },
    holds: (room, mark) => {
      if (mark === undefined) return false
      marks.set(room, mark)
      return !isDue(mark)
    },
    put: (room, reason) => {
      const known = marks.get(room)
      const triedAt = deps.now()
      const mark = {
        reason,
        since: known?.since ?? triedAt,
        triedAt,
        attempts: (known?.attempts ?? 0) + 1,
      }
      marks.set(room, mark)
      // Said once: whoever knocks meanwhile is no news.
      if (known === undefined) deps.log.failed({ room, doing: 'read the document', error: new Error(reason) })
      inBackground(room, 'mark a document that cannot be read', deps.store.quarantine(room, mark))
    },
    lift: (room) => {
      if (!marks.delete(room)) return
      inBackground(room, 'release a document', deps.store.setAside(room, [], deps.now()))
    },
  }
}
