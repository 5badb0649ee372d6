/**
 * Ours, whole: accounts, rights, gate and commits are on. Conversations are made through the commands on a database
 * handle of their own, so that the rooms meet them cold; viewers come as a person, the writer as the agent does.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Me } from '../../shared/api.ts'
import { BANYAN_AGENT, type ConversationId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName } from '../../shared/rooms.ts'
import { createBanyan } from '../../sync-server/banyan.ts'
import { createCommands } from '../../sync-server/commands/commands.ts'
import { createSnapshotThread } from '../../sync-server/rooms/snapshot-thread.ts'
import { SERVER } from '../../sync-server/storage/document-store.ts'
import { createSqliteAccessStore } from '../../sync-server/storage/sqlite/access-store.ts'
import { openDatabase } from '../../sync-server/storage/sqlite/database.ts'
import { createSqliteDocumentStore } from '../../sync-server/storage/sqlite/document-store.ts'
import { SEED_CLIENTS } from '../recording.ts'
import { answerControl, ready } from './control.mjs'

const dataDir = process.env.BENCH_DATA ?? ''
const { url } = await createBanyan({
  host: '127.0.0.1',
  port: 0,
  dataDir,
  // For the benchmark of the browser, which needs the pages too.
  clientDir: process.env.BENCH_CLIENT,
  publicUrl: undefined,
  demo: false,
  agent: false,
  // One person plays all viewers.
  socketLimits: { person: 100_000, waitingFromAddress: 100_000 },
  logLevel: 'error',
  environment: {},
})

interface Person {
  readonly me: Me
  readonly cookie: string
}

const signUp = async (): Promise<Person> => {
  const response = await fetch(`${url}/api/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      name: 'Ana',
      email: 'ana@example.org',
      password: 'correct horse battery',
      organization: 'Acme',
    }),
  })
  if (!response.ok) throw new Error(`There is no account to measure with: ${await response.text()}`)
  const me = (await response.json()) as Me
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { me, cookie }
}

/** Kept beside the data, for the server that starts after this one was killed. */
const personFile = join(dataDir, 'person.json')
const person = existsSync(personFile)
  ? (JSON.parse(readFileSync(personFile, 'utf8')) as Person)
  : await signUp()
writeFileSync(personFile, JSON.stringify(person))

const database = openDatabase(join(dataDir, 'banyan.sqlite'))
const store = createSqliteAccessStore(database)
const documents = createSqliteDocumentStore(database)
const snapshots = createSnapshotThread()
const commands = createCommands({
  store,
  rooms: {
    edit: async () => undefined,
    rightsChanged: () => undefined,
    shut: () => undefined,
    signedOut: () => undefined,
  },
  directories: {
    project: () => undefined,
    inboxChanged: async () => undefined,
    peopleChanged: async () => undefined,
  },
  files: { take: async () => new Map(), told: async () => undefined },
  now: Date.now,
  randomBytes,
})

const newConversation = async (): Promise<ConversationId> => {
  const member = await store.member(person.me.id)
  if (member === undefined) throw new Error('Who measures is no member.')
  const actor = { id: member.id, organizationId: member.organization.id }
  const made = await commands.createConversation(actor, { title: 'Measured' })
  if (!made.ok) throw new Error(made.refusal.message)
  return made.value
}

answerControl({
  rooms: async ({ count }: { count: number }): Promise<RoomName[]> => {
    const rooms: RoomName[] = []
    for (let i = 0; i < count; i++) rooms.push(conversationRoom(await newConversation()))
    return rooms
  },
  seed: async ({ file }: { file: string }): Promise<RoomName> => {
    const room = conversationRoom(await newConversation())
    await documents.append([
      {
        room,
        update: readFileSync(file),
        sender: person.me.id,
        receivedAt: Date.now(),
        leases: [
          { clientId: SEED_CLIENTS.person, holder: person.me.id },
          { clientId: SEED_CLIENTS.agent, holder: BANYAN_AGENT },
          { clientId: SEED_CLIENTS.server, holder: SERVER },
        ],
        facts: {},
      },
    ])
    // It lies there as the server leaves a conversation of that length: as a snapshot, made in another thread.
    const stored = await documents.load(room)
    const last = stored?.log.at(-1)
    if (last !== undefined) await documents.compact(room, last.position, await snapshots.make([last.update]))
    return room
  },
})
ready({
  base: `${url.replace('http', 'ws')}/sync/`,
  headers: { origin: url, cookie: person.cookie },
  writerHeaders: { authorization: `Bearer ${readFileSync(join(dataDir, 'agent.key'), 'utf8').trim()}` },
})
