import { expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { addBranch, addReply, conversationRoots, readTree } from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH, type MessageId, type PrincipalId } from '../../shared/ids.ts'
import { createConversationModel } from './conversation-model.ts'

const ME = 'ana-' as PrincipalId

const branch = (doc: Y.Doc, id: string): void =>
  addBranch(doc, { id, createdBy: ME, forkFrom: null, parentBranch: 'main', createdAt: 1 })

it('[TREE-7] branches made at the same time keep apart in age, and so in colour, on every page', () => {
  for (const [mine, theirs] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const doc = new Y.Doc()
    doc.clientID = mine
    const awareness = new Awareness(doc)
    const model = createConversationModel(
      { doc, awareness, connection: { isOrigin: (origin) => origin === 'server', isSynced: () => true } },
      ME,
    )
    const other = new Y.Doc()
    other.clientID = theirs
    branch(doc, 'mine')
    expect(model.tree.get().branches.has('mine' as BranchId)).toBe(true)
    branch(other, 'theirs')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'server')
    const read = readTree(conversationRoots(doc)).branches
    const ages = [...model.tree.get().branches].map(([id, { index }]) => [id, index])
    expect(ages).toEqual([...read].map(([id, { index }]) => [id, index]))
    model.close()
    awareness.destroy()
  }
})

it('[APP-10] when a message comes or is accepted, what was there says the same and is not drawn anew', () => {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  const model = createConversationModel(
    { doc, awareness, connection: { isOrigin: () => false, isSynced: () => true } },
    ME,
  )
  const write = (id: string): void => {
    addReply(doc, { id, author: ME, role: 'assistant', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 })
  }
  const accept = (id: string): void => conversationRoots(doc).order.push([[id, 1]])
  write('one-')
  accept('one-')
  const id = 'one-' as MessageId
  const before = model.tree.get()
  write('two-')
  accept('two-')
  const after = model.tree.get()
  expect(after.messages.size).toBe(2)
  expect(after.messages.get(id)).toBe(before.messages.get(id))
  expect(after.order.get(id)).toBe(before.order.get(id))
  model.close()
  awareness.destroy()
})
