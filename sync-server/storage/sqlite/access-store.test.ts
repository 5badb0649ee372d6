import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { expect, it } from 'vitest'
import { accessStoreContract } from '../../../tests/contracts/access-store.ts'
import { createAccounts } from '../../access/accounts.ts'
import { createSqliteAccessStore } from './access-store.ts'
import { accountsDatabase } from './accounts-database.ts'
import { openDatabase } from './database.ts'

accessStoreContract('SQLite', async () => {
  const database = openDatabase(':memory:')
  await createAccounts({
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    publicUrl: undefined,
    log: () => undefined,
  })
  return { store: createSqliteAccessStore(database), close: () => void database.close() }
})

it('[STORE-11] better-auth opens no transaction, not even where it would like one', async () => {
  const database = openDatabase(':memory:')
  const options = {
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    baseURL: 'http://localhost',
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions
  await (await getMigrations(options)).runMigrations()
  const statements: string[] = []
  const { prepare } = database
  database.prepare = ((sql: string) => {
    statements.push(sql)
    return prepare.call(database, sql)
  }) as typeof prepare

  // Its own sign-up, which we do not use, writes user, account and session in one transaction where it can.
  await betterAuth(options).api.signUpEmail({
    body: { name: 'Ana', email: 'ana@example.org', password: 'a long password' },
  })
  expect(statements.filter((sql) => /insert into/i.test(sql))).toHaveLength(3)
  expect(statements.filter((sql) => /^\s*(begin|savepoint|commit)/i.test(sql))).toEqual([])
  database.close()
})
