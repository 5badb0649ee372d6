/**
 * The one SQLite file: opening, settings, migrations. Everything here is synchronous, so a transaction can never
 * interleave with another one of this process; adapters use this handle and nothing else.
 */
import Database from 'better-sqlite3'
import { ACCESS_MIGRATIONS } from './access-schema.ts'
import { ADMINISTRATION_MIGRATIONS } from './administration-schema.ts'
import { DOCUMENT_MIGRATIONS } from './document-schema.ts'
import { EPOCH_MIGRATIONS } from './epoch-schema.ts'
import { FILE_MIGRATIONS } from './file-schema.ts'
import { MENTION_MIGRATIONS } from './mention-schema.ts'
import type { Migrations } from './migrations.ts'
import { RUN_MIGRATIONS } from './run-schema.ts'
import { SHARING_MIGRATIONS } from './sharing-schema.ts'
import { SIDE_TALK_MIGRATIONS } from './side-talk-schema.ts'

export type SqliteDatabase = Database.Database

export const openDatabase = (file: string): SqliteDatabase => {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  // FULL: what was acknowledged survives a power cut. A commit costs about 0.3 ms, for one row or twenty.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
  for (const migrations of [
    ACCESS_MIGRATIONS,
    DOCUMENT_MIGRATIONS,
    RUN_MIGRATIONS,
    EPOCH_MIGRATIONS,
    SHARING_MIGRATIONS,
    ADMINISTRATION_MIGRATIONS,
    FILE_MIGRATIONS,
    SIDE_TALK_MIGRATIONS,
    MENTION_MIGRATIONS,
  ])
    migrate(database, migrations)
  return database
}

const migrate = (database: SqliteDatabase, { capability, steps }: Migrations): void => {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migration (capability TEXT PRIMARY KEY, version INTEGER NOT NULL)',
  )
  const row = database.prepare<[string], { version: number }>(
    'SELECT version FROM migration WHERE capability = ?',
  )
  const save = database.prepare('INSERT OR REPLACE INTO migration (capability, version) VALUES (?, ?)')
  const version = row.get(capability)?.version ?? 0
  if (version > steps.length) {
    throw new Error(`This data was written by a newer version of Banyan (${capability} ${version}).`)
  }
  for (let next = version; next < steps.length; next++) {
    database.transaction(() => {
      database.exec(steps[next] ?? '')
      save.run(capability, next + 1)
    })()
  }
}
