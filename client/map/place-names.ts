/**
 * Where the names of branches stand while the map is too small for words: as many as there is room for, the weightiest
 * first, none over another nor across a branch that runs down. Pure, in pixels from the map's own corner.
 */
import type { BranchId } from '../../shared/ids.ts'
import { shortened } from '../../shared/shortened.ts'
import { laneWidth, ROW } from './camera.ts'
import type { MapBranch, MapLayout } from './layout.ts'

export interface PlacedName {
  readonly branchId: BranchId
  readonly text: string
  readonly x: number
  readonly y: number
  /** Whether it runs down below its branch instead of beside its beginning. */
  readonly down: boolean
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What a letter takes at the size of names, and a line of them. */
export const NAME_SIZE = 12
const LETTER = 6.4
const LINE = 14
const LONGEST = 22
/** Shorter than this a name says nothing. */
const SHORTEST = 6
const GAP = 6

export const placeNames = (
  layout: MapLayout,
  scale: number,
  nameOf: (id: BranchId) => string,
  first: ReadonlySet<BranchId>,
): readonly PlacedName[] => {
  const lane = laneWidth(scale) * scale
  const row = ROW * scale
  const lines = layout.branches.map(
    (branch): Box => ({
      left: branch.lane * lane - 3,
      right: branch.lane * lane + 3,
      top: (branch.firstRow - 1) * row,
      bottom: branch.lastRow * row,
    }),
  )
  const taken: Box[] = []
  const isFree = (box: Box): boolean => !taken.some((other) => overlap(box, other))
  const placed: PlacedName[] = []
  for (const branch of byWeight(layout, first)) {
    const name = nameOf(branch.branch.id)
    const x = branch.lane * lane
    const own = lines[layout.branches.indexOf(branch)]
    const beside = { left: x + GAP, top: branch.firstRow * row - LINE, bottom: branch.firstRow * row }
    const below = { left: x - LINE / 2, top: branch.lastRow * row + GAP, right: x + LINE / 2 }
    const across = lines.filter((line) => line !== own)
    const fits = [
      {
        down: false,
        ...longest(name, (width) => ({ ...beside, right: beside.left + width }), across, isFree),
      },
      { down: true, ...longest(name, (width) => ({ ...below, bottom: below.top + width }), across, isFree) },
    ].toSorted((a, b) => (b.text?.length ?? 0) - (a.text?.length ?? 0))
    const [best] = fits
    if (best?.text === undefined || best.box === undefined) continue
    taken.push(best.box)
    placed.push({
      branchId: branch.branch.id,
      text: best.text,
      x: best.down ? x - LINE / 4 : beside.left,
      y: best.down ? below.top : beside.bottom - LINE / 4,
      down: best.down,
    })
  }
  return placed
}

/** As much of a name as has room. */
const longest = (
  name: string,
  boxOf: (width: number) => Box,
  lines: readonly Box[],
  isFree: (box: Box) => boolean,
): { readonly text?: string; readonly box?: Box } => {
  const whole = Math.min(name.length, LONGEST)
  for (const length of [whole, Math.floor(whole * 0.6)]) {
    if (length < Math.min(SHORTEST, name.length)) break
    const text = shortened(name, length)
    const box = boxOf(text.length * LETTER + GAP)
    if (isFree(box) && !lines.some((line) => overlap(box, line))) return { text, box }
  }
  return {}
}

/** First those that matter to the reader, then by how much grows on and from a branch; named ones before others. */
const byWeight = (layout: MapLayout, first: ReadonlySet<BranchId>): readonly MapBranch[] => {
  const weights = new Map<BranchId, number>()
  for (const { branch, parent, length } of layout.branches.toReversed()) {
    const weight = (weights.get(branch.id) ?? 0) + length
    weights.set(branch.id, weight)
    if (parent !== undefined) weights.set(parent, (weights.get(parent) ?? 0) + weight)
  }
  const weightOf = ({ branch }: MapBranch): number =>
    (weights.get(branch.id) ?? 0) + (first.has(branch.id) ? 1e9 : 0) + (branch.name === undefined ? 0 : 1e6)
  return layout.branches.toSorted((a, b) => weightOf(b) - weightOf(a))
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
