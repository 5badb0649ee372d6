import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { BranchId, MessageId, PrincipalId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import { rebuildConversation } from './rebuild.ts'
import { conversationRoots } from './schema.ts'
import { putAwayBy, readTree, type Tree, takenAlongBy } from './tree.ts'
import {
  addBranch,
  addMessage,
  addReply,
  archiveBranch,
  colourBranch,
  deleteBranch,
  deleteMessage,
  fillWithText,
  renameBranch,
  restoreBranch,
  sendDraft,
} from './write.ts'

const branch = (id: string): BranchId => id as BranchId
const message = (id: string): MessageId => id as MessageId

const say = (
  doc: Y.Doc,
  id: string,
  parentId: string | null,
  branchId: string = MAIN_BRANCH,
  draft = false,
): void =>
  addMessage(
    doc,
    { id, author: 'anna', role: 'user', parentId, branchId, createdAt: 1 },
    fillWithText(`text of ${id}`),
    { draft },
  )

const fork = (doc: Y.Doc, id: string, forkFrom: string | null, parentBranch: string = MAIN_BRANCH): void =>
  addBranch(doc, { id, createdBy: 'anna', forkFrom, parentBranch, createdAt: 1 })

/** What the server does when it takes messages. */
const accept = (doc: Y.Doc, ...ids: string[]): void =>
  conversationRoots(doc).order.push(ids.map((id): [string, number] => [id, 10]))

const treeOf = (doc: Y.Doc): Tree => readTree(conversationRoots(doc))
const ids = (messages: readonly { readonly id: string }[]): string[] => messages.map(({ id }) => id)

describe('view', () => {
  it('[TREE-1] of the main branch is there before anything was written', () => {
    const tree = treeOf(new Y.Doc())
    expect(tree.view(MAIN_BRANCH)).toEqual([])
    expect(tree.head(MAIN_BRANCH)).toBeUndefined()
    expect(tree.branches.get(MAIN_BRANCH)?.parentBranch).toBeUndefined()
  })

  it('[TREE-2] is the parent up to the fork and then the branch, through any number of ancestors', () => {
    const doc = new Y.Doc()
    for (const [id, parent] of [
      ['aaa1', null],
      ['aaa2', 'aaa1'],
      ['aaa3', 'aaa2'],
    ] as const)
      say(doc, id, parent)
    fork(doc, 'left', 'aaa2')
    say(doc, 'lll1', 'aaa2', 'left')
    say(doc, 'lll2', 'lll1', 'left')
    fork(doc, 'deep', 'lll1', 'left')
    say(doc, 'ddd1', 'lll1', 'deep')
    // Forks inside a branch, from a message that the branch itself only inherits.
    fork(doc, 'high', 'aaa1', 'deep')
    say(doc, 'hhh1', 'aaa1', 'high')
    const tree = treeOf(doc)
    expect(ids(tree.view(MAIN_BRANCH))).toEqual(['aaa1', 'aaa2', 'aaa3'])
    expect(ids(tree.view(branch('left')))).toEqual(['aaa1', 'aaa2', 'lll1', 'lll2'])
    expect(ids(tree.view(branch('deep')))).toEqual(['aaa1', 'aaa2', 'lll1', 'ddd1'])
    expect(ids(tree.view(branch('high')))).toEqual(['aaa1', 'hhh1'])
    expect(tree.head(branch('deep'))?.id).toBe('ddd1')
  })

  it('[TREE-3] follows the order of the server, then what waits, whatever the order of the array', () => {
    const doc = new Y.Doc()
    for (const id of ['mmm1', 'mmm2', 'mmm3', 'mmm4']) say(doc, id, null)
    accept(doc, 'mmm3', 'mmm1')
    const tree = treeOf(doc)
    expect(ids(tree.view(MAIN_BRANCH))).toEqual(['mmm3', 'mmm1', 'mmm2', 'mmm4'])
    expect(['mmm1', 'mmm2'].map((id) => tree.isWaiting(message(id)))).toEqual([false, true])
  })

  it('[TREE-4] keeps all of what several people wrote off line in one branch', () => {
    const server = new Y.Doc()
    say(server, 'root', null)
    accept(server, 'root')
    const people = ['anna', 'ben0', 'cleo'].map((name) => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
      say(doc, `${name}1`, 'root')
      say(doc, `${name}2`, `${name}1`)
      return { name, doc }
    })
    for (const { name, doc } of people.toReversed()) {
      Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
      accept(server, `${name}1`, `${name}2`)
    }
    for (const { doc } of people) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
    const expected = ['root', 'cleo1', 'cleo2', 'ben01', 'ben02', 'anna1', 'anna2']
    for (const doc of [server, ...people.map((person) => person.doc)]) {
      expect(ids(treeOf(doc).view(MAIN_BRANCH))).toEqual(expected)
    }
  })

  it('[TREE-5] leaves out drafts until they are sent, and keeps what was deleted as a mark', () => {
    const doc = new Y.Doc()
    say(doc, 'sent', null)
    say(doc, 'draft', 'sent', MAIN_BRANCH, true)
    expect(ids(treeOf(doc).view(MAIN_BRANCH))).toEqual(['sent'])
    expect(ids(treeOf(doc).drafts(MAIN_BRANCH))).toEqual(['draft'])
    sendDraft(doc, message('draft'), 'anna' as never)
    deleteMessage(doc, message('sent'), 'anna' as never)
    expect(
      treeOf(doc)
        .view(MAIN_BRANCH)
        .map(({ id, deletedBy }) => [id, deletedBy]),
    ).toEqual([
      ['sent', 'anna'],
      ['draft', undefined],
    ])
  })

  it('[TREE-6] ends for branches that form a cycle or hang in the air', () => {
    const doc = new Y.Doc()
    say(doc, 'aaa1', null)
    fork(doc, 'one1', 'two-first', 'two2')
    fork(doc, 'two2', 'one-first', 'one1')
    say(doc, 'one-first', null, 'one1')
    say(doc, 'two-first', null, 'two2')
    fork(doc, 'lost', 'nobody', 'none')
    say(doc, 'lost-first', null, 'lost')
    const tree = treeOf(doc)
    expect(ids(tree.view(branch('one1'))).at(-1)).toBe('one-first')
    expect(ids(tree.view(branch('lost')))).toEqual(['lost-first'])
    expect(ids(tree.view(branch('unheard-of')))).toEqual([])
  })
})

