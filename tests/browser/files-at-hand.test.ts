/** Files one after the other and from near, with fingers and with keys, and all of a conversation in one list. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { arrived, choose, downloaded, fileIn, picture, text } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, touch, type Visitor, visit } from '../helpers/browser.ts'
import { act, gone, message, openConversation, seen, send } from '../helpers/pages.ts'
import { pdfOf } from '../helpers/pdf.ts'
import { drawer, openTalk } from '../helpers/talk.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let anas: Visitor
let bens: Visitor
let phone: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben, { colorScheme: 'dark' })
  phone = await visit(browser, banyan.url, ben, {
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    touch: true,
  })
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

const together = async (title: string, ...pages: Page[]): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  for (const page of pages) await openConversation(page, banyan.url, id)
  return id
}
const pdf = (name: string, ...pages: string[]) => ({
  name,
  mimeType: 'application/pdf',
  buffer: pdfOf(...pages),
})
const zip = (name: string) => ({ name, mimeType: '', buffer: Buffer.from('PK\x03\x04 and so on') })

const dialog = (page: Page): Locator => page.getByRole('dialog').last()
const openPicture = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name: `Open picture: ${name}` }).click()
/** How many times as wide as it fits a picture is seen. */
const nearness = (page: Page): Promise<number> =>
  dialog(page)
    .getByRole('img')
    .evaluate((image) => image.getBoundingClientRect().width / image.clientWidth)
const leftEdge = (page: Page): Promise<number> =>
  dialog(page)
    .getByRole('img')
    .evaluate((image) => image.getBoundingClientRect().left)

const openFiles = async (page: Page): Promise<Locator> => {
  await page.locator('header').getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Files' }).click()
  await drawer(page).waitFor()
  return drawer(page)
}
const listed = (page: Page): Promise<string[]> =>
  drawer(page)
    .locator('[data-file] bdi')
    .evaluateAll((names) => names.map((name) => name.getAttribute('title') ?? ''))

it('[B4] a finger drawn sideways leads from file to file, and feels the end', async () => {
  const { page } = phone
  await together('Swiped', anas.page, page)
  await choose(anas.page, picture('one.png'), text('two.txt', 'Words to read'), pdf('three.pdf', 'Last page'))
  await send(anas.page, 'Three of them')
  await seen(arrived(page, 'three.pdf'))
  await openPicture(page, 'one.png')
  await seen(dialog(page).getByText('1 of 3'))
  const draw = (from: number, to: number, down = 0) =>
    touch(phone, [{ x: from, y: 420 }], [{ x: to, y: 420 + down }])

  await draw(300, 100)
  await seen(dialog(page).getByRole('region', { name: 'Text of two.txt' }))
  await draw(300, 100)
  await seen(dialog(page).getByRole('region', { name: 'Pages of three.pdf' }))
  // There is no fourth.
  await draw(300, 100)
  await seen(dialog(page).getByText('3 of 3'))
  await draw(100, 300)
  await seen(dialog(page).getByText('2 of 3'))
  // Down a text is down a text, however slanted.
  await draw(200, 290, -250)
  await seen(dialog(page).getByText('2 of 3'))
  await draw(100, 300)
  await seen(dialog(page).getByRole('img', { name: 'one.png' }))
  await page.keyboard.press('Escape')
  await gone(dialog(page))
})

it('[B4] two taps and two fingers come nearer to a picture, and one finger moves it then', async () => {
  const { page } = phone
  await together('From near', anas.page, page)
  await choose(anas.page, picture('plan.png'), picture('next.png'))
  await send(anas.page, 'Look closely')
  await openPicture(page, 'plan.png')
  await seen(dialog(page).getByRole('img', { name: 'plan.png' }))
  expect(await nearness(page)).toBe(1)
  // In one breath, however busy the machine is.
  const tapTwice = () => Promise.all([page.touchscreen.tap(195, 450), page.touchscreen.tap(195, 450)])
  await tapTwice()
  await until('it is near', async () => (await nearness(page)) === 2.5)
  // What is near is moved and does not lead on, and not beyond its edge.
  const before = await leftEdge(page)
  await touch(phone, [{ x: 300, y: 450 }], [{ x: 200, y: 450 }])
  await until('it was moved', async () => Math.abs((await leftEdge(page)) - (before - 100)) < 2)
  await touch(phone, [{ x: 50, y: 450 }], [{ x: 380, y: 450 }])
  await touch(phone, [{ x: 50, y: 450 }], [{ x: 380, y: 450 }])
  expect(await leftEdge(page)).toBe(0)
  await seen(dialog(page).getByText('1 of 2'))
  await tapTwice()
  await until('it fits', async () => (await nearness(page)) === 1)

  const apart = [
    { x: 95, y: 450 },
    { x: 295, y: 450 },
  ]
  const close = [
    { x: 170, y: 450 },
    { x: 220, y: 450 },
  ]
  await touch(phone, close, apart)
  expect(await nearness(page)).toBeGreaterThan(3)
  await touch(phone, apart, close)
  expect(await nearness(page)).toBeLessThan(1.5)
  await seen(dialog(page).getByText('1 of 2'))
  await page.keyboard.press('0')
  await touch(phone, [{ x: 300, y: 450 }], [{ x: 90, y: 450 }])
  // The next one is seen as it fits.
  await seen(dialog(page).getByRole('img', { name: 'next.png' }))
  expect(await nearness(page)).toBe(1)
  await page.keyboard.press('Escape')
})

