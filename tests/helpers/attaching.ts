/** What people do with files on a page, in their words. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { pdfOf } from './pdf.ts'
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

export const pdf = (name: string, ...pages: string[]): Chosen => ({
  name,
  mimeType: 'application/pdf',
  buffer: pdfOf(...pages),
})
export const zip = (name: string, mimeType = ''): Chosen => text(name, 'PK\x03\x04 and so on', mimeType)
export const bytesOf = (name: string, size: number): Chosen => ({
  name,
  mimeType: '',
  buffer: randomBytes(size),
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

const UPLOADS = '**/uploads'
/** Lets no upload of a page's begin. */
export const holdUploads = (page: Page): Promise<unknown> => page.route(UPLOADS, (route) => route.abort())
export const letUploadsGo = (page: Page): Promise<void> => page.unroute(UPLOADS)
