/**
 * Real rooms over a real SQLite store, with a clock, a scheduler and rights that a test moves by hand.
 * Nothing happens by itself: `settle` runs commits, windows and queues until all is quiet.
 */
import * as Y from 'yjs'
import {
  addMessage,
  conversationRoots,
  type Directory,
  EMPTY_DIRECTORY,
  fillWithText,
  readTree,
} from '../../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type OrganizationId, type PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import { conversationRoom, type Room as RoomAddress, type RoomName, talkRoom } from '../../shared/rooms.ts'
import type { Authorize } from '../../sync-server/access/authorization.ts'
import type { Principal } from '../../sync-server/access/principal.ts'
import { gateForRoom } from '../../sync-server/gate/gate-for-room.ts'
import { createCommits } from '../../sync-server/rooms/commits.ts'
import { createRooms } from '../../sync-server/rooms/create-rooms.ts'
import { EPOCH_CLIENT_IDS, rebuilt } from '../../sync-server/rooms/epochs.ts'
import type { RoomLog } from '../../sync-server/rooms/room.ts'
import { NO_METER } from '../../sync-server/rooms/room-meter.ts'
import type { Rooms } from '../../sync-server/rooms/rooms.ts'
import { snapshotOf } from '../../sync-server/rooms/snapshot.ts'
import type { Append, DocumentStore, Facts } from '../../sync-server/storage/document-store.ts'
import { openDatabase, type SqliteDatabase } from '../../sync-server/storage/sqlite/database.ts'
import { createSqliteDocumentStore } from '../../sync-server/storage/sqlite/document-store.ts'
import { TestPeer } from './test-peer.ts'

export const CONVERSATION = 'conversation-1' as ConversationId
export const ROOM = conversationRoom(CONVERSATION)
export const TALK = talkRoom(CONVERSATION)

export const person = (name: string): Principal => ({
  kind: 'person',
  id: name.padEnd(4, '0') as PrincipalId,
  name,
  organizationId: 'acme' as OrganizationId,
  role: 'member',
  sessionId: `session-of-${name}`,
  expiresAt: Number.POSITIVE_INFINITY,
})

export const agent = (name: string): Principal => ({ kind: 'agent', id: name as PrincipalId, name })

export class RoomWorld {
  now = 1_700_000_000_000
  readonly levels = new Map<PrincipalId, Level>()
  readonly peers: TestPeer[] = []
  readonly facts: { address: RoomAddress; facts: Facts }[] = []
  readonly refused: Parameters<RoomLog['refused']>[0][] = []
  readonly failures: Parameters<RoomLog['failed']>[0][] = []
  readonly appended: Append[][] = []
  readonly directories = new Map<PrincipalId, Directory>()
  readonly database: SqliteDatabase
  readonly store: DocumentStore
  rooms: Rooms
  loads = 0
  snapshots = 0
  /** Gates made: one for each document that was loaded into memory. */
  gates = 0
  /** Milliseconds that pass with each look at the clock. Nothing costs anything: no room keeps anybody waiting. */
  costOfLooking = 0
  elapsed = 0
  /** Bytes; takes effect when the process starts anew. */
  documentMemory = 256 * 1024 * 1024
  /** Client ids after which a conversation is written anew; takes effect when the process starts anew. */
  epochClientIds = EPOCH_CLIENT_IDS
  /** What the store does before it does its work: a test makes it fail or wait here. */
  beforeAppend: (() => Promise<void>) | undefined
  beforeLoad: (() => Promise<void>) | undefined
  beforeAuthorize: (() => Promise<void>) | undefined
  /** Asked in the place of `levels`. */
  authorizeWith: Authorize | undefined
  beforeDirectory: (() => Promise<void>) | undefined
  beforeEpoch: (() => Promise<void>) | undefined
  beforeRebuild: (() => Promise<void>) | undefined
  beforeGate: (() => void) | undefined
  beforeSnapshot: (() => Promise<void>) | undefined
  #tasks: (() => void)[] = []
  #windows: (() => void)[] = []
  #idle: (() => void)[] = []
  #quiet: (() => void)[] = []
  #nextClientId = 4_000_000_000

  constructor(file = ':memory:') {
    this.database = openDatabase(file)
    const sqlite = createSqliteDocumentStore(this.database)
    this.store = {
      ...sqlite,
      load: async (room) => {
        this.loads++
        await this.beforeLoad?.()
        return sqlite.load(room)
      },
      append: async (entries) => {
        await this.beforeAppend?.()
        await sqlite.append(entries)
        this.appended.push([...entries])
      },
      startEpoch: async (next) => {
        await this.beforeEpoch?.()
        return sqlite.startEpoch(next)
      },
    }
    this.rooms = this.#start()
  }

