/** Attached files between two people in real browsers: at once, with progress, off line, over restarts. */
import { randomBytes } from 'node:crypto'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { arrived, chips, choose, downloaded, fileIn, picture, pictures, text } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { startModelServer } from '../helpers/model-server.ts'
import { act, gone, message, openConversation, seen, send, write } from '../helpers/pages.ts'
import { pdfOf } from '../helpers/pdf.ts'
import { openTalk, talkField } from '../helpers/talk.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false, config: { fileLimits: { file: 5_000_000 } } })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

const together = async (title: string): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  return id
}

const SCRIPT = '/Type /Catalog /OpenAction << /S /JavaScript /JS (window.ran = true; app.alert\\(1\\)) >>'

/** How many dots of a canvas are not white. */
const inkOf = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const dots = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? []
    let ink = 0
    for (let at = 0; at < dots.length; at += 4) if ((dots[at] ?? 255) < 128) ink++
    return ink
  })

it('[B4] what one attaches all see at once: pictures, texts, and whatever else there is', async () => {
  await together('A picture for Ben')
  const page = '<!doctype html><script>window.ran = true</script>'
  await choose(
    anas.page,
    picture('leaf.png'),
    text('notes.md', '# Notes\n\n- water\n- light\n', 'text/markdown'),
    text('page.html', page, 'text/html'),
    { name: 'seeds.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\x03\x04 and so on') },
  )
  await expect.poll(() => chips(anas.page).count()).toBe(4)
  await seen(anas.page.locator('[data-upload="arrived"]').nth(3))
  await chips(anas.page).first().getByRole('button', { name: 'Describe leaf.png' }).click()
  await anas.page.getByRole('textbox', { name: 'Description' }).fill('A leaf in the sun')
  await anas.page.getByRole('button', { name: 'Keep description' }).click()
  await send(anas.page, 'Look at these')

  await seen(message(bens.page, 'Look at these'))
  await seen(bens.page.getByRole('img', { name: 'A leaf in the sun' }))
  const shown = bens.page.getByRole('img', { name: 'A leaf in the sun' })
  expect(await shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
  await seen(bens.page.getByRole('region', { name: 'Beginning of notes.md' }))
  expect(await bens.page.getByRole('region', { name: 'Beginning of notes.md' }).innerText()).toContain(
    '- water',
  )
  // HTML is words, here and on the disk.
  expect(await bens.page.getByRole('region', { name: 'Beginning of page.html' }).innerText()).toContain(
    '<script>',
  )
  expect(await downloaded(bens.page, 'page.html')).toEqual({ name: 'page.html', bytes: Buffer.from(page) })
  expect((await downloaded(bens.page, 'seeds.zip')).name).toBe('seeds.zip')
  expect(await bens.page.evaluate(() => 'ran' in window)).toBe(false)
  expect(await chips(anas.page).count()).toBe(0)
  expect(await accessibilityProblems(bens.page)).toEqual([])
})

it('[B4] a picture keeps its place free, opens large by keyboard, and goes back', async () => {
  await together('A large picture')
  await choose(anas.page, picture('tree.png'))
  await send(anas.page, 'A tree')
  await seen(bens.page.getByRole('img', { name: 'tree.png' }))
  const frame = pictures(bens.page).first()
  const box = await frame.boundingBox()
  expect(Math.round((box?.width ?? 0) / (box?.height ?? 1))).toBe(2)
  await frame.focus()
  await bens.page.keyboard.press('Enter')
  const dialog = bens.page.getByRole('dialog', { name: 'tree.png' })
  await seen(dialog.getByRole('img', { name: 'tree.png' }))
  expect(await accessibilityProblems(bens.page, '[role="dialog"]')).toEqual([])
  await bens.page.keyboard.press('Escape')
  await gone(dialog)
  await expect.poll(() => frame.evaluate((element) => element === document.activeElement)).toBe(true)

  // A click beside it closes it, one on it does not.
  await frame.click()
  const large = dialog.getByRole('img', { name: 'tree.png' })
  await large.click()
  const place = await large.boundingBox()
  await bens.page.mouse.click((place?.x ?? 0) - 30, (place?.y ?? 0) + 10)
  await gone(dialog)
  await expect.poll(() => frame.evaluate((element) => element === document.activeElement)).toBe(true)
})

