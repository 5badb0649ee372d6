/** What is known of attached files, in SQLite. */
import type { FileId } from '../../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../../shared/ids.ts'
import type { FileLimits, FileRecord, FileRecords, Full, UploadRecord } from '../../files/file-records.ts'
import type { ContentHash } from '../../files/file-store.ts'
import type { SqliteDatabase } from './database.ts'

interface FileRow {
  readonly conversation_id: ConversationId
  readonly id: FileId
  readonly hash: ContentHash
  readonly name: string
  readonly size: number
  readonly type: string
  readonly uploaded_by: PrincipalId
  readonly uploaded_at: number
  readonly named: 0 | 1
}
interface UploadRow {
  readonly id: FileId
  readonly conversation_id: ConversationId
  readonly name: string
  readonly size: number
  readonly begun_by: PrincipalId
  readonly begun_at: number
}

/** What a file counts at least, so that nobody fills the tables with empty ones. */
const LEAST = 4096

const FILES = 'SELECT file.*, type FROM file JOIN file_content USING (hash)'

export const createSqliteFileRecords = (database: SqliteDatabase): FileRecords => {
  const uploadById = database.prepare<[FileId], UploadRow>('SELECT * FROM file_upload WHERE id = ?')
  const insertUpload = database.prepare(
    'INSERT INTO file_upload (id, conversation_id, name, size, begun_by, begun_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const deleteUpload = database.prepare('DELETE FROM file_upload WHERE conversation_id = ? AND id = ?')
  const fileById = database.prepare<[ConversationId, FileId], FileRow>(
    `${FILES} WHERE conversation_id = ? AND id = ?`,
  )
  const insertFile = database.prepare(
    'INSERT INTO file (conversation_id, id, hash, name, size, uploaded_by, uploaded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const insertContent = database.prepare(
    'INSERT OR IGNORE INTO file_content (hash, size, type) VALUES (?, ?, ?)',
  )
  const ofConversation = database.prepare<[string, string], { size: number }>(
    `SELECT coalesce((SELECT sum(max(size, ${LEAST})) FROM file WHERE conversation_id = ?), 0)
          + coalesce((SELECT sum(max(size, ${LEAST})) FROM file_upload WHERE conversation_id = ?), 0) AS size`,
  )
  const ofPerson = database.prepare<[string, string], { size: number }>(
    `SELECT coalesce((SELECT sum(max(size, ${LEAST})) FROM file WHERE uploaded_by = ?), 0)
          + coalesce((SELECT sum(max(size, ${LEAST})) FROM file_upload WHERE begun_by = ?), 0) AS size`,
  )
  const isFull = (
    id: ConversationId,
    by: PrincipalId,
    more: number,
    limits: FileLimits,
  ): Full | undefined => {
    if ((ofConversation.get(id, id)?.size ?? 0) + more > limits.conversation) return 'conversation-full'
    return (ofPerson.get(by, by)?.size ?? 0) + more > limits.person ? 'person-full' : undefined
  }

  const begin = database.transaction((upload: UploadRecord, limits: FileLimits): 'begun' | Full => {
    if (uploadById.get(upload.id) !== undefined) return 'begun'
    const { conversationId, id, name, size, by, at } = upload
    const full = isFull(conversationId, by, Math.max(size, LEAST), limits)
    if (full !== undefined) return full
    insertUpload.run(id, conversationId, name, size, by, at)
    return 'begun'
  })

  const complete = database.transaction(
    (upload: UploadRecord, content: Parameters<FileRecords['complete']>[1]): FileRecord | undefined => {
      const { conversationId, id, name, size, by } = upload
      if (deleteUpload.run(conversationId, id).changes === 0) return undefined
      insertContent.run(content.hash, size, content.type)
      insertFile.run(conversationId, id, content.hash, name, size, by, content.at)
      return recordOf(fileById.get(conversationId, id))
    },
  )

  const copy = database.transaction(
    (
      ids: readonly FileId[],
      { from, to, by, at }: Parameters<FileRecords['copy']>[1],
      limits: FileLimits,
    ): readonly FileRecord[] | Full => {
      const wanted = ids.flatMap((id) => fileById.get(from, id) ?? [])
      const missing = wanted.filter(({ id }) => fileById.get(to, id) === undefined)
      const full = isFull(
        to,
        by,
        missing.reduce((sum, { size }) => sum + Math.max(size, LEAST), 0),
        limits,
      )
      if (full !== undefined) return full
      for (const { id, hash, name, size } of missing) insertFile.run(to, id, hash, name, size, by, at)
      return wanted.flatMap(({ id }) => recordOf(fileById.get(to, id)) ?? [])
    },
  )

  const takeUnreferenced = database.prepare<[], { hash: ContentHash }>(
    `DELETE FROM file_content WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.hash = file_content.hash)
     RETURNING hash`,
  )
  const filesOf = database.prepare<[ConversationId], FileRow>(
    `${FILES} WHERE conversation_id = ? ORDER BY uploaded_at, id`,
  )
  const unannounced = database.prepare<[], FileRow>(`${FILES} WHERE announced = 0`)
  const announce = database.prepare('UPDATE file SET announced = 1 WHERE conversation_id = ? AND id = ?')
  const unnamed = database.prepare<[number], { conversation_id: ConversationId; id: FileId }>(
    'SELECT conversation_id, id FROM file WHERE named = 0 AND uploaded_at < ? ORDER BY conversation_id, id',
  )
  const setNamed = database.prepare('UPDATE file SET named = 1 WHERE conversation_id = ? AND id = ?')
  const setAllNamed = database.transaction((conversationId: ConversationId, ids: readonly FileId[]) => {
    for (const id of ids) setNamed.run(conversationId, id)
  })
  const deleteFile = database.prepare('DELETE FROM file WHERE conversation_id = ? AND id = ?')
  const deleteOld = database.prepare('DELETE FROM file_upload WHERE begun_at < ?')
  const hasContent = database.prepare<[ContentHash], unknown>('SELECT 1 FROM file_content WHERE hash = ?')
  const remove = database.transaction((conversationId: ConversationId, id: FileId) => {
    deleteUpload.run(conversationId, id)
    deleteFile.run(conversationId, id)
  })
  const deleteFilesOf = database.prepare('DELETE FROM file WHERE conversation_id = ?')
  const deleteUploadsOf = database.prepare('DELETE FROM file_upload WHERE conversation_id = ?')
  const removeConversation = database.transaction((id: ConversationId) => {
    deleteFilesOf.run(id)
    deleteUploadsOf.run(id)
  })

  return {
    begin: async (upload, limits) => begin(upload, limits),
    upload: async (conversationId, id) => {
      const row = uploadById.get(id)
      return row === undefined || row.conversation_id !== conversationId
        ? undefined
        : { conversationId, id, name: row.name, size: row.size, by: row.begun_by, at: row.begun_at }
    },
    complete: async (upload, content) => complete(upload, content),
    file: async (conversationId, id) => recordOf(fileById.get(conversationId, id)),
    files: async (conversationId) => filesOf.all(conversationId).flatMap((row) => recordOf(row) ?? []),
    copy: async (ids, way, limits) => copy(ids, way, limits),
    remove: async (conversationId, id) => remove(conversationId, id),
    removeConversation: async (id) => removeConversation(id),
    removeUploadsBefore: async (at) => void deleteOld.run(at),
    takeUnreferenced: async () => takeUnreferenced.all().map(({ hash }) => hash),
    isContent: async (hash) => hasContent.get(hash) !== undefined,
    isUpload: async (id) => uploadById.get(id) !== undefined,
    unannounced: async () => unannounced.all().flatMap((row) => recordOf(row) ?? []),
    announced: async (conversationId, id) => void announce.run(conversationId, id),
    unnamed: async (before) => {
      const byConversation = new Map<ConversationId, FileId[]>()
      for (const { conversation_id: conversationId, id } of unnamed.all(before)) {
        byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), id])
      }
      return byConversation
    },
    named: async (conversationId, ids) => setAllNamed(conversationId, ids),
  }
}

const recordOf = (row: FileRow | undefined): FileRecord | undefined =>
  row && {
    conversationId: row.conversation_id,
    id: row.id,
    hash: row.hash,
    name: row.name,
    size: row.size,
    type: row.type,
    uploadedBy: row.uploaded_by,
    uploadedAt: row.uploaded_at,
    isNamed: row.named === 1,
  }
