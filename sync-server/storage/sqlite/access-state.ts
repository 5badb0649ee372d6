/** Reads what decisions and directories look at. Each function runs a fixed number of statements. */
import type { SharingSubject } from '../../../shared/api.ts'
import type { DirectoryPerson } from '../../../shared/document/directory.ts'
import type { ConversationId, GroupId, OrganizationId, PrincipalId } from '../../../shared/ids.ts'
import { type GrantLevel, SIDE_TALKS } from '../../../shared/levels.ts'
import type {
  AccessState,
  ConversationAccess,
  InvitationLink,
  Organization,
  OrganizationPerson,
  Role,
  Scope,
} from '../../access/access-store.ts'
import type { Grant } from '../../access/effective-access.ts'
import type { SqliteDatabase } from './database.ts'
import { createSharingReader } from './sharing-reader.ts'

export interface ConversationRow {
  id: ConversationId
  organization_id: OrganizationId
  owner_id: PrincipalId
  title: string
  created_at: number
  last_activity_at: number
  side_talk: string
  last_talk_at: number | null
  sharing_version: number
  deleted_at: number | null
  purged_at: number | null
}

export interface GrantRow {
  conversation_id: ConversationId
  subject_kind: SharingSubject['kind']
  subject_id: string
  level: GrantLevel
}

export interface AccessReader {
  readonly state: (scope: Scope) => AccessState
  /** Conversations by a condition on table `conversation`, with all their grants. */
  readonly conversations: (condition: string, parameters: Record<string, string>) => ConversationAccess[]
  readonly people: (organizationId: OrganizationId) => Map<PrincipalId, OrganizationPerson>
  readonly directoryPeople: (organizationId: OrganizationId) => DirectoryPerson[]
}

export const roleFromRow = (role: string): Role => (role === 'admin' ? 'admin' : 'member')

export const conversationFromRow = (row: ConversationRow, grants: readonly Grant[]): ConversationAccess => ({
  id: row.id,
  organizationId: row.organization_id,
  ownerId: row.owner_id,
  title: row.title,
  createdAt: row.created_at,
  lastActivityAt: row.last_activity_at,
  sideTalk: SIDE_TALKS.find((known) => known === row.side_talk) ?? 'collaborators',
  lastTalkAt: row.last_talk_at ?? undefined,
  sharingVersion: row.sharing_version,
  deleted: row.deleted_at !== null,
  purged: row.purged_at !== null,
  grants,
})

export const grantFromRow = ({ subject_kind: kind, subject_id: id, level }: GrantRow): Grant => {
  switch (kind) {
    case 'organization':
      return { subject: { kind }, level }
    case 'group':
      return { subject: { kind, id: id as GroupId }, level }
    case 'person':
      return { subject: { kind, id: id as PrincipalId }, level }
  }
}

