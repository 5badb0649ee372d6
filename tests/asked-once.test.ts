/**
 * Drafts that several people send while they cannot see each other: each asks for a reply, and one is made. Real
 * rooms, the real queue and two workers, in every order that chance brings. Replayed with `SEED=<seed>`.
 */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { conversationRows } from '../client/chat/rows.ts'
import { retry, sendSharedDraft, stopRun } from '../client/chat/writing.ts'
import { indexRuns } from '../client/sync/conversation-model.ts'
import {
  addMessage,
  addReply,
  addRun,
  conversationRoots,
  fillWithText,
  type MessageEntry,
  questionOf,
  type RunEntry,
  readMessages,
  readRuns,
  readSettings,
  readTree,
  reportRun,
} from '../shared/document/index.ts'
import { type AnyId, BANYAN_AGENT, MAIN_BRANCH, type PrincipalId, type RunId } from '../shared/ids.ts'
import type { Claim } from '../sync-server/agent/run-queue.ts'
import { createSqliteRunQueue } from '../sync-server/storage/sqlite/run-queue.ts'
import { createRandom, type Random, seedsOf } from './helpers/random.ts'
import { agent, microtasks, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const PEOPLE = ['anna', 'ben0', 'cleo']

class Table {
  readonly world = new RoomWorld()
  readonly random: Random
  readonly people = new Map<string, TestPeer>()
  readonly queue
  /** What workers have claimed, each with a connection of its own. */
  readonly #claims = new Map<Claim, TestPeer>()
  /** Runs to which a reply was begun, in the order in which that happened. */
  readonly begun: RunId[] = []
  readonly cancelled = new Set<string>()
  #ids = 0

  constructor(seed: number) {
    this.random = createRandom(seed)
    this.queue = createSqliteRunQueue({
      database: this.world.database,
      clock: { now: () => this.world.now },
      random: (length) => Uint8Array.from({ length }, () => this.random.below(256)),
    })
    this.world.levels.set(BANYAN_AGENT, 'collaborate')
    for (const name of PEOPLE)
      this.people.set(name, this.world.peer(name, name === 'anna' ? 'owner' : 'collaborate'))
  }

  id<Id extends AnyId>(): Id {
    return `id-${(this.#ids++).toString().padStart(4, '0')}` as Id
  }

  desk(peer: TestPeer) {
    const roots = conversationRoots(peer.doc)
    return {
      doc: peer.doc,
      tree: readTree(roots),
      settings: readSettings(roots),
      me: peer.principal.id,
      // Clocks go as they like.
      now: this.random.below(2_000_000),
      newId: <Id extends AnyId>() => this.id<Id>(),
    }
  }

  async begin(): Promise<void> {
    for (const peer of this.people.values()) await peer.connect(this.world.rooms)
    await this.world.settle()
    const [anna] = this.people.values()
    if (anna === undefined) throw new Error('Nobody is here.')
    for (let drafts = 0; drafts < 3; drafts++) {
      addMessage(
        anna.doc,
        {
          id: this.id(),
          author: anna.principal.id,
          role: 'user',
          parentId: null,
          branchId: MAIN_BRANCH,
          createdAt: 0,
        },
        fillWithText('What shall we do'),
        { draft: true },
      )
    }
    await this.world.settle()
  }

  async step(): Promise<void> {
    const { random, world } = this
    if (random.chance(0.25)) return this.work()
    if (random.chance(0.02)) {
      for (const peer of this.#claims.values()) peer.disconnect()
      world.crash()
      for (const [claim] of [...this.#claims]) await this.#rejoin(claim)
      return
    }
    const peer = random.pick([...this.people.values()])
    if (random.chance(0.25)) {
      if (peer.isUp) peer.disconnect()
      else await peer.connect(world.rooms)
      return
    }
    if (random.chance(0.5)) {
      peer.deliverToServer(1 + random.below(4))
      if (random.chance(0.7)) {
        world.runTasks()
        await microtasks()
      }
      peer.deliverToPeer(1 + random.below(6))
      return
    }
    this.write(peer)
  }

  write(peer: TestPeer): void {
    const { random } = this
    const desk = this.desk(peer)
    const runs = indexRuns(readRuns(conversationRoots(peer.doc)))
    const drafts = desk.tree.drafts(MAIN_BRANCH)
    if (drafts.length > 0 && random.chance(0.3)) {
      const draft = random.pick(drafts)
      write(draft, random)
      if (random.chance(0.7)) sendSharedDraft(desk, draft)
      return
    }
    const failed = [...runs.askedBy.values()].flatMap((asked) => asked.slice(-1)).filter(isFailed)
    if (failed.length > 0 && random.chance(0.5)) {
      retry(desk, random.pick(failed))
      return
    }
    if (runs.active.length > 0 && random.chance(0.1)) {
      const run = random.pick(runs.active)
      this.cancelled.add(questionOf(run))
      stopRun(desk, runs, run)
    }
  }

  /** A worker's next step: claims, begins a reply, or ends one. */
  async work(): Promise<void> {
    const { random } = this
    if (this.#claims.size < 2 && random.chance(0.5)) {
      const claim = await this.queue.claim('worker')
      if (claim !== undefined) await this.#rejoin(claim)
      return
    }
    const [claim, peer] = random.pick([...this.#claims, [undefined, undefined]] as const)
    if (claim === undefined || peer === undefined) return
    const run = readRuns(conversationRoots(peer.doc)).find(({ id }) => id === claim.runId)
    if (run === undefined) throw new Error('A run was given out that nobody asked for.')
    if (run.status === 'queued' && run.cancelledBy === undefined) {
      this.begun.push(run.id)
      peer.doc.transact(() => {
        reportRun(peer.doc, run.id, { status: 'running' })
        addReply(peer.doc, {
          id: this.id(),
          author: BANYAN_AGENT,
          role: 'assistant',
          parentId: run.parentId,
          branchId: run.branchId,
          createdAt: 0,
          runId: run.id,
        })
      })
      return
    }
    if (run.cancelledBy !== undefined) reportRun(peer.doc, run.id, { status: 'stopped' })
    else reportRun(peer.doc, run.id, { status: random.pick(['done', 'done', 'failed', 'interrupted']) })
    while (!peer.isSaved) await this.#exchange(peer)
    peer.disconnect()
    this.#claims.delete(claim)
    await this.queue.finish(claim, 'done')
  }

  async #rejoin(claim: Claim): Promise<void> {
    const before = this.#claims.get(claim)
    if (before !== undefined) this.world.peers.splice(this.world.peers.indexOf(before), 1)
    const peer = this.world.peerOf(agent(BANYAN_AGENT), before === undefined ? {} : { doc: before.doc })
    this.#claims.set(claim, peer)
    await peer.connect(this.world.rooms)
    while (!peer.isSaved) await this.#exchange(peer)
  }

  async #exchange(peer: TestPeer): Promise<void> {
    peer.deliverToServer()
    this.world.runTasks()
    await microtasks()
    this.world.runWindows()
    peer.deliverToPeer()
  }

  async end(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      for (const peer of this.people.values()) if (!peer.isUp) await peer.connect(this.world.rooms)
      await this.world.settle()
      const open = readRuns(conversationRoots(await this.world.stored())).filter(isActive)
      if (open.length === 0 && this.#claims.size === 0) return
      await this.work()
    }
    throw new Error('The conversation does not come to rest.')
  }
}

const isActive = ({ status }: RunEntry): boolean => status === 'queued' || status === 'running'
const isFailed = ({ status }: RunEntry): boolean => status === 'failed' || status === 'interrupted'

const write = ({ body }: MessageEntry, random: Random): void => {
  if (!(body instanceof Y.XmlFragment)) return
  const [paragraph] = body.toArray()
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
  if (text instanceof Y.XmlText)
    text.insert(random.below(text.length + 1), random.pick(['?', ' then', ' now']))
}

/** What of a message's replies and runs is on the page of somebody who reads the main branch. */
const shownOf = (doc: Y.Doc): { readonly active: number; readonly rows: number } => {
  const roots = conversationRoots(doc)
  const runs = indexRuns(readRuns(roots))
  const most = (of: readonly RunEntry[]): number => {
    const counts = new Map<string, number>()
    for (const run of of) counts.set(questionOf(run), (counts.get(questionOf(run)) ?? 0) + 1)
    return Math.max(0, ...counts.values())
  }
  const rows = conversationRows(readTree(roots), runs, { kind: 'branch', branchId: MAIN_BRANCH })
  return {
    active: most(runs.active.filter(({ cancelledBy }) => cancelledBy === undefined)),
    rows: most(rows.flatMap((row) => (row.kind === 'run' && isActive(row.run) ? [row.run] : []))),
  }
}

it.each(seedsOf([1, 2, 3, 4, 5, 6], 6))(
  '[RUNS-11] with seed %i a draft that several send is answered once, whoever comes when',
  async (seed) => {
    const table = new Table(seed)
    await table.begin()
    for (let step = 0; step < 500; step++) {
      await table.step()
      for (const { doc } of table.people.values()) {
        // Whoever is off line may see a reply that was begun beside what waits here, and never two that wait.
        const { active, rows } = shownOf(doc)
        expect([active <= 1, rows <= 1]).toEqual([true, true])
      }
    }
    await table.end()

    const doc = await table.world.stored()
    const roots = conversationRoots(doc)
    const runs = new Map(readRuns(roots).map((run) => [run.id, run]))
    const replies = readMessages(roots).filter(({ role }) => role === 'assistant')
    expect(new Set(replies.map(({ runId }) => runId))).toEqual(new Set(table.begun))
    expect(replies).toHaveLength(table.begun.length)
    const settled = new Set<string>()
    for (const id of table.begun) {
      const run = runs.get(id)
      if (run === undefined) throw new Error('A reply to no run.')
      // Once answered, or stopped on the way, nothing is asked of anybody again.
      expect(settled.has(questionOf(run))).toBe(false)
      if (!isFailed(run)) settled.add(questionOf(run))
    }
    for (const run of runs.values()) {
      expect(isActive(run)).toBe(false)
      if (run.answeredBy === undefined) continue
      const earlier = runs.get(run.answeredBy)
      expect(earlier === undefined ? undefined : questionOf(earlier)).toBe(questionOf(run))
      expect(replies.some(({ runId }) => runId === run.id)).toBe(false)
    }
    // Whoever sent something has an answer, unless somebody stopped it or may try again.
    for (const run of runs.values()) {
      const all = [...runs.values()].filter((other) => questionOf(other) === questionOf(run))
      const isOver = settled.has(questionOf(run)) || table.cancelled.has(questionOf(run))
      expect(isOver || all.some(isFailed)).toBe(true)
    }
    expect(table.world.refused).toEqual([])
    expect(table.world.failures).toEqual([])
    expect([...table.people.values()].flatMap(({ rejections }) => rejections)).toEqual([])
  },
)

const RUN = { parentId: 'ask0', branchId: MAIN_BRANCH, agent: BANYAN_AGENT, model: '', createdAt: 0 }

/** Anna has asked a question by `run1`, which is as given; Ben asks it too, by `run2`. */
const askedTwice = async (
  status: 'queued' | 'running' | 'done' | 'failed' | 'interrupted' | 'stopped' | 'stopped before a word',
  other: Partial<typeof RUN> = {},
): Promise<{ readonly answeredBy: RunId | undefined; readonly queued: readonly string[] }> => {
  const world = new RoomWorld()
  const anna = await world.joined('anna', 'owner')
  const ben = await world.joined('ben0', 'collaborate')
  world.levels.set(BANYAN_AGENT, 'collaborate')
  const banyan = world.peerOf(agent(BANYAN_AGENT))
  await banyan.connect(world.rooms)
  const author = anna.principal.id
  addMessage(
    anna.doc,
    { id: 'ask0', author, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 0 },
    fillWithText('What now?'),
  )
  addRun(anna.doc, { ...RUN, id: 'run1', requestedBy: author })
  await world.settle()
  if (status !== 'queued') {
    if (status !== 'stopped before a word') {
      addReply(banyan.doc, {
        id: 'answ',
        author: BANYAN_AGENT,
        role: 'assistant',
        parentId: 'ask0',
        branchId: MAIN_BRANCH,
        createdAt: 0,
        runId: 'run1',
      })
    }
    const said = status === 'stopped before a word' ? 'stopped' : status
    reportRun(banyan.doc, 'run1' as RunId, { status: said })
    await world.settle()
  }
  addRun(ben.doc, { ...RUN, ...other, id: 'run2', requestedBy: ben.principal.id })
  await world.settle()
  const run = readRuns(conversationRoots(ben.doc)).find(({ id }) => id === 'run2')
  const queued = world.facts.flatMap(({ facts }) => facts.queuedRuns ?? []).map(({ id }) => id)
  return { answeredBy: run?.answeredBy, queued }
}

it.each(['queued', 'running', 'done', 'stopped'] as const)(
  '[RUNS-11] what was asked and is %s is the same question, whatever model is wished for',
  async (status) => {
    const other = await askedTwice(status, { model: 'another/model' })
    expect(other).toEqual({ answeredBy: 'run1', queued: ['run1'] })
  },
)

it.each(['failed', 'interrupted', 'stopped before a word'] as const)(
  '[RUNS-11] after a run that %s one may ask once more in its place',
  async (status) => {
    expect(await askedTwice(status)).toEqual({ answeredBy: undefined, queued: ['run1', 'run2'] })
  },
)

it('[RUNS-11] another agent is another question', async () => {
  const other = await askedTwice('done', { agent: 'echo' as PrincipalId })
  expect(other).toEqual({ answeredBy: undefined, queued: ['run1', 'run2'] })
})
