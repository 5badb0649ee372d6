import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  draftKeys,
  PERSONAL_VALUE_LENGTH,
  setPinned,
  writeCursor,
  writeDraft,
} from '../../shared/document/index.ts'
import {
  type BranchId,
  type ConversationId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
} from '../../shared/ids.ts'
import { person, state } from '../../tests/helpers/guarded-document.ts'
import { createPersonalGate } from './personal-gate.ts'

const OWNER = person('ana_', 'owner')
const TALK = 'talk' as ConversationId

const open = () => {
  const doc = new Y.Doc()
  const gate = createPersonalGate({ doc, leases: [], ownerId: OWNER.id as PrincipalId })
  const check = (write: (client: Y.Doc) => void, writer = OWNER) => {
    const client = new Y.Doc()
    Y.applyUpdate(client, state(doc))
    const vector = Y.encodeStateVector(client)
    client.transact(() => write(client))
    return gate.check(writer, Y.encodeStateAsUpdate(client, vector))
  }
  return { doc, check }
}

test('[GATE-13] one’s own room takes what the app keeps there', () => {
  const { check } = open()
  const verdict = check((client) => {
    setPinned(client, TALK, true)
    writeDraft(client, draftKeys.message(TALK, 'a-branch' as BranchId), { type: 'doc', content: [] })
    writeCursor(client, TALK, { branchId: MAIN_BRANCH, messageId: 'msg1' as MessageId })
    writeCursor(client, TALK, { branchId: MAIN_BRANCH, messageId: 'msg2' as MessageId })
    setPinned(client, TALK, false)
  })
  expect(verdict).toMatchObject({ kind: 'apply' })
})

test('[GATE-13] nobody else writes in it', () => {
  const { check } = open()
  const pin = (client: Y.Doc): void => setPinned(client, TALK, true)
  expect(check(pin, person('bo__', 'owner'))).toMatchObject({ kind: 'reject', code: 'read-only' })
  expect(check(pin, person('ana_', 'view'))).toMatchObject({ kind: 'reject', code: 'read-only' })
})

test.each([
  ['another root', 'root', (client: Y.Doc) => void client.getMap('secrets').set('a', 1)],
  ['a shared type', 'value', (client: Y.Doc) => void client.getMap('pins').set('a', new Y.Map())],
  ['a list item', 'content', (client: Y.Doc) => client.getArray('folders').push([1])],
  [
    'a value that is too long',
    'value',
    (client: Y.Doc) => void client.getMap('drafts').set('a', 'x'.repeat(PERSONAL_VALUE_LENGTH + 1)),
  ],
  ['bytes', 'malformed', (client: Y.Doc) => void client.getMap('pins').set('a', [new Uint8Array(3)])],
])('[GATE-13] it takes no more than plain values under keys: not %s', (_what, code, write) => {
  expect(open().check(write)).toMatchObject({ kind: 'reject', code })
})
