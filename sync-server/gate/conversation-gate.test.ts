import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  cancelRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  type MessageMeta,
  reportRun,
  restoreMessage,
  sendDraft,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId, RunId } from '../../shared/ids.ts'
import {
  agent,
  contentOf,
  guardDocument,
  newDocument,
  person,
  state,
} from '../../tests/helpers/guarded-document.ts'
import type { Writer } from './gate.ts'

const message = (author: string, id: string, more: Partial<MessageMeta> = {}): MessageMeta => ({
  id,
  author,
  role: 'user',
  parentId: null,
  branchId: 'main',
  createdAt: 1,
  ...more,
})

/** A guarded document and a client in sync with it whose every change is sent at once. */
const open = () => {
  const guarded = guardDocument()
  const join = (writer: Writer, clientId: number) => {
    const doc = newDocument(clientId)
    Y.applyUpdate(doc, state(guarded.doc))
    guarded.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== writer) Y.applyUpdate(doc, update, 'server')
    })
    const verdicts: string[] = []
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'server') return
      const verdict = guarded.receive(writer, update)
      verdicts.push(verdict.kind === 'reject' ? `${verdict.code}: ${verdict.detail}` : verdict.kind)
    })
    return { doc, verdicts }
  }
  return { ...guarded, join }
}

test('[GATE-9] what people and an agent do in a conversation is applied', () => {
  const { doc, join, lateJoiner, streaming } = open()
  const ana = join(person('ana_'), 1)
  const bo = join(person('bo__', 'owner'), 2)
  const bot = join(agent('banyan'), 3)

  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello\nthere'))
  addRun(ana.doc, {
    id: 'run1',
    parentId: 'msg1',
    branchId: 'main',
    requestedBy: 'ana_',
    agent: 'banyan',
    model: '',
    createdAt: 1,
  })
  reportRun(bot.doc, 'run1' as RunId, { status: 'running' })
  const body = addReply(
    bot.doc,
    message('banyan', 'msg2', { role: 'assistant', parentId: 'msg1', runId: 'run1' }),
  )
  for (const token of ['Hi', ' Ana', '! ', '😀']) body.insert(body.length, token)
  cancelRun(bo.doc, 'run1' as RunId, 'bo__' as PrincipalId)
  reportRun(bot.doc, 'run1' as RunId, { status: 'stopped', usage: { inputTokens: 3, outputTokens: 4 } })
  addBranch(bo.doc, { id: 'brn1', createdBy: 'bo__', forkFrom: 'msg1', parentBranch: 'main', createdAt: 1 })
  addMessage(bo.doc, message('bo__', 'msg3', { branchId: 'brn1', parentId: 'msg1' }), fillWithText('Draft'), {
    draft: true,
  })
  const draft = conversationRoots(ana.doc).messages.get(2).get('body')
  if (!(draft instanceof Y.XmlFragment)) throw new Error('no draft')
  draft.insert(0, [new Y.XmlElement('paragraph')])
  sendDraft(ana.doc, 'msg3' as MessageId, 'ana_' as PrincipalId)
  deleteMessage(bo.doc, 'msg1' as MessageId, 'bo__' as PrincipalId)
  restoreMessage(ana.doc, 'msg1' as MessageId)
  changeSetting(ana.doc, 'title', 'A title')
  changeSetting(bo.doc, 'title', undefined)

  const verdicts = new Set([...ana.verdicts, ...bo.verdicts, ...bot.verdicts])
  expect([...verdicts]).toEqual(['apply'])
  expect(contentOf(lateJoiner())).toEqual(contentOf(doc))
  expect(contentOf(streaming)).toEqual(contentOf(doc))
})
