/** Files opened large, one after the other and from near, with keys, buttons and fingers. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { uploadPath } from '../../shared/file-api.ts'
import type { FileId } from '../../shared/files.ts'
import { arrived, choose, fileIn, pdf, picture, pictures, text, zip } from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { complaintsOf, touch } from '../helpers/browser.ts'
import { it } from '../helpers/files-on-phone.ts'
import { composer, gone, seen, send, write } from '../helpers/pages.ts'

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

it('[B4] arrow keys go through a message’s files, and all of them are taken at once', async ({
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  await together('The garden', 'view')
  const long = Array.from({ length: 300 }, (_, line) => `const bed${line} = ${line}`).join('\n')
  await choose(
    anas.page,
    picture('north.png'),
    picture('south.png'),
    text('beds.ts', long),
    text('short.txt', 'two\nlines'),
    zip('seeds.zip'),
  )
  await send(anas.page, 'All of it')
  await seen(arrived(page, 'seeds.zip'))
  await seen(fileIn(page, 'beds.ts').getByText('const bed5 = 5'))
  // A text that is all there has nothing more to show.
  expect(await page.getByRole('button', { name: /^Show all/ }).count()).toBe(1)

  await pictures(page).first().click()
  const opened = page.getByRole('dialog')
  await seen(opened.getByRole('img', { name: 'north.png' }))
  await seen(opened.getByText('1 of 4'))
  await page.keyboard.press('ArrowRight')
  await seen(opened.getByRole('img', { name: 'south.png' }))
  await page.keyboard.press('ArrowRight')
  await seen(opened.getByRole('region', { name: 'Text of beds.ts' }).getByText('const bed299'))
  expect(await accessibilityProblems(page, '[role="dialog"]')).toEqual([])
  await page.keyboard.press('ArrowRight')
  await seen(page.getByRole('dialog', { name: 'short.txt' }).getByText('two'))
  await page.keyboard.press('ArrowRight')
  await seen(opened.getByText('4 of 4'))
  await opened.getByRole('button', { name: 'Previous file' }).click()
  await seen(page.getByRole('dialog', { name: 'beds.ts' }))
  await page.keyboard.press('Escape')
  await gone(opened)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download all' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('The garden.zip')
  expect(await download.failure()).toBeNull()
})

it('[B4] a finger drawn sideways leads from file to file, and feels the end', async ({
  anas,
  phone,
  openOnPhone,
}) => {
  const { page } = phone
  await openOnPhone('Swiped')
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

it('[B4] two taps and two fingers come nearer to a picture, and one finger moves it then', async ({
  anas,
  phone,
  openOnPhone,
}) => {
  const { page } = phone
  await openOnPhone('From near')
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

it('[B4] pictures and PDF come nearer with keys and buttons, and stay within reach of the keys', async ({
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  await together('By keys')
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

it('[B4] what is taken off while somebody looks at it closes, and leaves them their page', async ({
  ana,
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  const id = await together('Second thoughts')
  await choose(anas.page, text('plan.txt', 'line\n'.repeat(20)))
  await send(anas.page, 'For a moment')
  await page.getByRole('button', { name: 'Show all of plan.txt' }).click()
  await seen(dialog(page).getByRole('region', { name: 'Text of plan.txt' }))
  const file = await fileIn(page, 'plan.txt').getAttribute('data-file')
  await ana.call('DELETE', uploadPath(id, file as FileId))
  await gone(dialog(page))
  await seen(fileIn(page, 'plan.txt').getByText('Ana took this file off.'))
  await write(page, 'It was a good plan')
  await seen(composer(page).getByText('It was a good plan'))
})

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens, phone }) => {
  expect(complaintsOf(anas, bens, phone)).toEqual([])
})
