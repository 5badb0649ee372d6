/** The browser that is measured, signed in, and what it tells of itself. */
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import type { ServerProcess } from '../server-process.ts'
import { installWatch } from './watch.ts'

const READY_MILLISECONDS = 120_000

export const launch = async (server: ServerProcess, profile: string): Promise<BrowserContext> => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.BANYAN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    viewport: { width: 1280, height: 860 },
  })
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
  return context
}

export const pathOf = (room: string): string => `/c/${room.split('/')[1] ?? ''}`
export const urlOf = (server: ServerProcess, room: string): string =>
  `${server.headers.origin ?? ''}${pathOf(room)}`

/** A page of its own with the room open and its messages on the screen. */
export const openPage = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await context.newPage()
  await installWatch(page)
  await page.goto(url)
  await messagesShown(page)
  return page
}

export const messagesShown = (page: Page): Promise<void> =>
  page.locator('article[data-message-id]').first().waitFor({ timeout: READY_MILLISECONDS })

/** The copy on this device is complete. */
export const saved = (page: Page): Promise<void> =>
  page.getByText('Saved', { exact: true }).first().waitFor({ timeout: READY_MILLISECONDS })

export interface Meter {
  /** Processor time of the page's main thread so far, milliseconds. */
  readonly busy: () => Promise<{ readonly all: number; readonly scripts: number }>
  /** After a collection. */
  readonly memory: () => Promise<{
    readonly heap: number
    readonly elements: number
    readonly listeners: number
  }>
}

export const meterOf = async (context: BrowserContext, page: Page): Promise<Meter> => {
  const session = await context.newCDPSession(page)
  // Processor time, whatever else the machine has to do meanwhile.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    busy: async () => {
      const { TaskDuration, ScriptDuration } = await metrics(session)
      return { all: TaskDuration * 1_000, scripts: ScriptDuration * 1_000 }
    },
    memory: async () => {
      await session.send('HeapProfiler.collectGarbage')
      const { JSHeapUsedSize, Nodes, JSEventListeners } = await metrics(session)
      return { heap: JSHeapUsedSize / 1_000_000, elements: Nodes, listeners: JSEventListeners }
    },
  }
}

type Metric = 'TaskDuration' | 'ScriptDuration' | 'JSHeapUsedSize' | 'Nodes' | 'JSEventListeners'

const metrics = async (session: CDPSession): Promise<Record<Metric, number>> => {
  const { metrics: all } = await session.send('Performance.getMetrics')
  return Object.fromEntries(all.map(({ name, value }) => [name, value])) as Record<Metric, number>
}
