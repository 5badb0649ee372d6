/** `AdministrationStore` on the one SQLite file. Nothing here reads a title or an update's body. */
import type { AuditEntry, ConversationMetadata } from '../../../shared/api-administration.ts'
import type { ConversationId, GroupId, PrincipalId } from '../../../shared/ids.ts'
import { conversationRoom } from '../../../shared/rooms.ts'
import type { AdministrationStore, StoredMember } from '../../administration/administration-store.ts'
import { roleFromRow } from './access-state.ts'
import { byName, matcherOf } from './by-name.ts'
import { cursorFrom, placeOf } from './cursor.ts'
import type { SqliteDatabase } from './database.ts'

interface ConversationRow {
  readonly id: ConversationId
  readonly ownerId: PrincipalId
  readonly ownerName: string | null
  readonly ownerIsMember: 0 | 1
  readonly createdAt: number
  readonly lastActivityAt: number
  readonly deletedAt: number | null
  readonly messages: number | null
  readonly asked: number
}

interface SharedRow {
  readonly conversationId: ConversationId
  readonly kind: 'organization' | 'group' | 'person' | 'bot'
  readonly id: string
  readonly name: string | null
  readonly level: 'view' | 'collaborate'
}

interface AuditRow {
  readonly id: number
  readonly at: number
  readonly actorId: string
  readonly actorName: string | null
  readonly action: string
  readonly conversationId: ConversationId | null
  readonly groupId: string | null
  readonly groupName: string | null
  readonly subjectKind: NonNullable<AuditEntry['subject']>['kind'] | null
  readonly subjectId: string | null
  readonly subjectName: string | null
  readonly before: string | null
  readonly after: string | null
}

const NAME_OF = (id: string): string =>
  `coalesce((SELECT name FROM user WHERE id = ${id}), (SELECT name FROM bot WHERE id = ${id}))`
const GROUP_NAME_OF = (id: string): string =>
  `coalesce((SELECT name FROM team WHERE id = ${id}), (SELECT name FROM former_group WHERE former_group.id = ${id}))`

