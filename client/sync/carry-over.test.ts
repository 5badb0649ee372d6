import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addRun,
  addTalk,
  bodyToMarkdown,
  conversationRoots,
  deleteMessage,
  fillWithText,
  findMessage,
  readBranches,
  readMessages,
  readRuns,
  readTalk,
  readTree,
  rebuildConversation,
  saySame,
} from '../../shared/document/index.ts'
import type { BranchId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { carryOver, carryTalk } from './carry-over.ts'
import { refusedOfEarlierEpoch } from './refused-work.ts'

const ANA = 'ana-' as PrincipalId
const BEN = 'ben-' as PrincipalId

const say = (
  doc: Y.Doc,
  id: string,
  author: PrincipalId,
  parentId: string | null,
  more: { branchId?: string; draft?: boolean; text?: string } = {},
): void =>
  addMessage(
    doc,
    { id, author, role: 'user', parentId, branchId: more.branchId ?? 'main', createdAt: 1 },
    fillWithText(more.text ?? `text of ${id}`),
    { draft: more.draft === true },
  )

/** The old epoch as the server and Ana's device had it, and the new one. */
const acrossEpochs = (): { past: Y.Doc; copy: Y.Doc; server: Y.Doc } => {
  const past = new Y.Doc()
  say(past, 'first', ANA, null)
  say(past, 'second', BEN, 'first')
  conversationRoots(past).order.push([
    ['first', 1],
    ['second', 2],
  ])
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(past))
  const server = new Y.Doc()
  rebuildConversation(past, server)
  return { past, copy, server }
}

const textOf = (doc: Y.Doc, id: string): string =>
  bodyToMarkdown(findMessage(conversationRoots(doc), id as MessageId)?.body)
const idsOf = (doc: Y.Doc): string[] => readMessages(conversationRoots(doc)).map(({ id }) => id)

describe('what is carried over', () => {
  it('[EPOCH-6] new messages come with their ids, texts, branches, drafts and the replies they ask for', () => {
    const { copy, server } = acrossEpochs()
    // A message in a branch that forks from another message that waits.
    say(copy, 'third', ANA, 'second', { text: 'One\n\nTwo' })
    addBranch(
      copy,
      { id: 'way-1', createdBy: ANA, forkFrom: 'third', parentBranch: 'main', createdAt: 1 },
      { name: 'Aside', colour: 3 },
    )
    say(copy, 'fourth', ANA, 'third', { branchId: 'way-1' })
    say(copy, 'draft-1', ANA, 'third', { draft: true })
    const run = { branchId: 'main', requestedBy: ANA, agent: 'banyan', model: 'a/b', createdAt: 1 }
    addRun(copy, { ...run, id: 'run-1', parentId: 'third' })
    expect(carryOver(server, copy, ANA)).toBe(3)
    const tree = readTree(conversationRoots(server))
    expect(tree.view('way-1' as BranchId).map(({ id }) => id)).toEqual(['first', 'second', 'third', 'fourth'])
    expect(textOf(server, 'third')).toBe('One\n\nTwo')
    expect(readBranches(conversationRoots(server))[0]).toMatchObject({
      name: 'Aside',
      colour: 3,
      createdBy: ANA,
    })
    expect(tree.drafts('main' as BranchId).map(({ id }) => id)).toEqual(['draft-1'])
    expect(readRuns(conversationRoots(server))).toMatchObject([
      { id: 'run-1', parentId: 'third', model: 'a/b', status: 'queued' },
    ])
    // A second time there is nothing left.
    expect(carryOver(server, copy, ANA)).toBe(0)
    expect(idsOf(server).toSorted()).toEqual(['draft-1', 'first', 'fourth', 'second', 'third'])
  })

  it('[EPOCH-6] nothing of others is, nothing that hangs in the air, and nothing that was taken once', () => {
    const { copy, server } = acrossEpochs()
    say(copy, 'bens', BEN, 'second')
    say(copy, 'answer-to-ben', ANA, 'bens')
    say(copy, 'purged', ANA, 'second')
    conversationRoots(copy).order.push([['purged', 3]])
    const before = new Y.Doc()
    Y.applyUpdate(before, Y.encodeStateAsUpdate(server))
    expect(carryOver(server, copy, ANA)).toBe(0)
    expect(saySame(before, server)).toBe(true)
  })
})

describe('what lies on the shelf', () => {
  const kinds = (server: Y.Doc, copy: Y.Doc, past: Y.Doc | undefined): string[] =>
    refusedOfEarlierEpoch(
      server,
      Y.encodeStateAsUpdate(copy),
      past === undefined ? undefined : Y.encodeStateAsUpdate(past),
      ANA,
    ).map((item) => `${item.kind} ${item.kind === 'setting' ? item.key : item.id}`)
  const edit = (doc: Y.Doc, id: string): void => {
    const body = findMessage(conversationRoots(doc), id as MessageId)?.body
    if (body instanceof Y.XmlFragment) fillWithText('Edited.')(body)
  }

  it('[EPOCH-6] edits, deletions and settings of one’s own, and not what others did since', () => {
    const { past, copy, server } = acrossEpochs()
    say(copy, 'third', ANA, 'second')
    edit(copy, 'second')
    deleteMessage(copy, 'first' as MessageId, ANA)
    edit(server, 'first')
    conversationRoots(server).settings.set('title', 'Another')
    carryOver(server, copy, ANA)
    expect(kinds(server, copy, past)).toEqual(['deletion first', 'edit second'])
  })

  it('[EPOCH-6] what could not be carried; where the past is forgotten, rather too much than too little', () => {
    const { past, copy, server } = acrossEpochs()
    say(copy, 'bens', BEN, 'second')
    say(copy, 'answer-to-ben', ANA, 'bens')
    edit(copy, 'second')
    carryOver(server, copy, ANA)
    expect(kinds(server, copy, past)).toEqual(['edit second', 'message bens', 'message answer-to-ben'])
    expect(kinds(server, copy, undefined)).toEqual(['message answer-to-ben', 'edit second'])
  })
})

it('[EPOCH-6] what one said off line in a side talk is said again with what it is about, once, and nothing else', () => {
  const copy = new Y.Doc()
  const line = (doc: Y.Doc, id: string, author: PrincipalId, about?: string): void =>
    addTalk(
      doc,
      { id: id as MessageId, author, createdAt: 1, about: about as MessageId | undefined },
      fillWithText(`text of ${id}`),
    )
  line(copy, 'taken', ANA)
  conversationRoots(copy).order.push([['taken', 1]])
  line(copy, 'of-ben', BEN)
  line(copy, 'waits', ANA, 'message-1')
  line(copy, 'thought-better', ANA)
  deleteMessage(copy, 'thought-better' as MessageId, ANA)
  const server = new Y.Doc()
  expect(carryTalk(server, copy, ANA)).toBe(1)
  expect(carryTalk(server, copy, ANA)).toBe(0)
  expect(
    readTalk(server).map(({ id, author, about, body }) => [id, author, about, bodyToMarkdown(body)]),
  ).toEqual([['waits', ANA, 'message-1', 'text of waits']])
})
