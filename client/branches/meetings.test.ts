import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  conversationRoots,
  fillWithText,
  knewBranch,
  readTree,
  type Tree,
} from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { type Meeting, newMeetings } from './meetings.ts'

const ANA = 'ana_' as PrincipalId
const BEN = 'ben_' as PrincipalId
const MINUTE = 60_000

const say = (doc: Y.Doc, author: string, id: string, parentId: string | null, branchId = 'main'): void =>
  addMessage(doc, { id, author, role: 'user', parentId, branchId, createdAt: 1 }, fillWithText(id))
const fork = (doc: Y.Doc, createdBy: string, id: string, forkFrom: string, createdAt: number): void =>
  addBranch(doc, { id, createdBy, forkFrom, parentBranch: 'main', createdAt })
const treeOf = (doc: Y.Doc): Tree => readTree(conversationRoots(doc))
/** What one is told as a document becomes what it is now. */
const told = (before: Tree, doc: Y.Doc, me: PrincipalId, now = 0): readonly Meeting[] =>
  newMeetings(before, treeOf(doc), {
    me,
    now,
    knew: (id, other) => knewBranch(conversationRoots(doc), id, other),
  })
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
const meet = (doc: Y.Doc, other: Y.Doc): void => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))

describe('meetings', () => {
  it('[C5] tell of an answer to the message that one answered oneself, to both', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    say(doc, ANA, 'anas', 'first')
    const before = treeOf(doc)
    say(doc, BEN, 'bens', 'first')
    const meeting = { did: 'answered', branchId: 'main' }
    expect(told(before, doc, ANA)).toEqual([{ ...meeting, by: BEN, messageId: 'bens' }])
    // Nothing new, nothing said.
    expect(told(treeOf(doc), doc, ANA)).toEqual([])
  })

  it('[C5] say nothing of an answer to one’s own message, nor to anybody who did not write there', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    const before = treeOf(doc)
    say(doc, BEN, 'bens', 'first')
    expect(told(before, doc, ANA)).toEqual([])
    expect(told(before, doc, 'cleo' as PrincipalId)).toEqual([])
  })

  it('[C5] say nothing of a draft, which everybody sees, nor of what comes to a device with one’s own', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    const empty = treeOf(doc)
    say(doc, ANA, 'anas', 'first')
    fork(doc, ANA, 'anas-branch', 'first', 0)
    const before = treeOf(doc)
    addMessage(
      doc,
      { id: 'draft', author: BEN, role: 'user', parentId: 'first', branchId: 'main', createdAt: 1 },
      fillWithText('draft'),
      { draft: true },
    )
    expect(told(before, doc, ANA)).toEqual([])
    say(doc, BEN, 'bens', 'first')
    fork(doc, BEN, 'bens-branch', 'first', 0)
    expect(told(empty, doc, ANA)).toEqual([])
  })

  it('[C5] tell of a branch by somebody who did not know of one’s own, whatever their clocks say', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    say(doc, ANA, 'second', 'first')
    fork(doc, ANA, 'long-ago', 'first', 0)
    const bens = copyOf(doc)
    fork(doc, ANA, 'anas-branch', 'second', 5 * MINUTE)
    // Ben is off line for days; his clock is a year ahead.
    fork(bens, BEN, 'bens-branch', 'second', 500_000 * MINUTE)
    say(bens, BEN, 'bens', 'second', 'bens-branch')
    const [anasBefore, bensBefore] = [treeOf(doc), treeOf(bens)]
    meet(doc, bens)
    meet(bens, doc)
    expect(told(anasBefore, doc, ANA, 5_000 * MINUTE)).toEqual([
      { did: 'branched', branchId: 'bens-branch', by: BEN, messageId: 'bens' },
    ])
    expect(told(bensBefore, bens, BEN, 505_000 * MINUTE)).toEqual([
      { did: 'branched', branchId: 'anas-branch', by: ANA, messageId: undefined },
    ])
  })

  it('[C5] tell of a branch by somebody who knew of one’s own only where that was just made', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    fork(doc, ANA, 'anas-branch', 'first', 0)
    const before = treeOf(doc)
    fork(doc, BEN, 'bens-branch', 'first', 7_000 * MINUTE)
    expect(told(before, doc, ANA, MINUTE)).toMatchObject([{ branchId: 'bens-branch' }])
    expect(told(before, doc, ANA, 100 * MINUTE)).toEqual([])
  })
})
