/** Runs the model beside a server: steps that a seed gives, or steps as they are given, and fewer of those that fail. */
import { createRandom } from '../helpers/random.ts'
import type { Step } from './model.ts'
import { Steps } from './steps.ts'
import { newRightsTally, type RightsTally } from './tally.ts'
import { RightsWorld } from './world.ts'

const STEPS_TO_SHOW = 12

export class RightsFailure extends Error {
  /** Those that were taken, the failing one last. */
  readonly steps: readonly Step[]
  constructor(seed: number, steps: readonly Step[], cause: unknown) {
    const last = steps.slice(-STEPS_TO_SHOW).map((step) => `  ${JSON.stringify(step)}`)
    const what = cause instanceof Error ? cause.message : String(cause)
    super(`Seed ${seed}, step ${steps.length}: ${what}\nThe last steps:\n${last.join('\n')}`, { cause })
    this.steps = steps
  }
}

/** Throws a `RightsFailure` at the first difference. */
export const runRightsModel = async (
  seed: number,
  count: number,
  onStep: (tally: RightsTally) => void = () => {},
): Promise<RightsTally> => {
  const tally = newRightsTally()
  // Apart, so that what happens does not depend on what is looked at.
  const world = await RightsWorld.open(createRandom(seed + 1), tally)
  const steps = new Steps(createRandom(seed), world.model)
  await takeAll(
    seed,
    world,
    count,
    () => steps.next(),
    () => onStep(tally),
  )
  return tally
}

/** Takes these steps; throws a `RightsFailure` at the first difference. */
export const takeSteps = async (seed: number, steps: readonly Step[]): Promise<RightsTally> => {
  const tally = newRightsTally()
  const world = await RightsWorld.open(createRandom(seed + 1), tally)
  await takeAll(seed, world, steps.length, (index) => steps[index] as Step)
  return tally
}

/** The fewest of these steps, taken out in ever smaller pieces, that still fail; bounded by a number of attempts. */
export const shrink = async (
  seed: number,
  failing: RightsFailure,
  attempts: number,
): Promise<RightsFailure> => {
  let smallest = failing
  let left = attempts
  let size = Math.ceil(failing.steps.length / 2)
  while (size >= 1 && left > 0) {
    let found = false
    for (let from = 0; from < smallest.steps.length - 1 && left > 0; ) {
      const fewer = smallest.steps.toSpliced(from, size)
      left--
      const failure = await replay(seed, fewer)
      if (failure === undefined) from += size
      else {
        smallest = failure
        found = true
      }
    }
    if (!found || size > smallest.steps.length) size = Math.floor(Math.min(size, smallest.steps.length) / 2)
  }
  return smallest
}

const replay = async (seed: number, steps: readonly Step[]): Promise<RightsFailure | undefined> => {
  try {
    await takeSteps(seed, steps)
    return undefined
  } catch (error) {
    if (error instanceof RightsFailure) return error
    throw error
  }
}

const takeAll = async (
  seed: number,
  world: RightsWorld,
  count: number,
  stepAt: (index: number) => Step,
  onStep: () => void = () => {},
): Promise<void> => {
  const taken: Step[] = []
  try {
    while (taken.length < count) {
      const step = stepAt(taken.length)
      taken.push(step)
      await world.take(step)
      onStep()
    }
  } catch (error) {
    throw new RightsFailure(seed, taken, error)
  } finally {
    await world.close()
  }
}
