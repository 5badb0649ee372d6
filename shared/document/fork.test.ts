import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { BranchId, ConversationId, MessageId, PrincipalId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import { forkConversation, forkMark, readForkMark } from './fork.ts'
import { conversationRoots } from './schema.ts'
import { bodyToMarkdown } from './text.ts'
import { readTree } from './tree.ts'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  changeSetting,
  deleteMessage,
  fillWithText,
  renameBranch,
} from './write.ts'

const conversationId = 'the-source' as ConversationId
const id = 'the-fork' as ConversationId

const THOUGHT = '<think>\nFirst, then what?\n</think>\n\n'

const source = (): Y.Doc => {
  const doc = new Y.Doc()
  const meta = { author: 'ana_', role: 'user', branchId: 'main', createdAt: 5 } as const
  changeSetting(doc, 'title', 'The plan')
  changeSetting(doc, 'model', 'oak')
  addMessage(doc, { ...meta, id: 'one1', parentId: null }, fillWithText('First'))
  addReply(
    doc,
    { ...meta, id: 'two2', author: 'banyan', role: 'assistant', parentId: 'one1' },
    THOUGHT + '*Second*',
  )
  addMessage(doc, { ...meta, id: 'three', parentId: 'two2' }, fillWithText('Only in the trunk'))
  addBranch(doc, { id: 'side', createdBy: 'ben_', forkFrom: 'two2', parentBranch: 'main', createdAt: 6 })
  addMessage(doc, { ...meta, id: 'gone', parentId: 'two2', branchId: 'side' }, fillWithText('Deleted'))
  addMessage(
    doc,
    { ...meta, id: 'four', author: 'ben_', parentId: 'gone', branchId: 'side' },
    fillWithText('Fourth'),
  )
  deleteMessage(doc, 'gone' as MessageId, 'ana_' as PrincipalId)
  conversationRoots(doc).order.push([
    ['one1', 10],
    ['two2', 11],
    ['three', 12],
    ['gone', 13],
    ['four', 14],
  ])
  return doc
}

describe('forking a conversation', () => {
  it('[C9] takes along what one reads on a path, in the names of those who wrote it', () => {
    const into = new Y.Doc()
    const title = forkConversation(source(), into, { id, conversationId, branchId: 'side' as BranchId })
    expect(title).toBe('The plan')
    const tree = readTree(conversationRoots(into))
    expect(
      tree
        .view(MAIN_BRANCH)
        .map(({ id, author, role, parentId, createdAt, body }) => [
          id,
          author,
          role,
          parentId,
          createdAt,
          bodyToMarkdown(body),
        ]),
    ).toEqual([
      ['one1', 'ana_', 'user', null, 5, 'First'],
      ['two2', 'banyan', 'assistant', 'one1', 5, '*Second*'],
      ['four', 'ben_', 'user', 'two2', 5, 'Fourth'],
    ])
    // What was thought on the way stays behind.
    expect(JSON.stringify(readTree(conversationRoots(into)).view(MAIN_BRANCH)[1]?.body)).not.toContain(
      'First, then',
    )
    expect(tree.order.get('four' as MessageId)?.receivedAt).toBe(14)
    // Whoever has the source in their list knows it by the mark; nobody else learns of it.
    expect(readForkMark(conversationRoots(into))).toBe(forkMark(id, conversationId))
    expect(forkMark(id, conversationId)).not.toBe(forkMark(id, 'another' as ConversationId))
    expect(forkMark(id, conversationId)).not.toBe(forkMark('fork-2' as ConversationId, conversationId))
    const everything = Buffer.from(Y.encodeStateAsUpdate(into)).toString('latin1')
    expect(everything).toContain('Fourth')
    expect(everything).not.toContain(conversationId)
    expect(everything).not.toContain('side')
    expect(conversationRoots(into).settings.get('model')).toBe('oak')
    // Nothing of what stands beside the path.
    expect(JSON.stringify(conversationRoots(into).messages.toJSON())).not.toContain('Only in the trunk')
    expect(JSON.stringify(conversationRoots(into).messages.toJSON())).not.toContain('Deleted')
  })

  it('[C9] a reply keeps the name of its model, and a summary what it sums up, also when it is forked once more', () => {
    const doc = source()
    const run = { requestedBy: 'ana_', agent: 'banyan', createdAt: 5, branchId: 'main' }
    addRun(doc, { ...run, id: 'run1', parentId: 'three', model: 'grove/oak' })
    addRun(doc, { ...run, id: 'run2', parentId: 'four', model: 'grove/oak' })
    renameBranch(doc, 'side' as BranchId, 'The detour')
    const meta = { branchId: 'main', createdAt: 7 } as const
    addReply(
      doc,
      { ...meta, id: 'five', author: 'banyan', role: 'assistant', parentId: 'three', runId: 'run1' },
      'Fifth',
    )
    const of = { branchId: 'side', messageId: 'four', runId: 'run2' }
    addMessage(
      doc,
      { ...meta, id: 'six6', author: 'ana_', role: 'user', parentId: 'five', summaryOf: of },
      fillWithText('In short'),
    )
    const copyOf = (from: Y.Doc, to: ConversationId): Y.Doc => {
      const into = new Y.Doc()
      forkConversation(from, into, { id: to, conversationId, branchId: MAIN_BRANCH })
      return into
    }
    const once = copyOf(doc, id)
    for (const copy of [once, copyOf(once, 'fork-2' as ConversationId)]) {
      const { messages } = readTree(conversationRoots(copy))
      expect(messages.get('three' as MessageId)?.origin).toBeUndefined()
      expect(messages.get('five' as MessageId)?.origin?.model).toBe('grove/oak')
      expect(messages.get('six6' as MessageId)?.origin?.summary).toEqual({
        name: 'The detour',
        createdBy: 'ben_',
        draftedBy: 'banyan',
      })
      // By name: nothing here leads to what is not here.
      expect(messages.get('six6' as MessageId)?.summaryOf).toBeUndefined()
      expect(JSON.stringify(conversationRoots(copy).messages.toJSON())).not.toMatch(/"(side|run1|run2)"/)
    }
  })

  it('[C9] ends at the message that was asked for, and copies nothing where there is none', () => {
    const into = new Y.Doc()
    forkConversation(source(), into, {
      id,
      conversationId,
      branchId: 'side' as BranchId,
      messageId: 'one1' as MessageId,
    })
    expect(readTree(conversationRoots(into)).view(MAIN_BRANCH).length).toBe(1)
    const nothing = new Y.Doc()
    for (const request of [
      { branchId: 'nowhere' as BranchId },
      { branchId: MAIN_BRANCH, messageId: 'four' as MessageId },
    ]) {
      expect(forkConversation(source(), nothing, { id, conversationId, ...request })).toBeUndefined()
    }
    expect(conversationRoots(nothing).messages.length).toBe(0)
  })
})
