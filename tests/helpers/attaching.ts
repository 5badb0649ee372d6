/** What people do with files on a page, in their words. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { pictureOf } from './picture.ts'

export interface Chosen {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}
export const text = (name: string, content: string, mimeType = 'text/plain'): Chosen => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
})
export const picture = (name: string): Chosen => ({
  name,
  mimeType: 'image/png',
  buffer: pictureOf(320, 180),
})

/** Chooses files, and waits as a person does until they are listed: what is sent sooner goes without them. */
export const choose = async (page: Page, ...files: Chosen[]): Promise<void> => {
  const before = await chips(page).count()
  await page.locator('input[type="file"]').setInputFiles(files)
  const last = chips(page).nth(before + files.length - 1)
  await last.waitFor({ timeout: 5_000 }).catch(() => undefined)
}
export const chips = (page: Page): Locator =>
  page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
export const fileIn = (page: Page, name: string): Locator =>
  page.locator('[data-file]').filter({ hasText: name })
export const arrived = (page: Page, name: string): Locator =>
  fileIn(page, name).getByRole('link', { name: `Download ${name}` })
export const pictures = (page: Page): Locator => page.getByRole('button', { name: /^Open picture/ })

export const downloaded = async (page: Page, name: string): Promise<{ name: string; bytes: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), arrived(page, name).click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}