it('[B4] [D2] a picture that was seen is there off line, too', async () => {
  await together('Seen once')
  await choose(anas.page, picture('seen.png'))
  await send(anas.page, 'Remember this')
  await seen(bens.page.getByRole('img', { name: 'seen.png' }))
  await bens.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await bens.context.setOffline(true)
  await bens.page.reload()
  await seen(message(bens.page, 'Remember this'))
  await seen(bens.page.getByRole('img', { name: 'seen.png' }))
  await bens.context.setOffline(false)
})

it('[B4] a PDF shows its first page, all of them when opened, and opens in a tab that knows nothing of ours', async () => {
  await together('A paper')
  await choose(anas.page, { name: 'paper.pdf', mimeType: 'application/pdf', buffer: pdfOf('One', 'Two') })
  await send(anas.page, 'Please read')
  await seen(arrived(bens.page, 'paper.pdf'))
  const preview = bens.page.getByRole('button', { name: 'Open paper.pdf' })
  await seen(preview.locator('canvas[data-drawn="true"]'))
  expect(await inkOf(preview.locator('canvas'))).toBeGreaterThan(0)
  await preview.click()
  const dialog = bens.page.getByRole('dialog', { name: 'paper.pdf' })
  await seen(dialog.getByRole('img', { name: 'Page 1 of 2' }).locator('canvas[data-drawn="true"]'))
  await dialog.getByRole('region', { name: 'Pages of paper.pdf' }).press('End')
  await seen(dialog.getByRole('img', { name: 'Page 2 of 2' }).locator('canvas[data-drawn="true"]'))
  expect(await accessibilityProblems(bens.page, '[role="dialog"]')).toEqual([])
  const [tab] = await Promise.all([
    bens.context.waitForEvent('page'),
    dialog.getByRole('link', { name: 'Open in a new tab' }).click(),
  ])
  await tab.waitForLoadState()
  expect(tab.url()).toMatch(/\?view$/)
  expect(await tab.evaluate(() => window.opener === null)).toBe(true)
  const { headers, cookies } = await bens.page.evaluate(async (path) => {
    const answer = await fetch(path)
    return { headers: Object.fromEntries(answer.headers), cookies: document.cookie }
  }, tab.url())
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-security-policy': expect.stringMatching(/^default-src 'none'/),
    'x-content-type-options': 'nosniff',
  })
  expect(cookies).toBe('')
  await tab.close()
  await bens.page.keyboard.press('Escape')
  await gone(dialog)
})

it('[B4] a PDF that cannot be read says so, and what is written in one to run does not', async () => {
  await together('Not a paper')
  const scripted = pdfOf('Scripted').toString('latin1').replace('/Type /Catalog', SCRIPT)
  await choose(
    anas.page,
    { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 and then nothing') },
    { name: 'scripted.pdf', mimeType: 'application/pdf', buffer: Buffer.from(scripted, 'latin1') },
  )
  await send(anas.page, 'Two more')
  await seen(fileIn(bens.page, 'broken.pdf').getByText('No preview of this file.'))
  await seen(fileIn(bens.page, 'scripted.pdf').locator('canvas[data-drawn="true"]'))
  await bens.page.getByRole('button', { name: 'Open scripted.pdf' }).click()
  await seen(bens.page.getByRole('dialog').locator('canvas[data-drawn="true"]'))
  expect(await bens.page.evaluate(() => 'ran' in window)).toBe(false)
  await bens.page.keyboard.press('Escape')
})

const pasteFile = (where: Locator, name: string): Promise<void> =>
  where.evaluate((element, fileName) => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['some words'], fileName, { type: 'text/plain' }))
    element.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }))
  }, name)

const dropFiles = (where: Locator, ...names: string[]): Promise<void> =>
  where.evaluate((element, fileNames) => {
    const dataTransfer = new DataTransfer()
    for (const name of fileNames)
      dataTransfer.items.add(new File(['some words'], name, { type: 'text/plain' }))
    for (const step of ['dragenter', 'dragover', 'drop']) {
      element.dispatchEvent(new DragEvent(step, { bubbles: true, cancelable: true, dataTransfer }))
    }
  }, names)

