/** Where the others read, seen from the branch that one reads oneself. Pure. */
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import type { Present } from '../sync/presence.ts'

export interface Reader {
  readonly person: Present
  /** Whether they read a path that leaves this one below the message they stand at. */
  readonly elsewhere: boolean
}

/** The message beside which each of the others stands: where they read, or where their path leaves this one. */
export const placeReaders = (
  tree: Tree,
  view: readonly MessageEntry[],
  people: readonly Present[],
): ReadonlyMap<MessageId, readonly Reader[]> => {
  const onPage = new Set(view.map((message) => message.id))
  const placed = new Map<MessageId, Reader[]>()
  for (const person of people) {
    if (person.at === undefined || person.user.kind !== 'person') continue
    const theirs = tree.view(person.at.branchId)
    const { messageId } = person.at
    const readsHere = messageId !== undefined && onPage.has(messageId)
    const shared = readsHere ? messageId : lastShared(theirs, onPage)
    if (shared === undefined) continue
    placed.set(shared, [
      ...(placed.get(shared) ?? []),
      { person, elsewhere: !readsHere && theirs.at(-1)?.id !== shared },
    ])
  }
  return placed
}

/** Branches in which a reply is being written and that are not on the page, by the message where they leave it. */
export const distantPulses = (
  tree: Tree,
  view: readonly MessageEntry[],
  writing: ReadonlySet<BranchId>,
): ReadonlySet<MessageId> => {
  const onPage = new Set(view.map((message) => message.id))
  const pulses = new Set<MessageId>()
  for (const branchId of writing) {
    const theirs = tree.view(branchId)
    const last = theirs.at(-1)
    if (last !== undefined && onPage.has(last.id)) continue
    const shared = lastShared(theirs, onPage)
    if (shared !== undefined) pulses.add(shared)
  }
  return pulses
}

const lastShared = (theirs: readonly MessageEntry[], onPage: ReadonlySet<MessageId>): MessageId | undefined =>
  theirs.findLast((message) => onPage.has(message.id))?.id
