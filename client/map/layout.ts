/**
 * The map's geometry: which lane and which rows every branch takes. Pure, in whole lanes and rows; how large a lane
 * is on the screen is the drawing's. Levels at which nothing happens in any branch fold into one row.
 */
import {
  type BranchEntry,
  growsFrom,
  isPutAway,
  type MessageEntry,
  type Tree,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'

/** One message, or a stretch of them where nothing parts. */
export interface MapPoint {
  readonly row: number
  readonly messages: readonly MessageEntry[]
}

export interface MapBranch {
  readonly branch: BranchEntry
  /** The branch that it grows from; `undefined` for the first, and for what hangs in the air. */
  readonly parent: BranchId | undefined
  /** How many branches lie between it and the first. */
  readonly nesting: number
  readonly lane: number
  /** The row where it leaves its parent; -1 where it forks before the first message. */
  readonly forkRow: number
  /** Its own messages, from the top. A branch without any has a place all the same: see `firstRow`. */
  readonly points: readonly MapPoint[]
  readonly firstRow: number
  readonly lastRow: number
  readonly length: number
}

/** A branch, or a message of it. */
export interface Spot {
  readonly branchId: BranchId
  readonly messageId: MessageId | undefined
}

export interface MapLayout {
  /** In the order of reading: every branch after its parent, forks from the top. */
  readonly branches: readonly MapBranch[]
  readonly byId: ReadonlyMap<BranchId, MapBranch>
  readonly lanes: number
  readonly rows: number
}

export interface MapOptions {
  /** Archived and deleted branches too, with all that grows from them. */
  readonly withPutAway: boolean
  /** Messages that are never folded away, such as found ones. */
  readonly keep?: ReadonlySet<MessageId>
}

/** A stretch shorter than this is not worth folding. */
const SHORTEST_FOLD = 3

export const layOutMap = (tree: Tree, { withPutAway, keep = new Set() }: MapOptions): MapLayout => {
  const limbs = readLimbs(tree, withPutAway)
  const rowOf = foldLevels(limbs, keep)
  const laneOf = assignLanes(limbs, rowOf)
  const branches = limbs.map((limb): MapBranch => {
    const points = pointsOf(limb, rowOf)
    const firstRow = rowOf(limb.start)
    return {
      branch: limb.branch,
      parent: limb.parent?.branch.id,
      nesting: limb.nesting,
      lane: laneOf.get(limb) ?? 0,
      forkRow: limb.start === 0 ? -1 : rowOf(limb.start - 1),
      points,
      firstRow,
      lastRow: points.at(-1)?.row ?? firstRow,
      length: limb.own.length,
    }
  })
  return {
    branches,
    byId: new Map(branches.map((each) => [each.branch.id, each])),
    lanes: 1 + Math.max(0, ...branches.map(({ lane }) => lane)),
    rows: 1 + Math.max(0, ...branches.map(({ lastRow }) => lastRow)),
  }
}

/** The branch, and the message or stretch of it, that stands in a lane at a row. */
export const pointAt = (
  layout: MapLayout,
  lane: number,
  row: number,
): { readonly branch: MapBranch; readonly point: MapPoint | undefined } | undefined => {
  const branch = layout.branches.find(
    (each) => each.lane === lane && row >= each.firstRow && row <= each.lastRow,
  )
  return branch === undefined
    ? undefined
    : { branch, point: branch.points.find((point) => point.row === row) }
}

export const rowOfMessage = (branch: MapBranch, id: MessageId): number | undefined =>
  branch.points.find(({ messages }) => messages.some((message) => message.id === id))?.row

/** Whether a message is one of a stretch that stands for all of them. */
export const isFolded = (layout: MapLayout, { id, branchId }: MessageEntry): boolean =>
  layout.byId
    .get(branchId)
    ?.points.some(({ messages }) => messages.length > 1 && messages.some((message) => message.id === id)) ===
  true

/** The lane and row of a message; `undefined` where it is not on the map. */
export const placeOfMessage = (
  layout: MapLayout,
  tree: Tree,
  id: MessageId,
): { readonly lane: number; readonly row: number } | undefined => {
  const branchId = tree.messages.get(id)?.branchId
  const branch = branchId === undefined ? undefined : layout.byId.get(branchId)
  const row = branch === undefined ? undefined : rowOfMessage(branch, id)
  return branch === undefined || row === undefined ? undefined : { lane: branch.lane, row }
}

/** The message that stands nearest to a place; `undefined` on an empty map. */
export const nearestMessage = (
  { branches }: MapLayout,
  at: { readonly lane: number; readonly row: number },
): MessageEntry | undefined => {
  let nearest: { readonly message: MessageEntry; readonly distance: number } | undefined
  for (const { lane, points } of branches) {
    for (const { row, messages } of points) {
      const [message] = messages
      // A lane is wider than a row is high.
      const distance = Math.hypot((lane - at.lane) * 3, row - at.row)
      if (message !== undefined && (nearest === undefined || distance < nearest.distance))
        nearest = { message, distance }
    }
  }
  return nearest?.message
}

interface Limb {
  readonly branch: BranchEntry
  readonly parent: Limb | undefined
  readonly nesting: number
  readonly own: readonly MessageEntry[]
  /** The level of its first message: how many messages one reads before it. */
  readonly start: number
}

/** Every branch that is shown with its level, parents first; what hangs in the air begins at the top. */
const readLimbs = (tree: Tree, withPutAway: boolean): readonly Limb[] => {
  const children = new Map<BranchId, BranchEntry[]>()
  const roots: BranchEntry[] = []
  for (const branch of tree.listed) {
    if (branch.id === MAIN_BRANCH) continue
    if (!withPutAway && isPutAway(branch)) continue
    const grownFrom = growsFrom(tree, branch)
    const list = children.get(grownFrom)
    if (list === undefined) children.set(grownFrom, [branch])
    else list.push(branch)
    if (!tree.branches.has(grownFrom)) roots.push(branch)
  }
  const main = tree.branches.get(MAIN_BRANCH)
  const limbs: Limb[] = []
  // By hand and not by recursion: a tree may be as deep as it has branches.
  const waiting = [...roots.reverse(), ...(main === undefined ? [] : [main])].map((branch) => ({
    branch,
    parent: undefined as Limb | undefined,
  }))
  const seen = new Set<BranchId>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch, parent } = next
    if (seen.has(branch.id)) continue
    seen.add(branch.id)
    const all = tree.ownMessages(branch.id)
    const limb: Limb = {
      branch,
      parent,
      nesting: parent === undefined ? 0 : parent.nesting + 1,
      own: isPutAway(branch) && !withPutAway ? upToLastFork(all, children.get(branch.id) ?? []) : all,
      start: startOf(branch, parent),
    }
    limbs.push(limb)
    const grown = (children.get(branch.id) ?? []).map((child) => ({
      branch: child,
      parent: limb,
      start: startOf(child, limb),
    }))
    grown.sort((a, b) => b.start - a.start || b.branch.index - a.branch.index)
    waiting.push(...grown)
  }
  return limbs
}

