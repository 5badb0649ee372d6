import { expect, it } from 'vitest'
import type { RoomName } from '../../../shared/rooms.ts'
import { documentStoreContract } from '../../../tests/contracts/document-store.ts'
import { openDatabase } from './database.ts'
import { createSqliteDocumentStore } from './document-store.ts'

documentStoreContract('SQLite', async () => {
  const database = openDatabase(':memory:')
  const damage = database.prepare<[number]>("UPDATE document_update SET body = body || x'00' WHERE id = ?")
  const aside = database.prepare<[string], { update: Buffer; reason: string }>(
    'SELECT body AS "update", reason FROM document_update_aside WHERE room = ? ORDER BY id',
  )
  return {
    store: createSqliteDocumentStore(database),
    damage: (position) => void damage.run(position),
    aside: (room) => aside.all(room),
    close: () => void database.close(),
  }
})

it('[STORE-22] what was stored before there were checksums counts as intact', async () => {
  const database = openDatabase(':memory:')
  const room = 'conversation/older-conversation' as RoomName
  database.prepare('INSERT INTO document (room) VALUES (?)').run(room)
  database
    .prepare('INSERT INTO document_update (room, body, sender, received_at) VALUES (?, ?, ?, ?)')
    .run(room, Buffer.from([0, 0]), '*server', 1)
  expect((await createSqliteDocumentStore(database).load(room))?.log).toMatchObject([{ intact: true }])
  database.close()
})
