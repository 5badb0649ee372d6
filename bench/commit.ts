/** One commit alone, at the pace of a stream: what durable before visible costs at least on this machine's disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { conversationRoom } from '../shared/rooms.ts'
import { SERVER } from '../sync-server/storage/document-store.ts'
import { openDatabase } from '../sync-server/storage/sqlite/database.ts'
import { createSqliteDocumentStore } from '../sync-server/storage/sqlite/document-store.ts'
import type { Recording } from './recording.ts'

export interface Commit {
  /** Milliseconds. */
  readonly commit50: number
  readonly commit99: number
  /** Microseconds of processor time. */
  readonly commitCpu: number
}

const COMMITS = 200
const MILLISECONDS_APART = 20

export const runCommit = async ({ tokens }: Recording): Promise<Commit> => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-commit-'))
  const database = openDatabase(join(folder, 'banyan.sqlite'))
  const store = createSqliteDocumentStore(database)
  const room = conversationRoom('measured' as Parameters<typeof conversationRoom>[0])
  const durations: number[] = []
  const before = process.cpuUsage()
  for (const update of tokens.slice(0, COMMITS)) {
    const begun = performance.now()
    await store.append([{ room, update, sender: SERVER, receivedAt: Date.now(), leases: [], facts: {} }])
    durations.push(performance.now() - begun)
    await sleep(MILLISECONDS_APART)
  }
  const { user, system } = process.cpuUsage(before)
  database.close()
  rmSync(folder, { recursive: true, force: true })
  durations.sort((a, b) => a - b)
  return {
    commit50: durations[Math.floor(COMMITS * 0.5)] ?? 0,
    commit99: durations[Math.floor(COMMITS * 0.99)] ?? 0,
    commitCpu: (user + system) / COMMITS,
  }
}
