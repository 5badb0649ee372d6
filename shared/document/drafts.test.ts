import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { type BranchId, type ConversationId, MAIN_BRANCH, type MessageId } from '../ids.ts'
import {
  draftKeys,
  hasDraft,
  readBegun,
  readDraft,
  writeBegun,
  writeDraft,
  writeTalkAbout,
} from './drafts.ts'
import { PERSONAL_VALUE_LENGTH, personalRoot } from './personal.ts'

const CONVERSATION = 'talk0000' as ConversationId
const BRANCH = 'branch00' as BranchId
const MESSAGE = 'message0' as MessageId

it('what is begun and not sent is kept under the keys that people’s documents hold', () => {
  const doc = new Y.Doc()
  for (const at of [
    draftKeys.message(CONVERSATION, MAIN_BRANCH),
    draftKeys.message(CONVERSATION, BRANCH),
    draftKeys.talk(CONVERSATION),
    draftKeys.edit(CONVERSATION, MESSAGE),
    draftKeys.summary(CONVERSATION, BRANCH),
  ])
    writeDraft(doc, at, { said: 'so far' })
  writeTalkAbout(doc, CONVERSATION, MESSAGE)
  writeBegun(doc, CONVERSATION, MESSAGE, BRANCH)
  writeBegun(doc, CONVERSATION, null, BRANCH)
  expect([...personalRoot(doc, 'drafts').keys()]).toEqual([
    'talk0000',
    'talk0000/branch00',
    '+talk/talk0000',
    'talk0000/+edit/message0',
    'talk0000/+summary/branch00',
    '+talk/talk0000/about',
    'talk0000/+begun/message0',
    'talk0000/+begun/',
  ])
  expect(readBegun(doc, CONVERSATION, null)).toBe(BRANCH)
})

it('a draft is kept until it is taken back; one that is too long leaves what was kept before', () => {
  const doc = new Y.Doc()
  const at = draftKeys.message(CONVERSATION, MAIN_BRANCH)
  expect(writeDraft(doc, at, { said: 'so far' })).toBe(true)
  expect(writeDraft(doc, at, { said: 'x'.repeat(PERSONAL_VALUE_LENGTH) })).toBe(false)
  expect(readDraft(doc, at)).toEqual({ said: 'so far' })
  expect(writeDraft(doc, at, undefined)).toBe(true)
  expect(hasDraft(doc, at)).toBe(false)
})

it('a draft that cannot be read is none', () => {
  const doc = new Y.Doc()
  const at = draftKeys.talk(CONVERSATION)
  for (const value of ['{"said', '"a string"', 'null', 4]) {
    personalRoot(doc, 'drafts').set(at, value)
    expect(readDraft(doc, at)).toBeUndefined()
  }
})
