/**
 * The shared SQLite handle as better-auth wants it: through Kysely, and without transactions.
 *
 * Given the bare handle, better-auth opens transactions and awaits between their statements. On a connection shared
 * with synchronous adapters, whatever those write meanwhile would join that transaction and share its fate; a second
 * connection would be worse: its open write would block this process for the whole busy timeout, since the commit
 * that ends it waits for the same event loop. So each of better-auth's statements stands for itself, and what must
 * happen together (founding, joining, taking somebody out) is written by our own adapter in one transaction.
 */
import type { BetterAuthOptions } from 'better-auth'
import { Kysely, SqliteDialect } from 'kysely'
import type { SqliteDatabase } from './database.ts'

export const accountsDatabase = (database: SqliteDatabase): NonNullable<BetterAuthOptions['database']> => ({
  db: new Kysely({ dialect: new SqliteDialect({ database }) }),
  type: 'sqlite',
  transaction: false,
})
