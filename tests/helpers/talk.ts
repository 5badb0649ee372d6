/** What people do in the side talk, in their words. */
import type { Locator, Page } from 'playwright-core'
import { seen } from './pages.ts'

export const talkButton = (page: Page): Locator => page.getByRole('button', { name: /^Side talk/ })

export const drawer = (page: Page): Locator => page.locator('[data-drawer]')

/** Where one writes in the side talk. */
export const talkField = (page: Page): Locator => page.getByRole('textbox', { name: 'Side talk message' })

/** Where it was left open it opens by itself, a moment after the page. */
export const openTalk = async (page: Page): Promise<void> => {
  await seen(talkButton(page))
  if ((await talkButton(page).getAttribute('aria-expanded')) !== 'true') await talkButton(page).click()
  await seen(talkField(page))
}

export const say = async (page: Page, text: string): Promise<void> => {
  await talkField(page).click()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** The line that says this. */
export const line = (page: Page, text: string | RegExp): Locator =>
  page.locator('[data-line]').filter({ hasText: text })

/** All lines one sees, by their words, the oldest first. */
export const linesOf = (page: Page): Promise<string[]> =>
  page
    .locator('[data-line] [data-words]')
    .evaluateAll((lines) => lines.map((words) => words.textContent ?? ''))
