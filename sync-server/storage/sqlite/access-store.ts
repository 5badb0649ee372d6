/** `AccessStore` on the one SQLite file. Better-auth's tables must be there: `createAccounts` makes them. */
import type { GroupId, OrganizationId, PrincipalId } from '../../../shared/ids.ts'
import type {
  AccessState,
  AccessStore,
  AuditRecord,
  BotAccount,
  Joiner,
  Member,
  OrganizationPerson,
  Role,
  Scope,
} from '../../access/access-store.ts'
import {
  type ConversationRow,
  conversationFromRow,
  createAccessReader,
  type GrantRow,
  grantFromRow,
  roleFromRow,
} from './access-state.ts'
import { createAccessWriter } from './access-writer.ts'
import { byName, matcherOf } from './by-name.ts'
import type { SqliteDatabase } from './database.ts'

export const createSqliteAccessStore = (database: SqliteDatabase): AccessStore => {
  const reader = createAccessReader(database)
  const writer = createAccessWriter(database)

  const anyOrganization = database.prepare('SELECT 1 FROM organization LIMIT 1')
  const userByEmail = database.prepare('SELECT 1 FROM user WHERE email = ?')
  const emailOf = database.prepare<[string], string>('SELECT email FROM user WHERE id = ?').pluck()
  const insertUser = database.prepare(
    `INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (@id, @name, @email, 0, @date, @date)`,
  )
  const insertAccount = database.prepare(
    `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
     VALUES (@id, @id, 'credential', @id, @passwordHash, @date, @date)`,
  )
  const insertOrganization = database.prepare(
    'INSERT INTO organization (id, name, slug, createdAt) VALUES (@id, @name, @id, @date)',
  )
  const insertMember = database.prepare(
    `INSERT INTO member (id, organizationId, userId, role, createdAt)
     VALUES (@userId, @organizationId, @userId, @role, @date)`,
  )
  const renameUser = database.prepare('UPDATE user SET name = @name, updatedAt = @date WHERE id = @id')
  const deleteFormer = database.prepare('DELETE FROM former_member WHERE organization_id = ? AND user_id = ?')
  const openInvitation = database.prepare<
    [string, number],
    { id: string; organization_id: OrganizationId; role: string; created_at: number }
  >('SELECT * FROM invitation_link WHERE secret_hash = ? AND expires_at > ?')
  const leftAt = database
    .prepare<[string, string], number>(
      'SELECT left_at FROM former_member WHERE organization_id = ? AND user_id = ?',
    )
    .pluck()
  const useInvitation = database.prepare('DELETE FROM invitation_link WHERE id = ?')
  const invitationInfo = database.prepare<
    [string, number],
    { id: OrganizationId; name: string; invitedBy: string }
  >(
    `SELECT organization.id, organization.name, user.name AS invitedBy FROM invitation_link
     JOIN organization ON organization.id = invitation_link.organization_id
     JOIN user ON user.id = invitation_link.created_by
     WHERE secret_hash = ? AND expires_at > ?`,
  )
  const accountRow = database.prepare<
    [string],
    { id: PrincipalId; passwordHash: string; memberships: number; suspensions: number }
  >(
    `SELECT user.id, account.password AS passwordHash,
       (SELECT count(*) FROM member WHERE member.userId = user.id) AS memberships,
       (SELECT count(*) FROM suspension WHERE suspension.user_id = user.id) AS suspensions
     FROM user JOIN account ON account.userId = user.id AND account.providerId = 'credential'
     WHERE user.email = ?`,
  )
  const memberRow = database.prepare<
    [string],
    { id: PrincipalId; name: string; email: string; role: string; orgId: OrganizationId; orgName: string }
  >(
    `SELECT user.id, user.name, user.email, member.role, organization.id AS orgId, organization.name AS orgName
     FROM member JOIN user ON user.id = member.userId JOIN organization ON organization.id = member.organizationId
     WHERE member.userId = ? AND NOT EXISTS (SELECT 1 FROM suspension
       WHERE suspension.organization_id = member.organizationId AND suspension.user_id = member.userId)`,
  )
  const endSessions = database.prepare<[string, string], { id: string }>(
    'DELETE FROM session WHERE userId = ? AND id <> ? RETURNING id',
  )
  const botRow = database.prepare<[string], BotAccount>(
    `SELECT id, name, organization_id AS organizationId FROM bot WHERE token_hash = ? AND deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM suspension
         WHERE suspension.organization_id = bot.organization_id AND suspension.user_id = bot.created_by)`,
  )
  const conversationRow = database.prepare<[string], ConversationRow>(
    'SELECT * FROM conversation WHERE id = ?',
  )
  const membershipRow = database.prepare<[string, string], { suspended: 0 | 1 }>(
    `SELECT suspension.at IS NOT NULL AS suspended FROM member
     LEFT JOIN suspension ON suspension.organization_id = member.organizationId AND suspension.user_id = member.userId
     WHERE member.organizationId = ? AND member.userId = ?`,
  )
  const botOfOrganization = database.prepare<[string, string], { suspended: 0 | 1 }>(
    `SELECT suspension.at IS NOT NULL AS suspended FROM bot
     LEFT JOIN suspension ON suspension.organization_id = bot.organization_id AND suspension.user_id = bot.created_by
     WHERE bot.organization_id = ? AND bot.id = ? AND bot.deleted_at IS NULL`,
  )
  const mailedInvitation = database.prepare<[string], { found: 1 }>(
    'SELECT 1 AS found FROM invitation_mail WHERE invitation_id = ?',
  )
  const groupIdRows = database
    .prepare<[string], GroupId>('SELECT teamId FROM teamMember WHERE userId = ?')
    .pluck()
  const grantsFor = database.prepare<{ conversation: string; principal: string }, GrantRow>(
    `SELECT * FROM access_grant WHERE conversation_id = @conversation AND (
       subject_kind = 'organization'
       OR (subject_kind = 'person' AND subject_id = @principal)
       OR (subject_kind = 'group' AND subject_id IN (SELECT teamId FROM teamMember WHERE userId = @principal)))`,
  )
  const groupNames = database.prepare<[string], { id: GroupId; name: string }>(
    'SELECT id, name FROM team WHERE organizationId = ?',
  )
  const auditRows = database.prepare<[string, number], Record<string, string | number | null>>(
    `SELECT at, actor_id AS actorId, action, conversation_id AS conversationId, group_id AS groupId,
       subject_kind AS subjectKind, subject_id AS subjectId, level_before AS levelBefore, level_after AS levelAfter
     FROM audit WHERE organization_id = ? ORDER BY id DESC LIMIT ?`,
  )

  const member = (userId: PrincipalId): Member | undefined => {
    const row = memberRow.get(userId)
    if (row === undefined) return undefined
    const { orgId, orgName, role, ...person } = row
    return { ...person, role: roleFromRow(role), organization: { id: orgId, name: orgName } }
  }

  const enter = (joiner: Joiner, organizationId: OrganizationId, role: Role, at: number): void => {
    const date = new Date(at).toISOString()
    if (joiner.kind === 'new') {
      const { id, name, email, passwordHash } = joiner
      insertUser.run({ id, name, email, date })
      if (passwordHash !== undefined) insertAccount.run({ id, passwordHash, date })
    } else {
      renameUser.run({ id: joiner.id, name: joiner.name, date })
      deleteFormer.run(organizationId, joiner.id)
    }
    insertMember.run({ organizationId, userId: joiner.id, role, date })
  }

  /**
   * The state after a change, with the conversations that it had before: one that is no longer shared with a group
   * has left the scope, and is still what has changed.
   */
  const stateAfter = (scope: Scope, before: AccessState): AccessState => {
    const after = reader.state(scope)
    const left = [...before.conversations.keys()].filter((id) => !after.conversations.has(id))
    if (left.length === 0) return after
    const again = reader.conversations('conversation.id IN (SELECT value FROM json_each(@ids))', {
      ids: JSON.stringify(left),
    })
    const all = [...after.conversations.values(), ...again]
    return { ...after, conversations: new Map(all.map((conversation) => [conversation.id, conversation])) }
  }

  return {
    isFounded: async () => anyOrganization.get() !== undefined,

    found: async (founder, organization, at) =>
      database
        .transaction(() => {
          if (anyOrganization.get() !== undefined) return 'already-founded'
          if (userByEmail.get(founder.email) !== undefined) return 'email-taken'
          insertOrganization.run({ ...organization, date: new Date(at).toISOString() })
          enter(founder, organization.id, 'admin', at)
          writer.audit(
            {
              action: 'organization-founded',
              subjectKind: 'person',
              subjectId: founder.id,
              levelAfter: 'admin',
            },
            { organizationId: organization.id, actor: founder.id, at },
          )
          return 'done'
        })
        .immediate(),

    join: async (joiner, secretHash, at) =>
      database
        .transaction(() => {
          const invitation = openInvitation.get(secretHash, at)
          if (invitation === undefined) return 'invitation-over'
          const taken =
            joiner.kind === 'new'
              ? userByEmail.get(joiner.email) !== undefined
              : membershipRow.get(invitation.organization_id, joiner.id) !== undefined
          if (taken) return 'email-taken'
          const organizationId = invitation.organization_id
          // Whoever was taken out comes back by an invitation that was made since.
          const left = joiner.kind === 'new' ? undefined : leftAt.get(organizationId, joiner.id)
          if (left !== undefined && invitation.created_at < left) return 'invitation-over'
          enter(joiner, organizationId, roleFromRow(invitation.role), at)
          const email = joiner.kind === 'new' ? joiner.email : (emailOf.get(joiner.id) ?? '')
          const welcomes = writer.welcome({ id: joiner.id, email }, invitation.id, organizationId, at)
          for (const { by, events } of welcomes) writer.apply(events, { organizationId, actor: by, at })
          if (invitation.role === 'admin' || mailedInvitation.get(invitation.id) !== undefined) {
            useInvitation.run(invitation.id)
          }
          writer.audit(
            {
              action: 'member-joined',
              subjectKind: 'invitation',
              subjectId: invitation.id,
              levelAfter: invitation.role,
            },
            { organizationId, actor: joiner.id, at },
          )
          return 'done'
        })
        .immediate(),

    accountByEmail: async (email) => {
      const row = accountRow.get(email)
      return (
        row && {
          id: row.id,
          passwordHash: row.passwordHash,
          isMember: row.memberships > 0,
          isSuspended: row.suspensions > 0,
        }
      )
    },

    member: async (userId) => member(userId),

    rename: async (id, name, at) => {
      renameUser.run({ id, name, date: new Date(at).toISOString() })
    },

    endSessions: async (userId, exceptSessionId = '') =>
      endSessions.all(userId, exceptSessionId).map(({ id }) => id),

    invitation: async (secretHash, at) => {
      const row = invitationInfo.get(secretHash, at)
      return row && { organization: { id: row.id, name: row.name }, invitedBy: row.invitedBy }
    },

    botByToken: async (tokenHash) => botRow.get(tokenHash),

    standing: async (conversationId, principalId) => {
      const row = conversationRow.get(conversationId)
      if (row === undefined) return undefined
      const conversation = conversationFromRow(
        row,
        grantsFor.all({ conversation: conversationId, principal: principalId }).map(grantFromRow),
      )
      const membership = membershipRow.get(row.organization_id, principalId)
      if (membership !== undefined) {
        const groupIds = new Set(groupIdRows.all(principalId))
        const suspended = membership.suspended === 1
        return { who: { kind: 'person', id: principalId, groupIds, suspended }, conversation }
      }
      const bot = botOfOrganization.get(row.organization_id, principalId)
      return bot && { who: { kind: 'bot', id: principalId, suspended: bot.suspended === 1 }, conversation }
    },

    organizationOf: async (conversationId) => conversationRow.get(conversationId)?.organization_id,

    isOpen: async (conversationId) => conversationRow.get(conversationId)?.deleted_at === null,

    state: async (scope) => database.transaction(() => reader.state(scope))(),

    directory: async (userId) =>
      database.transaction(() => {
        const self = member(userId)
        if (self === undefined) return undefined
        const organizationId = self.organization.id
        return {
          member: self,
          groups: new Map(groupNames.all(organizationId).map(({ id, name }) => [id, name])),
          groupIds: new Set(groupIdRows.all(userId)),
          conversations: reader.conversations(
            `conversation.organization_id = @organizationId AND conversation.deleted_at IS NULL AND (
               conversation.owner_id = @userId
               OR conversation.id IN (SELECT conversation_id FROM access_grant
                 WHERE subject_kind = 'organization' AND subject_id = @organizationId)
               OR conversation.id IN (SELECT conversation_id FROM access_grant
                 WHERE subject_kind = 'person' AND subject_id = @userId)
               OR conversation.id IN (SELECT conversation_id FROM access_grant
                 JOIN teamMember ON teamMember.teamId = access_grant.subject_id
                 WHERE access_grant.subject_kind = 'group' AND teamMember.userId = @userId))`,
            { organizationId, userId },
          ),
          people: reader.directoryPeople(organizationId),
        }
      })(),

    directoryPeople: async (organizationId) => reader.directoryPeople(organizationId),

    searchPeople: async (organizationId, query, limit) => {
      const matches = matcherOf(query)
      const found: OrganizationPerson[] = []
      for (const person of reader.people(organizationId).values()) {
        if (person.suspended) continue
        const text = person.kind === 'person' ? `${person.name} ${person.email}` : person.name
        if (matches(text)) found.push(person)
      }
      return found.sort((a, b) => byName(a.name, b.name) || byName(a.id, b.id)).slice(0, limit)
    },

    audit: async (organizationId, limit) =>
      auditRows
        .all(organizationId, limit)
        .map(
          (row) =>
            Object.fromEntries(
              Object.entries(row).filter(([, value]) => value !== null),
            ) as unknown as AuditRecord,
        ),

    change: async ({ scope, actor, at }, decide, follow = () => []) =>
      database
        .transaction(() => {
          const before = reader.state(scope)
          const decision = decide(before)
          if (decision.kind === 'refused') return decision
          const { events } = decision
          if (events.length === 0) return { kind: 'changed', before, after: before, events } as const
          const context = { organizationId: scope.organizationId, actor, at }
          writer.apply(events, context)
          const after = stateAfter(scope, before)
          const further = follow(before, after, events)
          writer.apply(further, context)
          return { kind: 'changed', before, after, events: [...events, ...further] } as const
        })
        .immediate(),
  }
}
