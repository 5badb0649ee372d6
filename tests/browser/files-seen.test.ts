/** Looking at files, taking them away, and choosing them with a finger, in real browsers. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arrived, chips, choose, downloaded, fileIn, picture, pictures, text } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { gone, openConversation, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben, { colorScheme: 'dark' })
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

const together = async (title: string): Promise<void> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
}

it('[B4] what is sent in the same breath as files are chosen takes them all along', async () => {
  await together('In one breath')
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

it('[B4] arrow keys go through a message’s files, and all of them are taken at once', async () => {
  const { page } = bens
  await together('The garden')
  const long = Array.from({ length: 300 }, (_, line) => `const bed${line} = ${line}`).join('\n')
  await choose(
    anas.page,
    picture('north.png'),
    picture('south.png'),
    text('beds.ts', long),
    text('short.txt', 'two\nlines'),
    { name: 'seeds.zip', mimeType: '', buffer: Buffer.from('PK\x03\x04 and so on') },
  )
  await send(anas.page, 'All of it')
  await seen(arrived(page, 'seeds.zip'))
  await seen(fileIn(page, 'beds.ts').getByText('const bed5 = 5'))
  // A text that is all there has nothing more to show.
  expect(await page.getByRole('button', { name: /^Show all/ }).count()).toBe(1)

  await pictures(page).first().click()
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByRole('img', { name: 'north.png' }))
  await seen(dialog.getByText('1 of 4'))
  await page.keyboard.press('ArrowRight')
  await seen(dialog.getByRole('img', { name: 'south.png' }))
  await page.keyboard.press('ArrowRight')
  await seen(dialog.getByRole('region', { name: 'Text of beds.ts' }).getByText('const bed299'))
  expect(await accessibilityProblems(page, '[role="dialog"]')).toEqual([])
  await page.keyboard.press('ArrowRight')
  await seen(page.getByRole('dialog', { name: 'short.txt' }).getByText('two'))
  await page.keyboard.press('ArrowRight')
  await seen(dialog.getByText('4 of 4'))
  await dialog.getByRole('button', { name: 'Previous file' }).click()
  await seen(page.getByRole('dialog', { name: 'beds.ts' }))
  await page.keyboard.press('Escape')
  await gone(dialog)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download all' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('The garden.zip')
  expect(await download.failure()).toBeNull()
})

it('[B4] files are taken back with the keyboard alone, one after the other', async () => {
  await together('Thinking better of it')
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

it('[B4] nothing below a file moves when it comes', async () => {
  await together('Still')
  await anas.page.route('**/uploads', (route) => route.abort())
  const eight = Array.from({ length: 8 }, (_, line) => `line ${line}`).join('\n')
  await choose(anas.page, picture('leaf.png'), text('three.txt', 'one\ntwo\nthree'), text('eight.txt', eight))
  await send(anas.page, 'Still')
  const { page } = bens
  await seen(fileIn(page, 'eight.txt').getByText('Not here yet'))
  const heights = (): Promise<number[]> =>
    page
      .locator('[data-file] :is(pre, button)')
      .evaluateAll((parts) => parts.map((part) => part.clientHeight))
  const before = await heights()
  await anas.page.unroute('**/uploads')
  await seen(fileIn(page, 'eight.txt').getByText('line 5'))
  await seen(fileIn(page, 'three.txt').getByText('three', { exact: false }).last())
  await seen(page.getByRole('img', { name: 'leaf.png' }))
  expect(await heights()).toEqual(before)
})

it('[B4] a photo goes without the place where it was taken, and turned as it was', async () => {
  await together('A photo')
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

it('[B4] a finger is offered the camera, photos and files by name', async () => {
  const phone = await visit(browser, banyan.url, ana, { viewport: { width: 390, height: 800 } })
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

it('[B4] where the server, or this device, has no room, that is said, and nothing is lost', async () => {
  await together('Full')
  const refuse = { error: { code: 'no-room', message: 'The server has no room for files at the moment.' } }
  await anas.page.route('**/uploads/*', (route) => route.fulfill({ status: 507, json: refuse }))
  await choose(anas.page, text('patient.txt', 'waits for room'))
  await seen(chips(anas.page).getByText('The server has no room for files at the moment. It is tried again'))
  await send(anas.page, 'As soon as there is room')
  await anas.page.unroute('**/uploads/*')
  await seen(arrived(bens.page, 'patient.txt'))
  expect((await downloaded(bens.page, 'patient.txt')).bytes.toString()).toBe('waits for room')

  await anas.page.evaluate(() => {
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      if (this.name === 'chosen') throw new DOMException('The disk is full.', 'QuotaExceededError')
      return put.call(this, value, key)
    }
  })
  await anas.page.route('**/uploads', (route) => route.abort())
  await choose(anas.page, text('large.txt', 'only in this page'))
  await seen(chips(anas.page).getByText('This device has no room to keep it: please leave the page open'))
  await send(anas.page, 'From a full device')
  await anas.page.unroute('**/uploads')
  await seen(arrived(bens.page, 'large.txt'))
})

it('the pages had nothing to complain of but what was refused on purpose', () => {
  const complaints = [anas, bens].flatMap((visitor) => visitor.complaints)
  expect(complaints.filter((words) => !/Failed to load resource|net::ERR/.test(words))).toEqual([])
})
