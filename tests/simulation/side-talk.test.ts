/** A side talk as it is lived, as `conversation.test.ts` does for a conversation. */
import { expect, it } from 'vitest'
import { bodyToMarkdown, readTalk } from '../../shared/document/index.ts'
import { seedsOf } from '../helpers/random.ts'
import { READER, WRITERS } from '../helpers/room-life.ts'
import { SideTalkLife } from './side-talk-life.ts'

const STEPS = 300

it.each(seedsOf([1, 2, 3], 3))(
  '[SIM-2] lived with seed %i, a side talk converges and loses nothing',
  async (seed) => {
    const life = new SideTalkLife(seed)
    const stored = await life.live(STEPS)
    life.expectAgreement(stored)

    const lines = readTalk(stored)
    expect(lines.length).toBeGreaterThan(WRITERS.length)
    expect(lines.filter(({ author }) => author.startsWith(READER))).toEqual([])
    // Every line has its place, and stands there once, in the words of the one whose it is.
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    for (const { id, author, receivedAt, body } of lines) {
      expect(receivedAt).toBeDefined()
      const name = WRITERS.find((each) => author.startsWith(each))
      expect(body === undefined ? '' : bodyToMarkdown(body)).toMatch(new RegExp(`^${name} says ${id}`))
    }
  },
)
