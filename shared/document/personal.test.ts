import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { type ConversationId, MAIN_BRANCH } from '../ids.ts'
import { draftKeys, readDraft, writeDraft } from './drafts.ts'
import {
  carryOverPersonal,
  isPinned,
  readCursor,
  readSeen,
  setPinned,
  writeCursor,
  writeSeen,
} from './personal.ts'

const id = (name: string): ConversationId => name.padEnd(8, '0') as ConversationId
const draftOf = (name: string) => draftKeys.message(id(name), MAIN_BRANCH)

it('[EPOCH-6] what one wrote off line in one’s own document goes on in the next epoch, and turns nothing back', () => {
  const before = new Y.Doc()
  writeDraft(before, draftOf('here'), { said: 'long ago' })
  writeDraft(before, draftOf('sent'), { said: 'sent meanwhile' })
  writeSeen(before, id('here'), 4)
  writeSeen(before, id('other'), 4)
  setPinned(before, id('other'), true)

  // Another device goes on, in the next epoch; this one meanwhile off line, in a page of its own.
  const server = new Y.Doc()
  writeDraft(server, draftOf('here'), { said: 'on the other device' })
  writeDraft(server, draftOf('other'), { said: 'there alone' })
  writeSeen(server, id('other'), 9)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(before))
  writeDraft(copy, draftOf('tunnel'), { said: 'in the tunnel' })
  writeCursor(copy, id('tunnel'), { branchId: MAIN_BRANCH })
  writeSeen(copy, id('here'), 6)

  carryOverPersonal(server, copy)
  expect(readDraft(server, draftOf('tunnel'))).toEqual({ said: 'in the tunnel' })
  expect(readCursor(server, id('tunnel'))).toEqual({ branchId: MAIN_BRANCH })
  expect(readDraft(server, draftOf('here'))).toEqual({ said: 'on the other device' })
  expect(readDraft(server, draftOf('other'))).toEqual({ said: 'there alone' })
  expect([readSeen(server, id('here')), readSeen(server, id('other'))]).toEqual([6, 9])
  // Nobody can say whether it was sent or never arrived: one draft too many.
  expect(readDraft(server, draftOf('sent'))).toEqual({ said: 'sent meanwhile' })
  expect(isPinned(server, id('other'))).toBe(false)
})
