/** An operator's way back to a document that cannot be read. Nothing is deleted: what is broken is set aside. */
import type { RoomName } from '../../shared/rooms.ts'
import type { DocumentStore, SetAside } from '../storage/document-store.ts'
import { planRepair } from './read-document.ts'

export type Repaired =
  | { readonly kind: 'unknown' }
  /** Nothing had to be set aside. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'repaired'; readonly aside: readonly SetAside[]; readonly kept: number }
  /** Something is broken that no server has met yet: one may have the document in memory, whole, and write on. */
  | { readonly kind: 'not-set-apart'; readonly reason: string }
  /** The first update has to go, on which most of the rest builds: done only where that was asked for. */
  | { readonly kind: 'needs-snapshot'; readonly reason: string; readonly lost: number; readonly of: number }

export const repairDocument = async (
  store: Pick<DocumentStore, 'load' | 'setAside'>,
  room: RoomName,
  options: {
    /** Milliseconds since 1970. */
    readonly now: number
    readonly withoutSnapshot: boolean
  },
): Promise<Repaired> => {
  const stored = await store.load(room)
  if (stored === undefined) return { kind: 'unknown' }
  const aside = planRepair(stored.log)
  const [first] = aside
  if (first !== undefined && stored.quarantine === undefined) {
    return { kind: 'not-set-apart', reason: first.reason }
  }
  if (
    first !== undefined &&
    stored.snapshot !== undefined &&
    first.position === stored.log[0]?.position &&
    !options.withoutSnapshot
  ) {
    return { kind: 'needs-snapshot', reason: first.reason, lost: aside.length, of: stored.log.length }
  }
  await store.setAside(room, aside, options.now)
  if (aside.length === 0) return { kind: 'whole' }
  return { kind: 'repaired', aside, kept: stored.log.length - aside.length }
}
