import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  cancelRun,
  changeSetting,
  colourBranch,
  conversationRoots,
  deleteBranch,
  deleteMessage,
  fillWithText,
  type MessageMeta,
  reportRun,
  restoreBranch,
  restoreMessage,
  sendDraft,
} from '../../shared/document/index.ts'
import type { BranchId, MessageId, PrincipalId, RunId } from '../../shared/ids.ts'
import { craft } from '../../tests/attacks/craft.ts'
import {
  agent,
  contentOf,
  guardDocument,
  newDocument,
  person,
  SERVER_CLIENT,
  state,
} from '../../tests/helpers/guarded-document.ts'
import type { Writer } from './gate.ts'
import { CONFLICT_LIMITS, LEASE_LIMITS } from './limits.ts'

const message = (author: string, id: string, more: Partial<MessageMeta> = {}): MessageMeta => ({
  id,
  author,
  role: 'user',
  parentId: null,
  branchId: 'main',
  createdAt: 1,
  ...more,
})

const run = (requestedBy: string, id: string, parentId: string) => ({
  id,
  parentId,
  branchId: 'main',
  requestedBy,
  agent: 'banyan',
  model: '',
  createdAt: 1,
})

/** A guarded document, and clients in sync with it whose every change is sent at once. */
const open = () => {
  const guarded = guardDocument()
  const join = (writer: Writer, clientId: number) => {
    const doc = newDocument(clientId)
    Y.applyUpdate(doc, state(guarded.doc), 'server')
    guarded.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== writer) Y.applyUpdate(doc, update, 'server')
    })
    const verdicts: string[] = []
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'server') return
      const verdict = guarded.receive(writer, update)
      verdicts.push(verdict.kind === 'reject' ? verdict.code : verdict.kind)
    })
    return { writer, doc, verdicts }
  }
  return { ...guarded, join }
}

const bodyOf = (doc: Y.Doc, index: number): Y.XmlFragment => {
  const body = conversationRoots(doc).messages.get(index).get('body')
  if (!(body instanceof Y.XmlFragment)) throw new Error('This message has no rich text.')
  return body
}

const textOf = (doc: Y.Doc, index: number): Y.XmlText => {
  const paragraph = bodyOf(doc, index).get(0)
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error('This message has no text.')
  return text
}