it('[B4] files are dropped on the conversation, and pictures pasted into the message', async () => {
  await together('Dropped and pasted')
  await dropFiles(anas.page.locator('[data-conversation]'), 'dropped.txt')
  await seen(chips(anas.page).filter({ hasText: 'dropped.txt' }))
  // A picture that lies on the clipboard, as a screenshot does.
  await anas.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await anas.page.evaluate(
    async (bytes) => {
      const png = new Blob([new Uint8Array(bytes)], { type: 'image/png' })
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    },
    [...picture('copied.png').buffer],
  )
  await anas.page.getByRole('textbox', { name: 'Message', exact: true }).click()
  await anas.page.keyboard.press('Control+v')
  await seen(chips(anas.page).filter({ hasText: '.png' }))
  await chips(anas.page)
    .filter({ hasText: 'dropped.txt' })
    .getByRole('button', { name: /^Remove/ })
    .click()
  // With no words at all: the file is what is said.
  await anas.page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(pictures(bens.page))
  expect(await fileIn(bens.page, 'dropped.txt').count()).toBe(0)

  // With the cursor in no text, and in one that takes no files.
  await anas.page.evaluate(
    () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  )
  await pasteFile(anas.page.locator('body'), 'nowhere.txt')
  await seen(chips(anas.page).filter({ hasText: 'nowhere.txt' }))
  await anas.page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(arrived(bens.page, 'nowhere.txt'))
  await write(anas.page, 'For two')
  await anas.page.getByRole('button', { name: 'Write together', exact: true }).click()
  await pasteFile(anas.page.locator('[data-shared-draft]').getByRole('textbox'), 'elsewhere.txt')
  await seen(chips(anas.page).filter({ hasText: 'elsewhere.txt' }))
  await seen(anas.page.getByText('This one stands in your message field'))
  await openTalk(anas.page)
  await dropFiles(talkField(anas.page), 'aside.txt', 'beside.txt')
  await seen(anas.page.getByText('These stand in your message field'))
  await expect.poll(() => chips(anas.page).and(anas.page.locator('[data-upload="arrived"]')).count()).toBe(3)
})

it('[B4] sending waits for nothing; an upload shows how far it is and goes on after the server was away', async () => {
  await together('Halfway')
  const bytes = randomBytes(3_000_000)
  let pieces = 0
  const held = Promise.withResolvers<void>()
  const holding = Promise.withResolvers<void>()
  await anas.page.route('**/uploads/*', async (route) => {
    pieces++
    if (pieces === 2) {
      holding.resolve()
      await held.promise
    }
    await route.continue()
  })
  await choose(anas.page, { name: 'film.bin', mimeType: 'application/octet-stream', buffer: bytes })
  await send(anas.page, 'The film is on its way')
  await holding.promise
  await seen(message(bens.page, 'The film is on its way'))
  await seen(bens.page.getByText('Not here yet. The device of Ana brings it when it is on line'))
  expect(await anas.page.locator('[data-upload="uploading"]').innerText()).toMatch(/Uploading, [1-9]\d? %/)

  await banyan.stop()
  held.resolve()
  await seen(anas.page.getByText('Waits for the network'))
  await anas.page.unroute('**/uploads/*')
  await banyan.start()
  await seen(arrived(bens.page, 'film.bin'))
  const got = await downloaded(bens.page, 'film.bin')
  expect(got.bytes.equals(bytes)).toBe(true)
})

it('[B4] [D2] what is attached and sent off line waits here, over a reload, and goes when there is a network', async () => {
  const id = await together('Off line')
  await anas.context.setOffline(true)
  await choose(anas.page, picture('offline.png'), text('words.txt', 'written on a train'))
  await seen(chips(anas.page).nth(1))
  await seen(anas.page.getByText('Waits for the network'))
  await send(anas.page, 'From the train')
  await seen(anas.page.getByRole('img', { name: 'offline.png' }))
  await seen(anas.page.locator('[data-file]').getByText('Waits for the network'))
  // Something else that is not sent yet: it stays in the composer.
  await choose(anas.page, text('later.txt', 'for later'))
  await seen(chips(anas.page).filter({ hasText: 'later.txt' }))

  // The page may come back, the uploads not yet.
  await anas.page.route('**/uploads', (route) => route.abort())
  await anas.context.setOffline(false)
  await anas.page.reload()
  await openConversation(anas.page, banyan.url, id)
  await seen(message(bens.page, 'From the train'))
  await seen(chips(anas.page).filter({ hasText: 'later.txt' }))
  await seen(anas.page.getByRole('img', { name: 'offline.png' }))
  await anas.page.unroute('**/uploads')
  await seen(arrived(bens.page, 'words.txt'))
  await seen(bens.page.getByRole('img', { name: 'offline.png' }))
  await chips(anas.page).getByRole('button', { name: 'Remove later.txt' }).click()
  expect(await chips(anas.page).count()).toBe(0)
})

