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

export const choose = (page: Page, ...files: Chosen[]): Promise<void> =>
  page.locator('input[type="file"]').setInputFiles(files)
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
