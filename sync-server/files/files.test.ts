/** Files over months: a real store and real documents, with a clock of the test's own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  conversationRoots,
  deleteMessage,
  fillWithText,
  readAbsence,
  readFile,
} from '../../shared/document/index.ts'
import { type FileId, fileIdOf } from '../../shared/files.ts'
import type { ConversationId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName } from '../../shared/rooms.ts'
import { createDiskFileStore } from '../storage/disk/file-store.ts'
import { openDatabase } from '../storage/sqlite/database.ts'
import { createSqliteFileRecords } from '../storage/sqlite/file-records.ts'
import { createFileNotes } from './file-notes.ts'
import { createFiles, type Files } from './files.ts'

const PLACE = 'a-conversation' as ConversationId
const BROKEN = 'a-broken-one' as ConversationId
const ANA = 'ana0' as PrincipalId
const BEN = 'ben0' as PrincipalId
const DAY = 24 * 60 * 60_000

let folder: string
let documents: Map<RoomName, Y.Doc>
let time: number
let files: Files

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-files-'))
  documents = new Map([[conversationRoom(PLACE), new Y.Doc()]])
  time = 1_000
  files = createFiles({
    store: await createDiskFileStore(folder),
    records: createSqliteFileRecords(openDatabase(':memory:')),
    limits: { file: 1_000_000, conversation: 1_000_000, person: 1_000_000 },
    now: () => time,
    notes: createFileNotes({
      edit: async (room, write) => {
        const doc = documents.get(room)
        if (doc === undefined) throw new Error('It cannot be read.')
        doc.transact(() => write(doc))
      },
    }),
  })
})
afterEach(() => rm(folder, { recursive: true }))

const doc = (): Y.Doc => documents.get(conversationRoom(PLACE)) ?? new Y.Doc()
const here = (id: FileId): boolean => readFile(conversationRoots(doc()), id) !== undefined
const why = (id: FileId): string | undefined => readAbsence(conversationRoots(doc()), id)?.why

interface Bytes {
  readonly id: FileId
  readonly secret: string
  readonly content: string
}
const fileOf = (content: string, by = ANA, place = PLACE): Bytes => {
  const secret = `secret-of-a-file-${content}`.padEnd(24, '-')
  return { id: fileIdOf(place, by, secret), secret, content }
}
const begin = ({ id, secret, content }: Bytes, by = ANA, place = PLACE, size = content.length) =>
  files.begin(place, by, { id, secret, name: `${content}.txt`, size })
const bring = async (file: Bytes, by = ANA, place = PLACE): Promise<void> => {
  await begin(file, by, place)
  async function* source(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(file.content)
  }
  const where = { conversationId: place, id: file.id, by }
  const brought = await files.append(where, 0, source(), async () => true)
  expect(brought.ok).toBe(true)
}
const write = (author: PrincipalId, id: string, ...named: readonly Bytes[]): void =>
  addMessage(
    doc(),
    {
      id,
      author,
      role: 'user',
      parentId: null,
      branchId: 'main',
      createdAt: 1,
      attachments: named.map((file) => ({
        id: file.id,
        name: `${file.content}.txt`,
        size: file.content.length,
        type: 'text/plain',
      })),
    },
    fillWithText('Look'),
  )
const contentOf = async (id: FileId): Promise<string | undefined> => {
  const file = await files.find(PLACE, id)
  const bytes = file && (await files.read(file))
  if (bytes === undefined) return undefined
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts).toString()
}

it('[FILE-13] a draft’s file goes after thirty days, and one that a message names never does', async () => {
  const [draft, sent, deleted, late] = ['draft', 'sent', 'deleted', 'late'].map((name) => fileOf(name)) as [
    Bytes,
    Bytes,
    Bytes,
    Bytes,
  ]
  for (const file of [draft, sent, deleted, late]) await bring(file)
  write(ANA, 'one', sent)
  write(ANA, 'two', deleted)
  await files.named(PLACE, [sent.id, deleted.id])
  deleteMessage(doc(), 'two' as MessageId, ANA)
  time += 30 * DAY
  await files.tidy()
  expect([here(draft.id), await contentOf(draft.id)]).toEqual([false, 'draft'])
  time += 1
  await files.tidy()
  expect([here(draft.id), await contentOf(draft.id)]).toEqual([false, undefined])
  expect(await files.list(PLACE)).toHaveLength(2)
  expect([here(sent.id), await contentOf(sent.id)]).toEqual([true, 'sent'])
  expect(await contentOf(deleted.id)).toBe('deleted')
  time += 1_000 * DAY
  await files.tidy()
  expect(await contentOf(sent.id)).toBe('sent')

  // Written off line all the while: the message comes, and with it the bytes once more.
  write(ANA, 'three', late)
  expect([here(late.id), await contentOf(late.id)]).toEqual([false, undefined])
  await bring(late)
  expect([here(late.id), await contentOf(late.id)]).toEqual([true, 'late'])
})

it('[FILE-13] a document that cannot be read keeps its files, and holds up no other', async () => {
  const lost = fileOf('lost', ANA, BROKEN)
  documents.set(conversationRoom(BROKEN), new Y.Doc())
  await bring(lost, ANA, BROKEN)
  const draft = fileOf('draft')
  await bring(draft)
  documents.delete(conversationRoom(BROKEN))
  time += 31 * DAY
  await expect(files.tidy()).rejects.toThrow('could not be looked at')
  expect(await files.find(BROKEN, lost.id)).toBeDefined()
  expect(await files.find(PLACE, draft.id)).toBeUndefined()
})

it('[FILE-12] a file that is refused after it was sent says so, until it comes', async () => {
  const large = fileOf('large')
  expect(await begin(large, ANA, PLACE, 2_000_000)).toMatchObject({ ok: false })
  // Nothing names it yet: a draft is nobody else's business.
  expect(why(large.id)).toBeUndefined()
  write(ANA, 'one', large)
  await begin(large, ANA, PLACE, 2_000_000)
  expect(why(large.id)).toBe('too-large')
  await bring(large)
  expect([why(large.id), here(large.id)]).toEqual([undefined, true])

  const bens = fileOf('bens', BEN)
  write(BEN, 'two', bens)
  await files.mayNot(PLACE, ANA, bens.id)
  expect(why(bens.id)).toBeUndefined()
  await files.mayNot(PLACE, BEN, bens.id)
  expect(why(bens.id)).toBe('no-right')
})

it('[FILE-12] one takes off what one has named first, here or not, and nobody else’s', async () => {
  const coming = fileOf('coming')
  const came = fileOf('came')
  await bring(came)
  write(ANA, 'one', coming, came)
  await files.named(PLACE, [coming.id, came.id])
  // Ben edits Ana's message: it names her files again.
  write(BEN, 'two', coming, came)
  for (const { id } of [coming, came]) {
    expect(await files.takeBack(PLACE, id, BEN)).toMatchObject({ refusal: { code: 'not-found' } })
  }
  expect([why(coming.id), here(came.id)]).toEqual([undefined, true])
  for (const { id } of [coming, came]) {
    expect(await files.takeBack(PLACE, id, ANA)).toMatchObject({ ok: true })
    expect([why(id), here(id), await contentOf(id)]).toEqual(['taken-off', false, undefined])
  }
})
