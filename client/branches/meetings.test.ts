import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  conversationRoots,
  fillWithText,
  readTree,
  type Tree,
} from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { newMeetings } from './meetings.ts'

const ANA = 'ana_' as PrincipalId
const BEN = 'ben_' as PrincipalId

const say = (doc: Y.Doc, author: string, id: string, parentId: string | null, branchId = 'main'): void =>
  addMessage(doc, { id, author, role: 'user', parentId, branchId, createdAt: 1 }, fillWithText(id))
const fork = (doc: Y.Doc, createdBy: string, id: string, forkFrom: string, createdAt: number): void =>
  addBranch(doc, { id, createdBy, forkFrom, parentBranch: 'main', createdAt })
const treeOf = (doc: Y.Doc): Tree => readTree(conversationRoots(doc))

describe('meetings', () => {
  it('[C5] tell of an answer to the message that one answered oneself, to both', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    say(doc, ANA, 'anas', 'first')
    const before = treeOf(doc)
    say(doc, BEN, 'bens', 'first')
    const meeting = { did: 'answered', branchId: 'main' }
    expect(newMeetings(before, treeOf(doc), ANA)).toEqual([{ ...meeting, by: BEN, messageId: 'bens' }])
    // Nothing new, nothing said.
    expect(newMeetings(treeOf(doc), treeOf(doc), ANA)).toEqual([])
  })

  it('[C5] say nothing of an answer to one’s own message, nor to anybody who did not write there', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    const before = treeOf(doc)
    say(doc, BEN, 'bens', 'first')
    expect(newMeetings(before, treeOf(doc), ANA)).toEqual([])
    expect(newMeetings(before, treeOf(doc), 'cleo' as PrincipalId)).toEqual([])
  })

  it('[C5] tell of a branch from the same message at about the same time, not of one much later', () => {
    const doc = new Y.Doc()
    say(doc, ANA, 'first', null)
    fork(doc, ANA, 'anas-branch', 'first', 1_000)
    const before = treeOf(doc)
    fork(doc, BEN, 'bens-branch', 'first', 60_000)
    fork(doc, BEN, 'later-branch', 'first', 6_000_000)
    say(doc, BEN, 'bens', 'first', 'bens-branch')
    expect(newMeetings(before, treeOf(doc), ANA)).toEqual([
      { did: 'branched', branchId: 'bens-branch', by: BEN, messageId: 'bens' },
    ])
  })
})
