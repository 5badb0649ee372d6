/** A few kills in every test run; `npm run kill` does a hundred. */
import { expect, test } from 'vitest'
import { createRandom, seedsOf } from '../helpers/random.ts'
import { killAgainAndAgain } from './kills.ts'

const KILLS = 6

test.each(seedsOf([], 1))('[KILL-1] six kills in the middle of writing, seed %d', async (seed) => {
  const tally = await killAgainAndAgain(createRandom(seed), KILLS)
  expect(tally.kills).toBe(KILLS)
  // Something was at stake.
  expect(tally.acknowledged).toBeGreaterThan(0)
  expect(tally.seen).toBeGreaterThan(0)
})
