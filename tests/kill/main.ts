/** Many kills: `node tests/kill/main.ts --kills 100 [--seed 42]`. Prints the seed with which a loss can be tried again. */
import { parseArgs } from 'node:util'
import { createRandom } from '../helpers/random.ts'
import { killAgainAndAgain } from './kills.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } },
})
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
console.log(`From seed ${seed}, ${values.kills} kills`)
const { kills, written, acknowledged, seen, open } = await killAgainAndAgain(
  createRandom(seed),
  Number(values.kills),
)
console.log(
  `${kills} kills: ${written} updates written, ${acknowledged} acknowledged, ${seen} frames seen by the reader, ` +
    `${open} not stored when the server died and sent again; nothing lost`,
)
