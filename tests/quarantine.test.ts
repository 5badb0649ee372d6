/** A document whose bytes a disk has changed: a real row in a real file, stock clients, and an operator with the tool. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMessage, conversationRoots, fillWithText } from '../shared/document/index.ts'
import { MAIN_BRANCH } from '../shared/ids.ts'
import { conversationRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { messageIds } from './helpers/conversation.ts'
import { damageUpdate, inDatabase, repair } from './helpers/operator.ts'

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

/** Each message in a row of its own: the next is sent once this one was stored and seen by another. */
const sayAll = async (room: string, messages: readonly string[]): Promise<void> => {
  const [writer, reader] = [come(room), come(room)]
  await Promise.all([writer.synced, reader.synced])
  for (const id of messages) {
    say(writer, id)
    await until(`${id} is stored`, () => messageIds(reader.doc).includes(id))
  }
  writer.destroy()
  reader.destroy()
}

/** The code with which the server lets nobody in; the stock client comes back by itself after it. */
const refusalOf = (peer: StockPeer): Promise<number | undefined> =>
  new Promise((done) => peer.provider.once('connection-close', (event) => done(event?.code)))

it('[ROOM-25] [ROOM-26] a broken row closes its conversation, harms no other, and can be set aside while the server runs', async () => {
  const [broken, whole] = [await anna.newConversation('Broken'), await anna.newConversation('Whole')]
  const room = conversationRoom(broken)
  await sayAll(room, ['first', 'second', 'third'])
  await banyan.stop()
  const damaged = inDatabase(banyan, (database) => {
    const rows = database
      .prepare<[string], { id: number }>('SELECT id FROM document_update WHERE room = ? ORDER BY id')
      .all(room)
    // The last message, or the place that the server gave it in the order.
    const id = rows.at(-2)?.id ?? 0
    return { id, rows: rows.length }
  })
  damageUpdate(banyan, damaged.id)
  await banyan.start()

  const visitor = come(room)
  expect(await refusalOf(visitor)).toBe(CLOSE.unreadable)
  expect(messageIds(visitor.doc)).toEqual([])
  const elsewhere = come(conversationRoom(whole))
  await elsewhere.synced
  expect(conversationRoots(elsewhere.doc).settings.get('title')).toBe('Whole')
  for (const path of ['/healthz', '/readyz']) expect((await fetch(banyan.url + path)).status).toBe(200)

  const listed = await repair(banyan)
  expect(listed.said).toContain(room)
  expect(listed.said).toContain(`Update ${damaged.id}`)
  const repaired = await repair(banyan, room)
  expect(repaired).toMatchObject({
    code: 0,
    said: expect.stringContaining(`Set aside: update ${damaged.id}`),
  })
  // Whoever waited outside is let in, without a restart.
  await visitor.synced
  await until('the rest is there', () => messageIds(visitor.doc).includes('second'))
  expect(messageIds(visitor.doc).slice(0, 2)).toEqual(['first', 'second'])
  say(visitor, 'afterwards')
  const reader = come(room)
  await until('writing goes on', () => messageIds(reader.doc).includes('afterwards'))

  const kept = inDatabase(banyan, (database) =>
    database
      .prepare<[string], { id: number; body: Buffer }>(
        'SELECT id, body FROM document_update_aside WHERE room = ?',
      )
      .all(room),
  )
  expect(kept.map(({ id }) => id)).toContain(damaged.id)
  expect((await repair(banyan)).said).toContain('Every document that was opened could be read.')
  expect(await repair(banyan, 'kitchen/sink')).toMatchObject({ code: 1 })
})
