import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  bodyToMarkdown,
  conversationRoots,
  readRuns,
  readSettings,
  readTalk,
  readTree,
} from '../../shared/document/index.ts'
import { BANYAN_AGENT, type BranchId, MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, parseRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { type AccessWorld, createAccessWorld } from '../../tests/helpers/access-world.ts'
import { createRandom } from '../../tests/helpers/random.ts'
import { gateForRoom } from '../gate/gate-for-room.ts'
import { type Append, SERVER } from '../storage/document-store.ts'
import { createSqliteDocumentStore } from '../storage/sqlite/document-store.ts'
import { DEMO_CONVERSATIONS } from './conversations.ts'
import { fillWithDemo } from './fill-with-demo.ts'
import { DEMO_PASSWORD } from './people.ts'

let world: AccessWorld
let appends: Append[]
beforeEach(async () => {
  world = await createAccessWorld()
  appends = []
})
afterEach(() => {
  world.close()
})

const fill = () => {
  const random = createRandom(7)
  return fillWithDemo({
    store: world.store,
    sharing: world.sharing,
    accounts: world.accounts,
    documents: {
      append: async (entries) => {
        appends.push(...entries)
        await createSqliteDocumentStore(world.database).append(entries)
      },
    },
    now: () => world.clock.time,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random.below(256)),
  })
}

const signIn = async (email: string): Promise<PrincipalId> => {
  const account = await world.store.accountByEmail(email)
  if (account === undefined) throw new Error(`There is no ${email}.`)
  return account.id
}

const appendsByRoom = (): Map<RoomName, Append[]> => Map.groupBy(appends, ({ room }) => room)

it('[DEMO-1] an empty database is filled with an organization that one can sign in to, once', async () => {
  const accounts = await fill()
  expect(accounts).toHaveLength(5)
  const signedIn = await world.request('POST', '/api/auth/sign-in/email', {
    body: { email: 'deniz@acme.example', password: DEMO_PASSWORD },
  })
  expect(signedIn.status).toBe(200)

  const written = appends.length
  expect(await fill()).toEqual(accounts)
  expect(appends).toHaveLength(written)
}, 20_000)

it('[DEMO-1] a database that is in use is left alone, and offers no demo accounts', async () => {
  await world.found('Somebody')
  expect(await fill()).toBeUndefined()
  expect(appends).toEqual([])
})

it('[DEMO-2] every word passes the gate as its author’s own', async () => {
  await fill()
  const talks = DEMO_CONVERSATIONS.filter(({ talk }) => talk !== undefined)
  expect(talks).toHaveLength(1)
  expect(appendsByRoom().size).toBe(DEMO_CONVERSATIONS.length + talks.length)
  for (const [name, written] of appendsByRoom()) {
    const doc = new Y.Doc()
    const room = parseRoom(name)
    if (room === undefined) throw new Error(`There is no ${name}.`)
    const gate = gateForRoom(room, { doc, leases: [] })
    for (const { update, sender, leases } of written) {
      if (sender === SERVER) {
        Y.applyUpdate(doc, update)
        gate.accept(leases)
        continue
      }
      const kind = sender === BANYAN_AGENT ? 'agent' : 'person'
      const verdict = gate.check({ id: sender, kind, level: 'collaborate' }, update)
      expect(verdict).toMatchObject({ kind: 'apply' })
      if (verdict.kind !== 'apply') continue
      Y.applyUpdate(doc, verdict.update)
      gate.accept(verdict.leases)
    }
    const tree = readTree(conversationRoots(doc))
    expect([...tree.messages.keys()].filter((id) => tree.isWaiting(id))).toEqual([])
    expect(readRuns(conversationRoots(doc)).map(({ status }) => status)).not.toContain('queued')
    expect(readSettings(conversationRoots(doc)).title).not.toBe('')
  }
}, 20_000)

it('[DEMO-2] branches stand where they fork, each with the whole path above it', async () => {
  await fill()
  const ben = await world.directories.read(await signIn('ben@acme.example'))
  const entry = ben.conversations.find(({ title }) => title === 'A name for the field app')
  if (entry === undefined) throw new Error('The conversation is missing.')
  expect(entry).toMatchObject({ level: 'owner', shared: true })
  const doc = new Y.Doc()
  for (const { update } of appendsByRoom().get(conversationRoom(entry.id)) ?? []) {
    Y.applyUpdate(doc, update)
  }
  const tree = readTree(conversationRoots(doc))
  const [ask] = tree.view(MAIN_BRANCH)
  expect(tree.pathsAfter(ask?.id ?? null)).toHaveLength(2)
  const languages = [...tree.branches.values()].find(({ name }) => name === 'Does it travel?')
  expect(tree.view(languages?.id ?? ('' as BranchId)).map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'user',
    'assistant',
    'user',
  ])
}, 20_000)

it('[DEMO-2] beside one of them its people talk, and who is mentioned was told', async () => {
  await fill()
  const ben = await world.directories.read(await signIn('ben@acme.example'))
  const entry = ben.conversations.find(({ lastTalkAt }) => lastTalkAt !== undefined)
  if (entry === undefined) throw new Error('Nobody talks.')
  const doc = new Y.Doc()
  for (const { update } of appendsByRoom().get(talkRoom(entry.id)) ?? []) Y.applyUpdate(doc, update)
  const talk = readTalk(doc)
  const names = new Map(ben.people.map(({ id, name }) => [id, name.split(' ')[0]]))
  expect(talk.map(({ author }) => names.get(author))).toEqual(['Emma', 'Chiara', 'Emma'])
  expect(talk.at(-1)?.receivedAt).toBe(entry.lastTalkAt)
  expect(talk[0]?.about).toMatch(/./)
  expect(bodyToMarkdown(talk[0]?.body)).toMatch(/^@Ben Okafor /)
  expect(ben.inbox.notifications.filter(({ news }) => news.kind === 'mentioned')).toMatchObject([
    { at: entry.lastTalkAt, conversationId: entry.id, news: { place: 'talk', messageId: talk[0]?.id } },
  ])
  const ana = await world.directories.read(await signIn('ana@acme.example'))
  expect(ana.conversations.find(({ id }) => id === entry.id)).toMatchObject({ sideTalk: false })
}, 20_000)

it('[DEMO-3] owners and levels differ, and nobody sees what is not shared with them', async () => {
  await fill()
  const levels = async (email: string) =>
    Object.fromEntries(
      (await world.directories.read(await signIn(email))).conversations.map(({ title, level }) => [
        title.slice(0, 10),
        level,
      ]),
    )
  expect(await levels('ben@acme.example')).toEqual({
    'A name for': 'owner',
    'Interview ': 'view',
    'Working wi': 'collaborate',
    'Start here': 'collaborate',
  })
  expect(await levels('ana@acme.example')).toEqual({
    'A name for': 'view',
    'Interview ': 'collaborate',
    'Working wi': 'collaborate',
    'Start here': 'owner',
    'Numbers fo': 'owner',
  })
  expect(await levels('emma@acme.example')).toMatchObject({ 'Reading no': 'owner' })
}, 20_000)
