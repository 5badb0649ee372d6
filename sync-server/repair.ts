/**
 * `npm run repair`: which documents cannot be read, and why. `npm run repair -- <room>`: makes one readable again by
 * setting aside what is broken. Works beside a running server. Described in docs/manual/operating.md.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseRoom, roomName } from '../shared/rooms.ts'
import { configFromEnvironment } from './config.ts'
import { repairDocument } from './rooms/repair-document.ts'
import { openDatabase } from './storage/sqlite/database.ts'
import { createSqliteDocumentStore } from './storage/sqlite/document-store.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 16)

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'without-snapshot': { type: 'boolean', default: false } },
})
const config = configFromEnvironment(process.env, [], resolve(import.meta.dirname, '..'))
const database = openDatabase(join(config.dataDir, 'banyan.sqlite'))
const store = createSqliteDocumentStore(database)

const list = async (): Promise<void> => {
  const quarantined = await store.quarantined()
  if (quarantined.length === 0) say('Every document that was opened could be read.')
  for (const { room, quarantine } of quarantined) {
    say(
      `${room}  since ${dateOf(quarantine.since)}, tried ${quarantine.attempts} times: ${quarantine.reason}`,
    )
  }
}

const repair = async (text: string): Promise<void> => {
  const address = parseRoom(text)
  if (address === undefined) throw new Error(`There is no such room: ${text}`)
  const repaired = await repairDocument(store, roomName(address), {
    now: Date.now(),
    withoutSnapshot: values['without-snapshot'],
  })
  switch (repaired.kind) {
    case 'unknown':
      throw new Error(`Nothing was ever written in ${text}.`)
    case 'whole':
      say(`${text} can be read. It is open again.`)
      return
    case 'not-set-apart':
      throw new Error(
        `Something in ${text} is broken (${repaired.reason}), but no server has met it yet: one may have the whole of ` +
          'it in memory. Start the server anew, open the conversation, and come back.',
      )
    case 'needs-snapshot':
      throw new Error(
        `The snapshot that the rest builds on is broken (${repaired.reason}): ${repaired.lost} of ${repaired.of} ` +
          'updates would be set aside. Restore it from a backup; --without-snapshot goes on with what is left.',
      )
    case 'repaired':
      for (const { position, reason } of repaired.aside) say(`Set aside: update ${position}. ${reason}`)
      say(`${repaired.kept} updates of ${text} can be read. It is open again.`)
  }
}

try {
  if (positionals[0] === undefined) await list()
  else await repair(positionals[0])
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  database.close()
}
