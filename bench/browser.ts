/**
 * `npm run bench:browser`: what the pages cost, in a real Chromium. A conversation of some length is opened from this
 * device's copy with the network off, then a reply streams into it and a person types: what of that grows with the
 * length of the conversation?
 *
 *   npm run bench:browser -- [--quick] [--json]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { connect } from './peer.ts'
import { recordConversation, recordReply } from './recording.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})

const LENGTHS = [50, 1_000, 10_000]
const ROUNDS = options.quick ? 1 : 3
/** As an agent streams: a transaction every 40 ms. */
const MILLISECONDS_PER_TOKEN = 40
const TOKENS = options.quick ? 100 : 250
const KEYS = 60
const FRAME = 1_000 / 60
const CLIENT = resolve(import.meta.dirname, '../dist/client')
const READY_MILLISECONDS = 120_000

interface Figures {
  /** Milliseconds from the start of the navigation, off line: the first paint, and the first message on the screen. */
  readonly firstPaint: number
  readonly firstMessage: number
  /** Milliseconds of the page's main thread for each token of a reply that streams in. */
  readonly perToken: number
  /** Of them in scripts. */
  readonly scriptPerToken: number
  /** Frames that came too late, in a hundred. */
  readonly lateFrames: number
  /** Milliseconds of the main thread for each key. */
  readonly perKey: number
  /** Megabytes of the page's heap after a collection. */
  readonly heap: number
}

const main = async (): Promise<void> => {
  if (!existsSync(CLIENT)) throw new Error('The client is not built: run `npm run build` first.')
  process.env.BENCH_CLIENT = CLIENT
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-browser-'))
  const server = await startServer('banyan')
  try {
    const rows: { messages: number; figures: Figures }[] = []
    for (const messages of LENGTHS) {
      const file = join(folder, `${messages}.update`)
      writeFileSync(file, recordConversation(messages))
      const rounds: Figures[] = []
      for (let round = 0; round < ROUNDS; round++) {
        process.stderr.write(`${messages} messages, round ${round + 1} of ${ROUNDS}\n`)
        rounds.push(await measure(server, await server.seed(file), join(folder, `${messages}-${round}`)))
      }
      rows.push({ messages, figures: medians(rounds) })
    }
    process.stdout.write(options.json ? `${JSON.stringify(rows, undefined, 2)}\n` : table(rows))
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const measure = async (server: ServerProcess, room: string, profile: string): Promise<Figures> => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.BANYAN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    viewport: { width: 1280, height: 860 },
  })
  try {
    await signIn(context, server)
    const url = `${server.headers.origin ?? ''}/c/${room.split('/')[1] ?? ''}`
    const page = await context.newPage()
    await page.addInitScript(watchFirstMessage)
    await page.goto(url)
    await ready(page)
    // The copy on this device is complete, and the installed page may answer.
    await page.getByText('Saved', { exact: true }).first().waitFor({ timeout: READY_MILLISECONDS })
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await sleep(2_000)

    await context.setOffline(true)
    await page.reload()
    await ready(page)
    await sleep(1_000)
    const paints = await page.evaluate(() => ({
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      firstMessage: (window as unknown as Watched).firstMessageAt ?? Number.NaN,
    }))
    await context.setOffline(false)
    await page.reload()
    await ready(page)
    await page.getByText('Saved', { exact: true }).first().waitFor({ timeout: READY_MILLISECONDS })
    await sleep(1_000)

    const session = await context.newCDPSession(page)
    await session.send('Performance.enable')
    const streaming = await stream(server, room, page, session)
    const perKey = await type(page, session)
    await session.send('HeapProfiler.collectGarbage')
    const { JSHeapUsedSize } = await metrics(session)
    return { ...paints, ...streaming, perKey, heap: JSHeapUsedSize / 1_000_000 }
  } finally {
    await context.close()
  }
}

