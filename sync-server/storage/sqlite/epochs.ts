/**
 * Epochs of documents in SQLite. An epoch that ends leaves its log for a while, for those who were off line, and for
 * good who held which client id: the ids tell copies of earlier epochs from the document of now.
 */
import { crc32 } from 'node:zlib'
import type { RoomName } from '../../../shared/rooms.ts'
import { parseRoom } from '../../../shared/rooms.ts'
import { type DocumentStore, type Lease, type NextEpoch, RETIRED, SERVER } from '../document-store.ts'
import type { SqliteDatabase } from './database.ts'

export interface SqliteEpochs extends Pick<DocumentStore, 'startEpoch' | 'loadPast'> {
  /** Client ids of earlier epochs, as leases that nobody holds any more. */
  readonly retired: (room: RoomName) => readonly Lease[]
  /** To be called within a transaction. */
  readonly remove: (room: RoomName) => void
}

/** How long the log of an earlier epoch is kept. */
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000
/** And of how many of a document at most: each is as long as the document was. */
const KEPT_EPOCHS = 8

export const createSqliteEpochs = (database: SqliteDatabase): SqliteEpochs => {
  const selectRetired = database.prepare<[string], { client_id: number }>(
    'SELECT client_id FROM past_lease WHERE room = ?',
  )
  const selectPast = database.prepare<[string, number], { body: Buffer }>(
    'SELECT body FROM past_update WHERE room = ? AND epoch = ? ORDER BY id',
  )
  const selectClaimed = database.prepare<[string], { found: 1 }>(
    `SELECT 1 AS found FROM run WHERE conversation_id = ? AND status = 'claimed' LIMIT 1`,
  )
  const raiseEpoch = database.prepare('UPDATE document SET epoch = epoch + 1 WHERE room = ? AND epoch = ?')
  const keepEpoch = database.prepare('INSERT INTO past_epoch (room, epoch, ended_at) VALUES (?, ?, ?)')
  const keepLog = database.prepare(`
    INSERT INTO past_update (id, room, epoch, body, sender, received_at)
    SELECT id, room, ?, body, sender, received_at FROM document_update WHERE room = ?`)
  const keepLeases = database.prepare(`
    INSERT OR IGNORE INTO past_lease (room, client_id, epoch, holder)
    SELECT room, client_id, ?, holder FROM document_lease WHERE room = ?`)
  const clearLog = database.prepare('DELETE FROM document_update WHERE room = ?')
  const clearLeases = database.prepare('DELETE FROM document_lease WHERE room = ?')
  const insertUpdate = database.prepare(
    'INSERT INTO document_update (room, body, sender, received_at, checksum) VALUES (?, ?, ?, ?, ?)',
  )
  const insertSnapshot = database.prepare(
    'INSERT OR REPLACE INTO document_snapshot (room, update_id, state_vector, deletions) VALUES (?, ?, ?, ?)',
  )
  const insertLease = database.prepare(
    'INSERT INTO document_lease (room, client_id, holder) VALUES (?, ?, ?)',
  )
  const retireAgents = database.prepare(`UPDATE agent_client SET state = 'retired' WHERE conversation_id = ?`)
  const forgetOldLogs = database.prepare(`
    DELETE FROM past_update WHERE EXISTS (
      SELECT 1 FROM past_epoch WHERE past_epoch.room = past_update.room
        AND past_epoch.epoch = past_update.epoch AND ended_at < ?)`)
  const forgetManyLogs = database.prepare('DELETE FROM past_update WHERE room = ? AND epoch <= ?')
  const forgetOldEpochs = database.prepare('DELETE FROM past_epoch WHERE ended_at < ?')
  const removals = ['past_update', 'past_epoch', 'past_lease'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE room = ?`),
  )

  const start = database.transaction(({ room, after, snapshot, leases, startedAt }: NextEpoch): boolean => {
    const address = parseRoom(room)
    if (address?.kind === 'conversation') {
      // Its worker writes under an id of the epoch that would end.
      if (selectClaimed.get(address.id) !== undefined) return false
      retireAgents.run(address.id)
    }
    if (raiseEpoch.run(room, after).changes === 0) return false
    keepEpoch.run(room, after, startedAt)
    keepLog.run(after, room)
    keepLeases.run(after, room)
    clearLog.run(room)
    clearLeases.run(room)
    const { lastInsertRowid } = insertUpdate.run(
      room,
      snapshot.update,
      SERVER,
      startedAt,
      crc32(snapshot.update),
    )
    insertSnapshot.run(room, lastInsertRowid, snapshot.stateVector, snapshot.deletions)
    for (const { clientId, holder } of leases) insertLease.run(room, clientId, holder)
    forgetOldLogs.run(startedAt - KEPT_MILLISECONDS)
    forgetOldEpochs.run(startedAt - KEPT_MILLISECONDS)
    forgetManyLogs.run(room, after - KEPT_EPOCHS)
    return true
  })

  return {
    retired: (room) =>
      selectRetired.all(room).map(({ client_id }) => ({ clientId: client_id, holder: RETIRED })),
    startEpoch: async (next) => start(next),
    loadPast: async (room, epoch) => {
      const rows = selectPast.all(room, epoch)
      return rows.length === 0 ? undefined : rows.map(({ body }) => body)
    },
    remove: (room) => {
      for (const removal of removals) removal.run(room)
    },
  }
}
