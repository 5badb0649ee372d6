/** Typing, alone and in a draft that several write, and sending: how long until it is painted. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { median, percentile } from './figures.ts'

const WORDS = 'the quick brown fox jumps over the lazy dog and then it sleeps '
const KEY_MILLISECONDS = 50

export interface Typing {
  /** Milliseconds from a key to the paint after it. */
  readonly key: number
  readonly key95: number
}

export const typeAlone = (page: Page): Promise<Typing> =>
  type(page, page.getByRole('textbox', { name: 'Message', exact: true }))

export const typeTogether = async (page: Page): Promise<Typing> => {
  await page.getByRole('button', { name: 'Write together', exact: true }).click()
  const draft = page.locator('[data-shared-draft]').getByRole('textbox')
  await draft.waitFor()
  return type(page, draft)
}

const type = async (page: Page, editor: Locator): Promise<Typing> => {
  await editor.click()
  await sleep(300)
  await page.evaluate(() => window.watch.keys())
  await page.keyboard.type(WORDS, { delay: KEY_MILLISECONDS })
  await sleep(200)
  const keys = await page.evaluate(() => window.watch.keys())
  return { key: median(keys), key95: percentile(keys, 0.95) }
}

declare global {
  interface Window {
    sent: Promise<number>
  }
}

/** Milliseconds from Enter to one's own message on the screen. */
export const sendOne = async (page: Page, tries: number): Promise<number> => {
  const times: number[] = []
  const editor = page.getByRole('textbox', { name: 'Message', exact: true })
  for (let i = 0; i < tries; i++) {
    await editor.click()
    await page.keyboard.type(`Sent number ${i}`, { delay: 10 })
    await sleep(600)
    // Watched from before the key: the answer is asked for after it.
    await page.evaluate(() => {
      const count = (): number => document.querySelectorAll('article[data-role="user"]').length
      const before = count()
      let pressed = 0
      addEventListener(
        'keydown',
        ({ timeStamp }) => {
          pressed = timeStamp
        },
        { capture: true, once: true },
      )
      const shown = window.watch.until(
        () => undefined,
        () => count() > before,
      )
      window.sent = shown.then(() => performance.now() - pressed)
    })
    await page.keyboard.press('Enter')
    times.push(await page.evaluate(() => window.sent))
    await sleep(400)
  }
  return median(times)
}
