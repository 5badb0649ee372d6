/**
 * The tree of a conversation, derived from its entries and never stored: views of branches, heads, forks.
 *
 * Every message says which branch it belongs to; the head of a branch is the last of its view. A stored head would
 * lose replies from sight whenever two people write off line; this loses none.
 */
import type { BranchId, MessageId, RunId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import {
  type BranchEntry,
  type BranchLook,
  type MessageEntry,
  type OrderEntry,
  readBranches,
  readFirstBranch,
  readMessages,
  readOrder,
} from './entries.ts'
import type { ConversationRoots } from './schema.ts'

/** One way on from a message: the branch, and its first message after the fork where there is one. */
export interface Path {
  readonly branchId: BranchId
  readonly first: MessageEntry | undefined
}

export interface Tree {
  readonly messages: ReadonlyMap<MessageId, MessageEntry>
  readonly branches: ReadonlyMap<BranchId, BranchEntry>
  /** The branches that people are told of: all but those of summaries that were drafted and not posted. */
  readonly listed: readonly BranchEntry[]
  readonly order: ReadonlyMap<MessageId, OrderEntry>
  /** A branch's own sent messages, in order: accepted ones as the server took them, then those that wait. */
  readonly ownMessages: (branchId: BranchId) => readonly MessageEntry[]
  /** What one reads along a branch, from the first message: the parent's view up to the fork, then its own. */
  readonly view: (branchId: BranchId) => readonly MessageEntry[]
  /** The last message of the view; `undefined` in an empty conversation. */
  readonly head: (branchId: BranchId) => MessageEntry | undefined
  /**
   * The ways on after a message (`null`: before the first) that are not put away. The message's own branch comes
   * first, where it goes on; then the branches that fork there, oldest first. More than one: the paths part here.
   */
  readonly pathsAfter: (messageId: MessageId | null) => readonly Path[]
  /** Messages that the server has not taken yet. */
  readonly isWaiting: (messageId: MessageId) => boolean
  /** Shared drafts of a branch: messages not sent yet. */
  readonly drafts: (branchId: BranchId) => readonly MessageEntry[]
}

const MAIN: BranchEntry = {
  id: MAIN_BRANCH,
  createdBy: undefined,
  forkFrom: null,
  parentBranch: undefined,
  createdAt: 0,
  index: -1,
  name: undefined,
  colour: 0,
  archived: false,
  isSummaryDraft: false,
  deletedBy: undefined,
}

/** Out of the way: neither a way on in the pager nor in the map, unless one asks for it. Links still lead there. */
export const isPutAway = (branch: BranchEntry | undefined): boolean =>
  branch !== undefined && (branch.archived || branch.deletedBy !== undefined)

/** The branch that another one grows from: the one in which its fork stands. */
export const growsFrom = (tree: Tree, { forkFrom, parentBranch }: BranchEntry): BranchId =>
  forkFrom === null ? MAIN_BRANCH : (tree.messages.get(forkFrom)?.branchId ?? parentBranch ?? MAIN_BRANCH)

/**
 * By which branch one is out of the way: itself, or the nearest of those that it grows from and that take it along.
 * The first branch takes none along, since all stand on it.
 */
export const putAwayBy = (tree: Tree, id: BranchId): BranchEntry | undefined => limb(tree, id).find(isPutAway)

/** The branches that go out of the way with this one, and are not so by themselves. */
export const takenAlongBy = (tree: Tree, id: BranchId): readonly BranchEntry[] =>
  tree.listed.filter(
    (other) => other.id !== id && !isPutAway(other) && limb(tree, other.id).some((each) => each.id === id),
  )

/** A branch and those that it grows from, the nearest first, without the first branch below it. Ends at a cycle. */
const limb = (tree: Tree, id: BranchId): readonly BranchEntry[] => {
  const found = new Set<BranchEntry>()
  let branch = tree.branches.get(id)
  while (branch !== undefined && !found.has(branch) && (found.size === 0 || branch.id !== MAIN_BRANCH)) {
    found.add(branch)
    branch = branch.id === MAIN_BRANCH ? undefined : tree.branches.get(growsFrom(tree, branch))
  }
  return [...found]
}

export const readTree = (roots: ConversationRoots): Tree =>
  createTree({
    messages: readMessages(roots),
    branches: readBranches(roots),
    order: readOrder(roots),
    first: readFirstBranch(roots),
  })

export const createTree = (entries: {
  readonly messages: readonly MessageEntry[]
  readonly branches: readonly BranchEntry[]
  readonly order: ReadonlyMap<MessageId, OrderEntry>
  readonly first: BranchLook
}): Tree => {
  const { order } = entries
  const messages = firstById(entries.messages)
  const main = { ...MAIN, ...entries.first, colour: entries.first.colour ?? MAIN.colour }
  const branches = firstById([main, ...entries.branches.filter((branch) => branch.id !== MAIN_BRANCH)])

  const own = new Map<BranchId, MessageEntry[]>()
  const drafts = new Map<BranchId, MessageEntry[]>()
  for (const message of messages.values()) {
    push(message.sentBy === undefined ? drafts : own, message.branchId, message)
  }
  for (const list of own.values()) sortByOrder(list, order)

  const forks = new Map<MessageId | null, BranchEntry[]>()
  for (const branch of branches.values()) {
    if (branch.id !== MAIN_BRANCH) push(forks, branch.forkFrom, branch)
  }

  const ownMessages = (branchId: BranchId): readonly MessageEntry[] => own.get(branchId) ?? []

  const posted = new Set<RunId | undefined>()
  for (const { summaryOf } of messages.values())
    if (summaryOf?.runId !== undefined) posted.add(summaryOf.runId)
  const isListed = ({ id, isSummaryDraft }: BranchEntry): boolean =>
    !isSummaryDraft || ownMessages(id).some(({ runId }) => posted.has(runId))

  const views = new Map<BranchId, readonly MessageEntry[]>()
  const view = (branchId: BranchId): readonly MessageEntry[] => {
    const known = views.get(branchId)
    if (known !== undefined) return known
    // Anybody may say in presence that they read anything: what is nowhere is not kept.
    if (!branches.has(branchId) && !own.has(branchId)) return []
    const made = [...inherited(branchId), ...ownMessages(branchId)]
    views.set(branchId, made)
    return made
  }

  /** What a branch shares with its ancestors. Walks upwards without recursion and stops at a cycle. */
  const inherited = (branchId: BranchId): MessageEntry[] => {
    const segments: (readonly MessageEntry[])[] = []
    const seen = new Set<BranchId>()
    let branch = branches.get(branchId)
    while (branch !== undefined && branch.parentBranch !== undefined && !seen.has(branch.id)) {
      seen.add(branch.id)
      const { forkFrom } = branch
      if (forkFrom === null) break
      // The fork may stand in an ancestor of the parent: go up to the branch that owns it.
      const parent: BranchEntry | undefined = branches.get(
        messages.get(forkFrom)?.branchId ?? branch.parentBranch,
      )
      if (parent === undefined) break
      const list = ownMessages(parent.id)
      const at = list.findIndex((message) => message.id === forkFrom)
      segments.push(at < 0 ? [] : list.slice(0, at + 1))
      branch = parent
    }
    return segments.reverse().flat()
  }

  const pathsAfter = (messageId: MessageId | null): readonly Path[] => {
    const branchId = messageId === null ? MAIN_BRANCH : messages.get(messageId)?.branchId
    if (branchId === undefined) return []
    const list = ownMessages(branchId)
    const at = messageId === null ? -1 : list.findIndex((message) => message.id === messageId)
    const next = isPutAway(branches.get(branchId)) ? undefined : list[at + 1]
    const children = (forks.get(messageId) ?? []).filter((branch) => !isPutAway(branch))
    return [
      ...(next !== undefined ? [{ branchId, first: next }] : []),
      ...children.map((branch) => ({ branchId: branch.id, first: ownMessages(branch.id)[0] })),
    ]
  }

  return {
    messages,
    branches,
    listed: [...branches.values()].filter(isListed),
    order,
    ownMessages,
    view,
    head: (branchId) => view(branchId).at(-1),
    pathsAfter,
    isWaiting: (messageId) => !order.has(messageId),
    drafts: (branchId) => drafts.get(branchId) ?? [],
  }
}

/** Accepted messages as the server took them, then those that wait. Nearly always they stand so already. */
const sortByOrder = (list: MessageEntry[], order: ReadonlyMap<MessageId, OrderEntry>): void => {
  const positionOf = (message: MessageEntry): number => order.get(message.id)?.position ?? UNPLACED
  let before = Number.NEGATIVE_INFINITY
  const isSorted = list.every((message) => {
    const position = positionOf(message)
    const follows = position >= before
    before = position
    return follows
  })
  if (!isSorted) list.sort((a, b) => positionOf(a) - positionOf(b) || a.index - b.index)
}

const UNPLACED = Number.MAX_SAFE_INTEGER

const push = <Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** The first entry with an id counts; the gate refuses a second. */
const firstById = <Entry extends { readonly id: string }>(
  entries: readonly Entry[],
): Map<Entry['id'], Entry> => {
  const byId = new Map<Entry['id'], Entry>()
  for (const entry of entries) if (!byId.has(entry.id)) byId.set(entry.id, entry)
  return byId
}
