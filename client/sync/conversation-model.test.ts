import { expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { addBranch, conversationRoots, readTree } from '../../shared/document/index.ts'
import type { BranchId, PrincipalId } from '../../shared/ids.ts'
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
