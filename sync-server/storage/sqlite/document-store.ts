/** Documents in SQLite: the log of updates, leases of client ids, and the facts that an update carries. */
import type { RoomName } from '../../../shared/rooms.ts'
import { parseRoom } from '../../../shared/rooms.ts'
import type { Append, DocumentStore, Facts, Holder } from '../document-store.ts'
import type { SqliteDatabase } from './database.ts'

export const createSqliteDocumentStore = (database: SqliteDatabase): DocumentStore => {
  const selectEpoch = database.prepare<[string], { epoch: number }>(
    'SELECT epoch FROM document WHERE room = ?',
  )
  const selectUpdates = database.prepare<[string], { id: number; body: Buffer }>(
    'SELECT id, body FROM document_update WHERE room = ? ORDER BY id',
  )
  const selectLeases = database.prepare<[string], { client_id: number; holder: string }>(
    'SELECT client_id, holder FROM document_lease WHERE room = ?',
  )
  const insertDocument = database.prepare('INSERT OR IGNORE INTO document (room) VALUES (?)')
  const insertUpdate = database.prepare(
    'INSERT INTO document_update (room, body, sender, received_at) VALUES (?, ?, ?, ?)',
  )
  const insertLease = database.prepare(
    'INSERT OR IGNORE INTO document_lease (room, client_id, holder) VALUES (?, ?, ?)',
  )
  const setTitle = database.prepare('UPDATE conversation SET title = ? WHERE id = ?')
  const setActivity = database.prepare(
    'UPDATE conversation SET last_activity_at = max(last_activity_at, ?) WHERE id = ?',
  )
  const insertRun = database.prepare(
    'INSERT OR IGNORE INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)',
  )
  const updateSnapshot = database.prepare('UPDATE document_update SET body = ? WHERE id = ? AND room = ?')
  const deleteBefore = database.prepare('DELETE FROM document_update WHERE room = ? AND id < ?')
  const deleteUpdates = database.prepare('DELETE FROM document_update WHERE room = ?')
  const deleteLeases = database.prepare('DELETE FROM document_lease WHERE room = ?')
  const deleteDocument = database.prepare('DELETE FROM document WHERE room = ?')

  const storeFacts = (room: RoomName, facts: Facts, receivedAt: number): void => {
    const address = parseRoom(room)
    if (address?.kind !== 'conversation') return
    if (facts.title !== undefined) setTitle.run(facts.title, address.id)
    if (facts.activityAt !== undefined) setActivity.run(facts.activityAt, address.id)
    for (const run of facts.queuedRuns ?? []) {
      insertRun.run(run.id, address.id, run.agent, run.requestedBy, receivedAt)
    }
  }

  const append = database.transaction((entries: readonly Append[]) => {
    const seen = new Set<RoomName>()
    for (const { room, update, sender, receivedAt, leases, facts } of entries) {
      if (!seen.has(room)) insertDocument.run(room)
      seen.add(room)
      insertUpdate.run(room, update, sender, receivedAt)
      for (const { clientId, holder } of leases) insertLease.run(room, clientId, holder)
      storeFacts(room, facts, receivedAt)
    }
  })

  const compact = database.transaction((room: RoomName, through: number, snapshot: Uint8Array) => {
    updateSnapshot.run(snapshot, through, room)
    deleteBefore.run(room, through)
  })

  const remove = database.transaction((room: RoomName) => {
    deleteUpdates.run(room)
    deleteLeases.run(room)
    deleteDocument.run(room)
  })

  return {
    load: async (room) => {
      const document = selectEpoch.get(room)
      if (document === undefined) return undefined
      const rows = selectUpdates.all(room)
      return {
        epoch: document.epoch,
        updates: rows.map(({ body }) => body),
        leases: selectLeases
          .all(room)
          .map(({ client_id, holder }) => ({ clientId: client_id, holder: holder as Holder })),
        through: rows.at(-1)?.id ?? 0,
      }
    },
    append: async (entries) => append(entries),
    compact: async (room, through, snapshot) => compact(room, through, snapshot),
    remove: async (room) => remove(room),
  }
}
