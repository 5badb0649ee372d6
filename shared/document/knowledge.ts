/** What somebody had before them as they wrote: by what their entry stands behind, not by anybody's clock. */
import * as Y from 'yjs'
import type { BranchId } from '../ids.ts'
import { readBranch } from './entries.ts'
import type { ConversationRoots } from './schema.ts'

/**
 * Whether the document in which a branch was made held another one already. Entries are pushed at the end, so a new
 * one names the last that was there. Of three made at once it may say yes of two that did not know of each other.
 */
export const knewBranch = (roots: ConversationRoots, id: BranchId, other: BranchId): boolean => {
  const entries = roots.branches.toArray()
  const placeOf = (branchId: BranchId): number =>
    entries.findIndex((entry, index) => readBranch(entry, index)?.id === branchId)
  const origin = entries[placeOf(id)]?._item?.origin ?? null
  const last = entries.findIndex((entry) => Y.compareIDs(entry._item?.id ?? null, origin))
  return origin !== null && placeOf(other) <= last
}