it('[B4] pictures and PDF come nearer with keys and buttons, and stay within reach of the keys', async () => {
  const { page } = bens
  await together('By keys', anas.page, page)
  await choose(anas.page, picture('plan.png'), pdf('offer.pdf', 'First', 'Second'))
  await send(anas.page, 'By keys')
  await seen(arrived(page, 'offer.pdf'))
  await openPicture(page, 'plan.png')
  await seen(dialog(page).getByRole('img', { name: 'plan.png' }))
  for (let press = 0; press < 3; press++) await page.keyboard.press('+')
  await dialog(page).getByRole('button', { name: 'Larger' }).click()
  expect(await nearness(page)).toBeCloseTo(1.5 ** 4)
  const before = await leftEdge(page)
  await page.keyboard.press('ArrowRight')
  expect(await leftEdge(page)).toBe(before - 80)
  await page.keyboard.press('-')
  expect(await nearness(page)).toBeCloseTo(1.5 ** 3)
  await page.keyboard.press('0')
  expect(await nearness(page)).toBe(1)

  // A button that has nothing to lead to any more keeps the focus, and with it the keys.
  await dialog(page).getByRole('button', { name: 'Next file' }).click()
  const pages = dialog(page).getByRole('region', { name: 'Pages of offer.pdf' })
  await seen(pages)
  await seen(dialog(page).getByText('2 of 2'))
  const widthOf = () =>
    pages
      .getByRole('img')
      .first()
      .evaluate(({ clientWidth }) => clientWidth)
  await seen(pages.locator('canvas[data-drawn="true"]'))
  const width = await widthOf()
  await page.keyboard.press('+')
  expect(Math.abs((await widthOf()) - width * 1.5)).toBeLessThan(3)
  await seen(pages.locator('canvas[data-drawn="true"]'))
  await page.keyboard.press('0')
  expect(await accessibilityProblems(page, '[role="dialog"]')).toEqual([])
  await page.keyboard.press('ArrowLeft')
  await seen(dialog(page).getByRole('img', { name: 'plan.png' }))
  await page.keyboard.press('Escape')
  await gone(dialog(page))
})

it('[B4] all files of a conversation stand in a list, live, each with the way to it and to its message', async () => {
  const { page } = bens
  await together('All files', anas.page, page)
  const list = await openFiles(page)
  await seen(list.getByText('No files yet'))
  await choose(anas.page, picture('north.png'), zip('seeds.zip'))
  await send(anas.page, 'The beginning')
  await seen(list.getByText('north.png'))
  await seen(list.getByRole('link', { name: 'Download seeds.zip' }))
  for (let index = 0; index < 12; index++) await send(anas.page, `Words between, ${index}`)
  await choose(anas.page, text('beds.txt', 'Carrots and beans'))
  await send(anas.page, 'The end of it')
  await seen(list.getByText('beds.txt'))
  expect(await listed(page)).toEqual(['beds.txt', 'seeds.zip', 'north.png'])
  await seen(fileIn(page, 'north.png').last().getByText('Ana'))
  await seen(fileIn(page, 'seeds.zip').last().getByText('Archive, 14 bytes'))
  expect(await accessibilityProblems(page, '[data-drawer]')).toEqual([])

  // Only what can be seen is opened, in the order of the list.
  await list.getByRole('button', { name: 'Open beds.txt' }).click()
  await seen(dialog(page).getByText('Carrots and beans'))
  await page.keyboard.press('ArrowRight')
  await seen(dialog(page).getByRole('img', { name: 'north.png' }))
  await seen(dialog(page).getByRole('navigation', { name: 'Files of this conversation' }).getByText('2 of 2'))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog'))

  await list.getByRole('button', { name: 'Go to the message with north.png' }).click()
  await until('the message has the focus', () =>
    page.evaluate(() => document.activeElement?.textContent?.includes('The beginning') === true),
  )
  // What is deleted is not listed, and what is undone is.
  await act(message(anas.page, 'The end of it'), 'More')
  await anas.page.getByRole('menuitem', { name: /^Delete/ }).click()
  await until('it went', async () => !(await listed(page)).includes('beds.txt'))
})