const stream = async (server: ServerProcess, room: string, page: Page, session: CDPSession) => {
  const { opening, tokens } = recordReply(TOKENS)
  const writer = connect(server, room, { asWriter: true })
  await writer.synced
  writer.write(opening)
  await sleep(500)
  await page.evaluate(countFrames, FRAME)
  const before = await metrics(session)
  for (const token of tokens) {
    writer.write(token)
    await sleep(MILLISECONDS_PER_TOKEN)
  }
  await sleep(300)
  const after = await metrics(session)
  const { frames, late } = await page.evaluate(() => (window as unknown as Watched).frames)
  writer.close()
  return {
    perToken: ((after.TaskDuration - before.TaskDuration) * 1_000) / TOKENS,
    scriptPerToken: ((after.ScriptDuration - before.ScriptDuration) * 1_000) / TOKENS,
    lateFrames: (late / (frames + late)) * 100,
  }
}

const type = async (page: Page, session: CDPSession): Promise<number> => {
  await page.getByRole('textbox', { name: 'Message', exact: true }).click()
  await sleep(300)
  const before = await metrics(session)
  await page.keyboard.type('the quick brown fox jumps over the lazy dog and then '.slice(0, KEYS), {
    delay: 50,
  })
  await sleep(200)
  const after = await metrics(session)
  return ((after.TaskDuration - before.TaskDuration) * 1_000) / KEYS
}

type Metric = 'TaskDuration' | 'ScriptDuration' | 'JSHeapUsedSize'

const metrics = async (session: CDPSession): Promise<Record<Metric, number>> => {
  const { metrics: all } = await session.send('Performance.getMetrics')
  return Object.fromEntries(all.map(({ name, value }) => [name, value])) as Record<Metric, number>
}

const signIn = async (context: BrowserContext, server: ServerProcess): Promise<void> => {
  const { hostname } = new URL(server.headers.origin ?? '')
  await context.addCookies(
    (server.headers.cookie ?? '').split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return {
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        domain: hostname,
        path: '/',
        httpOnly: true,
      }
    }),
  )
}

const ready = (page: Page): Promise<void> =>
  page.locator('article[data-message-id]').first().waitFor({ timeout: READY_MILLISECONDS })

interface Watched {
  firstMessageAt?: number
  frames: { frames: number; late: number }
}

/** Runs in the page, before all else: notes when a message was first painted. */
const watchFirstMessage = (): void => {
  const look = (): void => {
    if (document.querySelector('article[data-message-id]') === null) requestAnimationFrame(look)
    else
      requestAnimationFrame(() => {
        ;(window as unknown as Watched).firstMessageAt = performance.now()
      })
  }
  requestAnimationFrame(look)
}

/** Runs in the page: counts frames, and those that should have come between. */
const countFrames = (frame: number): void => {
  const counted = { frames: 0, late: 0 }
  ;(window as unknown as Watched).frames = counted
  let last = performance.now()
  const next = (now: number): void => {
    counted.frames++
    counted.late += Math.max(0, Math.round((now - last) / frame) - 1)
    last = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
}

const medians = (rounds: readonly Figures[]): Figures => {
  const [first] = rounds
  if (first === undefined) throw new Error('Nothing was measured.')
  const median = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, median(rounds.map((round) => round[name as keyof Figures]))]),
  ) as unknown as Figures
}

const TITLES: Readonly<Record<keyof Figures, string>> = {
  firstPaint: 'off line: first paint, ms',
  firstMessage: 'off line: first message, ms',
  perToken: 'a token, ms of the main thread',
  scriptPerToken: '  of it scripts, ms',
  lateFrames: 'frames too late while streaming, %',
  perKey: 'a key, ms of the main thread',
  heap: 'heap, MB',
}

const table = (rows: readonly { messages: number; figures: Figures }[]): string =>
  [
    `${'messages'.padEnd(36)}${rows.map(({ messages }) => String(messages).padStart(12)).join('')}`,
    ...Object.entries(TITLES).map(
      ([name, title]) =>
        `${title.padEnd(36)}${rows.map(({ figures }) => figures[name as keyof Figures].toFixed(2).padStart(12)).join('')}`,
    ),
    '',
  ].join('\n')

await main()
