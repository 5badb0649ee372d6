import { expect, test } from 'vitest'
import type { DirectoryEntry } from '../../shared/document/index.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { sectionsOf } from './sections.ts'

const me = 'me__' as PrincipalId
const ben = 'ben_' as PrincipalId

const entry = (id: string, ownerId: PrincipalId): DirectoryEntry => ({
  id: id as ConversationId,
  title: id,
  ownerId,
  level: ownerId === me ? 'owner' : 'view',
  shared: ownerId !== me,
  reasons: [],
  sharingVersion: 1,
  createdAt: 0,
  lastActivityAt: 0,
  sideTalk: true,
})

test('[DIR-2] every conversation stands in the sidebar once, pinned ones on top, in the order of the directory', () => {
  const entries = [entry('mine1', me), entry('bens1', ben), entry('mine2', me), entry('bens2', ben)]
  const pins = new Set(['bens2', 'mine2', 'gone1'] as ConversationId[])
  const { pinned, sharedWithMe, own } = sectionsOf(entries, me, pins)
  expect(pinned.map(({ id }) => id)).toEqual(['mine2', 'bens2'])
  expect(sharedWithMe.map(({ id }) => id)).toEqual(['bens1'])
  expect(own.map(({ id }) => id)).toEqual(['mine1'])
})
