/** Where the others read and write, seen from the branch that one reads oneself. Pure. */
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import type { Present } from '../sync/presence.ts'

export interface Reader {
  readonly person: Present
  /** The branch by which their path leaves this one; `undefined` where they read on it. */
  readonly way: BranchId | undefined
}

/**
 * The message beside which each of the others stands: where they read, or the last one before their path leaves this
 * one; `null` where it leaves before the first.
 */
export const placeReaders = (
  tree: Tree,
  view: readonly MessageEntry[],
  people: readonly Present[],
): ReadonlyMap<MessageId | null, readonly Reader[]> => {
  const onPage = new Set(view.map((message) => message.id))
  const placed = new Map<MessageId | null, Reader[]>()
  for (const person of people) {
    if (person.at === undefined || person.user.kind !== 'person') continue
    const { messageId, branchId } = person.at
    const readsHere = messageId !== undefined && onPage.has(messageId)
    const parting = partingOf(tree, onPage, branchId)
    const after = readsHere ? messageId : parting.after
    placed.set(after, [
      ...(placed.get(after) ?? []),
      { person, way: readsHere ? undefined : parting.next?.branchId },
    ])
  }
  return placed
}

/** The branches by which one leaves this path for where replies are being written out of sight. */
export const waysToWriting = (
  tree: Tree,
  view: readonly MessageEntry[],
  writing: Iterable<BranchId>,
): ReadonlySet<BranchId> => {
  const onPage = new Set(view.map((message) => message.id))
  const ways = new Set<BranchId>()
  for (const branchId of writing) {
    const { next } = partingOf(tree, onPage, branchId)
    if (next !== undefined) ways.add(next.branchId)
  }
  return ways
}

/** The last message that a branch shares with the page, and the first one that it does not. */
const partingOf = (
  tree: Tree,
  onPage: ReadonlySet<MessageId>,
  branchId: BranchId,
): { readonly after: MessageId | null; readonly next: MessageEntry | undefined } => {
  const theirs = tree.view(branchId)
  const shared = theirs.findLastIndex((message) => onPage.has(message.id))
  return { after: theirs[shared]?.id ?? null, next: theirs[shared + 1] }
}
