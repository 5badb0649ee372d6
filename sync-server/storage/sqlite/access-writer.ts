/** Stores events of access, each as the rows it means, and their audit lines. Called within a transaction. */
import type { OrganizationId, PrincipalId } from '../../../shared/ids.ts'
import { type AccessEvent, type AuditLine, auditLines } from '../../access/access-events.ts'
import type { SqliteDatabase } from './database.ts'
import { createSharingWriter, type SharingWriter } from './sharing-writer.ts'

export interface EventContext {
  readonly organizationId: OrganizationId
  readonly actor: PrincipalId
  readonly at: number
}

/** What changes who has access, or will have it. */
const RAISES_VERSION: ReadonlySet<AccessEvent['type']> = new Set<AccessEvent['type']>([
  'grant-changed',
  'ownership-transferred',
  'invited-grant-changed',
  'side-talk-changed',
])

export interface AccessWriter {
  readonly apply: (events: readonly AccessEvent[], context: EventContext) => void
  readonly audit: (line: AuditLine, context: EventContext) => void
  readonly welcome: SharingWriter['welcome']
}

export const createAccessWriter = (database: SqliteDatabase): AccessWriter => {
  const sharing = createSharingWriter(database)
  const insertAudit = database.prepare(
    `INSERT INTO audit (at, organization_id, actor_id, action, conversation_id, group_id, subject_kind, subject_id,
       level_before, level_after)
     VALUES (@at, @organizationId, @actor, @action, @conversationId, @groupId, @subjectKind, @subjectId,
       @levelBefore, @levelAfter)`,
  )
  const insertConversation = database.prepare(
    `INSERT INTO conversation (id, organization_id, owner_id, title, created_at, last_activity_at)
     VALUES (@id, @organizationId, @ownerId, @title, @at, @at)`,
  )
  const deleteConversation = database.prepare(
    'UPDATE conversation SET deleted_at = @at, deleted_by = @actor WHERE id = @id',
  )
  const setGrant = database.prepare(
    `INSERT INTO access_grant (conversation_id, subject_kind, subject_id, level) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET level = excluded.level`,
  )
  const deleteGrant = database.prepare(
    'DELETE FROM access_grant WHERE conversation_id = ? AND subject_kind = ? AND subject_id = ?',
  )
  const raiseVersion = database.prepare(
    'UPDATE conversation SET sharing_version = sharing_version + 1 WHERE id = ?',
  )
  const insertGroup = database.prepare(
    `INSERT INTO team (id, name, memberCount, organizationId, createdAt, updatedAt)
     VALUES (@id, @name, 0, @organizationId, @date, @date)`,
  )
  const renameGroup = database.prepare('UPDATE team SET name = @name, updatedAt = @date WHERE id = @id')
  const keepGroupName = database.prepare(
    `INSERT OR REPLACE INTO former_group (organization_id, id, name)
     SELECT organizationId, id, name FROM team WHERE id = ?`,
  )
  const deleteGroupMembers = database.prepare('DELETE FROM teamMember WHERE teamId = ?')
  const deleteGroup = database.prepare('DELETE FROM team WHERE id = ?')
  const insertGroupMember = database.prepare(
    `INSERT INTO teamMember (id, teamId, userId, membershipKey, createdAt) VALUES (@key, @groupId, @userId, @key, @date)`,
  )
  const deleteGroupMember = database.prepare('DELETE FROM teamMember WHERE teamId = ? AND userId = ?')
  const countGroupMembers = database.prepare(
    'UPDATE team SET memberCount = (SELECT count(*) FROM teamMember WHERE teamId = team.id) WHERE id = ?',
  )
  const insertInvitation = database.prepare(
    `INSERT INTO invitation_link (id, organization_id, secret_hash, role, created_by, created_at, expires_at)
     VALUES (@id, @organizationId, @secretHash, @role, @actor, @at, @expiresAt)`,
  )
  const insertInvitationMail = database.prepare(
    'INSERT INTO invitation_mail (invitation_id, email) VALUES (?, ?)',
  )
  const setRole = database.prepare('UPDATE member SET role = ? WHERE organizationId = ? AND userId = ?')
  const insertSuspension = database.prepare(
    'INSERT INTO suspension (organization_id, user_id, at, by) VALUES (?, ?, ?, ?)',
  )
  const deleteSuspension = database.prepare(
    'DELETE FROM suspension WHERE organization_id = ? AND user_id = ?',
  )
  const deleteInvitation = database.prepare('DELETE FROM invitation_link WHERE id = ?')
  const deleteMember = database.prepare('DELETE FROM member WHERE organizationId = ? AND userId = ?')
  const deleteFromGroups = database.prepare(
    'DELETE FROM teamMember WHERE userId = ? AND teamId IN (SELECT id FROM team WHERE organizationId = ?)',
  )
  const countAllGroupMembers = database.prepare(
    `UPDATE team SET memberCount = (SELECT count(*) FROM teamMember WHERE teamId = team.id)
     WHERE organizationId = ?`,
  )
  const deleteSessions = database.prepare('DELETE FROM session WHERE userId = ?')
  const deleteTokens = database.prepare('DELETE FROM apikey WHERE referenceId = ?')
  const insertFormer = database.prepare(
    'INSERT OR REPLACE INTO former_member (organization_id, user_id, left_at) VALUES (?, ?, ?)',
  )
  const insertBot = database.prepare(
    `INSERT INTO bot (id, organization_id, name, token_hash, created_by, created_at)
     VALUES (@id, @organizationId, @name, @tokenHash, @actor, @at)`,
  )
  const deleteBot = database.prepare('UPDATE bot SET deleted_at = ?, token_hash = NULL WHERE id = ?')

  const applyOne = (event: AccessEvent, context: EventContext): void => {
    const { organizationId, actor, at } = context
    const date = new Date(at).toISOString()
    switch (event.type) {
      case 'conversation-created':
        insertConversation.run({ ...event, organizationId, at })
        break
      case 'conversation-deleted':
        deleteConversation.run({ id: event.id, at, actor })
        break
      case 'grant-changed': {
        const { conversationId, subject, after } = event
        const subjectId = subject.kind === 'organization' ? organizationId : subject.id
        if (after === 'none') deleteGrant.run(conversationId, subject.kind, subjectId)
        else setGrant.run(conversationId, subject.kind, subjectId, after)
        break
      }
      case 'group-created':
        insertGroup.run({ id: event.id, name: event.name, organizationId, date })
        break
      case 'group-renamed':
        renameGroup.run({ id: event.id, name: event.name, date })
        break
      case 'group-deleted':
        keepGroupName.run(event.id)
        deleteGroupMembers.run(event.id)
        deleteGroup.run(event.id)
        break
      case 'group-member-added': {
        const { groupId, userId } = event
        // better-auth's own key for a membership is unique, so that nobody stands in a group twice.
        insertGroupMember.run({ key: `${groupId}:${userId}`, groupId, userId, date })
        countGroupMembers.run(groupId)
        break
      }
      case 'group-member-removed':
        deleteGroupMember.run(event.groupId, event.userId)
        countGroupMembers.run(event.groupId)
        break
      case 'invitation-created':
        insertInvitation.run({ ...event, organizationId, actor, at })
        if (event.email !== undefined) insertInvitationMail.run(event.id, event.email)
        break
      case 'invitation-revoked':
        deleteInvitation.run(event.id)
        break
      case 'role-changed':
        setRole.run(event.after, organizationId, event.userId)
        break
      case 'member-suspended':
        insertSuspension.run(organizationId, event.userId, at, actor)
        deleteSessions.run(event.userId)
        break
      case 'member-unsuspended':
        deleteSuspension.run(organizationId, event.userId)
        break
      case 'member-removed':
        deleteFromGroups.run(event.userId, organizationId)
        countAllGroupMembers.run(organizationId)
        deleteMember.run(organizationId, event.userId)
        deleteSuspension.run(organizationId, event.userId)
        deleteSessions.run(event.userId)
        deleteTokens.run(event.userId)
        insertFormer.run(organizationId, event.userId, at)
        sharing.forget(event.userId)
        break
      case 'bot-created':
        insertBot.run({ ...event, organizationId, actor, at })
        break
      case 'bot-deleted':
        deleteBot.run(at, event.id)
        break
      case 'conversation-restored':
      case 'conversation-purged':
      case 'ownership-transferred':
      case 'access-requested':
      case 'access-request-answered':
      case 'notified':
      case 'mentions-told':
      case 'invited-grant-changed':
      case 'side-talk-changed':
        sharing.apply(event, context)
        break
    }
  }

  const audit = (line: AuditLine, { organizationId, actor, at }: EventContext): void => {
    const absent = {
      conversationId: null,
      groupId: null,
      subjectKind: null,
      subjectId: null,
      levelBefore: null,
      levelAfter: null,
    }
    insertAudit.run({ ...absent, ...line, organizationId, actor, at })
  }

  return {
    audit,
    welcome: sharing.welcome,
    apply: (events, context) => {
      for (const event of events) {
        applyOne(event, context)
        for (const line of auditLines(event)) audit(line, context)
      }
      const changed = events.flatMap((event) =>
        RAISES_VERSION.has(event.type) && 'conversationId' in event ? [event.conversationId] : [],
      )
      for (const conversationId of new Set(changed)) raiseVersion.run(conversationId)
    },
  }
}