/** What a branch that was put away still carries: only the first is ever shown so, since all others stand on it. */
const upToLastFork = (
  own: readonly MessageEntry[],
  grown: readonly BranchEntry[],
): readonly MessageEntry[] => {
  const forks = new Set(grown.map(({ forkFrom }) => forkFrom))
  return own.slice(0, own.findLastIndex(({ id }) => forks.has(id)) + 1)
}

const startOf = (branch: BranchEntry, parent: Limb | undefined): number => {
  if (parent === undefined || branch.forkFrom === null) return 0
  return parent.start + parent.own.findIndex((message) => message.id === branch.forkFrom) + 1
}

/** Which row a level stands in. */
const foldLevels = (limbs: readonly Limb[], keep: ReadonlySet<MessageId>): ((level: number) => number) => {
  const eventful = new Set<number>([0])
  let last = 0
  for (const { start, own } of limbs) {
    eventful.add(start)
    // A fork needs its message and the row below it.
    if (start > 0) eventful.add(start - 1)
    const end = start + Math.max(0, own.length - 1)
    eventful.add(end)
    last = Math.max(last, end)
    if (keep.size > 0) {
      own.forEach((message, index) => {
        if (keep.has(message.id)) eventful.add(start + index)
      })
    }
  }
  const rows: number[] = []
  let row = -1
  for (let level = 0; level <= last; level++) {
    if (eventful.has(level)) {
      rows[level] = ++row
      continue
    }
    let end = level
    while (!eventful.has(end + 1)) end++
    const folds = end - level + 1 >= SHORTEST_FOLD
    if (folds) row++
    for (; level <= end; level++) rows[level] = folds ? row : ++row
    level--
  }
  return (level) => rows[level] ?? row
}

const pointsOf = ({ own, start }: Limb, rowOf: (level: number) => number): readonly MapPoint[] => {
  const points: { readonly row: number; readonly messages: MessageEntry[] }[] = []
  own.forEach((message, index) => {
    const row = rowOf(start + index)
    const last = points.at(-1)
    if (last?.row === row) last.messages.push(message)
    else points.push({ row, messages: [message] })
  })
  return points
}

/**
 * The nearest free lane to the right of the parent's. Of one branch's forks the lowest are placed first, so that those
 * from further up pass outside of them and lines do not cross where they need not.
 */
const assignLanes = (limbs: readonly Limb[], rowOf: (level: number) => number): ReadonlyMap<Limb, number> => {
  const lanes = new Map<Limb, number>()
  const taken: { readonly from: number; readonly to: number }[][] = []
  const children = new Map<Limb | undefined, Limb[]>()
  for (const limb of limbs) {
    const list = children.get(limb.parent)
    if (list === undefined) children.set(limb.parent, [limb])
    else list.push(limb)
  }
  const waiting = [...(children.get(undefined) ?? [])].reverse()
  for (let limb = waiting.pop(); limb !== undefined; limb = waiting.pop()) {
    const from = limb.start === 0 ? -1 : rowOf(limb.start - 1)
    // One row stays free below, for the eye to see where it ends.
    const to = rowOf(limb.start + Math.max(0, limb.own.length - 1)) + 1
    let lane = limb.parent === undefined ? 0 : (lanes.get(limb.parent) ?? 0) + 1
    while ((taken[lane] ?? []).some((span) => from < span.to && span.from < to)) lane++
    lanes.set(limb, lane)
    for (let index = taken.length; index <= lane; index++) taken.push([])
    taken[lane]?.push({ from, to })
    // Taken from the end: the lowest fork comes next.
    waiting.push(...(children.get(limb) ?? []))
  }
  return lanes
}