export const createSqliteAdministrationStore = (database: SqliteDatabase): AdministrationStore => {
  const memberRows = database.prepare<
    [string],
    {
      id: PrincipalId
      name: string
      email: string
      role: string
      joinedAt: string | number
      suspended: 0 | 1
      seenAt: number | null
    }
  >(
    `SELECT user.id, user.name, user.email, member.role, member.createdAt AS joinedAt,
       suspension.at IS NOT NULL AS suspended, member_seen.at AS seenAt
     FROM member JOIN user ON user.id = member.userId
     LEFT JOIN suspension ON suspension.organization_id = member.organizationId AND suspension.user_id = user.id
     LEFT JOIN member_seen ON member_seen.user_id = user.id
     WHERE member.organizationId = ?`,
  )
  const groupRows = database.prepare<[string], { userId: PrincipalId; id: GroupId; name: string }>(
    `SELECT teamMember.userId, team.id, team.name FROM teamMember JOIN team ON team.id = teamMember.teamId
     WHERE team.organizationId = ? ORDER BY team.name`,
  )
  const bytesOf = database
    .prepare<[string], number>('SELECT coalesce(sum(length(body)), 0) FROM document_update WHERE room = ?')
    .pluck()
  const sharedRows = database.prepare<[string], SharedRow>(
    `SELECT conversation_id AS conversationId, subject_id AS id, level,
       CASE WHEN subject_kind = 'person' AND EXISTS (SELECT 1 FROM bot WHERE bot.id = subject_id) THEN 'bot'
         ELSE subject_kind END AS kind,
       CASE subject_kind
         WHEN 'organization' THEN (SELECT name FROM organization WHERE id = subject_id)
         WHEN 'group' THEN (SELECT name FROM team WHERE id = subject_id)
         ELSE ${NAME_OF('subject_id')} END AS name
     FROM access_grant WHERE conversation_id IN (SELECT value FROM json_each(?))
     ORDER BY subject_kind = 'organization' DESC, subject_kind, name`,
  )
  const writeSeen = database.prepare(
    `INSERT INTO member_seen (user_id, at) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
  )
  const actions = database
    .prepare<[string], string>('SELECT DISTINCT action FROM audit WHERE organization_id = ? ORDER BY action')
    .pluck()

  const sharedWith = (ids: readonly ConversationId[]): Map<ConversationId, SharedRow[]> =>
    Map.groupBy(sharedRows.all(JSON.stringify(ids)), ({ conversationId }) => conversationId)

  return {
    members: async (organizationId, { query, role, state, cursor, limit }) => {
      const matches = matcherOf(query)
      const after = placeOf(cursor, 'string', 'string')
      const order = (a: { name: string; id: string }, b: { name: string; id: string }): number =>
        byName(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
      const found = memberRows
        .all(organizationId)
        .map(
          ({ suspended, seenAt, joinedAt, ...row }): Omit<StoredMember, 'groups'> => ({
            ...row,
            role: roleFromRow(row.role),
            state: suspended === 1 ? 'suspended' : 'active',
            joinedAt: new Date(joinedAt).getTime() || 0,
            ...(seenAt === null ? {} : { lastSeenAt: seenAt }),
          }),
        )
        .filter((member) => role === undefined || member.role === role)
        .filter((member) => state === undefined || member.state === state)
        .filter(({ name, email }) => matches(`${name} ${email}`))
        .sort(order)
        .filter((member) => after === undefined || order({ name: after[0], id: after[1] }, member) < 0)
      const groups = Map.groupBy(groupRows.all(organizationId), ({ userId }) => userId)
      const items = found.slice(0, limit).map((member) => ({
        ...member,
        groups: (groups.get(member.id) ?? []).map(({ id, name }) => ({ id, name })),
      }))
      const last = items.at(-1)
      return found.length > limit && last !== undefined
        ? { items, nextCursor: cursorFrom(last.name, last.id) }
        : { items }
    },

    conversations: async (organizationId, query) => {
      const after = placeOf(query.cursor, 'number', 'string')
      const isShared = 'EXISTS (SELECT 1 FROM access_grant WHERE conversation_id = conversation.id)'
      const sharedWithAll = `EXISTS (SELECT 1 FROM access_grant
        WHERE conversation_id = conversation.id AND subject_kind = 'organization')`
      const isMember =
        'EXISTS (SELECT 1 FROM member WHERE member.organizationId = @organizationId AND userId = owner_id)'
      const stateCondition = {
        open: `deleted_at IS NULL AND (${isMember} OR NOT ${isShared})`,
        ownerless: `deleted_at IS NULL AND NOT ${isMember} AND ${isShared}`,
        deleted: 'deleted_at IS NOT NULL',
      } as const
      const conditions = [
        'conversation.organization_id = @organizationId',
        query.id === undefined ? '' : 'conversation.id = @id',
        query.owner === undefined ? '' : 'owner_id = @owner',
        query.state === undefined ? '' : stateCondition[query.state],
        query.shared === 'organization' ? sharedWithAll : '',
        query.shared === 'some' ? `${isShared} AND NOT ${sharedWithAll}` : '',
        query.shared === 'nobody' ? `NOT ${isShared}` : '',
        after === undefined ? '' : '(last_activity_at, conversation.id) < (@activity, @after)',
      ]
      const rows = database
        .prepare<[Record<string, string | number>], ConversationRow>(
          `SELECT conversation.id, owner_id AS ownerId, ${NAME_OF('owner_id')} AS ownerName, ${isMember} AS ownerIsMember,
             created_at AS createdAt, last_activity_at AS lastActivityAt, deleted_at AS deletedAt, message_count AS messages,
             (SELECT count(*) FROM run WHERE run.conversation_id = conversation.id) AS asked
           FROM conversation WHERE ${conditions.filter(Boolean).join(' AND ')}
           ORDER BY last_activity_at DESC, conversation.id DESC LIMIT @limit`,
        )
        .all({
          organizationId,
          id: query.id ?? '',
          owner: query.owner ?? '',
          activity: after?.[0] ?? 0,
          after: after?.[1] ?? '',
          limit: query.limit + 1,
        })
      const shown = rows.slice(0, query.limit)
      const shared = sharedWith(shown.map(({ id }) => id))
      const items = shown.map((row): ConversationMetadata => {
        const grants = shared.get(row.id) ?? []
        const isLeft = row.ownerIsMember === 0 && grants.length > 0
        return {
          id: row.id,
          owner: {
            id: row.ownerId,
            name: row.ownerName ?? 'Former member',
            kind: 'person',
            former: row.ownerIsMember === 0,
          },
          state: row.deletedAt !== null ? 'deleted' : isLeft ? 'ownerless' : 'open',
          createdAt: row.createdAt,
          lastActivityAt: row.lastActivityAt,
          ...(row.deletedAt === null ? {} : { deletedAt: row.deletedAt }),
          bytes: bytesOf.get(conversationRoom(row.id)) ?? 0,
          ...(row.messages === null ? {} : { messages: row.messages }),
          asked: row.asked,
          sharedWith: grants.map(({ kind, id, name, level }) => ({
            kind,
            ...(kind === 'organization' ? {} : { id }),
            name: name ?? '',
            level,
          })),
        }
      })
      const last = shown.at(-1)
      return rows.length > query.limit && last !== undefined
        ? { items, nextCursor: cursorFrom(last.lastActivityAt, last.id) }
        : { items }
    },

    audit: async (organizationId, query) => {
      const after = placeOf(query.cursor, 'number')
      const conditions = [
        'organization_id = @organizationId',
        query.person === undefined ? '' : '(actor_id = @person OR subject_id = @person)',
        query.action === undefined ? '' : 'action = @action',
        query.conversation === undefined ? '' : 'conversation_id = @conversation',
        query.from === undefined ? '' : 'at >= @from',
        query.until === undefined ? '' : 'at < @until',
        after === undefined ? '' : 'id < @after',
      ]
      const rows = database
        .prepare<[Record<string, string | number>], AuditRow>(
          `SELECT id, at, actor_id AS actorId, ${NAME_OF('actor_id')} AS actorName, action,
             conversation_id AS conversationId, group_id AS groupId, ${GROUP_NAME_OF('group_id')} AS groupName,
             subject_kind AS subjectKind, subject_id AS subjectId,
             CASE subject_kind WHEN 'group' THEN ${GROUP_NAME_OF('subject_id')}
               WHEN 'organization' THEN (SELECT name FROM organization WHERE organization.id = organization_id)
               ELSE ${NAME_OF('subject_id')} END AS subjectName,
             level_before AS before, level_after AS after
           FROM audit WHERE ${conditions.filter(Boolean).join(' AND ')}
           ORDER BY id DESC LIMIT @limit`,
        )
        .all({
          organizationId,
          person: query.person ?? '',
          action: query.action ?? '',
          conversation: query.conversation ?? '',
          from: query.from ?? 0,
          until: query.until ?? 0,
          after: after?.[0] ?? 0,
          limit: query.limit + 1,
        })
      const items = rows.slice(0, query.limit).map(auditEntry)
      const last = items.at(-1)
      return rows.length > query.limit && last !== undefined
        ? { items, nextCursor: cursorFrom(last.id) }
        : { items }
    },

    auditActions: async (organizationId) => actions.all(organizationId),

    noteSeen: async (userId, at) => {
      writeSeen.run(userId, at)
    },
  }
}

const auditEntry = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: { id: row.actorId, name: row.actorName ?? (row.actorId.startsWith('*') ? 'Banyan' : 'Somebody') },
  action: row.action,
  ...(row.conversationId === null ? {} : { conversationId: row.conversationId }),
  ...(row.groupId === null ? {} : { group: { id: row.groupId, name: row.groupName ?? 'A deleted group' } }),
  ...(row.subjectKind === null
    ? {}
    : {
        subject: {
          kind: row.subjectKind,
          ...(row.subjectId === null ? {} : { id: row.subjectId }),
          ...(row.subjectName === null ? {} : { name: row.subjectName }),
        },
      }),
  ...(row.before === null ? {} : { before: row.before }),
  ...(row.after === null ? {} : { after: row.after }),
})
