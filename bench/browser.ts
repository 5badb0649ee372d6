/**
 * `npm run bench:browser`: what the pages cost, in a real Chromium. Conversations of some lengths are opened from this
 * device's copy with the network off; then replies stream in and a person types: what of that grows with the length?
 * Then one moves: between conversations and branches, through the map, up a long conversation.
 *
 *   npm run bench:browser -- [--quick] [--only opening|writing|moving|memory] [--json] [--write]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { BrowserContext } from 'playwright-core'
import { launch, meterOf, openPage, pathOf, saved, urlOf } from './browser/chromium.ts'
import { medianOf, type Round, toConsole, toMarkdown } from './browser/figures.ts'
import {
  openOneAfterAnother,
  scrollUp,
  switchBranches,
  switchConversations,
  walkTheMap,
} from './browser/moving.ts'
import { keepOnDevice, open } from './browser/opening.ts'
import { type ReferencePage, serveReferencePage } from './browser/reference-page.ts'
import { stream } from './browser/streaming.ts'
import { sendOne, typeAlone, typeTogether } from './browser/writing.ts'
import { putBetween } from './generated.ts'
import { recordConversation, recordTree } from './recording.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})

const LENGTHS = [50, 1_000, 10_000]
const TREE = { messages: 2_000, branches: 200 }
const ROUNDS = options.quick ? 1 : 3
const TRIES = 5
const TOKENS = options.quick ? 100 : 250
const TURNS = 8
const OPENED = 20
const CLIENT = resolve(import.meta.dirname, '../dist/client')
const BEGIN = '<!-- Written by `npm run bench:browser -- --write`. -->'
const END = '<!-- End of what the benchmark of the browser writes. -->'

interface Bench {
  readonly server: ServerProcess
  readonly reference: ReferencePage
  /** A conversation that is in the store and was never opened; its room. */
  readonly seed: (name: string, record: () => Uint8Array) => Promise<string>
  /** A browser that has seen nothing yet. */
  readonly inBrowser: <Result>(task: (context: BrowserContext) => Promise<Result>) => Promise<Result>
}

