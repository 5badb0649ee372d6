import { expect, it } from 'vitest'
import type { OrganizationId, PrincipalId } from '../../shared/ids.ts'
import { createSqliteAccessStore } from '../storage/sqlite/access-store.ts'
import { accountsDatabase } from '../storage/sqlite/accounts-database.ts'
import { openDatabase } from '../storage/sqlite/database.ts'
import { createAccounts } from './accounts.ts'

const DAY = 24 * 60 * 60 * 1000

it('[LIMIT-7] a session is prolonged for who hands on its cookie; until when it holds can be asked', async () => {
  const database = openDatabase(':memory:')
  const accounts = await createAccounts({
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    publicUrl: undefined,
    log: () => undefined,
  })
  const account = { email: 'ana@example.org', password: 'correct horse battery' }
  await createSqliteAccessStore(database).found(
    {
      kind: 'new',
      id: 'ana0' as PrincipalId,
      name: 'Ana',
      email: account.email,
      passwordHash: await accounts.hashPassword(account.password),
    },
    { id: 'acme' as OrganizationId, name: 'Acme' },
    Date.now(),
  )
  const cookies = (await accounts.signIn(account, new Headers())) ?? []
  const headers = new Headers({ cookie: cookies.map((line) => line.split(';')[0]).join('; ') })
  const { sessionId = '', expiresAt } = (await accounts.session(headers, 'as-it-is')) ?? {}
  expect(await accounts.sessionExpiry(sessionId)).toBe(expiresAt)

  // Two days later.
  const aged = (expiresAt ?? 0) - 2 * DAY
  database.prepare('UPDATE session SET expiresAt = ?').run(new Date(aged).toISOString())
  const seen = await accounts.session(headers, 'as-it-is')
  expect([seen?.expiresAt, seen?.setCookie]).toEqual([aged, []])
  expect(await accounts.sessionExpiry(sessionId)).toBe(aged)
  expect((await accounts.session(headers))?.setCookie).not.toEqual([])
  expect(await accounts.sessionExpiry(sessionId)).toBeGreaterThan(aged + DAY)

  await accounts.signOut(headers)
  expect(await accounts.sessionExpiry(sessionId)).toBeUndefined()
  database.close()
})
