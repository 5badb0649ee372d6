/** A document whose bytes a disk has changed: a real row in a real file, stock clients, and an operator with the tool. */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { addMessage, conversationRoots, fillWithText, readMessages } from '../shared/document/index.ts'
import { MAIN_BRANCH } from '../shared/ids.ts'
import { conversationRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'

let banyan: TestBanyan
let anna: TestPerson
const open: StockPeer[] = []

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  anna = await banyan.found('Anna')
})
afterAll(async () => {
  for (const peer of open) peer.destroy()
  await banyan.close()
})

const come = (room: string): StockPeer => {
  const peer = anna.sync(room)
  open.push(peer)
  return peer
}
const say = (peer: StockPeer, id: string): void =>
  addMessage(
    peer.doc,
    { id, author: anna.id, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText(`text of ${id}`),
  )
const ids = (doc: Y.Doc): string[] => readMessages(conversationRoots(doc)).map(({ id }) => id)

/** Each message in a row of its own: the next is sent once this one was stored and seen by another. */
const sayAll = async (room: string, messages: readonly string[]): Promise<void> => {
  const [writer, reader] = [come(room), come(room)]
  await Promise.all([writer.synced, reader.synced])
  for (const id of messages) {
    say(writer, id)
    await until(`${id} is stored`, () => ids(reader.doc).includes(id))
  }
  writer.destroy()
  reader.destroy()
}

const inDatabase = <Answer>(work: (database: Database.Database) => Answer): Answer => {
  const database = new Database(join(banyan.dataDir, 'banyan.sqlite'))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

const repair = (...args: string[]): Promise<{ code: number | null; said: string }> =>
  new Promise((done) => {
    const tool = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', resolve('sync-server/repair.ts'), ...args],
      { env: { ...process.env, DATA_DIR: banyan.dataDir } },
    )
    let said = ''
    for (const stream of [tool.stdout, tool.stderr]) stream.on('data', (data) => (said += String(data)))
    tool.on('close', (code) => done({ code, said }))
  })

/** The code with which the server lets nobody in; the stock client comes back by itself after it. */
const refusalOf = (peer: StockPeer): Promise<number | undefined> =>
  new Promise((done) => peer.provider.once('connection-close', (event) => done(event?.code)))

it('[ROOM-25] [ROOM-26] a broken row closes its conversation, harms no other, and can be set aside while the server runs', async () => {
  const [broken, whole] = [await anna.newConversation('Broken'), await anna.newConversation('Whole')]
  const room = conversationRoom(broken)
  await sayAll(room, ['first', 'second', 'third'])
  await banyan.stop()
  const damaged = inDatabase((database) => {
    const rows = database
      .prepare<[string], { id: number }>('SELECT id FROM document_update WHERE room = ? ORDER BY id')
      .all(room)
    // The last message, or the place that the server gave it in the order.
    const id = rows.at(-2)?.id ?? 0
    database.prepare("UPDATE document_update SET body = x'ffff' || substr(body, 3) WHERE id = ?").run(id)
    return { id, rows: rows.length }
  })
  await banyan.start()

  const visitor = come(room)
  expect(await refusalOf(visitor)).toBe(CLOSE.unreadable)
  expect(ids(visitor.doc)).toEqual([])
  const elsewhere = come(conversationRoom(whole))
  await elsewhere.synced
  expect(conversationRoots(elsewhere.doc).settings.get('title')).toBe('Whole')
  for (const path of ['/healthz', '/readyz']) expect((await fetch(banyan.url + path)).status).toBe(200)

  const listed = await repair()
  expect(listed.said).toContain(room)
  expect(listed.said).toContain(`Update ${damaged.id}`)
  const repaired = await repair(room)
  expect(repaired).toMatchObject({
    code: 0,
    said: expect.stringContaining(`Set aside: update ${damaged.id}`),
  })
  // Whoever waited outside is let in, without a restart.
  await visitor.synced
  await until('the rest is there', () => ids(visitor.doc).includes('second'))
  expect(ids(visitor.doc).slice(0, 2)).toEqual(['first', 'second'])
  say(visitor, 'afterwards')
  const reader = come(room)
  await until('writing goes on', () => ids(reader.doc).includes('afterwards'))

  const kept = inDatabase((database) =>
    database
      .prepare<[string], { id: number; body: Buffer }>(
        'SELECT id, body FROM document_update_aside WHERE room = ?',
      )
      .all(room),
  )
  expect(kept.map(({ id }) => id)).toContain(damaged.id)
  expect((await repair()).said).toContain('Every document that was opened could be read.')
  expect(await repair('kitchen/sink')).toMatchObject({ code: 1 })
})
