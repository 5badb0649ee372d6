import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  addTalk,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  deleteMessage,
  editTalk,
  fillWithText,
  findEntry,
  MESSAGE_KEY,
  type MessageMeta,
  readTalk,
  restoreMessage,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import {
  agent,
  guardDocument,
  newDocument,
  person,
  SERVER_CLIENT,
  state,
} from '../../tests/helpers/guarded-document.ts'
import { SERVER } from '../storage/document-store.ts'
import { createConversationGate } from './conversation-gate.ts'
import type { Writer } from './gate.ts'
import { createTalkGate } from './talk-gate.ts'

const [ana, ben, olga] = [person('ana'), person('ben'), person('olga', 'owner')]
const leases = [{ clientId: SERVER_CLIENT, holder: SERVER }]
const messageId = (id: string) => id as MessageId

let clients = 100
/** A side talk in which Ana has said something, and what one frame of somebody's comes to in it. */
const open = () => {
  const guarded = guardDocument({ createGate: (doc) => createTalkGate({ doc, leases }) })
  const attempt = (writer: Writer, write: (doc: Y.Doc) => void): string => {
    const doc = newDocument(clients++)
    Y.applyUpdate(doc, state(guarded.doc))
    const before = Y.encodeStateVector(doc)
    doc.transact(() => write(doc))
    const verdict = guarded.receive(writer, Y.encodeStateAsUpdate(doc, before))
    return verdict.kind === 'reject' ? verdict.code : verdict.kind
  }
  expect(attempt(ana, say(ana, 'anas'))).toBe('apply')
  return { ...guarded, attempt }
}

const say =
  (writer: Writer, id: string, text = 'Shall we?') =>
  (doc: Y.Doc): void =>
    addTalk(doc, { id: messageId(id), author: writer.id, createdAt: 1 }, fillWithText(text))
/** What no helper writes. */
const sayWith =
  (writer: Writer, id: string, more: object) =>
  (doc: Y.Doc): void =>
    addMessage(
      doc,
      {
        id,
        author: writer.id,
        role: 'user',
        parentId: null,
        branchId: 'main',
        createdAt: 1,
        ...more,
      } as MessageMeta,
      fillWithText('Shall we?'),
    )

test('[TALK-2] people say something, about a message too, and correct and delete what is their own', () => {
  const { attempt, doc } = open()
  expect(
    attempt(ben, (copy) =>
      addTalk(
        copy,
        { id: messageId('bens'), author: ben.id, createdAt: 2, about: messageId('anywhere') },
        fillWithText('Look here.'),
      ),
    ),
  ).toBe('apply')
  expect(attempt(ben, (copy) => editTalk(copy, messageId('bens'), fillWithText('Look there.')))).toBe('apply')
  expect(attempt(ben, (copy) => deleteMessage(copy, messageId('bens'), ben.id))).toBe('apply')
  expect(readTalk(doc)[1]).toMatchObject({ author: 'ben', about: 'anywhere', deleted: { by: 'ben' } })
  expect(attempt(ben, (copy) => restoreMessage(copy, messageId('bens')))).toBe('apply')
  expect(readTalk(doc).map(({ deleted, body }) => [deleted, bodyToMarkdown(body)])).toEqual([
    [undefined, 'Shall we?'],
    [undefined, 'Look there.'],
  ])
})

test('[TALK-2] nobody else writes in a message; the owner deletes it and nobody else', () => {
  const { attempt, doc } = open()
  for (const writer of [ben, olga]) {
    expect(attempt(writer, (copy) => editTalk(copy, messageId('anas'), fillWithText('Never.')))).toBe('body')
  }
  expect(attempt(ben, (copy) => deleteMessage(copy, messageId('anas'), ben.id))).toBe('delete')
  expect(attempt(olga, (copy) => deleteMessage(copy, messageId('anas'), olga.id))).toBe('apply')
  expect(attempt(ben, (copy) => restoreMessage(copy, messageId('anas')))).toBe('delete')
  expect(attempt(ana, (copy) => restoreMessage(copy, messageId('anas')))).toBe('apply')
  expect(readTalk(doc)[0]).toMatchObject({ deleted: undefined })
  // Taking entries away or writing over their facts is nobody's.
  expect(attempt(olga, (copy) => conversationRoots(copy).messages.delete(0))).toBe('delete')
  const set = (key: string, value: unknown) => (copy: Y.Doc) =>
    findEntry(conversationRoots(copy).messages, 'anas')?.set(key, value)
  expect(attempt(ana, set(MESSAGE_KEY.meta, { id: 'anas', author: 'ana' }))).toBe('immutable')
  expect(attempt(ana, set(MESSAGE_KEY.sent, { by: 'ana' }))).toBe('immutable')
  expect(attempt(ana, set('reactions', { by: 'ana' }))).toBe('key')
})

