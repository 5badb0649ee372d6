import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  archiveBranch,
  conversationRoots,
  deleteBranch,
  fillWithText,
  readTree,
  type Tree,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH, type MessageId, type PrincipalId } from '../../shared/ids.ts'
import { layOutMap, type MapLayout, pointAt, rowOfMessage } from './layout.ts'

const say = (doc: Y.Doc, name: string, count: number, after: string | null, branchId = 'main'): void => {
  for (let index = 1; index <= count; index++) {
    addMessage(
      doc,
      {
        id: `${name}-${index}`,
        author: 'ana_',
        role: 'user',
        parentId: index === 1 ? after : `${name}-${index - 1}`,
        branchId,
        createdAt: 1,
      },
      fillWithText(`${name} ${index}`),
    )
  }
}
const fork = (doc: Y.Doc, id: string, forkFrom: string | null, parentBranch = 'main'): void =>
  addBranch(doc, { id, createdBy: 'ana_', forkFrom, parentBranch, createdAt: 1 })
const treeOf = (write: (doc: Y.Doc) => void): Tree => {
  const doc = new Y.Doc()
  doc.transact(() => write(doc))
  return readTree(conversationRoots(doc))
}
const all = { withPutAway: true }
const branchOf = (layout: MapLayout, id: string) => {
  const found = layout.byId.get(id as BranchId)
  if (found === undefined) throw new Error(`There is no ${id} on the map.`)
  return found
}

/** No two branches of one lane share a row, forks included. */
const overlaps = ({ branches }: MapLayout): string[] => {
  const found: string[] = []
  for (const a of branches) {
    for (const b of branches) {
      if (a === b || a.lane !== b.lane || a.branch.index >= b.branch.index) continue
      if (a.forkRow < b.lastRow + 1 && b.forkRow < a.lastRow + 1) found.push(`${a.branch.id} ${b.branch.id}`)
    }
  }
  return found
}

