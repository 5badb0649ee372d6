/**
 * The fuzzers without end: `node tests/fuzz/main.ts --minutes 10 [--seed 42]`. Each round has a seed of its own, which
 * is printed where the round fails; `--seed` begins with that one.
 */
import { parseArgs } from 'node:util'
import { createRandom } from '../helpers/random.ts'
import {
  type Fuzzer,
  fuzzEditors,
  fuzzHonest,
  fuzzHonestTalk,
  fuzzHostile,
  fuzzHostileTalk,
  fuzzOrder,
  fuzzParser,
  fuzzTurns,
} from './fuzzers.ts'
import { newTally } from './tally.ts'

const ROUNDS: readonly (readonly [string, Fuzzer, number])[] = [
  ['hostile', fuzzHostile, 150],
  ['turns', fuzzTurns, 80],
  ['order', fuzzOrder, 60],
  ['honest', fuzzHonest, 400],
  ['editors', fuzzEditors, 200],
  ['talk', fuzzHostileTalk, 100],
  ['honest talk', fuzzHonestTalk, 300],
  ['parser', fuzzParser, 2_000],
]

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const until = Date.now() + Number(values.minutes) * 60_000
const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const rounds = ROUNDS.filter(([name]) => values.only === undefined || values.only === name)
const tally = newTally()
console.log(`From seed ${firstSeed}, for ${values.minutes} minutes`)

let failures = 0
let seed = firstSeed
for (; Date.now() < until; seed++) {
  for (const [name, fuzz, steps] of rounds) {
    try {
      fuzz(createRandom(seed), steps, tally)
    } catch (error) {
      failures++
      console.error(`${name}, --seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
console.log(
  `${seed - firstSeed} rounds: ${tally.honest} honest updates, ${tally.hostile} hostile ones, of which ` +
    `${tally.accepted} were taken and ${tally.parsed} could be read; ${failures} failures`,
)
process.exitCode = failures > 0 ? 1 : 0
