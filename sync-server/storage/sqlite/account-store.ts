/** `AccountStore` on the one SQLite file, beside better-auth's own use of its tables. */
import type { OrganizationId, PrincipalId } from '../../../shared/ids.ts'
import type { AccountStore, KnownAccount } from '../../access/account-store.ts'
import { createAccessWriter } from './access-writer.ts'
import type { SqliteDatabase } from './database.ts'

interface UserRow {
  id: PrincipalId
  email: string
  emailVerified: 0 | 1
  memberships: number
}

const MEMBERSHIPS = '(SELECT count(*) FROM member WHERE member.userId = user.id) AS memberships'

const accountOf = (row: UserRow | undefined): KnownAccount | undefined =>
  row && { id: row.id, email: row.email, emailProven: row.emailVerified === 1, isMember: row.memberships > 0 }

export const createSqliteAccountStore = (database: SqliteDatabase): AccountStore => {
  const writer = createAccessWriter(database)
  const password = database.prepare(
    `SELECT 1 FROM account WHERE userId = ? AND providerId = 'credential' AND password IS NOT NULL`,
  )
  const byEmail = database.prepare<[string], UserRow>(
    `SELECT id, email, emailVerified, ${MEMBERSHIPS} FROM user WHERE email = ?`,
  )
  const bySubject = database.prepare<[string, string], UserRow>(
    `SELECT user.id, user.email, user.emailVerified, ${MEMBERSHIPS} FROM account JOIN user ON user.id = account.userId
     WHERE account.providerId = ? AND account.accountId = ?`,
  )
  const organization = database.prepare<[], OrganizationId>('SELECT id FROM organization LIMIT 1').pluck()
  const insertUser = database.prepare(
    `INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (@id, @name, @email, 0, @date, @date)`,
  )
  const insertMember = database.prepare(
    `INSERT INTO member (id, organizationId, userId, role, createdAt)
     VALUES (@id, @organizationId, @id, 'member', @date)`,
  )
  const insertAudit = database.prepare(
    `INSERT INTO audit (at, organization_id, actor_id, action, subject_kind, subject_id, level_after)
     VALUES (@at, @organizationId, @actor, @action, 'person', @subject, @after)`,
  )
  const prove = database.prepare('UPDATE user SET emailVerified = 1, updatedAt = ? WHERE id = ?')
  const unproven = [
    `DELETE FROM account WHERE userId = ? AND providerId = 'credential'`,
    'DELETE FROM session WHERE userId = ?',
    'DELETE FROM twoFactor WHERE userId = ?',
    'DELETE FROM apikey WHERE referenceId = ?',
    'UPDATE user SET twoFactorEnabled = 0 WHERE id = ?',
  ].map((sql) => database.prepare(sql))
  const picture = database.prepare<[string], string | null>('SELECT image FROM user WHERE id = ?').pluck()
  const setPicture = database.prepare('UPDATE user SET image = ?, updatedAt = ? WHERE id = ?')
  const pictureUser = database.prepare('SELECT 1 FROM user WHERE image = ? LIMIT 1')

  const dateOf = (at: number): string => new Date(at).toISOString()

  return {
    hasPassword: async (userId) => password.get(userId) !== undefined,
    accountByEmail: async (email) => accountOf(byEmail.get(email)),
    accountBySubject: async (provider, subject) => accountOf(bySubject.get(provider, subject)),

    admit: async ({ id, name, email }, at) =>
      database
        .transaction(() => {
          const organizationId = organization.get()
          if (organizationId === undefined)
            throw new Error('Nobody can join before there is an organization.')
          if (byEmail.get(email) !== undefined) return 'email-taken'
          const date = dateOf(at)
          insertUser.run({ id, name, email, date })
          insertMember.run({ id, organizationId, date })
          insertAudit.run({
            action: 'member-joined',
            organizationId,
            actor: id,
            subject: id,
            after: 'member',
            at,
          })
          for (const { by, events } of writer.welcome({ id, email }, undefined, organizationId, at)) {
            writer.apply(events, { organizationId, actor: by, at })
          }
          return 'done'
        })
        .immediate(),

    proveEmail: async (userId, at) =>
      database
        .transaction(() => {
          for (const statement of unproven) statement.run(userId)
          prove.run(dateOf(at), userId)
        })
        .immediate(),

    setPicture: async (userId, name, at) =>
      database
        .transaction(() => {
          const before = picture.get(userId) ?? undefined
          setPicture.run(name ?? null, dateOf(at), userId)
          return before
        })
        .immediate(),
    isPictureUsed: async (name) => pictureUser.get(name) !== undefined,

    note: async (line) => {
      insertAudit.run({ ...line, after: null })
    },
  }
}
