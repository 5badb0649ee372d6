import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  conversationRoots,
  deleteMessage,
  fillWithText,
  readTree,
  type Tree,
} from '../../shared/document/index.ts'
import { fileIdOf } from '../../shared/files.ts'
import type { BranchId } from '../../shared/ids.ts'
import { namedFiles } from './named-files.ts'

const file = (name: string) => ({
  id: fileIdOf('conversation-00000000' as never, 'ana-' as never, name.padEnd(22, '-')),
  name,
  size: 1,
  type: 'text/plain',
})

it('[B4] a file that an edit names again is listed once, from who brought it, and shown where one reads', () => {
  const doc = new Y.Doc()
  const write = (id: string, author: string, branchId: string, ...names: string[]): void =>
    addMessage(
      doc,
      {
        id,
        author,
        role: 'user',
        parentId: null,
        branchId,
        createdAt: 1,
        attachments: names.map(file),
      } as never,
      fillWithText(id),
    )
  write('first', 'ana-', 'main', 'plan.txt', 'old.txt')
  addBranch(doc, { id: 'edit', createdBy: 'ben-', forkFrom: null, parentBranch: 'main', createdAt: 2 })
  write('edited', 'ben-', 'edit', 'plan.txt', 'new.txt')
  const tree = (): Tree => readTree(conversationRoots(doc))
  const listed = (reading: string) =>
    namedFiles(tree(), tree().view(reading as BranchId)).map(
      ({ attachment, entry, shownIn }) => `${attachment.name} by ${entry.author} in ${shownIn.id}`,
    )
  expect(listed('main')).toEqual([
    'new.txt by ben- in edited',
    'old.txt by ana- in first',
    'plan.txt by ana- in first',
  ])
  expect(listed('edit')).toEqual([
    'new.txt by ben- in edited',
    'old.txt by ana- in first',
    'plan.txt by ana- in edited',
  ])
  // What only a deleted message names is gone; what another one names is not.
  deleteMessage(doc, 'first' as never, 'ana-' as never)
  expect(listed('main')).toEqual(['new.txt by ben- in edited', 'plan.txt by ben- in edited'])
})
