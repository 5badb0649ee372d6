/** Going from one conversation to another, from branch to branch, through the map, and up a long conversation. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Meter } from './chromium.ts'
import { median } from './figures.ts'
import { lateFrames } from './watch.ts'

export interface Switching {
  /** Milliseconds until the other one's messages are painted. */
  readonly time: number
  /** Frames in which something stood there that says 'wait'. */
  readonly skeletons: number
}

/** As the Back button does it. The device has both; the first turn of each is not counted. */
export const switchConversations = async (
  page: Page,
  paths: readonly string[],
  turns: number,
): Promise<Switching> => {
  const all: Switching[] = []
  for (let turn = 0; turn < turns + paths.length; turn++) {
    const path = paths[turn % paths.length] ?? ''
    const one = await page.evaluate(goTo, path)
    if (turn >= paths.length) all.push(one)
    await sleep(500)
  }
  return summed(all)
}

/** Opens each once, one after another. */
export const openOneAfterAnother = async (page: Page, paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await page.evaluate(goTo, path)
    await sleep(700)
  }
}

const goTo = (path: string): Promise<Switching> =>
  window.watch.until(
    () => {
      history.pushState(null, '', path)
      dispatchEvent(new PopStateEvent('popstate'))
    },
    () => document.querySelector(`[data-conversation="${path.slice(3)}"] article[data-message-id]`) !== null,
  )

/** Back and forth at the last fork that stands on the page. */
export const switchBranches = async (page: Page, turns: number): Promise<Switching> => {
  const all: Switching[] = []
  const forks = page.locator('nav[data-fork]')
  await forks.last().waitFor()
  const id = await forks.last().getAttribute('data-fork')
  for (let turn = 0; turn < turns; turn++) {
    const way = turn % 2 === 0 ? 'Next way' : 'Previous way'
    const one = await page.evaluate(
      ([fork, label]) => {
        const pager = (): Element | null => document.querySelector(`nav[data-fork="${fork}"]`)
        const said = pager()?.textContent
        return window.watch.until(
          () => pager()?.querySelector<HTMLElement>(`button[aria-label="${label}"]`)?.click(),
          () => pager() !== null && pager()?.textContent !== said,
        )
      },
      [id, way],
    )
    all.push(one)
    await sleep(500)
  }
  return summed(all)
}

export interface Mapped {
  /** Milliseconds until the map is painted. */
  readonly opened: number
  /** While it is moved about: frames too late, in a hundred. */
  readonly late: number
}

export const walkTheMap = async (page: Page): Promise<Mapped> => {
  const times: number[] = []
  let late = 0
  // The first time, its script is fetched as well.
  for (let turn = 0; turn < 4; turn++) {
    const { time } = await page.evaluate(() =>
      window.watch.until(
        () => document.querySelector<HTMLElement>('button[aria-label="Map"]')?.click(),
        () => document.querySelector('[role="dialog"] canvas, [role="dialog"] svg[role="img"]') !== null,
      ),
    )
    if (turn > 0) times.push(time)
    if (turn === 3) late = await panned(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await sleep(300)
  }
  return { opened: median(times), late }
}

const PAN_STEPS = 60

const panned = async (page: Page): Promise<number> => {
  const box = await page.getByRole('dialog').getByRole('img').first().boundingBox()
  if (box === null) throw new Error('The map has no picture.')
  const [x, y] = [box.x + box.width * 0.6, box.y + box.height * 0.5]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await lateFrames(page)
  for (let step = 0; step < PAN_STEPS; step++) {
    await page.mouse.move(x - step * 4, y - step * 2)
    await sleep(16)
  }
  const late = await lateFrames(page)
  await page.mouse.up()
  return late
}

export interface Scrolling {
  /** Frames too late, in a hundred. */
  readonly late: number
  /** Milliseconds of the main thread for a screen's height. */
  readonly screen: number
}

const WHEEL_STEPS = 100
const WHEEL_PIXELS = 240

/** Up from the end; what stands above is drawn on the way. */
export const scrollUp = async (page: Page, meter: Meter): Promise<Scrolling> => {
  const box = await page.locator('[data-scroller="messages"]').boundingBox()
  if (box === null) throw new Error('There is nothing to scroll.')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await lateFrames(page)
  const before = await meter.busy()
  for (let step = 0; step < WHEEL_STEPS; step++) {
    await page.mouse.wheel(0, -WHEEL_PIXELS)
    await sleep(16)
  }
  await sleep(200)
  const after = await meter.busy()
  const late = await lateFrames(page)
  const screens = (WHEEL_STEPS * WHEEL_PIXELS) / box.height
  return { late, screen: (after.all - before.all) / screens }
}

const summed = (all: readonly Switching[]): Switching => ({
  time: median(all.map(({ time }) => time)),
  skeletons: all.reduce((sum, { skeletons }) => sum + skeletons, 0),
})
