/** A conversation written anew says the same, struct for struct under one client id. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  findMessage,
  noteEdit,
  noteFile,
  readTree,
  rebuildConversation,
  renameBranch,
  reportRun,
  saySame,
  seedConversation,
} from '../shared/document/index.ts'
import { fileIdOf } from '../shared/files.ts'
import type { BranchId, ConversationId, MessageId, PrincipalId, RunId } from '../shared/ids.ts'

const written = (): Y.Doc => {
  const doc = new Y.Doc()
  /** Each step as another page load would write it. */
  let client = 100
  const step = (write: () => void): void => {
    doc.clientID = client++
    doc.transact(write)
  }
  const meta = { author: 'anna', branchId: 'main', createdAt: 1 }
  step(() => seedConversation(doc, { title: 'Trees' }))
  step(() =>
    addMessage(doc, { ...meta, id: 'msg-1', role: 'user', parentId: null }, (body) => {
      const heading = new Y.XmlElement('heading')
      heading.setAttribute('level', 2 as unknown as string)
      const list = new Y.XmlElement('bulletList')
      const item = new Y.XmlElement('listItem')
      const paragraph = new Y.XmlElement('paragraph')
      body.insert(0, [heading, list])
      list.insert(0, [item])
      item.insert(0, [paragraph])
      heading.insert(0, [new Y.XmlText('What grows?')])
      const text = new Y.XmlText()
      paragraph.insert(0, [text])
      text.insert(0, 'figs and leaves')
      text.format(0, 4, { bold: {}, link: { href: 'https://example.org' } })
      text.insert(8, ' many', { italic: {} })
    }),
  )
  step(() => {
    const body = findMessage(conversationRoots(doc), 'msg-1' as MessageId)?.body
    if (body instanceof Y.XmlFragment) body.insert(2, [new Y.XmlElement('horizontalRule')])
  })
  step(() => {
    const body = findMessage(conversationRoots(doc), 'msg-1' as MessageId)?.body
    if (body instanceof Y.XmlFragment) body.delete(2, 1)
  })
  step(() =>
    addRun(doc, {
      id: 'run-1',
      parentId: 'msg-1',
      branchId: 'main',
      requestedBy: 'anna',
      agent: 'banyan',
      model: '',
      createdAt: 1,
    }),
  )
  let reply: Y.Text | undefined
  step(() => {
    reply = addReply(doc, { ...meta, author: 'banyan', id: 'msg-2', role: 'assistant', parentId: 'msg-1' })
  })
  step(() => reply?.insert(0, 'A **fig** 🌳.'))
  step(() => reportRun(doc, 'run-1' as RunId, { status: 'done', usage: { outputTokens: 4 } }))
  step(() =>
    addBranch(doc, { id: 'way-2', createdBy: 'ben0', forkFrom: 'msg-1', parentBranch: 'main', createdAt: 2 }),
  )
  step(() => renameBranch(doc, 'way-2' as BranchId, 'Another way'))
  step(() =>
    addMessage(
      doc,
      { ...meta, id: 'msg-3', author: 'ben0', role: 'user', parentId: 'msg-1', branchId: 'way-2' },
      fillWithText('Birds?\n\nBats?'),
      { draft: true },
    ),
  )
  step(() => deleteMessage(doc, 'msg-2' as MessageId, 'anna' as PrincipalId))
  step(() => changeSetting(doc, 'temperature', 0.4))
  step(() => conversationRoots(doc).order.push([['msg-1', 5]]))
  step(() => conversationRoots(doc).order.push([['msg-2', 6]]))
  step(() => noteEdit(doc, 'msg-1' as MessageId, { by: 'ben0' as PrincipalId, at: 7 }, 0))
  const file = fileIdOf('conversation' as ConversationId, 'anna' as PrincipalId, 'secret')
  step(() => noteFile(doc, file, { size: 3, type: 'text/plain', at: 8 }))
  return doc
}

it('[EPOCH-1] a conversation written anew says the same in every field, mark and place, under one client id', () => {
  const old = written()
  const doc = new Y.Doc()
  doc.clientID = 7
  rebuildConversation(old, doc)
  expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([7])
  expect(Y.decodeStateVector(Y.encodeStateVector(old)).size).toBeGreaterThan(10)
  expect(saySame(old, doc)).toBe(true)
  const read = (each: Y.Doc): unknown => {
    const roots = conversationRoots(each)
    const { branches, messages, order } = readTree(roots)
    const plain = [...messages.values()].map((message) => ({ ...message, body: message.body?.toJSON() }))
    return {
      branches,
      plain,
      order,
      runs: roots.runs.toJSON(),
      settings: roots.settings.toJSON(),
      files: roots.files.toJSON(),
    }
  }
  expect(read(doc)).toEqual(read(old))
  expect(conversationRoots(doc).files.size).toBe(1)
  // Read back from bytes, as those who join get it.
  const again = new Y.Doc()
  Y.applyUpdate(again, Y.encodeStateAsUpdate(doc))
  expect(saySame(old, again)).toBe(true)
})

it('[EPOCH-1] what differs in a word, a mark or an attribute is not taken for the same', () => {
  const old = written()
  const doc = new Y.Doc()
  rebuildConversation(old, doc)
  const body = findMessage(conversationRoots(doc), 'msg-1' as MessageId)?.body
  if (!(body instanceof Y.XmlFragment)) throw new Error('There is no text.')
  const heading = body.get(0) as Y.XmlElement
  const text = heading.get(0) as Y.XmlText
  text.format(0, 4, { bold: {} })
  expect(saySame(old, doc)).toBe(false)
  text.format(0, 4, { bold: null })
  expect(saySame(old, doc)).toBe(true)
  heading.setAttribute('level', '2')
  expect(saySame(old, doc)).toBe(false)
})