  #start(): Rooms {
    const tasks: (() => void)[] = []
    this.#tasks = tasks
    this.#windows = []
    this.#idle = []
    this.#quiet = []
    return createRooms({
      store: this.store,
      commits: createCommits({ store: this.store, schedule: (task) => tasks.push(task) }),
      authorize: async (principal, room) => {
        await this.beforeAuthorize?.()
        if (this.authorizeWith !== undefined) return this.authorizeWith(principal, room)
        const { id } = principal
        if ('userId' in room) {
          if (room.userId !== id) return { allowed: false, reason: 'unknown' }
          return { allowed: true, level: room.kind === 'personal' ? 'owner' : 'view' }
        }
        const level = this.levels.get(id) ?? 'none'
        return level === 'none' ? { allowed: false, reason: 'forbidden' } : { allowed: true, level }
      },
      gateFor: (address, doc, { leases }) => {
        this.gates++
        this.beforeGate?.()
        return gateForRoom(address, { doc, leases })
      },
      readDirectory: async (userId) => {
        const directory = this.directories.get(userId)
        await this.beforeDirectory?.()
        return directory ?? EMPTY_DIRECTORY
      },
      makeSnapshot: async (updates) => {
        this.snapshots++
        await this.beforeSnapshot?.()
        return snapshotOf(updates)
      },
      documentMemory: this.documentMemory,
      rebuild: async (update, clientId) => {
        await this.beforeRebuild?.()
        return rebuilt(update, clientId)
      },
      epochClientIds: this.epochClientIds,
      afterQuiet: (task) => this.#quiet.push(task),
      randomClientId: () => this.#nextClientId++,
      now: () => this.now++,
      monotonic: () => (this.elapsed += this.costOfLooking),
      afterTurn: (task) => tasks.push(task),
      after: (_, task) => this.#windows.push(task),
      afterWindow: (task) => this.#windows.push(task),
      afterIdle: (task) => this.#idle.push(task),
      onFacts: (address, facts) => this.facts.push({ address, facts }),
      meter: NO_METER,
      log: {
        refused: (entry) => this.refused.push(entry),
        failed: (entry) => this.failures.push(entry),
      },
    })
  }

  /** A peer of the conversation with this level, not connected yet. */
  peer(
    name: string,
    level: Level,
    options: { speaksBanyan?: boolean; room?: RoomName; doc?: Y.Doc } = {},
  ): TestPeer {
    const principal = person(name)
    this.levels.set(principal.id, level)
    return this.peerOf(principal, options)
  }

  peerOf(
    principal: Principal,
    options: { speaksBanyan?: boolean; room?: RoomName; doc?: Y.Doc } = {},
  ): TestPeer {
    const peer = new TestPeer({ principal, room: ROOM, ...options })
    this.peers.push(peer)
    return peer
  }

  async joined(
    name: string,
    level: Level,
    options: { speaksBanyan?: boolean; room?: RoomName } = {},
  ): Promise<TestPeer> {
    const peer = this.peer(name, level, options)
    await peer.connect(this.rooms)
    await this.settle()
    return peer
  }

  /** One round of commits, as the event loop would run it. Returns whether there was anything to do. */
  runTasks(): boolean {
    const tasks = this.#tasks.splice(0)
    for (const task of tasks) task()
    return tasks.length > 0
  }

  runWindows(): boolean {
    const windows = this.#windows.splice(0)
    for (const task of windows) task()
    return windows.length > 0
  }

  /** Lets time pass until rooms that nobody uses are forgotten. */
  runIdle(): void {
    for (const task of this.#idle.splice(0)) task()
  }

  /** Everybody goes, and nobody comes for so long that every document is forgotten. */
  async forget(): Promise<void> {
    for (const peer of this.peers) peer.disconnect()
    this.runIdle()
    this.runIdle()
    await this.settle()
  }

  /** Lets the time pass for which nobody may have written before an epoch begins. */
  async runQuiet(): Promise<void> {
    for (const task of this.#quiet.splice(0)) task()
    await microtasks()
  }

  /** Delivers and stores until nothing is on its way any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      let moved = false
      for (const peer of this.peers) moved = peer.deliverToServer() || moved
      moved = this.runTasks() || moved
      await microtasks()
      // A window may open the next one for as long as it likes: that alone is no movement.
      this.runWindows()
      for (const peer of this.peers) moved = peer.deliverToPeer() || moved
      quiet = moved ? 0 : quiet + 1
    }
  }

  /** The process dies: what was not stored is gone; a new one starts on the same store. */
  crash(): void {
    for (const peer of this.peers) peer.disconnect()
    this.rooms = this.#start()
  }

  /** Makes one snapshot of all that is stored, as happens to a document that nobody uses: it is served cold then. */
  async compact(room: RoomName = ROOM): Promise<void> {
    const log = (await createSqliteDocumentStore(this.database).load(room))?.log ?? []
    const last = log.at(-1)
    if (last !== undefined) {
      await this.store.compact(room, last.position, snapshotOf(log.map(({ update }) => update)))
    }
  }

  changeLevel(principal: Principal, level: Level): void {
    this.levels.set(principal.id, level)
    for (const room of [ROOM, TALK]) {
      this.rooms.rightsChanged(room, new Set([principal.id]), 'Rights have changed.')
    }
  }

  /** What a late joiner would be given: the stored log, replayed. */
  async stored(room: RoomName = ROOM): Promise<Y.Doc> {
    const doc = new Y.Doc()
    for (const { update } of (await createSqliteDocumentStore(this.database).load(room))?.log ?? []) {
      Y.applyUpdate(doc, update)
    }
    return doc
  }
}

/** Lets every promise that can go on go on. */
export const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

/** Everything that a document says, in a form that compares: keys sorted, empty roots left out. */
export const contentOf = (doc: Y.Doc): string =>
  JSON.stringify(
    [...doc.share.keys()]
      .sort()
      .map((name) => [name, canonical(rootJson(doc, name))] as const)
      .filter(([, content]) => Object.keys(content as object).length > 0),
  )

const rootJson = (doc: Y.Doc, name: string): unknown =>
  ['messages', 'branches', 'runs', 'order'].includes(name)
    ? doc.getArray(name).toJSON()
    : doc.getMap(name).toJSON()

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  )
}

/** Somebody sends a message. */
export const say = (
  peer: TestPeer,
  id: string,
  parentId: string | null = null,
  text = `text of ${id}`,
): void =>
  addMessage(
    peer.doc,
    { id, author: peer.principal.id, role: 'user', parentId, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText(text),
  )

/** What a document shows in its first branch. */
export const read = (doc: Y.Doc): string[] =>
  readTree(conversationRoots(doc))
    .view(MAIN_BRANCH)
    .map(({ id }) => id)
