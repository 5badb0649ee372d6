/**
 * Documents in SQLite: the log of updates, leases of client ids, and the facts that an update carries. Every update
 * has a checksum (0.15 ms a megabyte): what a disk made of it must not be taken for what somebody wrote.
 */
import { crc32 } from 'node:zlib'
import { LIMITS } from '../../../shared/document/index.ts'
import { parseRoom, type Room, type RoomName } from '../../../shared/rooms.ts'
import {
  type Append,
  type DocumentStore,
  type Holder,
  type Quarantine,
  SERVER,
  type SetAside,
  type Snapshot,
  type StoredUpdate,
} from '../document-store.ts'
import type { SqliteDatabase } from './database.ts'
import { createSqliteEpochs } from './epochs.ts'

interface UpdateRow {
  readonly id: number
  readonly body: Buffer
  /** Not there in updates that were stored before checksums were. */
  readonly checksum: number | null
}

interface QuarantineRow {
  readonly room: string
  readonly reason: string
  readonly since: number
  readonly tried_at: number
  readonly attempts: number
}

export const createSqliteDocumentStore = (database: SqliteDatabase): DocumentStore => {
  const epochs = createSqliteEpochs(database)
  const selectEpoch = database.prepare<[string], { epoch: number }>(
    'SELECT epoch FROM document WHERE room = ?',
  )
  const selectUpdates = database.prepare<[string], UpdateRow>(
    'SELECT id, body, checksum FROM document_update WHERE room = ? ORDER BY id',
  )
  const selectSnapshot = database.prepare<
    [string],
    { update_id: number; state_vector: Buffer; deletions: Buffer }
  >('SELECT update_id, state_vector, deletions FROM document_snapshot WHERE room = ?')
  const selectQuarantine = database.prepare<[string], QuarantineRow>(
    'SELECT * FROM document_quarantine WHERE room = ?',
  )
  const selectQuarantined = database.prepare<[], QuarantineRow>(
    'SELECT * FROM document_quarantine ORDER BY since, room',
  )
  const selectLeases = database.prepare<[string], { client_id: number; holder: string }>(
    'SELECT client_id, holder FROM document_lease WHERE room = ?',
  )
  const insertDocument = database.prepare('INSERT OR IGNORE INTO document (room) VALUES (?)')
  const insertUpdate = database.prepare(
    'INSERT INTO document_update (room, body, sender, received_at, checksum) VALUES (?, ?, ?, ?, ?)',
  )
  const insertLease = database.prepare(
    'INSERT OR IGNORE INTO document_lease (room, client_id, holder) VALUES (?, ?, ?)',
  )
  const setTitle = database.prepare('UPDATE conversation SET title = ? WHERE id = ?')
  const setActivity = database.prepare(
    'UPDATE conversation SET last_activity_at = max(last_activity_at, ?) WHERE id = ?',
  )
  const setMessageCount = database.prepare('UPDATE conversation SET message_count = ? WHERE id = ?')
  const setTalk = database.prepare(
    'UPDATE conversation SET last_talk_at = max(coalesce(last_talk_at, 0), ?) WHERE id = ?',
  )
  const insertMention = database.prepare(
    `INSERT OR IGNORE INTO mention (conversation_id, place, message_id, user_id, by, at)
     SELECT @conversationId, @place, @messageId, @userId, @by, @at
     WHERE (SELECT count(*) FROM mention
       WHERE conversation_id = @conversationId AND place = @place AND message_id = @messageId) < @most
     AND (SELECT count(*) FROM mention WHERE by = @by AND at > @at - 60000) < @perMinute`,
  )
  const insertRun = database.prepare(
    'INSERT OR IGNORE INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)',
  )
  const updateSnapshot = database.prepare(
    'UPDATE document_update SET body = ?, checksum = ? WHERE id = ? AND room = ?',
  )
  const insertSnapshot = database.prepare(
    'INSERT OR REPLACE INTO document_snapshot (room, update_id, state_vector, deletions) VALUES (?, ?, ?, ?)',
  )
  const deleteBefore = database.prepare('DELETE FROM document_update WHERE room = ? AND id < ?')
  const deleteUpdates = database.prepare('DELETE FROM document_update WHERE room = ?')
  const deleteLeases = database.prepare('DELETE FROM document_lease WHERE room = ?')
  const deleteSnapshot = database.prepare('DELETE FROM document_snapshot WHERE room = ?')
  const deleteSnapshotAt = database.prepare('DELETE FROM document_snapshot WHERE room = ? AND update_id = ?')
  const insertQuarantine = database.prepare(
    'INSERT OR REPLACE INTO document_quarantine (room, reason, since, tried_at, attempts) VALUES (?, ?, ?, ?, ?)',
  )
  const deleteQuarantine = database.prepare('DELETE FROM document_quarantine WHERE room = ?')
  const copyAside = database.prepare(`
    INSERT INTO document_update_aside (id, room, body, sender, received_at, checksum, reason, aside_at)
    SELECT id, room, body, sender, received_at, checksum, ?, ? FROM document_update WHERE room = ? AND id = ?
  `)
  const deleteUpdate = database.prepare('DELETE FROM document_update WHERE room = ? AND id = ?')
  const deleteAside = database.prepare('DELETE FROM document_update_aside WHERE room = ?')
  const deleteDocument = database.prepare('DELETE FROM document WHERE room = ?')

  const storeMentions = (room: Room, { facts, sender: by, receivedAt: at }: Append): void => {
    // What the server copies names nobody anew.
    if (by === SERVER || !('id' in room)) return
    const { mentions: most, mentionsPerMinute: perMinute } = LIMITS
    for (const { messageId, userIds } of facts.mentions ?? []) {
      for (const userId of userIds) {
        const mention = { conversationId: room.id, place: room.kind, messageId, userId, by, at }
        insertMention.run({ ...mention, most, perMinute })
      }
    }
  }

  const storeFacts = (append: Append): void => {
    const { room, facts, receivedAt } = append
    const address = parseRoom(room)
    if (address !== undefined) storeMentions(address, append)
    if (address?.kind === 'talk') {
      if (facts.activityAt !== undefined) setTalk.run(facts.activityAt, address.id)
      return
    }
    if (address?.kind !== 'conversation') return
    if (facts.title !== undefined) setTitle.run(facts.title, address.id)
    if (facts.activityAt !== undefined) setActivity.run(facts.activityAt, address.id)
    if (facts.messageCount !== undefined) setMessageCount.run(facts.messageCount, address.id)
    for (const run of facts.queuedRuns ?? []) {
      insertRun.run(run.id, address.id, run.agent, run.requestedBy, receivedAt)
    }
  }

  const append = database.transaction((entries: readonly Append[]) => {
    const seen = new Set<RoomName>()
    for (const entry of entries) {
      const { room, update, sender, receivedAt, leases } = entry
      if (!seen.has(room)) insertDocument.run(room)
      seen.add(room)
      insertUpdate.run(room, update, sender, receivedAt, crc32(update))
      for (const { clientId, holder } of leases) insertLease.run(room, clientId, holder)
      storeFacts(entry)
    }
  })

  const compact = database.transaction((room: RoomName, through: number, snapshot: Snapshot) => {
    const { changes } = updateSnapshot.run(snapshot.update, crc32(snapshot.update), through, room)
    if (changes === 0) return
    deleteBefore.run(room, through)
    insertSnapshot.run(room, through, snapshot.stateVector, snapshot.deletions)
  })

  const setAside = database.transaction((room: RoomName, updates: readonly SetAside[], at: number) => {
    for (const { position, reason } of updates) {
      copyAside.run(reason, at, room, position)
      deleteUpdate.run(room, position)
      deleteSnapshotAt.run(room, position)
    }
    deleteQuarantine.run(room)
  })

  const remove = database.transaction((room: RoomName) => {
    deleteUpdates.run(room)
    deleteAside.run(room)
    deleteSnapshot.run(room)
    deleteQuarantine.run(room)
    deleteLeases.run(room)
    epochs.remove(room)
    deleteDocument.run(room)
  })

  return {
    load: async (room) => {
      const document = selectEpoch.get(room)
      if (document === undefined) return undefined
      const log = selectUpdates.all(room).map(storedUpdate)
      const snapshot = selectSnapshot.get(room)
      const mark = selectQuarantine.get(room)
      return {
        epoch: document.epoch,
        log,
        leases: [
          ...selectLeases
            .all(room)
            .map(({ client_id, holder }) => ({ clientId: client_id, holder: holder as Holder })),
          ...epochs.retired(room),
        ],
        snapshot:
          snapshot !== undefined && snapshot.update_id === log[0]?.position
            ? { stateVector: snapshot.state_vector, deletions: snapshot.deletions }
            : undefined,
        quarantine: mark === undefined ? undefined : quarantineOfRow(mark),
      }
    },
    append: async (entries) => append(entries),
    compact: async (room, through, snapshot) => compact(room, through, snapshot),
    startEpoch: epochs.startEpoch,
    loadPast: epochs.loadPast,
    remove: async (room) => remove(room),
    quarantine: async (room, { reason, since, triedAt, attempts }) =>
      void insertQuarantine.run(room, reason, since, triedAt, attempts),
    quarantineOf: async (room) => {
      const row = selectQuarantine.get(room)
      return row === undefined ? undefined : quarantineOfRow(row)
    },
    quarantined: async () =>
      selectQuarantined
        .all()
        .map((row) => ({ room: row.room as RoomName, quarantine: quarantineOfRow(row) })),
    setAside: async (room, updates, at) => setAside(room, updates, at),
  }
}

const storedUpdate = ({ id, body, checksum }: UpdateRow): StoredUpdate => ({
  position: id,
  update: body,
  intact: checksum === null || crc32(body) === checksum,
})

const quarantineOfRow = ({ reason, since, tried_at, attempts }: QuarantineRow): Quarantine => ({
  reason,
  since,
  triedAt: tried_at,
  attempts,
})