describe('paths', () => {
  it('[TREE-7] part where branches fork: the own branch first, then the others as they were made', () => {
    const doc = new Y.Doc()
    say(doc, 'aaa1', null)
    say(doc, 'aaa2', 'aaa1')
    fork(doc, 'bbb1', 'aaa1')
    say(doc, 'bbb1-first', 'aaa1', 'bbb1')
    fork(doc, 'ccc1', 'aaa1')
    const tree = treeOf(doc)
    expect(tree.pathsAfter(message('aaa1')).map(({ branchId, first }) => [branchId, first?.id])).toEqual([
      [MAIN_BRANCH, 'aaa2'],
      ['bbb1', 'bbb1-first'],
      ['ccc1', undefined],
    ])
    expect(tree.pathsAfter(message('aaa2'))).toEqual([])
  })

  it('[TREE-7] leave out branches that are archived or deleted, which can still be read and come back', () => {
    const doc = new Y.Doc()
    say(doc, 'aaa1', null)
    for (const id of ['bbb1', 'ccc1']) {
      fork(doc, id, 'aaa1')
      say(doc, `${id}-first`, 'aaa1', id)
    }
    archiveBranch(doc, branch('bbb1'), true)
    deleteBranch(doc, branch('ccc1'), 'anna' as PrincipalId)
    const ways = (): string[] =>
      treeOf(doc)
        .pathsAfter(message('aaa1'))
        .map(({ branchId }) => branchId)
    expect(ways()).toEqual([])
    expect(ids(treeOf(doc).view(branch('ccc1')))).toEqual(['aaa1', 'ccc1-first'])
    expect(treeOf(doc).branches.get(branch('ccc1'))?.deletedBy).toBe('anna')
    archiveBranch(doc, branch('bbb1'), false)
    restoreBranch(doc, branch('ccc1'))
    expect(ways()).toEqual(['bbb1', 'ccc1'])
  })

  it('[TREE-8] part before the first message too, when it was edited', () => {
    const doc = new Y.Doc()
    say(doc, 'aaa1', null)
    fork(doc, 'edit', null)
    say(doc, 'aaa1-edited', null, 'edit')
    expect(
      treeOf(doc)
        .pathsAfter(null)
        .map(({ first }) => first?.id),
    ).toEqual(['aaa1', 'aaa1-edited'])
    expect(ids(treeOf(doc).view(branch('edit')))).toEqual(['aaa1-edited'])
  })
})

it('[TREE-9] reading skips what it cannot understand', () => {
  const doc = new Y.Doc()
  const { messages, branches, runs } = conversationRoots(doc)
  messages.push([new Y.Map(), new Y.Map([['m', 'nonsense']]), new Y.Map([['m', { id: 7 }]])])
  branches.push([new Y.Map([['m', { id: 'main' }]])])
  runs.push([new Y.Map()])
  doc.getArray<unknown>('messages').push(['a string'])
  say(doc, 'good', null)
  expect(ids(treeOf(doc).view(MAIN_BRANCH))).toEqual(['good'])
})

