/**
 * A conversation as it is lived: several people and an agent, going off and on line, branching, editing, losing and
 * gaining rights, while the server dies and comes back. Seeded; a failing seed is printed by the title of its test
 * and replayed with `SEED=<seed> npm test -- simulation`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { carryOver } from '../client/sync/carry-over.ts'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  cancelRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  readMessages,
  readRuns,
  readTree,
  renameBranch,
  reportRun,
} from '../shared/document/index.ts'
import type { BranchId } from '../shared/ids.ts'
import { BANYAN_AGENT, MAIN_BRANCH } from '../shared/ids.ts'
import { CLOSE } from '../shared/wire.ts'
import { createRandom, type Random, seedsOf } from './helpers/random.ts'
import { agent, contentOf, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'banyan-simulation-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const STEPS = 400
const WRITERS = ['anna', 'ben', 'cleo', 'dan']
/** May read and never write, with a client that tries nevertheless. */
const READER = 'vera'

class Life {
  readonly world: RoomWorld
  readonly random: Random
  readonly peers = new Map<string, TestPeer>()
  #ids = 0
  readonly #copies = new Map<string, Y.Doc>()
  readonly #acknowledged = new Set<string>()

  constructor(seed: number) {
    this.random = createRandom(seed)
    this.world = new RoomWorld(join(FOLDER, `${seed}.sqlite`))
    this.world.epochClientIds = 4
    this.world.crash()
    for (const name of WRITERS)
      this.peers.set(name, this.world.peer(name, name === 'anna' ? 'owner' : 'collaborate'))
    this.peers.set(READER, this.world.peer(READER, 'view'))
    const banyan = this.world.peerOf(agent(BANYAN_AGENT))
    this.world.levels.set(BANYAN_AGENT, 'collaborate')
    this.peers.set(BANYAN_AGENT, banyan)
  }

  id(kind: string): string {
    return `${kind}-${(this.#ids++).toString(36).padStart(4, '0')}`
  }

  async step(): Promise<void> {
    const { random, world } = this
    const [name, peer] = random.pick([...this.peers])
    if (random.chance(0.02)) return this.crash()
    if (random.chance(0.04)) return this.rest()
    if (random.chance(0.12)) {
      if (peer.isUp) peer.disconnect()
      else await this.connect(name)
      return
    }
    if (random.chance(0.03) && name !== 'anna' && name !== READER && name !== BANYAN_AGENT) {
      const level = random.pick(['none', 'view', 'collaborate', 'collaborate'] as const)
      world.changeLevel(peer.principal, level)
      return
    }
    if (random.chance(0.45)) return this.deliver(peer)
    if (name === BANYAN_AGENT) this.answer(peer)
    else this.write(name, peer)
  }

  async deliver(peer: TestPeer): Promise<void> {
    peer.deliverToServer(1 + this.random.below(4))
    if (this.random.chance(0.7)) {
      this.world.runTasks()
      await Promise.resolve()
    }
    peer.deliverToPeer(1 + this.random.below(6))
    this.heal()
  }

  async connect(name: string): Promise<void> {
    const peer = this.peers.get(name)
    if (peer !== undefined && !peer.isUp) await peer.connect(this.world.rooms)
  }

  /** Whoever comes back finds the log as it was written, or a snapshot, or one with something after it. */
  async crash(): Promise<void> {
    if (this.random.chance(0.6)) await this.world.compact()
    this.world.crash()
  }

  /** Nobody writes for a while: a moment for the next epoch. */
  async rest(): Promise<void> {
    this.world.now += 60 * 60 * 1000
    this.world.runTasks()
    await this.world.runQuiet()
    await this.world.runQuiet()
    this.heal()
  }

