/**
 * `npm run bench`: our server beside others, on the same machine in the same run, in turn. The servers run in
 * processes of their own; this one plays the clients.
 *
 *   npm run bench -- [--quick] [--json] [--only <fan-out|idle|join|storm|power-cut|gate>] [--write]
 *
 * `--write` puts the figures into docs/performance.md and docs/images.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCommit } from './commit.ts'
import { type FanOutCase, runFanOut } from './fan-out.ts'
import { benchGate } from './gate.ts'
import { runIdle, runJoin, runStorm } from './joining.ts'
import { Measurements } from './measurements.ts'
import { runPowerCut } from './power-cut.ts'
import { recordConversation, recordStream } from './recording.ts'
import { toConsole, toJson, writeReport } from './report.ts'
import { installForeignServers, SERVER_NAMES, type ServerProcess, startServer } from './server-process.ts'

const SUITES = ['fan-out', 'idle', 'join', 'storm', 'power-cut', 'gate'] as const
type Suite = (typeof SUITES)[number]

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})

const EXTENT = options.quick
  ? { rounds: 1, seconds: 2, flatOutViewers: [500], documents: 1_000, messages: [1_000, 10_000] }
  : { rounds: 3, seconds: 5, flatOutViewers: [10, 100, 500], documents: 1_000, messages: [1_000, 10_000] }
const STORM = { peers: 500, messages: 1_000 }
/** More than any server takes in the time: flat out, the writer must not run out. */
const TOKENS = 60_000

const fanOutCases = (): FanOutCase[] => [
  ...[10, 100, 500].map((viewers) => paced(viewers, false)),
  paced(100, true),
  ...EXTENT.flatOutViewers.map(
    (viewers): FanOutCase => ({ viewers, pace: 'flat out', presence: false, seconds: EXTENT.seconds }),
  ),
]
const paced = (viewers: number, presence: boolean): FanOutCase => ({
  viewers,
  pace: 'paced',
  presence,
  seconds: EXTENT.seconds,
})

const caseName = ({ viewers, pace, presence }: FanOutCase): string =>
  `${pace}, ${viewers} viewers${presence ? ', cursors' : ''}`

const main = async (): Promise<void> => {
  const isAsked = (suite: Suite): boolean => options.only === undefined || options.only === suite
  if (options.only !== undefined && !SUITES.some((suite) => suite === options.only)) {
    throw new Error(`There is no '${options.only}'. There are: ${SUITES.join(', ')}.`)
  }
  installForeignServers()
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-documents-'))
  const fileOf = (messages: number): string => join(folder, `${messages}.update`)
  for (const messages of new Set([...EXTENT.messages, STORM.messages])) {
    writeFileSync(fileOf(messages), recordConversation(messages))
  }
  const recording = recordStream(TOKENS)
  const results = new Measurements()

  const onOneServer = async (server: ServerProcess): Promise<void> => {
    const { name } = server
    // First of all: what a fresh process grows by is the connections' alone.
    if (isAsked('idle')) results.add('idle', name, await runIdle(server, EXTENT.documents))
    if (isAsked('fan-out')) {
      for (const each of fanOutCases()) {
        results.add(caseName(each), name, await runFanOut(server, recording, each))
      }
    }
    if (isAsked('join')) {
      for (const messages of EXTENT.messages) {
        results.add(`join ${messages}`, name, await runJoin(server, fileOf(messages)))
      }
    }
    if (isAsked('storm')) {
      results.add('storm', name, await runStorm(server, fileOf(STORM.messages), STORM.peers))
    }
  }

  try {
    const rounds = options.only === 'gate' ? 0 : EXTENT.rounds
    for (let round = 0; round < rounds; round++) {
      for (const name of SERVER_NAMES) {
        process.stderr.write(`Round ${round + 1} of ${rounds}: ${name}\n`)
        if (isAsked('fan-out') && name === 'banyan')
          results.add('one commit', name, await runCommit(recording))
        const server = await startServer(name)
        try {
          await onOneServer(server)
        } finally {
          await server.stop()
        }
        if (isAsked('power-cut') && name !== 'relay') {
          results.add('power cut', name, { lost: await runPowerCut(await startServer(name), recording) })
        }
      }
    }
    const gate = isAsked('gate') ? benchGate() : []
    process.stdout.write(options.json ? toJson(results, gate) : toConsole(results, gate))
    if (options.write) writeReport(results, gate)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
