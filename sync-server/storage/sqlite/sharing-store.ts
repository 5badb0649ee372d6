/** `SharingStore` on the one SQLite file. */
import {
  EMPTY_INBOX,
  type News,
  type Notification,
  type RequestAnswer,
} from '../../../shared/document/inbox.ts'
import type { ConversationId, OrganizationId } from '../../../shared/ids.ts'
import type { GrantLevel } from '../../../shared/levels.ts'
import { GRACE_MILLISECONDS, type SharingStore } from '../../access/sharing-store.ts'
import type { SqliteDatabase } from './database.ts'

interface NotificationRow {
  id: number
  conversationId: ConversationId
  at: number
  news: string
  answer: RequestAnswer | null
  readAt: number | null
}

export const createSqliteSharingStore = (database: SqliteDatabase): SharingStore => {
  const organizationOf = database
    .prepare<[string], OrganizationId>('SELECT organizationId FROM member WHERE userId = ?')
    .pluck()
  const notificationRows = database.prepare<{ userId: string; organizationId: string }, NotificationRow>(
    `SELECT notification.id, conversation_id AS conversationId, at, news, answer, read_at AS readAt
     FROM notification JOIN conversation ON conversation.id = notification.conversation_id
     WHERE user_id = @userId AND conversation.organization_id = @organizationId ORDER BY notification.id DESC`,
  )
  const requestRows = database.prepare<
    { userId: string; organizationId: string },
    { conversationId: ConversationId; wanted: GrantLevel; at: number; declinedAt: number | null }
  >(
    `SELECT conversation_id AS conversationId, wanted, coalesce(declined_at, requested_at) AS at, declined_at AS declinedAt
     FROM access_request JOIN conversation ON conversation.id = access_request.conversation_id
     WHERE requester_id = @userId AND conversation.organization_id = @organizationId`,
  )
  const deletedRows = database.prepare<
    { userId: string; organizationId: string },
    { id: ConversationId; title: string; deletedAt: number }
  >(
    `SELECT id, title, deleted_at AS deletedAt FROM conversation
     WHERE owner_id = @userId AND organization_id = @organizationId AND deleted_at IS NOT NULL
       AND purged_at IS NULL
     ORDER BY deleted_at DESC, id`,
  )
  const markRead = database.prepare(
    `UPDATE notification SET read_at = @at WHERE user_id = @userId AND read_at IS NULL
       AND (@ids IS NULL OR id IN (SELECT CAST(value AS INTEGER) FROM json_each(@ids)))`,
  )
  const clear = database.prepare(
    `DELETE FROM notification WHERE user_id = @userId AND NOT (kind = 'access-requested' AND answer IS NULL)
       AND (@ids IS NULL OR id IN (SELECT CAST(value AS INTEGER) FROM json_each(@ids)))`,
  )
  const deletedUntil = database.prepare<[number], { id: ConversationId; organizationId: OrganizationId }>(
    `SELECT id, organization_id AS organizationId FROM conversation
     WHERE deleted_at IS NOT NULL AND deleted_at <= ? AND purged_at IS NULL ORDER BY deleted_at`,
  )
  const purgedWithContent = database
    .prepare<[], ConversationId>(
      `SELECT id FROM conversation
       WHERE deleted_at IS NOT NULL AND purged_at IS NOT NULL AND content_removed_at IS NULL`,
    )
    .pluck()
  const untoldMentions = database.prepare<[], { id: ConversationId; organizationId: OrganizationId }>(
    `SELECT DISTINCT conversation.id, conversation.organization_id AS organizationId
     FROM mention JOIN conversation ON conversation.id = mention.conversation_id WHERE told = 0`,
  )
  const contentRemoved = database.prepare('UPDATE conversation SET content_removed_at = ? WHERE id = ?')
  const listOf = (ids: readonly string[] | 'all') => (ids === 'all' ? null : JSON.stringify(ids))

  return {
    inbox: async (userId) =>
      database.transaction(() => {
        const organizationId = organizationOf.get(userId)
        if (organizationId === undefined) return EMPTY_INBOX
        const who = { userId, organizationId }
        return {
          notifications: notificationRows.all(who).map(notificationFromRow),
          requests: requestRows.all(who).map(({ declinedAt, ...request }) => ({
            ...request,
            state: declinedAt === null ? ('waiting' as const) : ('declined' as const),
          })),
          deleted: deletedRows
            .all(who)
            .map((row) => ({ ...row, goneAt: row.deletedAt + GRACE_MILLISECONDS })),
        }
      })(),
    markRead: async (userId, ids, at) => void markRead.run({ userId, ids: listOf(ids), at }),
    clear: async (userId, ids) => void clear.run({ userId, ids: listOf(ids) }),
    untoldMentions: async () => untoldMentions.all(),
    deletedUntil: async (at) => deletedUntil.all(at),
    purgedWithContent: async () => purgedWithContent.all(),
    contentRemoved: async (id, at) => void contentRemoved.run(at, id),
  }
}

const notificationFromRow = ({
  id,
  conversationId,
  at,
  news,
  answer,
  readAt,
}: NotificationRow): Notification => ({
  id: String(id),
  conversationId,
  at,
  read: readAt !== null,
  news: { ...(JSON.parse(news) as News), ...(answer === null ? {} : { answer }) } as News,
})
