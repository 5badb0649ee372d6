import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ConversationId } from '../../../shared/ids.ts'
import { openDatabase } from './database.ts'

it('[STORE-34] a database from before there was side talk keeps what it has, closed to those who may only view', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-test-'))
  const file = join(folder, 'banyan.sqlite')
  const old = openDatabase(file)
  old.exec(`
    ALTER TABLE conversation DROP COLUMN side_talk;
    ALTER TABLE conversation DROP COLUMN last_talk_at;
    DROP TABLE mention;
    DELETE FROM migration WHERE capability IN ('side-talk', 'mentions');
    INSERT INTO conversation (id, organization_id, owner_id, title, created_at, last_activity_at)
      VALUES ('plan', 'acme', 'ana', 'Plan', 1, 2);
  `)
  old.close()
  // Opened twice: what was done is not done again.
  openDatabase(file).close()
  const database = openDatabase(file)
  const row = database
    .prepare<[string], { id: ConversationId }>('SELECT * FROM conversation WHERE id = ?')
    .get('plan')
  expect(row).toMatchObject({
    title: 'Plan',
    last_activity_at: 2,
    side_talk: 'collaborators',
    last_talk_at: null,
  })
  expect(database.prepare('SELECT count(*) FROM mention').pluck().get()).toBe(0)
  database.close()
  rmSync(folder, { recursive: true })
})
