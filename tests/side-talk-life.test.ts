/** A side talk as it is lived, as `simulation.test.ts` does for a conversation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { carryTalk } from '../client/sync/carry-over.ts'
import {
  addTalk,
  bodyToMarkdown,
  deleteMessage,
  editTalk,
  fillWithText,
  readTalk,
  restoreMessage,
} from '../shared/document/index.ts'
import type { MessageId } from '../shared/ids.ts'
import { seedsOf } from './helpers/random.ts'
import { READER, RoomLife, WRITERS } from './helpers/room-life.ts'
import { contentOf, TALK } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'banyan-side-talk-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const STEPS = 300

class TalkLife extends RoomLife {
  constructor(seed: number) {
    super(seed, TALK, join(FOLDER, `${seed}.sqlite`))
  }

  protected override act(name: string, { doc, principal: { id: me } }: TestPeer): void {
    const { random } = this
    const mine = readTalk(doc).filter(({ author }) => author === me)
    const kind = mine.length === 0 ? 0 : random.below(8)
    if (kind < 4) {
      const id = this.id('line') as MessageId
      addTalk(doc, { id, author: me, createdAt: 1 }, fillWithText(`${name} says ${id}`))
      return
    }
    const { id, body, deleted } = random.pick(mine)
    if (kind === 4) deleteMessage(doc, id, me)
    else if (kind === 5 && deleted !== undefined) restoreMessage(doc, id)
    else if (body !== undefined) {
      // Begun some words ago, or now.
      const read = random.chance(0.5) ? Y.encodeStateAsUpdate(doc) : undefined
      editTalk(doc, id, fillWithText(`${bodyToMarkdown(body)} and ${random.below(100)}`), read)
    }
  }

  protected override carry({ doc, principal }: TestPeer, copy: Y.Doc): number {
    return carryTalk(doc, copy, principal.id)
  }

  protected override idsIn(doc: Y.Doc): readonly string[] {
    return readTalk(doc).map(({ id }) => id)
  }
}

it.each(seedsOf([1, 2, 3], 3))(
  '[SIM-2] lived with seed %i, a side talk converges and loses nothing',
  async (seed) => {
    const life = new TalkLife(seed)
    for (let step = 0; step < STEPS; step++) {
      await life.step()
      life.note()
    }
    await life.end()

    const stored = await life.stored()
    const expected = contentOf(stored)
    for (const [name, peer] of life.peers)
      expect([name, contentOf(peer.doc) === expected]).toEqual([name, true])

    const lines = readTalk(stored)
    expect(lines.length).toBeGreaterThan(WRITERS.length)
    expect(lines.filter(({ author }) => author.startsWith(READER))).toEqual([])
    const ids = lines.map(({ id }): string => id)
    expect([...life.acknowledged].filter((id) => !ids.includes(id))).toEqual([])
    // Every line has its place, and stands there once, in the words of the one whose it is.
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, author, receivedAt, body } of lines) {
      expect(receivedAt).toBeDefined()
      const name = WRITERS.find((each) => author.startsWith(each))
      expect(body === undefined ? '' : bodyToMarkdown(body)).toMatch(new RegExp(`^${name} says ${id}`))
    }
    expect(life.world.failures).toEqual([])
    expect(life.world.peers.every((peer) => peer.framesAfterClose === 0)).toBe(true)
  },
)
