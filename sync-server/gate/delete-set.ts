/**
 * The delete set of an update: each item that is still there is judged at its topmost ancestor that the same update
 * deletes. Honest clients carry along what others deleted long ago, and clean-ups of marks; the former is nothing
 * new, the latter is taken out where it is not theirs to do.
 */
import * as Y from 'yjs'
import type { Check } from './check.ts'
import { judgeDelete } from './judge.ts'
import { UPDATE_LIMITS } from './limits.ts'
import { stateOf } from './live-document.ts'
import { Refusal, refuse } from './refusal.ts'
import { type DeleteRange, isDeletedBy, sectionEnd, structIndex } from './update-struct.ts'

export interface JudgedDeletes {
  /** Whether anything that is still there is deleted. */
  readonly isEffective: boolean
  /** What is left of the delete set where something was taken out; `undefined` where it stands as it came. */
  readonly kept: ReadonlyMap<number, readonly DeleteRange[]> | undefined
}

/** Marks the update's own structs as deleted, and judges the deletion of older ones. */
export const judgeDeletes = (check: Check): JudgedDeletes | Refusal => {
  const { doc, update } = check
  const kept = new Map<number, readonly DeleteRange[]>()
  let isEffective = false
  let isStripped = false
  let effectiveRanges = 0
  for (const [client, ranges] of update.deletes) {
    const state = stateOf(doc, client)
    const section = update.sections.get(client)
    const end = section === undefined ? state : sectionEnd(section)
    const keptRanges: DeleteRange[] = []
    for (const range of ranges) {
      if (range.clock + range.length > end) {
        return check.mayWrite
          ? refuse('missing-deps', 'a deletion of what is not known')
          : refuse('read-only', 'a deletion')
      }
      const judged = range.clock < state ? judgeLive(check, client, range, keptRanges) : UNTOUCHED
      if (judged instanceof Refusal) return judged
      if (!judged.isStripped) keptRanges.push(range)
      isStripped ||= judged.isStripped
      isEffective ||= judged.isEffective
      if (judged.isEffective && ++effectiveRanges > UPDATE_LIMITS.effectiveDeleteRanges) {
        return refuse('limits', 'too many deletions')
      }
      if (section === undefined) continue
      const { structs } = section
      for (let index = structIndex(structs, range.clock); index < structs.length; index++) {
        const struct = structs[index]
        if (struct === undefined || struct.clock >= range.clock + range.length) break
        struct.deleted = true
      }
    }
    kept.set(client, keptRanges)
  }
  return { isEffective, kept: isStripped ? kept : undefined }
}

interface JudgedRange {
  readonly isEffective: boolean
  readonly isStripped: boolean
}
const UNTOUCHED: JudgedRange = { isEffective: false, isStripped: false }

/** Judges the part of a range that lies in the live document. Where marks are taken out, `kept` gets what is left. */
const judgeLive = (
  check: Check,
  client: number,
  { clock, length }: DeleteRange,
  kept: DeleteRange[],
): JudgedRange | Refusal => {
  const structs = check.doc.store.clients.get(client)
  if (structs === undefined) return UNTOUCHED
  const end = clock + length
  let isEffective = false
  let isStripped = false
  let keptTo = clock
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const item = structs[index]
    if (item === undefined || item.id.clock >= end) break
    if (!(item instanceof Y.Item) || item.deleted) continue
    const top = topmostDeleted(check, item)
    const verdict = judgeDelete(check, top, top === item)
    if (verdict instanceof Refusal) return verdict
    if (verdict === 'allowed') {
      isEffective = true
      continue
    }
    isStripped = true
    if (item.id.clock > keptTo) kept.push({ clock: keptTo, length: item.id.clock - keptTo })
    keptTo = item.id.clock + item.length
  }
  if (isStripped && keptTo < end) kept.push({ clock: keptTo, length: end - keptTo })
  return { isEffective, isStripped }
}

const topmostDeleted = (check: Check, item: Y.Item): Y.Item => {
  let top = item
  let { parent } = item
  while (parent instanceof Y.AbstractType && parent._item !== null) {
    const ancestor: Y.Item = parent._item
    if (isDeletedBy(check.update, ancestor.id)) top = ancestor
    ;({ parent } = ancestor)
  }
  return top
}