test('[GATE-9] what people and an agent do in a conversation is applied', () => {
  const { doc, join, lateJoiner, streaming } = open()
  const ana = join(person('ana_'), 1)
  const bo = join(person('bo__', 'owner'), 2)
  const bot = join(agent('banyan'), 3)

  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello\nthere'))
  addRun(ana.doc, run('ana_', 'run1', 'msg1'))
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
  bodyOf(ana.doc, 2).insert(0, [new Y.XmlElement('paragraph')])
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

test('[GATE-4] a branch is deleted, and brought back, by its maker and by the owner', () => {
  const { join } = open()
  const ana = join(person('ana_'), 1)
  const bo = join(person('bo__'), 2)
  const owner = join(person('olga', 'owner'), 3)
  const brn1 = 'brn1' as BranchId
  addBranch(ana.doc, { id: brn1, createdBy: 'ana_', forkFrom: null, parentBranch: 'main', createdAt: 1 })
  deleteBranch(ana.doc, brn1, 'ana_' as PrincipalId)
  restoreBranch(owner.doc, brn1)
  deleteBranch(owner.doc, brn1, 'olga' as PrincipalId)
  restoreBranch(ana.doc, brn1)
  colourBranch(bo.doc, brn1, 7)
  expect(new Set([...ana.verdicts, ...owner.verdicts, ...bo.verdicts])).toEqual(new Set(['apply']))
  deleteBranch(bo.doc, brn1, 'bo__' as PrincipalId)
  expect(bo.verdicts.at(-1)).toBe('delete')
})

test('[GATE-1] a viewer whose client tidies up marks that it receives breaks no rule and changes nothing', () => {
  const { doc, join } = open()
  const ana = join(person('ana_'), 1)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello there'))
  const viewer = join(person('vera', 'view'), 3)
  const text = textOf(ana.doc, 0)
  // Bold twice over leaves a mark that is superfluous, which every receiver takes away in its own replica.
  text.format(0, 11, { bold: {} })
  ana.doc.transact(() => {
    text.insert(5, 'x', { bold: {} })
    text.format(3, 4, { bold: null })
    text.format(3, 4, { bold: {} })
  })
  const before = state(doc)
  // Whatever the viewer's Yjs makes of it, it is told to the server like any other change.
  const mark = textOf(viewer.doc, 0)._start
  viewer.doc.transact((transaction) => mark?.delete(transaction))
  expect(new Set(viewer.verdicts)).toEqual(new Set(['noop']))
  expect(state(doc)).toEqual(before)
})

test('[GATE-1] a viewer may send back all it has, and nothing more', () => {
  const { doc, receive, join } = open()
  const ana = join(person('ana_'), 1)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello'))
  textOf(ana.doc, 0).delete(0, 2)
  const viewer = person('vera', 'view')
  expect(receive(viewer, state(doc))).toEqual({ kind: 'noop' })
  const more = newDocument(3)
  Y.applyUpdate(more, state(doc))
  changeSetting(more, 'title', 'Mine')
  expect(receive(viewer, state(more))).toMatchObject({ kind: 'reject', code: 'read-only' })
})

test('[GATE-4] a body is written by those whose kind of text it is: people, or the one agent', () => {
  const { join } = open()
  const ana = join(person('ana_'), 1)
  const bot = join(agent('banyan'), 2)
  const other = join(agent('other'), 3)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello'))
  addReply(bot.doc, message('banyan', 'msg2', { role: 'assistant', parentId: 'msg1' }), 'Hi')

  const edit = (doc: Y.Doc, index: number) => {
    const body = conversationRoots(doc).messages.get(index).get('body')
    if (body instanceof Y.XmlFragment) body.insert(0, [new Y.XmlElement('paragraph')])
    else if (body instanceof Y.Text) body.insert(0, 'x')
  }
  const bo = join(person('bo__'), 4)
  edit(bo.doc, 0)
  edit(bot.doc, 1)
  expect([bo.verdicts.at(-1), bot.verdicts.at(-1)]).toEqual(['apply', 'apply'])
  edit(bo.doc, 1)
  edit(bot.doc, 0)
  edit(other.doc, 1)
  expect([bo.verdicts.at(-1), bot.verdicts.at(-1), other.verdicts.at(-1)]).toEqual(['body', 'body', 'body'])
})

test('[GATE-5] a client id is its first user’s, from the moment that its use is accepted', () => {
  const { gate, receive, doc } = guardDocument()
  const change = (clientId: number, title: string): Uint8Array => {
    const client = newDocument(0)
    Y.applyUpdate(client, state(doc))
    client.clientID = clientId
    const before = Y.encodeStateVector(client)
    changeSetting(client, 'title', title)
    return Y.encodeStateAsUpdate(client, before)
  }
  const ana = person('ana_')
  const verdict = gate.check(ana, change(1, 'A'))
  expect(verdict).toMatchObject({ kind: 'apply', leases: [{ clientId: 1, holder: 'ana_' }] })
  // Checked and not accepted: still anybody's.
  expect(receive(person('bo__'), change(1, 'B'))).toMatchObject({ kind: 'apply' })
  expect(receive(ana, change(1, 'C'))).toMatchObject({ kind: 'reject', code: 'forged-client' })
  // Leased before it was ever used, as in a handshake.
  gate.accept([{ clientId: 2, holder: ana.id }])
  expect(receive(person('bo__'), change(2, 'D'))).toMatchObject({ kind: 'reject', code: 'forged-client' })
  expect(receive(ana, change(2, 'D'))).toMatchObject({ kind: 'apply', leases: [] })
  // The server's own, also where nothing was written under it yet.
  expect(receive(ana, change(SERVER_CLIENT, 'E'))).toMatchObject({ kind: 'reject', code: 'forged-client' })
})

test('[GATE-5] a user has a bounded number of client ids in one document', () => {
  const { gate, receive, doc } = guardDocument()
  const ana = person('ana_')
  gate.accept(
    Array.from({ length: LEASE_LIMITS.perUser }, (_, index) => ({ clientId: index + 1, holder: ana.id })),
  )
  const client = newDocument(9_999)
  Y.applyUpdate(client, state(doc))
  changeSetting(client, 'title', 'One more')
  expect(receive(ana, state(client))).toMatchObject({ kind: 'reject', code: 'quota' })
  expect(receive(person('bo__'), state(client))).toMatchObject({ kind: 'apply' })
})

test('[GATE-6] conflicts are paid for from a budget of each user', () => {
  const { gate, receive, join, doc } = open()
  const ana = join(person('ana_'), 1)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello'))
  const first = firstItem(textOf(doc, 0))
  /** Letters, each in front of the one before; those of a higher client have to pass all of a lower one's. */
  const inFront = (client: number, letters: number): Uint8Array =>
    craft([
      {
        client,
        clock: 0,
        structs: Array.from({ length: letters }, (_, clock) => ({
          rightOrigin: clock === 0 ? first.id : { client, clock: clock - 1 },
          content: { kind: 'string', text: 'x' },
        })),
      },
    ])
  const others = 2_000
  receive(ana.writer, inFront(50, others))
  const bo = person('bo__')
  const letters = 40
  const update = inFront(60, letters)
  const affordable = Math.ceil(CONFLICT_LIMITS.stepsPerUser / (letters * others))
  // Each time that it could be taken gives a little back.
  for (let time = 0; time < affordable * 2; time++) gate.check(bo, update)
  expect(gate.check(bo, update)).toMatchObject({ kind: 'reject', code: 'quota' })
  expect(gate.check(person('cy__'), update)).toMatchObject({ kind: 'apply' })
})

test('[GATE-7] an update is refused whole for its smallest part, and the document stays as it was', () => {
  const { doc, join } = open()
  const ana = join(person('ana_'), 1)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('Hello'))
  const before = state(doc)
  const bo = join(person('bo__'), 2)
  bo.doc.transact(() => {
    addMessage(bo.doc, message('bo__', 'msg2', { parentId: 'msg1' }), fillWithText('A good message'))
    deleteMessage(bo.doc, 'msg1' as MessageId, 'bo__' as PrincipalId)
  })
  expect(bo.verdicts).toEqual(['delete'])
  expect(state(doc)).toEqual(before)
})

test('[GATE-3] what the server writes itself counts: entries it made are known, its keys are its own', () => {
  const { doc, receive } = guardDocument()
  addMessage(doc, message('ana_', 'imported'), fillWithText('From elsewhere'))
  conversationRoots(doc).order.push([['imported', 1]])
  const client = newDocument(1)
  Y.applyUpdate(client, state(doc))
  const vector = Y.encodeStateVector(client)
  addMessage(client, message('ana_', 'answer', { parentId: 'imported' }), fillWithText('An answer'))
  expect(receive(person('ana_'), Y.encodeStateAsUpdate(client, vector))).toMatchObject({ kind: 'apply' })
  const next = Y.encodeStateVector(client)
  conversationRoots(client).order.push([['answer', 2]])
  expect(receive(person('ana_'), Y.encodeStateAsUpdate(client, next))).toMatchObject({
    kind: 'reject',
    code: 'key',
  })
})

test('[GATE-6] what a run of undo put in the wrong order is mended, and stands alike everywhere', () => {
  const { doc, receive, streaming, lateJoiner, join } = open()
  const ana = join(person('ana_'), 1)
  addMessage(ana.doc, message('ana_', 'msg1'), fillWithText('abcdef'))
  const { id } = firstItem(textOf(doc, 0))
  const update = craft([
    {
      client: 2,
      clock: 0,
      structs: [
        {
          // Behind the fifth letter, before the second: Yjs would put it wherever its items happen to be cut.
          origin: { client: id.client, clock: id.clock + 4 },
          rightOrigin: { client: id.client, clock: id.clock + 1 },
          content: { kind: 'string', text: 'X' },
        },
      ],
    },
  ])
  expect(receive(person('bo__'), update)).toMatchObject({ kind: 'apply' })
  expect(textOf(doc, 0).toJSON()).toMatch(/^abcdef?Xf?$/)
  expect(contentOf(streaming)).toEqual(contentOf(doc))
  expect(contentOf(lateJoiner())).toEqual(contentOf(doc))
})

const firstItem = (text: Y.XmlText): Y.Item => {
  if (text._start === null) throw new Error('There is no text.')
  return text._start
}