it('[TREE-10] a branch in which a summary was drafted is listed once that summary was posted, and not before', () => {
  const doc = new Y.Doc()
  say(doc, 'aaa1', null)
  const meta = { id: 'draf', createdBy: 'anna', forkFrom: 'aaa1', parentBranch: 'main', createdAt: 1 }
  addBranch(doc, { ...meta, purpose: 'summary' })
  archiveBranch(doc, branch('draf'), true)
  say(doc, 'please', 'aaa1', 'draf')
  addReply(doc, {
    id: 'words',
    author: 'banyan',
    role: 'assistant',
    parentId: 'please',
    branchId: 'draf',
    createdAt: 1,
    runId: 'run-1',
  })
  expect(treeOf(doc).listed.map(({ id }) => id)).toEqual(['main'])
  // The agent reads along it all the same.
  expect(ids(treeOf(doc).view(branch('draf')))).toEqual(['aaa1', 'please', 'words'])
  const post = (runId?: string): void =>
    addMessage(
      doc,
      {
        id: `post${runId ?? ''}`,
        author: 'anna',
        role: 'user',
        parentId: 'aaa1',
        branchId: 'main',
        createdAt: 1,
        summaryOf: { branchId: 'main', messageId: 'aaa1', ...(runId === undefined ? {} : { runId }) },
      },
      fillWithText('In short'),
    )
  post()
  expect(treeOf(doc).listed.map(({ id }) => id)).toEqual(['main'])
  post('run-1')
  expect(treeOf(doc).listed.map(({ id }) => id)).toEqual(['main', 'draf'])
})

it('[TREE-12] a branch is out of the way by itself, or by the nearest that it grows from, but never by the first', () => {
  const doc = new Y.Doc()
  say(doc, 'aaa1', null)
  fork(doc, 'garden', 'aaa1')
  say(doc, 'bbb1', 'aaa1', 'garden')
  fork(doc, 'river', 'bbb1', 'garden')
  say(doc, 'ccc1', 'bbb1', 'river')
  fork(doc, 'delta', 'ccc1', 'river')
  const by = (id: string) => putAwayBy(treeOf(doc), branch(id))?.id
  const along = (id: string) => takenAlongBy(treeOf(doc), branch(id)).map((each) => each.id)
  archiveBranch(doc, MAIN_BRANCH, true)
  expect(['main', 'garden', 'river', 'delta'].map(by)).toEqual(['main', undefined, undefined, undefined])
  expect(along('main')).toEqual([])
  expect(along('garden')).toEqual(['river', 'delta'])
  archiveBranch(doc, branch('garden'), true)
  deleteBranch(doc, branch('river'), 'anna' as PrincipalId)
  expect(['garden', 'river', 'delta'].map(by)).toEqual(['garden', 'river', 'river'])
  restoreBranch(doc, branch('river'))
  expect(['garden', 'river', 'delta'].map(by)).toEqual(['garden', 'garden', 'garden'])
})

it('[TREE-11] the first branch is named, coloured and archived without an entry, and stands as before in old documents', () => {
  const doc = new Y.Doc()
  say(doc, 'aaa1', null)
  say(doc, 'aaa2', 'aaa1')
  fork(doc, 'bbb1', 'aaa1')
  say(doc, 'bbb2', 'aaa1', 'bbb1')
  const first = () => treeOf(doc).branches.get(MAIN_BRANCH)
  const ways = (): string[] =>
    treeOf(doc)
      .pathsAfter(message('aaa1'))
      .map(({ branchId }) => branchId)
  expect(first()).toMatchObject({ name: undefined, colour: 0, archived: false })
  expect(ways()).toEqual(['main', 'bbb1'])
  renameBranch(doc, MAIN_BRANCH, 'The trunk')
  colourBranch(doc, MAIN_BRANCH, 5)
  archiveBranch(doc, MAIN_BRANCH, true)
  expect(first()).toMatchObject({ name: 'The trunk', colour: 5, archived: true })
  expect(conversationRoots(doc).branches.length).toBe(1)
  // It is no way on any more, and what the other one stands on is still read.
  expect(ways()).toEqual(['bbb1'])
  expect(ids(treeOf(doc).view(branch('bbb1')))).toEqual(['aaa1', 'bbb2'])
  expect(ids(treeOf(doc).view(MAIN_BRANCH))).toEqual(['aaa1', 'aaa2'])
  const copy = new Y.Doc()
  rebuildConversation(doc, copy)
  expect(treeOf(copy).branches.get(MAIN_BRANCH)).toEqual(first())
  archiveBranch(doc, MAIN_BRANCH, false)
  expect(ways()).toEqual(['main', 'bbb1'])
})

it('[TREE-11] what two people call the first branch at once is one name, the same for both', () => {
  const [one, two] = [new Y.Doc(), new Y.Doc()]
  renameBranch(one, MAIN_BRANCH, 'Oak')
  renameBranch(two, MAIN_BRANCH, 'Elm')
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two))
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one))
  const name = treeOf(one).branches.get(MAIN_BRANCH)?.name
  expect(['Oak', 'Elm']).toContain(name)
  expect(treeOf(two).branches.get(MAIN_BRANCH)?.name).toBe(name)
})