describe('the map', () => {
  it('[TREE-11] shows of an archived first branch what the others stand on', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 9, null)
      fork(doc, 'side', 'trunk-2')
      say(doc, 'side', 2, 'trunk-2', 'side')
      fork(doc, 'lost', 'trunk-7')
      say(doc, 'lost', 2, 'trunk-7', 'lost')
      archiveBranch(doc, 'lost' as BranchId, true)
      archiveBranch(doc, MAIN_BRANCH, true)
    })
    const few = layOutMap(tree, { withPutAway: false })
    expect(few.branches.map(({ branch, length }) => [branch.id, length])).toEqual([
      ['main', 2],
      ['side', 2],
    ])
    expect(branchOf(layOutMap(tree, all), 'main').length).toBe(9)
  })

  it('[C7] puts an empty conversation on one row of one lane', () => {
    const layout = layOutMap(
      treeOf(() => {}),
      all,
    )
    expect([layout.lanes, layout.rows, layout.branches.length]).toEqual([1, 1, 1])
  })

  it('[C7] folds what happens nowhere, and keeps what is to be seen', () => {
    const tree = treeOf((doc) => say(doc, 'trunk', 100, null))
    const folded = branchOf(layOutMap(tree, all), 'main')
    expect(folded.points.map(({ row, messages }) => [row, messages.length])).toEqual([
      [0, 1],
      [1, 98],
      [2, 1],
    ])
    const kept = branchOf(layOutMap(tree, { ...all, keep: new Set(['trunk-50' as MessageId]) }), 'main')
    expect(kept.points.map(({ messages }) => messages.length)).toEqual([1, 48, 1, 49, 1])
    expect(rowOfMessage(kept, 'trunk-50' as MessageId)).toBe(2)
    expect(rowOfMessage(kept, 'trunk-49' as MessageId)).toBe(1)
  })

  it('[C7] lets a branch begin in the row below its fork, in a lane of its own', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 6, null)
      fork(doc, 'left', 'trunk-2')
      say(doc, 'left', 2, 'trunk-2', 'left')
      fork(doc, 'deep', 'left-1', 'left')
      say(doc, 'deep', 1, 'left-1', 'deep')
      fork(doc, 'first', null)
      say(doc, 'first', 1, null, 'first')
    })
    const layout = layOutMap(tree, all)
    const main = branchOf(layout, 'main')
    const left = branchOf(layout, 'left')
    expect(left.parent).toBe('main')
    expect(left.forkRow).toBe(rowOfMessage(main, 'trunk-2' as MessageId))
    expect(left.firstRow).toBe(left.forkRow + 1)
    expect(branchOf(layout, 'deep')).toMatchObject({ parent: 'left', nesting: 2 })
    expect(branchOf(layout, 'first')).toMatchObject({ forkRow: -1, firstRow: 0 })
    for (const { branch, lane, parent } of layout.branches) {
      if (parent !== undefined)
        expect([branch.id, lane > branchOf(layout, parent).lane]).toEqual([branch.id, true])
    }
    expect(overlaps(layout)).toEqual([])
    expect(pointAt(layout, left.lane, left.firstRow)?.point?.messages[0]?.id).toBe('left-1')
    expect(pointAt(layout, 9, 0)).toBeUndefined()
    // Every branch stands after the one that it grows from.
    expect(layout.branches.map(({ branch }) => branch.id)).toEqual(['main', 'first', 'left', 'deep'])
  })

  it('[C7] gives a lane again to branches that lie one below the other', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 40, null)
      fork(doc, 'high', 'trunk-2')
      say(doc, 'high', 2, 'trunk-2', 'high')
      fork(doc, 'low1', 'trunk-30')
      say(doc, 'low1', 2, 'trunk-30', 'low1')
    })
    const layout = layOutMap(tree, all)
    expect([branchOf(layout, 'high').lane, branchOf(layout, 'low1').lane]).toEqual([1, 1])
    expect(layout.lanes).toBe(2)
  })

  it('[C7] lets lower forks stand nearer, so that lines from above pass outside', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 10, null)
      fork(doc, 'high', 'trunk-2')
      say(doc, 'high', 9, 'trunk-2', 'high')
      fork(doc, 'low1', 'trunk-6')
      say(doc, 'low1', 4, 'trunk-6', 'low1')
    })
    const layout = layOutMap(tree, all)
    expect([branchOf(layout, 'low1').lane, branchOf(layout, 'high').lane]).toEqual([1, 2])
  })

  it('[C7] leaves out what was put away with all that grows from it, unless it is asked for', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 3, null)
      fork(doc, 'left', 'trunk-1')
      say(doc, 'left', 2, 'trunk-1', 'left')
      fork(doc, 'deep', 'left-1', 'left')
      fork(doc, 'gone', 'trunk-2')
      archiveBranch(doc, 'left' as BranchId, true)
      deleteBranch(doc, 'gone' as BranchId, 'ana_' as PrincipalId)
    })
    expect(layOutMap(tree, { withPutAway: false }).branches.map(({ branch }) => branch.id)).toEqual(['main'])
    expect(layOutMap(tree, all).branches.length).toBe(4)
  })

  it('[C7] shows what hangs in the air, and ends where branches grow from each other', () => {
    const tree = treeOf((doc) => {
      say(doc, 'trunk', 2, null)
      fork(doc, 'lost', 'nowhere-1', 'nobody')
      say(doc, 'lost', 2, 'nowhere-1', 'lost')
      fork(doc, 'egg1', 'hen1-1', 'hen1')
      fork(doc, 'hen1', 'egg1-1', 'egg1')
      say(doc, 'hen1', 1, null, 'hen1')
      say(doc, 'egg1', 1, null, 'egg1')
    })
    expect(layOutMap(tree, all).branches.map(({ branch }) => branch.id)).toEqual(['main', 'lost'])
  })

  it('[C7] lays out 2,000 messages in 200 branches without overlap, each message once', () => {
    let seed = 42
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    const tree = treeOf((doc) => {
      say(doc, 'b0', 10, null)
      for (let index = 1; index < 200; index++) {
        const from = random(index)
        fork(doc, `br-${index}`, `b${from}-${1 + random(10)}`, from === 0 ? 'main' : `br-${from}`)
        say(doc, `b${index}`, 10, null, `br-${index}`)
      }
    })
    const layout = layOutMap(tree, all)
    expect(layout.branches.length).toBe(200)
    expect(overlaps(layout)).toEqual([])
    const shown = layout.branches.flatMap(({ points }) => points.flatMap(({ messages }) => messages))
    expect(new Set(shown).size).toBe(2_000)
    expect(shown.length).toBe(2_000)
    // Lanes are shared: a map of 200 branches is not 200 lanes wide.
    expect(layout.lanes).toBeLessThan(120)
  })
})
