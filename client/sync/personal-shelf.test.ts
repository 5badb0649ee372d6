import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { draftKeys, readDraft, writeDraft } from '../../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'
import { openLocalIndex } from './local-index.ts'
import { createPersonalShelf } from './personal-shelf.ts'

const HERE = draftKeys.message('here0000' as ConversationId, MAIN_BRANCH)
const THERE = draftKeys.message('there000' as ConversationId, MAIN_BRANCH)

it('[EPOCH-6] drafts are in the next epoch also where the page was closed before it came, and are taken there once', async () => {
  const copy = new Y.Doc()
  writeDraft(copy, HERE, { said: 'half a' })
  const server = new Y.Doc()
  writeDraft(server, HERE, { said: 'half a' })

  const index = openLocalIndex('ana-' as PrincipalId)
  const aside = { id: 'copy', reason: 'new-epoch', epoch: 1 } as const
  const shelf = createPersonalShelf(index)
  await shelf.put(copy, aside)
  writeDraft(copy, HERE, { said: 'half a sentence' })
  writeDraft(copy, THERE, { said: 'another' })
  await shelf.put(copy, aside)

  await createPersonalShelf(index).settle(server)
  expect(readDraft(server, HERE)).toEqual({ said: 'half a sentence' })
  expect(readDraft(server, THERE)).toEqual({ said: 'another' })

  writeDraft(server, HERE, { said: 'a whole sentence' })
  await createPersonalShelf(index).settle(server)
  expect(readDraft(server, HERE)).toEqual({ said: 'a whole sentence' })
})

it('[EPOCH-6] what is typed in one’s own document to the last moment goes over with it', async () => {
  const copy = new Y.Doc()
  const server = new Y.Doc()
  const shelf = createPersonalShelf(openLocalIndex('ben-' as PrincipalId))
  await shelf.put(copy, { id: 'copy', reason: 'new-epoch', epoch: 1 })
  writeDraft(copy, HERE, { said: 'typed on' })
  await shelf.settle(server, { id: 'copy', copy, swap: (carry) => carry() })
  expect(readDraft(server, HERE)).toEqual({ said: 'typed on' })
})