  /**
   * What an honest client does when its work was refused, or its copy is of an earlier epoch: it starts anew from the
   * server, shelves its own, and writes anew what can be carried over.
   */
  heal(): void {
    for (const [name, peer] of this.peers) {
      const isOutdated =
        peer.rejections.includes('epoch') || (!peer.isUp && peer.closes.at(-1)?.code === CLOSE.newEpoch)
      if (peer.rejections.length === 0 && !isOutdated) continue
      if (isOutdated) this.#copies.set(name, peer.doc)
      peer.disconnect()
      this.world.peers.splice(this.world.peers.indexOf(peer), 1)
      this.peers.set(name, this.world.peerOf(peer.principal))
    }
  }

  /** Anything that a person can do, on whatever this person's replica shows at the moment. */
  write(name: string, peer: TestPeer): void {
    const { random } = this
    const { doc } = peer
    const author = peer.principal.id
    const tree = readTree(conversationRoots(doc))
    const branchId = random.pick([...tree.branches.keys()])
    const head = tree.head(branchId)
    const messages = [...tree.messages.values()]
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2: {
        const id = this.id('msg')
        doc.transact(() => {
          addMessage(
            doc,
            { id, author, role: 'user', parentId: head?.id ?? null, branchId, createdAt: 1 },
            fillWithText(`${name} says ${id}`),
            { draft: random.chance(0.1) },
          )
          if (random.chance(0.4)) {
            addRun(doc, {
              id: this.id('run'),
              parentId: id,
              branchId,
              requestedBy: author,
              agent: BANYAN_AGENT,
              model: '',
              createdAt: 1,
            })
          }
        })
        return
      }
      case 3: {
        const at = random.chance(0.1) || messages.length === 0 ? null : random.pick(messages)
        const branch = this.id('fork')
        addBranch(doc, {
          id: branch,
          createdBy: author,
          forkFrom: at?.id ?? null,
          parentBranch: at?.branchId ?? MAIN_BRANCH,
          createdAt: 1,
        })
        return
      }
      case 4:
      case 5: {
        const target = messages.filter(({ role, body }) => role === 'user' && body !== undefined)
        if (target.length > 0) this.edit(random.pick(target).body)
        return
      }
      case 6:
        changeSetting(doc, random.pick(['title', 'model', 'systemPrompt']), `${name} ${random.below(100)}`)
        return
      case 7: {
        const mine = messages.filter((message) => message.author === author)
        if (mine.length > 0 && random.chance(0.3)) deleteMessage(doc, random.pick(mine).id, author)
        else if (tree.branches.size > 1) {
          renameBranch(
            doc,
            random.pick([...tree.branches.keys()].filter((id) => id !== MAIN_BRANCH)) as BranchId,
            name,
          )
        }
        return
      }
      default: {
        const open = readRuns(conversationRoots(doc)).filter(
          ({ status }) => status === 'queued' || status === 'running',
        )
        if (open.length > 0 && random.chance(0.3)) cancelRun(doc, random.pick(open).id, author)
      }
    }
  }

  edit(body: Y.Text | Y.XmlFragment | undefined): void {
    if (!(body instanceof Y.XmlFragment)) return
    const [first] = body.toArray()
    if (!(first instanceof Y.XmlElement)) return
    const text = first.toArray().find((child) => child instanceof Y.XmlText)
    if (text === undefined) return
    const { random } = this
    if (random.chance(0.3) && text.length > 4) text.delete(random.below(text.length - 3), 2)
    else if (random.chance(0.3))
      text.format(0, Math.min(text.length, 5), { bold: random.chance(0.5) ? {} : null })
    else text.insert(random.below(text.length + 1), random.pick(['a', 'bc', ' and ', '🌳']))
  }

  /** Claims what is queued, streams some tokens, ends. One step of each at a time. */
  answer({ doc, principal }: TestPeer): void {
    const roots = conversationRoots(doc)
    const tree = readTree(roots)
    for (const run of readRuns(roots)) {
      if (run.status === 'queued') {
        if (run.cancelledBy !== undefined) {
          reportRun(doc, run.id, { status: 'stopped' })
          return
        }
        doc.transact(() => {
          reportRun(doc, run.id, { status: 'running' })
          addReply(doc, {
            id: this.id('ans'),
            author: principal.id,
            role: 'assistant',
            parentId: run.parentId,
            branchId: run.branchId,
            createdAt: 1,
            runId: run.id,
          })
        })
        return
      }
      if (run.status === 'running') {
        const reply = [...tree.messages.values()].find(({ runId }) => runId === run.id)
        if (reply?.body instanceof Y.Text && reply.body.length < 60 && run.cancelledBy === undefined) {
          reply.body.insert(reply.body.length, 'some tokens ')
        } else reportRun(doc, run.id, { status: run.cancelledBy === undefined ? 'done' : 'stopped' })
        return
      }
    }
  }

  /** Remembers what the server has acknowledged: it must never be missing again. */
  note(): void {
    for (const [name, peer] of this.peers) {
      if (!peer.isUp || peer.rejections.length > 0 || !peer.isSaved) continue
      const copy = this.#copies.get(name)
      this.#copies.delete(name)
      if (copy !== undefined && carryOver(peer.doc, copy, peer.principal.id) > 0) continue
      for (const { id } of readMessages(conversationRoots(peer.doc))) this.#acknowledged.add(id)
    }
  }

  get acknowledged(): ReadonlySet<string> {
    return this.#acknowledged
  }

  /** Everybody comes back, everything is delivered, and the agent finishes what waits. */
  async end(): Promise<void> {
    for (const name of WRITERS) {
      const peer = this.peers.get(name)
      if (peer !== undefined)
        this.world.changeLevel(peer.principal, name === 'anna' ? 'owner' : 'collaborate')
    }
    for (let round = 0; round < 400; round++) {
      this.heal()
      for (const name of this.peers.keys()) await this.connect(name)
      await this.world.settle()
      const banyan = this.peers.get(BANYAN_AGENT)
      if (banyan === undefined) throw new Error('The agent is gone.')
      const open = readRuns(conversationRoots(banyan.doc)).filter(
        ({ status }) => status === 'queued' || status === 'running',
      )
      if (
        open.length === 0 &&
        [...this.peers.values()].every((peer) => peer.isUp && peer.rejections.length === 0)
      ) {
        return
      }
      this.answer(banyan)
    }
    throw new Error('The conversation does not come to rest.')
  }
}

