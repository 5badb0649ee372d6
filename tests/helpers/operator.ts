/** What an operator has in hand beside a running server: its database file, and the tool for repairs. */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import type { TestBanyan } from './banyan.ts'

export const inDatabase = <Answer>(
  banyan: TestBanyan,
  work: (database: Database.Database) => Answer,
): Answer => {
  const database = new Database(join(banyan.dataDir, 'banyan.sqlite'))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** Changes the first bytes of a stored update, as a disk might. */
export const damageUpdate = (banyan: TestBanyan, id: number): void => {
  inDatabase(banyan, (database) => {
    const { changes } = database
      .prepare("UPDATE document_update SET body = x'ffff' || substr(body, 3) WHERE id = ?")
      .run(id)
    if (changes !== 1) throw new Error(`There is no update ${id}.`)
  })
}

/** `npm run repair -- <args>`. */
export const repair = (
  banyan: TestBanyan,
  ...args: string[]
): Promise<{ code: number | null; said: string }> =>
  new Promise((done) => {
    const tool = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', resolve('sync-server/repair.ts'), ...args],
      { env: { ...process.env, DATA_DIR: banyan.dataDir } },
    )
    let said = ''
    for (const stream of [tool.stdout, tool.stderr]) stream.on('data', (data) => (said += String(data)))
    tool.on('close', (code) => done({ code, said }))
  })
