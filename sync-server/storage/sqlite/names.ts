/** What a person or a bot is called, from the tables of accounts; `undefined` for whoever is in neither. */
import type { PrincipalId } from '../../../shared/ids.ts'
import type { SqliteDatabase } from './database.ts'

export const createSqliteNames = (database: SqliteDatabase): ((id: PrincipalId) => string | undefined) => {
  const select = database.prepare<[string, string], { name: string }>(
    'SELECT name FROM "user" WHERE id = ? UNION ALL SELECT name FROM bot WHERE id = ? LIMIT 1',
  )
  return (id) => select.get(id, id)?.name
}
