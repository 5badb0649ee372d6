/** A real Chromium with people in it, each in a profile of their own. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { TestPerson } from './banyan.ts'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.BANYAN_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained about: errors, refused loads, policy violations. */
  readonly complaints: string[]
}

/** What their pages complained about since one last asked, but for what did not come over the network. */
export const complaintsOf = (...visitors: readonly Visitor[]): string[] =>
  visitors
    .flatMap(({ complaints }) => complaints.splice(0))
    .filter((words) => !/Failed to load resource|net::ERR|WebSocket/.test(words))

export interface VisitorOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
  /** A phone: fingers instead of a pointer. */
  readonly touch?: boolean
}

export interface Finger {
  readonly x: number
  readonly y: number
}

/** Puts fingers on the page, moves them in steps and lifts them, as a touch screen tells it. */
export const touch = async (
  { context, page }: Visitor,
  from: readonly Finger[],
  to: readonly Finger[] = from,
  steps = 8,
): Promise<void> => {
  const session = await context.newCDPSession(page)
  const dispatch = (type: 'touchStart' | 'touchMove' | 'touchEnd', fingers: readonly Finger[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map((finger, id) => ({ ...finger, id })),
    })
  await dispatch('touchStart', from)
  for (let step = 1; step <= steps; step++) {
    await dispatch(
      'touchMove',
      from.map(({ x, y }, index) => ({
        x: x + (((to[index]?.x ?? x) - x) * step) / steps,
        y: y + (((to[index]?.y ?? y) - y) * step) / steps,
      })),
    )
  }
  await dispatch('touchEnd', [])
  await session.detach()
}

/** Takes the network from somebody, and tells each of their pages. */
export const goOffLine = async ({ context }: Pick<Visitor, 'context'>): Promise<void> => {
  await context.setOffline(true)
  for (const page of context.pages()) await page.evaluate(() => window.dispatchEvent(new Event('offline')))
}

export const goOnLine = async ({ context }: Pick<Visitor, 'context'>): Promise<void> => {
  await context.setOffline(false)
  for (const page of context.pages()) await page.evaluate(() => window.dispatchEvent(new Event('online')))
}

/** Somebody with a fresh profile, signed in where a person is given. */
export const visit = async (
  browser: Browser,
  url: string,
  person: TestPerson | undefined,
  options: VisitorOptions = {},
): Promise<Visitor> => {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 860 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    ...(options.touch === true ? { hasTouch: true, isMobile: true } : {}),
  })
  if (person !== undefined) {
    const { hostname } = new URL(url)
    await context.addCookies(
      person.cookie.split('; ').map((pair) => {
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
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { context, page, complaints }
}
