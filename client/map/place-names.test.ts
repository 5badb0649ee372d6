import { describe, expect, it } from 'vitest'
import type { BranchEntry } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import type { MapBranch, MapLayout } from './layout.ts'
import { placeNames } from './place-names.ts'

const branch = (id: string, lane: number, rows: [number, number], parent?: string): MapBranch => ({
  branch: { id, name: id } as unknown as BranchEntry,
  parent: parent as BranchId | undefined,
  nesting: parent === undefined ? 0 : 1,
  lane,
  forkRow: rows[0] - 1,
  points: [],
  firstRow: rows[0],
  lastRow: rows[1],
  length: rows[1] - rows[0] + 1,
})
const layoutOf = (branches: readonly MapBranch[]): MapLayout => ({
  branches,
  byId: new Map(branches.map((each) => [each.branch.id, each])),
  lanes: 1 + Math.max(...branches.map(({ lane }) => lane)),
  rows: 1 + Math.max(...branches.map(({ lastRow }) => lastRow)),
})
const nameOf = (id: BranchId): string => `The branch ${id}`
const NOBODY: ReadonlySet<BranchId> = new Set()

describe('[C7] names on a map that is too small for words', () => {
  it('[C7] stand beside the beginning, or run down below the end where a neighbour is in the way', () => {
    const free = placeNames(layoutOf([branch('a', 0, [0, 5])]), 0.2, nameOf, NOBODY)
    expect(free).toMatchObject([{ text: 'The branch a', down: false }])
    const crowded = layoutOf([branch('a', 0, [0, 5]), branch('b', 1, [0, 9], 'a')])
    const placed = placeNames(crowded, 0.2, nameOf, NOBODY)
    expect(placed.find(({ branchId }) => branchId === 'a')).toMatchObject({ down: true })
  })

  it('[C7] never cover one another; where there is no room for all, those stand that matter to the reader', () => {
    const crowd = layoutOf(
      Array.from({ length: 40 }, (_, index) =>
        branch(`${index}`, index, [0, 5], index === 0 ? undefined : '0'),
      ),
    )
    const last = new Set(['39' as BranchId])
    for (const scale of [0.04, 0.1, 0.3, 0.6]) {
      const placed = placeNames(crowd, scale, nameOf, last)
      expect(placed.map(({ branchId }) => branchId)).toContain('39')
      const downs = placed.filter(({ down }) => down).map(({ x }) => x)
      for (const [index, x] of downs.toSorted((a, b) => a - b).entries()) {
        if (index > 0)
          expect(x - (downs.toSorted((a, b) => a - b)[index - 1] ?? 0)).toBeGreaterThanOrEqual(14)
      }
    }
  })
})
