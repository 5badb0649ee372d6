/**
 * What one reads along a branch, row by row: messages, the places where paths part, and runs that have no message
 * yet. Pure: derived from the tree and the runs, nothing else.
 */
import {
  isPutAway,
  type MessageEntry,
  type Path,
  questionOf,
  type RunEntry,
  type Tree,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import type { Runs } from '../sync/conversation-model.ts'

/** A place where paths part, seen from the path that is read. */
export interface Fork {
  /** The message after which they part; `null`: before the first. */
  readonly after: MessageId | null
  readonly paths: readonly Path[]
  /** Index of the path that is read. */
  readonly current: number
}

export type Row =
  | {
      readonly kind: 'message'
      readonly key: string
      readonly entry: MessageEntry
      readonly run: RunEntry | undefined
    }
  | { readonly kind: 'fork'; readonly key: string; readonly fork: Fork }
  | { readonly kind: 'run'; readonly key: string; readonly run: RunEntry }

/** Where one reads. A new branch is no part of the document before its first message is sent. */
export type Place =
  | { readonly kind: 'branch'; readonly branchId: BranchId }
  | {
      readonly kind: 'new-branch'
      /** The id it will have. */
      readonly branchId: BranchId
      readonly forkFrom: MessageId | null
      /** The branch that one was reading, and goes back to. */
      readonly cameFrom: BranchId
    }

/** The messages that stand on the page, oldest first. */
export const placeView = (tree: Tree, place: Place): readonly MessageEntry[] => {
  if (place.kind === 'branch') return tree.view(place.branchId)
  const view = tree.view(place.cameFrom)
  return view.slice(0, view.findIndex((message) => message.id === place.forkFrom) + 1)
}

export const conversationRows = (tree: Tree, runs: Runs, place: Place): readonly Row[] => {
  const view = placeView(tree, place)
  const forkPoints = new Set<MessageId | null>()
  for (const branch of tree.branches.values()) {
    if (branch.parentBranch !== undefined) forkPoints.add(branch.forkFrom)
  }
  const answered = new Set(view.map((message) => message.runId))

  const rows: Row[] = []
  const addFork = (after: MessageId | null, next: MessageEntry | undefined): void => {
    const isNew = place.kind === 'new-branch' && next === undefined
    if (!forkPoints.has(after) && !isNew) return
    const fork = forkAt(tree, after, next, place.branchId)
    if (fork.paths.length > 1) rows.push({ kind: 'fork', key: `fork ${after ?? ''}`, fork })
  }

  let previous: MessageId | null = null
  for (const entry of view) {
    addFork(previous, entry)
    const run = entry.runId === undefined ? undefined : runs.byId.get(entry.runId)
    rows.push({ kind: 'message', key: entry.id, entry, run })
    previous = entry.id
    // The last message's runs stand below the fork that may be there: they belong to the path that is read.
    if (entry !== view.at(-1)) rows.push(...runRows(runs, entry.id, place.branchId, answered))
  }
  addFork(previous, undefined)
  if (previous !== null) rows.push(...runRows(runs, previous, place.branchId, answered))
  return rows
}

const forkAt = (
  tree: Tree,
  after: MessageId | null,
  next: MessageEntry | undefined,
  reading: BranchId,
): Fork => {
  const paths = [...tree.pathsAfter(after)]
  // The branch that others left may end here: it is a way all the same, or there would be none back to it.
  const own = after === null ? MAIN_BRANCH : (tree.messages.get(after)?.branchId ?? MAIN_BRANCH)
  const isWay = !isPutAway(tree.branches.get(own))
  if (isWay && !paths.some((path) => path.branchId === own)) {
    paths.unshift({ branchId: own, first: undefined })
  }
  const current = paths.findIndex((path) =>
    next === undefined ? path.branchId === reading : path.first?.id === next.id,
  )
  if (current >= 0) return { after, paths, current }
  // What is read is new, or archived.
  paths.push({ branchId: next?.branchId ?? reading, first: next })
  return { after, paths, current: paths.length - 1 }
}

/** Runs of a message that no reply stands for: of each question one on its way, or how the last one ended. */
const runRows = (
  runs: Runs,
  asking: MessageId,
  branchId: BranchId,
  answered: ReadonlySet<RunEntry['id'] | undefined>,
): Row[] => {
  const asked = (runs.askedBy.get(asking) ?? []).filter((run) => run.branchId === branchId)
  const shown = new Map<string, RunEntry>()
  for (const run of asked) {
    const other = shown.get(questionOf(run))
    if (other === undefined || isOnItsWay(run) || !isOnItsWay(other)) shown.set(questionOf(run), run)
  }
  return [...shown.values()]
    .filter((run) => !answered.has(run.id) && run.status !== 'done')
    .map((run) => ({ kind: 'run', key: run.id, run }))
}

const isOnItsWay = ({ status, cancelledBy }: RunEntry): boolean =>
  status === 'running' || (status === 'queued' && cancelledBy === undefined)
