/** The fuzzers for a moment. For longer: `npm run fuzz -- --minutes 10`. A failing seed: `SEED=<seed>`. */
import { expect, test } from 'vitest'
import { createRandom, seedsOf } from '../helpers/random.ts'
import { fuzzHonest, fuzzHonestTalk, fuzzHostile, fuzzHostileTalk, fuzzParser, fuzzTurns } from './fuzzers.ts'
import { newTally } from './tally.ts'

/** Seeds that once found something. */
const PINNED: readonly number[] = [58, 520, 901445]

test.each(seedsOf(PINNED, 6))('[GATE-9] honest peers are never refused, seed %i', (seed) => {
  const tally = newTally()
  fuzzHonest(createRandom(seed), 400, tally)
  expect(tally.honest).toBeGreaterThan(20)
})

test.each(seedsOf(PINNED, 6))(
  '[GATE-11] hostile peers harm nobody and all replicas agree, seed %i',
  (seed) => {
    const tally = newTally()
    fuzzHostile(createRandom(seed), 150, tally)
    expect(tally.accepted).toBeGreaterThan(0)
    expect(tally.hostile - tally.accepted).toBeGreaterThan(5)
  },
)

test.each(seedsOf([], 4))(
  '[GATE-30] what comes in one turn is judged as if it came alone, seed %i',
  (seed) => {
    const tally = newTally()
    fuzzTurns(createRandom(seed), 60, tally)
    expect(tally.honest).toBeGreaterThan(20)
    expect(tally.accepted).toBeGreaterThan(10)
    expect(tally.hostile - tally.accepted).toBeGreaterThan(5)
  },
)

test.each(seedsOf(PINNED, 4))('[GATE-12] what the parser accepts, Yjs reads alike, seed %i', (seed) => {
  const tally = newTally()
  fuzzParser(createRandom(seed), 1_500, tally)
  expect(tally.parsed).toBeGreaterThan(5)
})

test.each(seedsOf([], 4))(
  '[TALK-2] in a side talk honest people are never refused, and hostile ones harm nobody, seed %i',
  (seed) => {
    const honest = newTally()
    fuzzHonestTalk(createRandom(seed), 300, honest)
    expect(honest.honest).toBeGreaterThan(20)
    const tally = newTally()
    fuzzHostileTalk(createRandom(seed), 150, tally)
    expect(tally.accepted).toBeGreaterThan(0)
    expect(tally.hostile - tally.accepted).toBeGreaterThan(5)
  },
)
