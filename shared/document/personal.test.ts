import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { type ConversationId, MAIN_BRANCH } from '../ids.ts'
import {
  carryOverPersonal,
  isPinned,
  readCursor,
  readDraft,
  readSeen,
  setPinned,
  writeCursor,
  writeDraft,
  writeSeen,
} from './personal.ts'

const id = (name: string): ConversationId => name.padEnd(8, '0') as ConversationId

it('[EPOCH-6] what one wrote off line in one’s own document goes on in the next epoch, and turns nothing back', () => {
  const before = new Y.Doc()
  writeDraft(before, id('here'), MAIN_BRANCH, { said: 'long ago' })
  writeDraft(before, id('sent'), MAIN_BRANCH, { said: 'sent meanwhile' })
  writeSeen(before, id('here'), 4)
  writeSeen(before, id('other'), 4)
  setPinned(before, id('other'), true)

  // Another device goes on, in the next epoch; this one meanwhile off line, in a page of its own.
  const server = new Y.Doc()
  writeDraft(server, id('here'), MAIN_BRANCH, { said: 'on the other device' })
  writeDraft(server, id('other'), MAIN_BRANCH, { said: 'there alone' })
  writeSeen(server, id('other'), 9)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(before))
  writeDraft(copy, id('tunnel'), MAIN_BRANCH, { said: 'in the tunnel' })
  writeCursor(copy, id('tunnel'), { branchId: MAIN_BRANCH })
  writeSeen(copy, id('here'), 6)

  carryOverPersonal(server, copy)
  expect(readDraft(server, id('tunnel'), MAIN_BRANCH)).toEqual({ said: 'in the tunnel' })
  expect(readCursor(server, id('tunnel'))).toEqual({ branchId: MAIN_BRANCH })
  expect(readDraft(server, id('here'), MAIN_BRANCH)).toEqual({ said: 'on the other device' })
  expect(readDraft(server, id('other'), MAIN_BRANCH)).toEqual({ said: 'there alone' })
  expect([readSeen(server, id('here')), readSeen(server, id('other'))]).toEqual([6, 9])
  // Nobody can say whether it was sent or never arrived: one draft too many.
  expect(readDraft(server, id('sent'), MAIN_BRANCH)).toEqual({ said: 'sent meanwhile' })
  expect(isPinned(server, id('other'))).toBe(false)
})
