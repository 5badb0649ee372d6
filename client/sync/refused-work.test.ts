import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  addReply,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  readMessages,
  readSettings,
} from '../../shared/document/index.ts'
import {
  BANYAN_AGENT,
  type ConversationId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
} from '../../shared/ids.ts'
import { refusedText, refusedWork, untakenWork } from './refused-work.ts'
import { type ShelvedWork, writeShelvedWork } from './shelf.ts'

const ANA = 'ana-' as PrincipalId
const BEN = 'ben-' as PrincipalId

const write = (
  doc: Y.Doc,
  id: string,
  author: PrincipalId,
  text: string,
  parentId: string | null = null,
): void =>
  addMessage(
    doc,
    { id, author, role: 'user', parentId, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText(text),
  )

/** A server's document and Ana's copy of it, in step. */
const inStep = () => {
  const server = new Y.Doc()
  write(server, 'question', BEN, 'Where shall we meet?')
  changeSetting(server, 'title', 'Meeting')
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(server))
  return { server, copy, refused: () => refusedWork(server, Y.encodeStateAsUpdate(copy)) }
}

describe('[D4] what a refusal would take away', () => {
  it('[D4] is nothing where the copy adds nothing, however far the server has gone', () => {
    const { server, refused } = inStep()
    addReply(
      server,
      {
        id: 'reply',
        author: BANYAN_AGENT,
        role: 'assistant',
        parentId: 'question',
        branchId: MAIN_BRANCH,
        createdAt: 2,
      },
      'Under the tree.',
    )
    expect(refused()).toEqual([])
  })

  it('[D4] names messages with what they followed, edits, deletions and settings', () => {
    const { copy, refused } = inStep()
    write(copy, 'answer', ANA, 'By the river.', 'question')
    changeSetting(copy, 'title', 'Meeting by the river')
    deleteMessage(copy, 'question' as MessageId, ANA)
    const [message] = readMessages(conversationRoots(copy))
    const paragraph = message?.body instanceof Y.XmlFragment ? message.body.get(0) : undefined
    if (paragraph instanceof Y.XmlElement) paragraph.insert(1, [new Y.XmlText(' And when?')])
    const items = refused()
    expect(items).toEqual([
      { kind: 'edit', id: 'question', text: 'Where shall we meet? And when?' },
      { kind: 'deletion', id: 'question', text: 'Where shall we meet? And when?' },
      { kind: 'message', id: 'answer', text: 'By the river.', after: 'Where shall we meet? And when?' },
      { kind: 'setting', key: 'title', value: 'Meeting by the river' },
    ])
    expect(refusedText(items)).toBe(
      'Where shall we meet? And when?\n\nBy the river.\n\ntitle: Meeting by the river',
    )
  })

  it('[D4] without a server, is one’s own messages that it never took', () => {
    const { copy } = inStep()
    conversationRoots(copy).order.push([['question', 5]])
    write(copy, 'answer', ANA, 'By the river.', 'question')
    write(copy, 'other', BEN, 'Not mine.', 'question')
    expect(untakenWork(copy, ANA)).toMatchObject([{ kind: 'message', id: 'answer' }])
  })
})

describe('[D4] keeping it as a conversation of one’s own', () => {
  it('[D4] writes one’s own words in one’s own name, and what they followed as a quotation', () => {
    const { copy, refused } = inStep()
    write(copy, 'answer', ANA, 'By the river.', 'question')
    write(copy, 'second', ANA, 'Or on the hill.', 'answer')
    const work: ShelvedWork = {
      id: 'shelved',
      conversationId: 'conversation' as ConversationId,
      title: 'Meeting',
      at: 1,
      reason: 'read-only',
      update: Y.encodeStateAsUpdate(copy),
      items: refused(),
    }
    const own = new Y.Doc()
    writeShelvedWork(own, work, ANA, 7)
    const messages = readMessages(conversationRoots(own))
    expect(messages.map(({ author, body, parentId }) => [author, bodyToMarkdown(body), parentId])).toEqual([
      [ANA, '> Where shall we meet?\n\nBy the river.', null],
      [ANA, 'Or on the hill.', messages[0]?.id],
    ])
    expect(readSettings(conversationRoots(own)).title).toBe('Meeting (kept)')
  })
})