export const createAccessReader = (database: SqliteDatabase): AccessReader => {
  const sharing = createSharingReader(database)
  const organizationRow = database.prepare<[string], Organization>(
    'SELECT id, name FROM organization WHERE id = ?',
  )
  const memberRows = database.prepare<
    [string],
    {
      id: PrincipalId
      name: string
      email: string
      image: string | null
      role: string
      suspended: 0 | 1
    }
  >(
    `SELECT user.id, user.name, user.email, user.image, member.role, suspension.at IS NOT NULL AS suspended
     FROM member JOIN user ON user.id = member.userId
     LEFT JOIN suspension ON suspension.organization_id = member.organizationId AND suspension.user_id = user.id
     WHERE member.organizationId = ? ORDER BY user.name, user.id`,
  )
  const groupMemberRows = database.prepare<[string], { groupId: GroupId; userId: PrincipalId }>(
    `SELECT teamMember.teamId AS groupId, teamMember.userId FROM teamMember JOIN team ON team.id = teamMember.teamId
     WHERE team.organizationId = ?`,
  )
  const botRows = database.prepare<
    [string],
    { id: PrincipalId; name: string; createdBy: PrincipalId; createdAt: number; suspended: 0 | 1 }
  >(
    `SELECT id, name, created_by AS createdBy, created_at AS createdAt, suspension.at IS NOT NULL AS suspended
     FROM bot LEFT JOIN suspension ON suspension.organization_id = bot.organization_id AND user_id = created_by
     WHERE bot.organization_id = ? AND deleted_at IS NULL ORDER BY name, id`,
  )
  const groupRows = database.prepare<[string], { id: GroupId; name: string }>(
    'SELECT id, name FROM team WHERE organizationId = ? ORDER BY name, id',
  )
  const invitationRows = database.prepare<
    [string],
    Omit<InvitationLink, 'role' | 'joined' | 'email'> & {
      readonly role: string
      readonly email: string | null
    }
  >(
    `SELECT id, role, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt, email
     FROM invitation_link LEFT JOIN invitation_mail ON invitation_mail.invitation_id = id
     WHERE organization_id = ? ORDER BY created_at`,
  )
  const joinedRows = database.prepare<[string], { invitation: string; userId: PrincipalId }>(
    `SELECT invitation_link.id AS invitation, audit.actor_id AS userId FROM invitation_link
     JOIN audit ON audit.subject_id = invitation_link.id AND audit.action = 'member-joined'
     WHERE invitation_link.organization_id = ?`,
  )
  const directoryPersonRows = database.prepare<
    { id: string },
    { id: PrincipalId; name: string; image: string | null; kind: 'person' | 'bot'; former: 0 | 1 }
  >(
    `SELECT user.id, user.name, user.image, 'person' AS kind, 0 AS former FROM member JOIN user ON user.id = member.userId
       WHERE member.organizationId = @id
     UNION ALL
     SELECT user.id, user.name, user.image, 'person', 1 FROM former_member JOIN user ON user.id = former_member.user_id
       WHERE former_member.organization_id = @id
     UNION ALL
     SELECT id, name, NULL, 'bot', deleted_at IS NOT NULL FROM bot WHERE organization_id = @id`,
  )

  const people = (organizationId: OrganizationId): Map<PrincipalId, OrganizationPerson> => {
    const groupIds = new Map<PrincipalId, Set<GroupId>>()
    for (const { groupId, userId } of groupMemberRows.iterate(organizationId)) {
      const ids = groupIds.get(userId)
      if (ids === undefined) groupIds.set(userId, new Set([groupId]))
      else ids.add(groupId)
    }
    const all = new Map<PrincipalId, OrganizationPerson>()
    for (const { role, suspended, image, ...row } of memberRows.iterate(organizationId)) {
      all.set(row.id, {
        kind: 'person',
        ...row,
        ...(image === null ? {} : { image }),
        role: roleFromRow(role),
        groupIds: groupIds.get(row.id) ?? new Set(),
        suspended: suspended === 1,
      })
    }
    for (const { suspended, ...row } of botRows.iterate(organizationId))
      all.set(row.id, { kind: 'bot', ...row, suspended: suspended === 1 })
    return all
  }

  const invitations = (organizationId: OrganizationId): Map<string, InvitationLink> => {
    const joined = Map.groupBy(joinedRows.all(organizationId), ({ invitation }) => invitation)
    return new Map(
      invitationRows.all(organizationId).map((row) => [
        row.id,
        {
          ...row,
          role: roleFromRow(row.role),
          email: row.email ?? undefined,
          joined: new Set((joined.get(row.id) ?? []).map(({ userId }) => userId)),
        },
      ]),
    )
  }

  const conversations: AccessReader['conversations'] = (condition, parameters) => {
    const grants = new Map<ConversationId, Grant[]>()
    const grantRows = database.prepare<[Record<string, string>], GrantRow>(
      `SELECT access_grant.* FROM conversation JOIN access_grant ON access_grant.conversation_id = conversation.id
       WHERE ${condition}`,
    )
    for (const row of grantRows.iterate(parameters)) {
      const list = grants.get(row.conversation_id)
      if (list === undefined) grants.set(row.conversation_id, [grantFromRow(row)])
      else list.push(grantFromRow(row))
    }
    return database
      .prepare<[Record<string, string>], ConversationRow>(`SELECT * FROM conversation WHERE ${condition}`)
      .all(parameters)
      .map((row) => conversationFromRow(row, grants.get(row.id) ?? []))
  }

  const scoped = (scope: Scope): ConversationAccess[] => {
    const { conversations: wanted } = scope
    switch (wanted.kind) {
      case 'none':
        return []
      case 'one':
        return conversations('conversation.id = @id', { id: wanted.id })
      case 'shared-with-group':
        return conversations(
          `conversation.id IN (SELECT conversation_id FROM access_grant
             WHERE subject_kind = 'group' AND subject_id = @id)`,
          { id: wanted.id },
        )
      case 'shared-with-person':
        return conversations(
          `conversation.id IN (SELECT conversation_id FROM access_grant WHERE subject_kind = 'person'
             AND (subject_id = @id OR subject_id IN (SELECT id FROM bot WHERE created_by = @id)))`,
          { id: wanted.id },
        )
      case 'of-person':
        return conversations(
          `(conversation.owner_id = @id OR conversation.id IN (SELECT conversation_id FROM access_grant
             WHERE subject_kind = 'person'
             AND (subject_id = @id OR subject_id IN (SELECT id FROM bot WHERE created_by = @id))))`,
          { id: wanted.id },
        )
    }
  }

  return {
    people,
    conversations,
    state: (scope) => {
      const organization = organizationRow.get(scope.organizationId)
      if (organization === undefined) throw new Error(`There is no organization ${scope.organizationId}.`)
      const conversations = scoped(scope)
      return {
        organization,
        people: people(scope.organizationId),
        groups: new Map(groupRows.all(scope.organizationId).map((row) => [row.id, row])),
        invitations: invitations(scope.organizationId),
        conversations: new Map(conversations.map((conversation) => [conversation.id, conversation])),
        ...sharing.around(conversations.map(({ id }) => id)),
      }
    },
    directoryPeople: (organizationId) =>
      directoryPersonRows.all({ id: organizationId }).map(({ image, former, ...person }) => ({
        ...person,
        ...(image === null ? {} : { image }),
        ...(former === 1 ? { former: true } : {}),
      })),
  }
}