const main = async (): Promise<void> => {
  if (!existsSync(CLIENT)) throw new Error('The client is not built: run `npm run build` first.')
  process.env.BENCH_CLIENT = CLIENT
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-browser-'))
  const server = await startServer('banyan')
  const reference = await serveReferencePage()
  let profiles = 0
  const bench: Bench = {
    server,
    reference,
    seed: async (name, record) => {
      const file = join(folder, `${name}.update`)
      if (!existsSync(file)) writeFileSync(file, record())
      return server.seed(file)
    },
    inBrowser: async (task) => {
      const context = await launch(server, join(folder, `profile-${profiles++}`))
      try {
        return await task(context)
      } finally {
        await context.close()
      }
    },
  }
  const parts = Object.entries(PARTS).filter(([name]) => options.only?.includes(name) ?? true)
  try {
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const measured: Round[] = []
      for (const [name, part] of parts) {
        process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${name}\n`)
        measured.push(await part(bench))
      }
      rounds.push(Object.assign({}, ...measured) as Round)
    }
    const result = medianOf(rounds)
    if (options.write) putBetween(BEGIN, END, toMarkdown(result, ROUNDS))
    process.stdout.write(`${options.json ? JSON.stringify(result, undefined, 2) : toConsole(result)}\n`)
  } finally {
    await reference.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same figures for conversations of several lengths. */
const byLength = async (
  measure: (messages: number) => Promise<Readonly<Record<string, number>>>,
): Promise<Round> => {
  const round: Record<string, Record<string, number>> = {}
  for (const messages of LENGTHS) {
    for (const [figure, value] of Object.entries(await measure(messages))) {
      round[figure] = { ...round[figure], [`${messages.toLocaleString('en')} messages`]: value }
    }
  }
  return round
}

const seedOf = ({ seed }: Bench, messages: number): Promise<string> =>
  seed(String(messages), () => recordConversation(messages))

const opening = (bench: Bench): Promise<Round> =>
  byLength(async (messages) => {
    const url = urlOf(bench.server, await seedOf(bench, messages))
    return bench.inBrowser(async (context) => {
      await keepOnDevice(context, bench.reference, url)
      const { firstPaint, firstMessage, reference } = await open(context, bench.reference, url, TRIES)
      return {
        'off line: first paint, ms': firstPaint,
        'off line: the least page of the same kind, ms': reference,
        'first paint, times that': firstPaint / reference,
        'off line: first message, ms': firstMessage,
        'first message, times that': firstMessage / reference,
      }
    })
  })

const writing = (bench: Bench): Promise<Round> =>
  byLength(async (messages) => {
    const { server } = bench
    const room = await seedOf(bench, messages)
    return bench.inBrowser(async (context) => {
      const page = await openPage(context, urlOf(server, room))
      await saved(page)
      await sleep(2_000)
      const meter = await meterOf(context, page)
      const one = await stream(server, room, page, meter, { streams: 1, tokens: TOKENS, first: 0 })
      const two = await stream(server, room, page, meter, { streams: 2, tokens: TOKENS, first: 1 })
      const { heap } = await meter.memory()
      const alone = await typeAlone(page)
      const sent = await sendOne(page, TRIES)
      const together = await typeTogether(page)
      return {
        'a token, ms of the main thread': one.token,
        'of it scripts, ms': one.tokenScripts,
        'frames too late while one reply streams, %': one.late,
        'two replies at once: a token, ms': two.token,
        'frames too late while two stream, %': two.late,
        'a key to its paint, ms': alone.key,
        'a key to its paint, 95th of 100, ms': alone.key95,
        'in a shared draft: a key to its paint, ms': together.key,
        'in a shared draft: 95th of 100, ms': together.key95,
        'Enter to one’s own message, ms': sent,
        'heap, MB': heap,
      }
    })
  })

const moving = async (bench: Bench): Promise<Round> => {
  const { server } = bench
  const longest = LENGTHS.at(-1) ?? 0
  const [long, short] = [await seedOf(bench, longest), await seedOf(bench, 1_000)]
  const tree = await bench.seed('tree', () => recordTree(TREE.messages, TREE.branches))
  return bench.inBrowser(async (context) => {
    const page = await openPage(context, urlOf(server, long))
    await saved(page)
    await sleep(2_000)
    const meter = await meterOf(context, page)
    const scrolled = await scrollUp(page, meter)
    const conversations = await switchConversations(page, [short, long].map(pathOf), TURNS)
    await page.close()

    const forked = await openPage(context, urlOf(server, tree))
    await saved(forked)
    await sleep(1_000)
    const branches = await switchBranches(forked, TURNS)
    const map = await walkTheMap(forked)
    return {
      'up a conversation of 10,000: frames too late, %': { moving: scrolled.late },
      'a screen further up, ms of the main thread': { moving: scrolled.screen },
      'to another conversation (1,000, 10,000), ms': { moving: conversations.time },
      'frames with a skeleton meanwhile, of all turns': { moving: conversations.skeletons },
      'to another branch (2,000 messages, 200 branches), ms': { moving: branches.time },
      'the map of these, opened again, ms': { moving: map.opened },
      'the map, moved: frames too late, %': { moving: map.late },
    }
  })
}

const memory = async (bench: Bench): Promise<Round> => {
  const { server } = bench
  const rooms: string[] = []
  for (let i = 0; i < OPENED; i++) rooms.push(await seedOf(bench, 1_000))
  return bench.inBrowser(async (context) => {
    const page = await openPage(context, urlOf(server, rooms[0] ?? ''))
    await saved(page)
    const meter = await meterOf(context, page)
    const measured: Record<string, Awaited<ReturnType<typeof meter.memory>>> = {}
    for (const [from, to] of [
      [0, 1],
      [1, OPENED / 2],
      [OPENED / 2, OPENED],
    ] as const) {
      await openOneAfterAnother(page, rooms.slice(from, to).map(pathOf))
      await sleep(2_000)
      measured[`after ${to}`] = await meter.memory()
    }
    const pick = (which: 'heap' | 'elements' | 'listeners') =>
      Object.fromEntries(Object.entries(measured).map(([name, figures]) => [name, figures[which]]))
    return {
      'conversations of 1,000 opened one by one: heap, MB': pick('heap'),
      'elements in the page': pick('elements'),
      'listeners in the page': pick('listeners'),
    }
  })
}

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Round>>> = { opening, writing, moving, memory }

await main()