it('[B4] one drawer at a time: the list gives way to the side talk, and that to the list', async () => {
  const { page } = bens
  await together('One drawer', anas.page, page)
  await openTalk(page)
  await page.keyboard.press('ControlOrMeta+k')
  await seen(page.getByRole('combobox', { name: 'Find a conversation or an action' }))
  await page.keyboard.type('files of')
  await page.keyboard.press('Enter')
  await seen(page.getByRole('complementary', { name: 'Files' }))
  expect(await drawer(page).count()).toBe(1)
  await openTalk(page)
  await gone(page.getByRole('complementary', { name: 'Files' }))
  expect(await drawer(page).count()).toBe(1)
  const list = await openFiles(page)
  await seen(list.getByText('No files yet'))
  await page.keyboard.press('Escape')
  await gone(drawer(page))
})

it('[B4] the list says which files are not here yet, and off line which this device has', async () => {
  const { page } = bens
  await together('Absent', anas.page, page)
  await choose(anas.page, picture('seen.png'), zip('large.zip'))
  await send(anas.page, 'Two that come')
  await seen(page.getByRole('img', { name: 'seen.png' }))
  await seen(arrived(page, 'large.zip'))
  await anas.page.route('**/uploads', (route) => route.abort())
  await choose(anas.page, text('late.txt', 'Not yet'))
  await send(anas.page, 'One that does not')
  const list = await openFiles(page)
  await seen(list.getByText('Not here yet. The device of Ana brings it'))
  await seen(list.getByRole('button', { name: 'Open seen.png' }))
  expect(await list.getByRole('link', { name: 'Download late.txt' }).count()).toBe(0)

  await banyan.stop()
  await seen(list.locator('[data-off-line]'))
  const off = list.locator('[data-file]')
  await seen(off.filter({ hasText: 'large.zip' }).getByText('Not on this device.'))
  expect(await off.getByRole('link', { name: 'Download large.zip' }).count()).toBe(0)
  // What was seen can be opened, and saved from this device.
  await list.getByRole('button', { name: 'Open seen.png' }).click()
  await seen(dialog(page).getByRole('img', { name: 'seen.png' }))
  await page.keyboard.press('Escape')
  await banyan.start()
  await anas.page.unroute('**/uploads')
  await seen(list.getByRole('link', { name: 'Download large.zip' }))
  await seen(list.getByRole('link', { name: 'Download late.txt' }))
})

it('[B4] many files are found by name, kind and sender, on a phone over the whole page', async () => {
  const { page } = phone
  await together('Many', anas.page, page)
  await choose(anas.page, ...Array.from({ length: 9 }, (_, index) => picture(`photo-${index}.png`)))
  await send(anas.page, 'Nine photos')
  for (let index = 0; index < 10; index++) await send(anas.page, `Words, ${index}`)
  await choose(anas.page, zip('photos.zip'))
  await send(anas.page, 'In one')
  const list = await openFiles(page)
  await seen(list.getByText('10 files'))
  await list.getByRole('searchbox', { name: 'Find a file' }).fill('ana picture 7')
  await until('one is left', async () => (await listed(page)).join(' ') === 'photo-7.png')
  expect(await accessibilityProblems(page, '[data-drawer]')).toEqual([])
  await list.getByRole('searchbox').fill('nowhere')
  await seen(list.getByText('Nothing found'))
  await list.getByRole('searchbox').fill('photos')
  const saved = list.getByRole('link', { name: 'Download photos.zip' })
  await seen(saved)
  await list.getByRole('button', { name: 'Go to the message with photos.zip' }).tap()
  await gone(drawer(page))
  await until('the message has the focus', () =>
    page.evaluate(() => document.activeElement?.textContent?.includes('In one') === true),
  )
  expect((await downloaded(page, 'photos.zip')).name).toBe('photos.zip')
})

it('the pages had nothing to complain of but what was refused on purpose', () => {
  const complaints = [anas, bens, phone].flatMap((visitor) => visitor.complaints)
  expect(complaints.filter((words) => !/Failed to load resource|net::ERR|WebSocket/.test(words))).toEqual([])
})
