/** Files as they stand in messages: pictures, texts and PDF, at once, in their places, off line, and for a model. */
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import {
  arrived,
  chips,
  choose,
  downloaded,
  fileIn,
  holdUploads,
  letUploadsGo,
  pdf,
  picture,
  pictures,
  text,
  zip,
} from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan } from '../helpers/banyan.ts'
import { complaintsOf, goOffLine, goOnLine } from '../helpers/browser.ts'
import { startModelServer } from '../helpers/model-server.ts'
import { act, gone, message, openConversation, seen, send } from '../helpers/pages.ts'
import { pdfOf } from '../helpers/pdf.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })

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

it('[B4] what one attaches all see at once: pictures, texts, and whatever else there is', async ({
  anas,
  bens,
  together,
}) => {
  await together('A picture for Ben', 'view')
  const page = '<!doctype html><script>window.ran = true</script>'
  await choose(
    anas.page,
    picture('leaf.png'),
    text('notes.md', '# Notes\n\n- water\n- light\n', 'text/markdown'),
    text('page.html', page, 'text/html'),
    zip('seeds.zip', 'application/zip'),
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

it('[B4] a picture keeps its place free, opens large by keyboard, and goes back', async ({
  anas,
  bens,
  together,
}) => {
  await together('A large picture', 'view')
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

it('[B4] nothing below a file moves when it comes', async ({ anas, bens, together }) => {
  await together('Still', 'view')
  await holdUploads(anas.page)
  const eight = Array.from({ length: 8 }, (_, line) => `line ${line}`).join('\n')
  await choose(
    anas.page,
    picture('leaf.png'),
    text('three.txt', 'one\ntwo\nthree'),
    // What the sender's system says of a file is not what it turns out to be.
    text('page.png', '<p>one\n<p>two', 'image/png'),
    { name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('Größe\nFarbe', 'latin1') },
    text('eight.txt', eight),
  )
  await send(anas.page, 'Still')
  const { page } = bens
  await seen(fileIn(page, 'eight.txt').getByText('Not here yet'))
  const heights = (): Promise<number[]> =>
    page
      .locator('[data-file]:not(:has(figure)), [data-file] figure > button')
      .evaluateAll((files) => files.map((file) => Math.round(file.getBoundingClientRect().height)))
  const before = await heights()
  await letUploadsGo(anas.page)
  await seen(fileIn(page, 'eight.txt').getByText('line 5'))
  await seen(fileIn(page, 'three.txt').getByText('three', { exact: false }).last())
  await seen(page.getByRole('img', { name: 'leaf.png' }))
  expect(await heights()).toEqual(before)
})

it('[B4] [D2] a picture that was seen is there off line, too', async ({ anas, bens, together }) => {
  await together('Seen once', 'view')
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

it('[B4] what could not be had is looked for again when the network is back', async ({
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  await together('A bad line', 'view')
  const contents = '**/api/conversations/*/files/*'
  await page.route(contents, (route) => route.abort())
  await choose(anas.page, picture('late.png'), text('late.txt', 'better late'), pdf('late.pdf', 'Late'))
  await send(anas.page, 'Try to see these')
  for (const name of ['late.png', 'late.txt', 'late.pdf']) await seen(arrived(page, name))
  await seen(fileIn(page, 'late.pdf').getByText('No preview of this file.'))
  expect(await pictures(page).count()).toBe(0)
  await goOffLine(bens)
  await seen(page.getByText('Offline. What you write'))
  await page.unroute(contents)
  await goOnLine(bens)
  await seen(page.getByRole('img', { name: 'late.png' }))
  await seen(fileIn(page, 'late.txt').getByText('better late'))
  await seen(fileIn(page, 'late.pdf').locator('canvas[data-drawn="true"]'))
})

it('[B4] a PDF shows its first page, all of them when opened, and opens in a tab that knows nothing of ours', async ({
  anas,
  bens,
  together,
}) => {
  await together('A paper', 'view')
  await choose(anas.page, pdf('paper.pdf', 'One', 'Two'))
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

it('[B4] a PDF that cannot be read says so, and what is written in one to run does not', async ({
  anas,
  bens,
  together,
}) => {
  await together('Not a paper', 'view')
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

it('[E6] a reply says which files its model could not see, and another model is shown them', async ({
  visitAs,
}) => {
  const models = await startModelServer()
  models.models = [{ id: 'blind' }, { id: 'seeing-vision' }]
  const place = await startBanyan({
    environment: { OPENAI_COMPATIBLE_URL: models.url, OPENAI_COMPATIBLE_NAME: 'Grove' },
  })
  try {
    const cleo = await place.found('Cleo')
    const { page } = await visitAs(cleo)
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

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