test('[TALK-2] nobody speaks for others, as an assistant, from an agent’s hand, or with a view only', () => {
  const { attempt } = open()
  expect(attempt(ben, say(ana, 'forged'))).toBe('author')
  expect(attempt(ben, sayWith(ben, 'role', { role: 'assistant' }))).toBe('role')
  expect(attempt(ben, (copy) => addReply(copy, { ...metaOf(ben), role: 'assistant' }))).toBe('role')
  expect(attempt(ben, (copy) => addReply(copy, metaOf(ben)))).toBe('content')
  expect(
    attempt(agent('banyan'), (copy) => addReply(copy, { ...metaOf(agent('banyan')), role: 'assistant' })),
  ).toBe('read-only')
  expect(attempt(agent('banyan', 'owner'), say(agent('banyan'), 'agents'))).toBe('read-only')
  expect(attempt(person('vera', 'view'), say(person('vera'), 'veras'))).toBe('read-only')
})

test('[TALK-2] there are no files, runs, branches, settings, summaries or drafts in it', () => {
  const { attempt, doc } = open()
  const before = state(doc)
  const attachment = { id: 'file', name: 'a.txt', type: 'text/plain', size: 1 }
  expect(attempt(ben, sayWith(ben, 'a', { attachments: [attachment] }))).toBe('key')
  expect(attempt(ben, sayWith(ben, 'b', { runId: 'run' }))).toBe('key')
  expect(attempt(ben, sayWith(ben, 'c', { summaryOf: { branchId: 'main', messageId: 'anas' } }))).toBe('key')
  expect(attempt(ben, sayWith(ben, 'd', { parentId: 'anas' }))).toBe('value')
  expect(attempt(ben, sayWith(ben, 'e', { branchId: 'another' }))).toBe('value')
  expect(attempt(ben, sayWith(ben, 'f', { about: 7 }))).toBe('value')
  expect(
    attempt(ben, (copy) => addMessage(copy, metaOf(ben), fillWithText('Not yet.'), { draft: true })),
  ).toBe('incomplete')
  const by = { createdAt: 1, branchId: 'main' }
  expect(
    attempt(ben, (copy) =>
      addRun(copy, { ...by, id: 'run', parentId: 'anas', requestedBy: ben.id, agent: 'banyan', model: '' }),
    ),
  ).toBe('key')
  expect(
    attempt(ben, (copy) =>
      addBranch(copy, { id: 'x', createdBy: ben.id, forkFrom: 'anas', parentBranch: 'main', createdAt: 1 }),
    ),
  ).toBe('key')
  expect(attempt(olga, (copy) => changeSetting(copy, 'title', 'Ours'))).toBe('key')
  expect(attempt(olga, (copy) => conversationRoots(copy).order.push([['anas', 1]]))).toBe('key')
  expect(attempt(olga, (copy) => conversationRoots(copy).provenance.set('deleted/anas', 1))).toBe('key')
  expect(attempt(olga, (copy) => conversationRoots(copy).files.set('file', 1))).toBe('key')
  expect(state(doc)).toEqual(before)
})

test('[TALK-2] what is talked about is named in the side talk alone', () => {
  const { receive } = guardDocument({ createGate: (doc) => createConversationGate({ doc, leases }) })
  const doc = newDocument(clients++)
  sayWith(ben, 'm', { about: 'anas' })(doc)
  expect(receive(ben, state(doc))).toMatchObject({ kind: 'reject', code: 'key' })
})

const metaOf = ({ id }: Writer): MessageMeta => ({
  id: 'made',
  author: id as PrincipalId,
  role: 'user',
  parentId: null,
  branchId: 'main',
  createdAt: 1,
})
