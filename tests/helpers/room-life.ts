/**
 * A room as it is lived in: several people going off and on line, writing, gaining and losing rights, while the server
 * dies and comes back and epochs begin. What they do there, the room's own kind of life says.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import { createRandom, type Random } from './random.ts'
import { contentOf, RoomWorld } from './room-world.ts'
import type { TestPeer } from './test-peer.ts'

export const WRITERS = ['anna', 'ben', 'cleo', 'dan']
/** May read and never write, with a client that tries nevertheless. */
export const READER = 'vera'

const levelOf = (writer: string): 'owner' | 'collaborate' => (writer === 'anna' ? 'owner' : 'collaborate')

/** Rounds in which everything must have come to rest. */
const ROUNDS = 400

export abstract class RoomLife {
  readonly world: RoomWorld
  readonly random: Random
  readonly peers = new Map<string, TestPeer>()
  readonly #room: RoomName
  #ids = 0
  readonly #copies = new Map<string, Y.Doc>()
  readonly #acknowledged = new Set<string>()

  constructor(seed: number, room: RoomName) {
    this.random = createRandom(seed)
    this.#room = room
    const folder = mkdtempSync(join(tmpdir(), 'banyan-life-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    this.world = new RoomWorld(join(folder, 'banyan.sqlite'))
    this.world.epochClientIds = 4
    this.world.crash()
    for (const name of WRITERS) {
      this.peers.set(name, this.world.peer(name, levelOf(name), { room }))
    }
    this.peers.set(READER, this.world.peer(READER, 'view', { room }))
  }

  /** Something that this one can do, on whatever their replica shows at the moment. */
  protected abstract act(name: string, peer: TestPeer): void
  /** Writes what a copy that the server no longer takes has of one's own anew. Returns how much. */
  protected abstract carry(peer: TestPeer, copy: Y.Doc): number
  /** Of what stands in a document and must not be lost. */
  protected abstract idsIn(doc: Y.Doc): readonly string[]
  /** Whether anything is still to be done once everybody is there, and does some of it. */
  protected goesOn(): boolean {
    return false
  }

  id(kind: string): string {
    return `${kind}-${(this.#ids++).toString(36).padStart(4, '0')}`
  }

  /** Lives for so many steps and comes to rest. Returns what is stored then. */
  async live(steps: number): Promise<Y.Doc> {
    for (let step = 0; step < steps; step++) {
      await this.#step()
      this.#note()
    }
    await this.#end()
    return this.world.stored(this.#room)
  }

  /** All agree with what is stored, what was acknowledged is in it, and nobody was told anything once sent away. */
  expectAgreement(stored: Y.Doc): void {
    const expected = contentOf(stored)
    for (const [name, peer] of this.peers) {
      expect([name, contentOf(peer.doc) === expected]).toEqual([name, true])
    }
    const ids = new Set(this.idsIn(stored))
    expect([...this.#acknowledged].filter((id) => !ids.has(id))).toEqual([])
    expect(this.world.failures).toEqual([])
    expect(this.world.peers.every((peer) => peer.framesAfterClose === 0)).toBe(true)
  }

  async #step(): Promise<void> {
    const { random, world } = this
    const [name, peer] = random.pick([...this.peers])
    if (random.chance(0.02)) return this.#crash()
    if (random.chance(0.04)) return this.#rest()
    if (random.chance(0.12)) {
      if (peer.isUp) peer.disconnect()
      else await this.#connect(name)
      return
    }
    if (random.chance(0.03) && name !== 'anna' && WRITERS.includes(name)) {
      world.changeLevel(peer.principal, random.pick(['none', 'view', 'collaborate', 'collaborate'] as const))
      return
    }
    if (random.chance(0.45)) await this.#deliver(peer)
    else this.act(name, peer)
  }

  /** Remembers what the server has acknowledged: it must never be missing again. */
  #note(): void {
    for (const [name, peer] of this.peers) {
      if (!peer.isUp || peer.rejections.length > 0 || !peer.isSaved) continue
      const copy = this.#copies.get(name)
      this.#copies.delete(name)
      if (copy !== undefined && this.carry(peer, copy) > 0) continue
      for (const id of this.idsIn(peer.doc)) this.#acknowledged.add(id)
    }
  }

  /** Everybody comes back, and everything is delivered. */
  async #end(): Promise<void> {
    for (const name of WRITERS) {
      const peer = this.peers.get(name)
      if (peer !== undefined) this.world.changeLevel(peer.principal, levelOf(name))
    }
    for (let round = 0; round < ROUNDS; round++) {
      this.#heal()
      for (const name of this.peers.keys()) await this.#connect(name)
      await this.world.settle()
      const areAllHere = [...this.peers.values()].every((peer) => peer.isUp && peer.rejections.length === 0)
      if (!this.goesOn() && areAllHere) return
    }
    throw new Error('The room does not come to rest.')
  }

  async #deliver(peer: TestPeer): Promise<void> {
    peer.deliverToServer(1 + this.random.below(4))
    if (this.random.chance(0.7)) {
      this.world.runTasks()
      await Promise.resolve()
    }
    peer.deliverToPeer(1 + this.random.below(6))
    this.#heal()
  }

  async #connect(name: string): Promise<void> {
    const peer = this.peers.get(name)
    if (peer !== undefined && !peer.isUp) await peer.connect(this.world.rooms)
  }

  /** Whoever comes back finds the log as it was written, or a snapshot, or one with something after it. */
  async #crash(): Promise<void> {
    if (this.random.chance(0.6)) await this.world.compact(this.#room)
    this.world.crash()
  }

  /** Nobody writes for a while: a moment for the next epoch. */
  async #rest(): Promise<void> {
    this.world.now += 60 * 60 * 1000
    this.world.runTasks()
    await this.world.runQuiet()
    await this.world.runQuiet()
    this.#heal()
  }

  /**
   * What an honest client does when its work was refused, or its copy is of an earlier epoch: it starts anew from the
   * server, shelves its own, and writes anew what can be carried over.
   */
  #heal(): void {
    for (const [name, peer] of this.peers) {
      const isOutdated =
        peer.rejections.includes('epoch') || (!peer.isUp && peer.closes.at(-1)?.code === CLOSE.newEpoch)
      if (peer.rejections.length === 0 && !isOutdated) continue
      if (isOutdated) this.#copies.set(name, peer.doc)
      peer.disconnect()
      this.world.peers.splice(this.world.peers.indexOf(peer), 1)
      this.peers.set(name, this.world.peerOf(peer.principal, { room: this.#room }))
    }
  }
}
