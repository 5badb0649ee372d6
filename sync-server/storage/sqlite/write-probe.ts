/** Whether the database takes writes, found out by a write that changes nothing: a commit of one page, 0.3 ms. */
import type { SqliteDatabase } from './database.ts'

export const createWriteProbe = (database: SqliteDatabase): (() => Promise<void>) => {
  // Nothing else uses this number in the file's header; setting it writes the page even where it stays the same.
  const probe = database.prepare('PRAGMA user_version = 0')
  return async () => {
    probe.run()
  }
}