it.each(seedsOf([1, 2, 3, 1693219924], 3))(
  '[SIM-1] lived with seed %i, a conversation converges and loses nothing',
  async (seed) => {
    const life = new Life(seed)
    for (let step = 0; step < STEPS; step++) {
      await life.step()
      life.note()
    }
    await life.end()

    const stored = await life.world.stored()
    const expected = contentOf(stored)
    for (const [name, peer] of life.peers)
      expect([name, contentOf(peer.doc) === expected]).toEqual([name, true])

    const roots = conversationRoots(stored)
    const tree = readTree(roots)
    const messages = readMessages(roots)
    // No reader's write lands.
    expect(messages.filter(({ author }) => author.startsWith(READER))).toEqual([])
    // Every run ends, with at most one reply.
    for (const run of readRuns(roots)) {
      expect(['done', 'stopped']).toContain(run.status)
      expect(messages.filter(({ runId }) => runId === run.id).length).toBeLessThanOrEqual(1)
    }
    // What was acknowledged is there, and every sent message stands in its branch's view, in order, once.
    for (const id of life.acknowledged) expect(tree.messages.has(id as never)).toBe(true)
    for (const message of messages) {
      if (message.sentBy === undefined) continue
      expect(tree.view(message.branchId).filter(({ id }) => id === message.id)).toHaveLength(1)
      expect(tree.isWaiting(message.id)).toBe(false)
    }
    // Nothing answered stands behind its answer.
    for (const message of messages) {
      const parent = message.parentId === null ? undefined : tree.order.get(message.parentId)
      const own = tree.order.get(message.id)
      if (parent !== undefined && own !== undefined) expect(parent.position).toBeLessThan(own.position)
    }
    expect(life.world.failures).toEqual([])
    expect(life.world.peers.every((peer) => peer.framesAfterClose === 0)).toBe(true)
  },
)
