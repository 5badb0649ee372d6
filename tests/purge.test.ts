/** What becomes of a conversation that is deleted for good, on a real server with its real database. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addMessage, addTalk, fillWithText, readTalk } from '../shared/document/index.ts'
import { MAIN_BRANCH, type MessageId } from '../shared/ids.ts'
import { conversationRoom, talkRoom } from '../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { naming } from './helpers/conversation.ts'

let banyan: TestBanyan
let ana: TestPerson
beforeEach(async () => {
  banyan = await startBanyan({ agent: false })
  ana = await banyan.found('Ana')
})
afterEach(() => banyan.close())

/** Tables with a row that names this conversation or its room. */
const tablesWith = (id: string): readonly string[] => {
  const database = new Database(join(banyan.dataDir, 'banyan.sqlite'), { readonly: true })
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()
  const found = tables.filter((table) => {
    const columns = database
      .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
    const names = columns.some(({ name }) => name === 'room' || name === 'conversation_id' || name === 'id')
    if (!names) return false
    const condition = columns
      .filter(({ name }) => ['room', 'conversation_id', 'id'].includes(name))
      .map(({ name }) => `${name} IN (@id, @room, @talk)`)
      .join(' OR ')
    return (
      database
        .prepare(`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`)
        .get({ id, room: conversationRoom(id as never), talk: talkRoom(id as never) }) !== undefined
    )
  })
  database.close()
  return found.toSorted()
}

it('[SHARING-4] [TALK-7] [A12] nothing of it is left but that it was, and what changed its rights', async () => {
  const ben = await banyan.join(ana, 'Ben')
  const id = await ana.newConversation('Not to be kept')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  const room = conversationRoom(id)
  const peer = ana.sync(room)
  await peer.synced
  addMessage(
    peer.doc,
    { id: 'message-1', author: ana.id, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText('Not to be kept either'),
  )
  const reader = ben.sync(room)
  await reader.synced
  await until('it was stored', () => reader.doc.getArray('messages').length === 1)
  expect(tablesWith(id)).toContain('document_update')
  const talk = ana.sync(talkRoom(id))
  await talk.synced
  addTalk(
    talk.doc,
    { id: 'message-2' as MessageId, author: ana.id, createdAt: 1 },
    naming('Nor what was said beside it', ben.id),
  )
  await until('that was stored, and told', () => tablesWith(id).includes('mention'))
  await until('its author knows', () => readTalk(talk.doc)[0]?.receivedAt !== undefined)

  await ana.call('DELETE', `/api/conversations/${id}`)
  expect([await peer.closed, await reader.closed, await talk.closed]).toEqual([4404, 4404, 4404])
  expect(tablesWith(id)).toContain('document_update')
  await ana.call('DELETE', `/api/deleted/${id}`)
  expect(tablesWith(id)).toEqual(['audit', 'conversation'])
  // Nor does what was in memory of it write it down again.
  await banyan.restart()
  expect(tablesWith(id)).toEqual(['audit', 'conversation'])
  const late = ana.sync(room)
  expect(await late.closed).toBe(4404)
  for (const each of [peer, reader, talk, late]) each.destroy()
})
