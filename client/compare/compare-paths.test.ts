import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  conversationRoots,
  fillWithText,
  readTree,
} from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH } from '../../shared/ids.ts'
import { comparePaths } from './compare-paths.ts'

const say = (doc: Y.Doc, id: string, parentId: string | null, branchId: string = MAIN_BRANCH): void =>
  addMessage(doc, { id, author: 'ana_', role: 'user', parentId, branchId, createdAt: 1 }, fillWithText(id))
const fork = (doc: Y.Doc, id: string, forkFrom: string | null, parentBranch: string = MAIN_BRANCH): void =>
  addBranch(doc, { id, createdBy: 'ana_', forkFrom, parentBranch, createdAt: 1 })
const ids = (messages: readonly { readonly id: string }[]): string[] => messages.map(({ id }) => id)

describe('comparing two branches', () => {
  const doc = new Y.Doc()
  say(doc, 'one1', null)
  say(doc, 'two2', 'one1')
  fork(doc, 'left', 'one1')
  say(doc, 'lll1', 'one1', 'left')
  fork(doc, 'deep', 'lll1', 'left')
  say(doc, 'ddd1', 'lll1', 'deep')
  fork(doc, 'edit', null)
  say(doc, 'eee1', null, 'edit')
  const tree = readTree(conversationRoots(doc))
  const compare = (left: string, right: string) => {
    const { shared, fork: at, ...sides } = comparePaths(tree, left as BranchId, right as BranchId)
    return [shared, at?.id, ids(sides.left), ids(sides.right)]
  }

  it('[C8] begins after the last message that both share, through any number of branches', () => {
    expect(compare(MAIN_BRANCH, 'deep')).toEqual([1, 'one1', ['two2'], ['lll1', 'ddd1']])
    expect(compare('left', 'deep')).toEqual([2, 'lll1', [], ['ddd1']])
  })

  it('[C8] knows paths that share nothing, and those that are the same', () => {
    expect(compare(MAIN_BRANCH, 'edit')).toEqual([0, undefined, ['one1', 'two2'], ['eee1']])
    expect(compare('left', 'left')).toEqual([2, 'lll1', [], []])
  })
})
