/** The model of rights for a moment. For longer: `npm run rights -- --steps 10000`. A failing seed: `SEED=<seed>`. */
import { expect, it } from 'vitest'
import { seedsOf } from '../helpers/random.ts'
import type { Step } from './model.ts'
import { runRightsModel, takeSteps } from './run.ts'

const STEPS = 160

it.each(seedsOf([1], 1))(
  '[RIGHTS-1] after every change everybody has the level that grants and ownership give, seed %i',
  async (seed) => {
    const tally = await runRightsModel(seed, STEPS)
    expect(tally.steps).toBe(STEPS)
    // Something was at stake.
    expect(tally.changed).toBeGreaterThan(STEPS / 4)
    expect(tally.refused).toBeGreaterThan(5)
    expect(tally.turnedAway).toBeGreaterThan(STEPS / 2)
  },
)

/** What once went wrong, as few steps as there need to be. */
const ONCE_WRONG: readonly { readonly what: string; readonly steps: readonly Step[] }[] = [
  {
    what: 'whoever comes back finds a list of what is theirs now, not of what was',
    steps: [
      { do: 'create conversation', by: 'Ana', conversation: 'plan' },
      {
        do: 'share',
        by: 'Ana',
        conversation: 'plan',
        changes: [{ subject: 'name Dora', level: 'collaborate' }],
        isLate: false,
      },
      { do: 'remove member', by: 'Ana', person: 'Dora', heir: undefined },
      { do: 'create conversation', by: 'Ben', conversation: 'news' },
      {
        do: 'share',
        by: 'Ben',
        conversation: 'news',
        changes: [{ subject: 'everybody', level: 'view' }],
        isLate: false,
      },
      { do: 'come back', by: 'Adam', person: 'Dora' },
    ],
  },
]

it.each(ONCE_WRONG)('[RIGHTS-1] $what', async ({ steps }) => {
  expect(await takeSteps(1, steps)).toMatchObject({ steps: steps.length, done: steps.length })
})
