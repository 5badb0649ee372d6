/** Choosing files: from everywhere they can come, under whatever names, taken back, and what is not taken. */
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import {
  arrived,
  bytesOf,
  chips,
  choose,
  downloaded,
  fileIn,
  picture,
  pictures,
  text,
} from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { complaintsOf } from '../helpers/browser.ts'
import { gone, openConversation, seen, send, write } from '../helpers/pages.ts'
import { openTalk, talkField } from '../helpers/talk.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false, config: { fileLimits: { file: 5_000_000 } } })

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

it('[B4] files are dropped on the conversation, and pictures pasted into the message', async ({
  anas,
  bens,
  together,
}) => {
  await together('Dropped and pasted', 'view')
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

it('[B4] what is sent in the same breath as files are chosen takes them all along', async ({
  anas,
  bens,
  together,
}) => {
  await together('In one breath', 'view')
  const names = Array.from({ length: 8 }, (_, place) => `photo-${place}.png`)
  const slow = await anas.page.context().newCDPSession(anas.page)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await choose(anas.page, ...names.map(picture))
  // Together with the words, and where there are none.
  await send(anas.page, 'All eight')
  await seen(bens.page.getByText('All eight'))
  for (const name of names) await seen(bens.page.getByRole('button', { name: `Open picture: ${name}` }))
  await choose(anas.page, text('alone.txt', 'words '.repeat(200_000)))
  await anas.page.keyboard.press('Enter')
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await seen(fileIn(bens.page, 'alone.txt'))
  await gone(chips(anas.page))
})

it('[B4] a finger is offered the camera, photos and files by name', async ({ banyan, visitAs, ana }) => {
  const phone = await visitAs(ana, { viewport: { width: 390, height: 800 } })
  const session = await phone.context.newCDPSession(phone.page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'pointer', value: 'coarse' }] })
  await openConversation(phone.page, banyan.url, await ana.newConversation('On the way'))
  const offers = async (item: string): Promise<string | null> => {
    await phone.page.getByRole('button', { name: 'Attach files' }).click()
    expect(await accessibilityProblems(phone.page, '[role="menu"]')).toEqual([])
    const [chooser] = await Promise.all([
      phone.page.waitForEvent('filechooser'),
      phone.page.getByRole('menuitem', { name: item }).click(),
    ])
    await chooser.setFiles([text(`${item}.txt`, item)])
    await seen(chips(phone.page).filter({ hasText: `${item}.txt` }))
    return chooser.element().evaluate((input) => (input as HTMLInputElement).getAttribute('capture'))
  }
  expect(await offers('Take a photo')).toBe('environment')
  expect(await offers('Photos and videos')).toBeNull()
  expect(await offers('Files')).toBeNull()
  await phone.context.close()
})

it('[B4] files are taken back with the keyboard alone, one after the other', async ({ anas, together }) => {
  await together('Thinking better of it', 'view')
  const { page } = anas
  await choose(page, text('one.txt', '1'), text('two.txt', '2'))
  await chips(page).getByRole('button', { name: 'Remove one.txt' }).focus()
  await page.keyboard.press('Enter')
  await gone(chips(page).filter({ hasText: 'one.txt' }))
  await page.keyboard.press('Enter')
  await gone(chips(page))
  await page.keyboard.type('No files after all')
  await seen(page.getByRole('textbox', { name: 'Message', exact: true }).getByText('No files after all'))
})

it('[B4] a photo goes without the place where it was taken, and turned as it was', async ({
  anas,
  bens,
  together,
}) => {
  await together('A photo', 'view')
  const drawn = await anas.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200)
    canvas.getContext('2d')?.fillRect(10, 10, 100, 100)
    const blob = await canvas.convertToBlob({ type: 'image/jpeg' })
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  // As a phone writes it: turned by a quarter (6), and where that was.
  const tiff = Buffer.from(
    'II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 48.2082N',
    'latin1',
  )
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2])
  const photo = Buffer.concat([head, exif, Buffer.from(drawn.slice(2)), Buffer.from('film with GPS behind')])
  await choose(anas.page, { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo })
  await send(anas.page, 'From the garden')
  const shown = bens.page.getByRole('img', { name: 'photo.jpg' })
  await seen(shown)
  expect(
    await shown.evaluate((image) => {
      const { naturalWidth, naturalHeight } = image as HTMLImageElement
      return [naturalWidth, naturalHeight]
    }),
  ).toEqual([200, 300])
  await pictures(bens.page).click()
  const [download] = await Promise.all([
    bens.page.waitForEvent('download'),
    bens.page.getByRole('dialog').getByRole('link', { name: 'Download' }).click(),
  ])
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  expect(bytes.includes('GPS')).toBe(false)
  expect(bytes.length).toBeGreaterThan(500)
  await bens.page.keyboard.press('Escape')
})

it('[B4] names are names: however long, in whichever direction, and whatever they pretend', async ({
  anas,
  bens,
  together,
}) => {
  await together('Names')
  const long = `${'long-'.repeat(60)}.txt`
  await choose(
    anas.page,
    text('../../etc/passwd', 'a path'),
    text('photo\u202egnp.exe', 'turned round'),
    text('line\nbreak\u0007.txt', 'two lines'),
    text(long, 'long'),
    text('<img src=x onerror=alert(1)>.html', '<script>window.ran = true</script>', 'text/html'),
    text('empty.txt', ''),
    { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="window.ran = true">') },
  )
  await seen(chips(anas.page).nth(6))
  // The ending shows, however narrow the place is.
  await seen(chips(anas.page).getByText('ng-l.txt', { exact: true }))
  await send(anas.page, 'Seven names')
  await seen(arrived(bens.page, 'picture.png'))
  const names = await bens.page.locator('[data-file] bdi').allInnerTexts()
  expect(names.some((name) => /[\p{Cc}\p{Bidi_Control}/]/u.test(name))).toBe(false)
  expect(names).toContain('photo_gnp.exe')
  expect(names.some((name) => name.length === 200 && name.endsWith('.txt'))).toBe(true)
  expect(await fileIn(bens.page, 'picture.png').getByRole('region').innerText()).toContain('<svg onload')
  expect((await downloaded(bens.page, 'empty.txt')).bytes.length).toBe(0)
  expect(await bens.page.evaluate(() => 'ran' in window)).toBe(false)
  const isWide = await bens.page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  expect(isWide).toBe(false)
  await gone(chips(anas.page))
})

it('[B4] a file that the server does not take says why, stays out of the message, and can be taken back', async ({
  anas,
  bens,
  together,
}) => {
  await together('Too large', 'view')
  await choose(anas.page, bytesOf('whale.bin', 5_000_001), text('shrimp.txt', 'x'))
  await seen(chips(anas.page).getByText('A file can have at most 4.8 MB'))
  await send(anas.page, 'Only the small one')
  await seen(arrived(bens.page, 'shrimp.txt'))
  expect(await fileIn(bens.page, 'whale.bin').count()).toBe(0)
  await chips(anas.page).getByRole('button', { name: 'Remove whale.bin' }).click()
  expect(await chips(anas.page).count()).toBe(0)
})

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