it('[B4] a file that the server does not take says why, stays out of the message, and can be taken back', async () => {
  await together('Too large')
  await choose(
    anas.page,
    { name: 'whale.bin', mimeType: '', buffer: Buffer.alloc(5_000_001) },
    text('shrimp.txt', 'x'),
  )
  await seen(chips(anas.page).getByText('A file can have at most 4.8 MB'))
  await send(anas.page, 'Only the small one')
  await seen(arrived(bens.page, 'shrimp.txt'))
  expect(await fileIn(bens.page, 'whale.bin').count()).toBe(0)
  await chips(anas.page).getByRole('button', { name: 'Remove whale.bin' }).click()
  expect(await chips(anas.page).count()).toBe(0)
})

it('[B4] [A10] whoever loses access loses the files with it', async () => {
  const id = await together('Only for now')
  await choose(anas.page, text('secret.txt', 'between us'))
  await write(anas.page, 'Read quickly')
  await anas.page.keyboard.press('Enter')
  await seen(arrived(bens.page, 'secret.txt'))
  const address = await arrived(bens.page, 'secret.txt').getAttribute('href')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  await gone(arrived(bens.page, 'secret.txt'))
  const status = await bens.page.evaluate(async (path) => (await fetch(path)).status, address ?? '')
  expect(status).toBe(404)
})

it('[E6] a reply says which files its model could not see, and another model is shown them', async () => {
  const models = await startModelServer()
  models.models = [{ id: 'blind' }, { id: 'seeing-vision' }]
  const place = await startBanyan({
    environment: { OPENAI_COMPATIBLE_URL: models.url, OPENAI_COMPATIBLE_NAME: 'Grove' },
  })
  try {
    const cleo = await place.found('Cleo')
    const { page } = await visit(browser, place.url, cleo)
    await openConversation(page, place.url, await cleo.newConversation('Seeing'))
    models.script(
      { kind: 'stream', pieces: ['I see nothing.'] },
      { kind: 'stream', pieces: ['A green disc.'] },
    )
    await choose(page, picture('disc.png'))
    await send(page, 'What do you see?')
    await seen(message(page, 'I see nothing.'))
    await seen(page.getByText('The model did not see disc.png: it reads no pictures.'))
    await page
      .getByRole('button', { name: /^Model:/ })
      .first()
      .click()
    await page.getByRole('menuitemradio', { name: /seeing/ }).click()
    await act(message(page, 'I see nothing.'), 'Regenerate')
    await seen(message(page, 'A green disc.'))
    expect(await page.getByText('The model did not see').count()).toBe(0)
    expect(JSON.stringify(models.requests.at(-1)?.body.messages)).toContain('data:image/png;base64,')
  } finally {
    await place.close()
    await models.close()
  }
})

it('[B4] [D6] signing out asks first where a file is only here, and leaves none behind', async () => {
  const { page, context } = await visit(browser, banyan.url, ben)
  const id = await ben.newConversation('Leaving')
  await openConversation(page, banyan.url, id)
  await page.route('**/uploads', (route) => route.abort())
  await choose(page, text('only-here.txt', 'only here'))
  await seen(chips(page))
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await signOut()
  await seen(page.getByText('One change is only on this device and would be lost.'))
  await page.getByRole('button', { name: 'Sign out all the same' }).click()
  await seen(page.getByRole('button', { name: 'Sign in' }))
  const kept = (): Promise<string[]> =>
    page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []))
  await expect
    .poll(async () => (await kept()).filter((name) => name.endsWith(':files')), { timeout: 20_000 })
    .toEqual([])
  await context.close()
})
