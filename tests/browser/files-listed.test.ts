/** All files of a conversation in one list: live, off line, searched, beside the side talk and on a phone. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import {
  arrived,
  choose,
  downloaded,
  fileIn,
  holdUploads,
  letUploadsGo,
  picture,
  text,
  zip,
} from '../helpers/attaching.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { complaintsOf } from '../helpers/browser.ts'
import { it } from '../helpers/files-on-phone.ts'
import { act, gone, message, seen, send } from '../helpers/pages.ts'
import { drawer, openTalk } from '../helpers/talk.ts'

const dialog = (page: Page): Locator => page.getByRole('dialog').last()

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

it('[B4] all files of a conversation stand in a list, live, each with the way to it and to its message', async ({
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  await together('All files')
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

it('[B4] one drawer at a time: the list gives way to the side talk, and that to the list', async ({
  bens,
  together,
}) => {
  const { page } = bens
  await together('One drawer')
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

it('[B4] the list says which files are not here yet, and off line which this device has', async ({
  banyan,
  anas,
  bens,
  together,
}) => {
  const { page } = bens
  await together('Absent')
  await choose(anas.page, picture('seen.png'), zip('large.zip'))
  await send(anas.page, 'Two that come')
  await seen(page.getByRole('img', { name: 'seen.png' }))
  await seen(arrived(page, 'large.zip'))
  await holdUploads(anas.page)
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
  await letUploadsGo(anas.page)
  await seen(list.getByRole('link', { name: 'Download large.zip' }))
  await seen(list.getByRole('link', { name: 'Download late.txt' }))
})

it('[B4] many files are found by name, kind and sender, on a phone over the whole page', async ({
  anas,
  phone,
  openOnPhone,
}) => {
  const { page } = phone
  await openOnPhone('Many')
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

it('the pages had nothing to complain of but what was refused on purpose', ({ anas, bens, phone }) => {
  expect(complaintsOf(anas, bens, phone)).toEqual([])
})
