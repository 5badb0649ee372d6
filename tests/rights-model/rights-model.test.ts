/** The model of rights for a moment. For longer: `npm run rights -- --steps 10000`. A failing seed: `SEED=<seed>`. */
import { expect, it } from 'vitest'
import { seedsOf } from '../helpers/random.ts'
import type { Step } from './model.ts'
import { runRightsModel, takeSteps } from './run.ts'

const STEPS = 120

it.each(seedsOf([1], 1))(
  '[RIGHTS-1] [TALK-3] after every change everybody has the level that grants and ownership give, seed %i',
  async (seed) => {
    const tally = await runRightsModel(seed, STEPS)
    expect(tally.steps).toBe(STEPS)
    // Something was at stake.
    expect(tally.changed).toBeGreaterThan(STEPS / 4)
    expect(tally.refused).toBeGreaterThan(5)
    expect(tally.turnedAway).toBeGreaterThan(STEPS / 2)
  },
)

/** What went wrong once, or easily could: as few steps as there need to be. */
const CASES: readonly { readonly what: string; readonly steps: readonly Step[] }[] = [
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
  {
    what: 'whose suspension ends finds a list of what is theirs now, not of what was',
    steps: [
      { do: 'create conversation', by: 'Ana', conversation: 'plan' },
      {
        do: 'share',
        by: 'Ana',
        conversation: 'plan',
        changes: [{ subject: 'name Dora', level: 'collaborate' }],
        isLate: false,
      },
      { do: 'suspend', by: 'Ana', person: 'Dora' },
      {
        do: 'share',
        by: 'Ana',
        conversation: 'plan',
        changes: [{ subject: 'name Dora', level: 'view' }],
        isLate: false,
      },
      { do: 'unsuspend', by: 'Adam', person: 'Dora' },
    ],
  },
  {
    what: 'what a leaver shares goes to whom an admin says, what nobody else could read stays closed',
    steps: [
      { do: 'create conversation', by: 'Dora', conversation: 'plan' },
      { do: 'create conversation', by: 'Dora', conversation: 'diary' },
      {
        do: 'share',
        by: 'Dora',
        conversation: 'plan',
        changes: [{ subject: 'name Ben', level: 'view' }],
        isLate: false,
      },
      { do: 'remove member', by: 'Ana', person: 'Dora', heir: 'Cleo' },
      { do: 'transfer', by: 'Cleo', conversation: 'plan', to: 'Ben' },
      { do: 'delete conversation', by: 'Ben', conversation: 'plan' },
      { do: 'restore', by: 'Ben', conversation: 'plan' },
      { do: 'come back', by: 'Ana', person: 'Dora' },
    ],
  },
  {
    what: 'the owner opens the side talk to who may view, and levels and a new owner change who is in it',
    steps: [
      { do: 'create conversation', by: 'Ana', conversation: 'plan' },
      {
        do: 'share',
        by: 'Ana',
        conversation: 'plan',
        changes: [
          { subject: 'everybody', level: 'view' },
          { subject: 'name Ben', level: 'collaborate' },
        ],
        isLate: false,
      },
      { do: 'share', by: 'Ana', conversation: 'plan', changes: [], sideTalk: 'everybody', isLate: false },
      {
        do: 'share',
        by: 'Ana',
        conversation: 'plan',
        changes: [{ subject: 'name Ben', level: 'none' }],
        isLate: false,
      },
      { do: 'transfer', by: 'Ana', conversation: 'plan', to: 'Cleo' },
      {
        do: 'share',
        by: 'Cleo',
        conversation: 'plan',
        changes: [],
        sideTalk: 'collaborators',
        isLate: false,
      },
      { do: 'delete conversation', by: 'Cleo', conversation: 'plan' },
      { do: 'restore', by: 'Cleo', conversation: 'plan' },
    ],
  },
]

it.each(CASES)('[RIGHTS-1] $what', async ({ steps }) => {
  expect(await takeSteps(1, steps)).toMatchObject({ steps: steps.length, done: steps.length })
})
