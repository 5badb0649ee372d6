/**
 * The model of rights beside a server for as long as one likes: `node tests/rights-model/main.ts --steps 10000
 * [--seed 42] [--shrink 40]`. The seed is printed; a difference is told with the steps that lead to it, as few as
 * `--shrink` attempts find.
 */
import { parseArgs } from 'node:util'
import { RightsFailure, runRightsModel, shrink } from './run.ts'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    shrink: { type: 'string', default: '0' },
  },
})
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
console.log(`From seed ${seed}, ${values.steps} steps`)
const begun = Date.now()
try {
  const tally = await runRightsModel(seed, Number(values.steps), ({ steps }) => {
    if (steps % 1_000 === 0) console.log(`${steps} steps in ${Math.round((Date.now() - begun) / 1000)} s`)
  })
  console.log(
    `${tally.steps} steps, of which ${tally.done} were allowed; ${tally.changed} levels changed; ` +
      `${tally.compared} levels compared over HTTP, ${tally.joined} times let in, ${tally.turnedAway} times turned away, ` +
      `${tally.written} writes taken and ${tally.refused} refused; the server and the model agree`,
  )
} catch (error) {
  if (!(error instanceof RightsFailure)) throw error
  const smallest = await shrink(seed, error, Number(values.shrink))
  console.error(smallest.message)
  if (smallest !== error) console.error(`All of them: ${JSON.stringify(smallest.steps)}`)
  process.exitCode = 1
}
