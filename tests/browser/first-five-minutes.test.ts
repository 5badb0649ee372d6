/** The five minutes of the README, as two people new to it would do them: nothing but the pages, no shortcuts. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emailOf, PASSWORD, startBanyan, type TestBanyan, until } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import {
  act,
  composer,
  gone,
  message,
  openSharing,
  pager,
  quiet,
  replies,
  saveSharing,
  seen,
  send,
  sidebar,
} from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: Visitor
let ben: Visitor

beforeAll(async () => {
  banyan = await startBanyan()
  browser = await launchBrowser()
  ana = await visit(browser, banyan.url, undefined)
  ben = await visit(browser, banyan.url, undefined)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it('[PEOPLE-1] the first account founds the organization, told at the field what is missing', async () => {
  const { page } = ana
  await page.goto(banyan.url)
  await page.getByLabel('Organization').fill('Acme')
  await page.getByLabel('Your name').fill('Ana')
  await page.getByLabel('E-mail').fill('not an address')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Found the organization' }).click()
  await seen(page.getByText('Please enter an e-mail address.'))
  await page.getByLabel('E-mail').fill(emailOf('Ana'))
  await page.getByRole('button', { name: 'Found the organization' }).click()
  await seen(page.getByText('Please use at least 8 characters.'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Found the organization' }).click()
  await seen(sidebar(page))
})

it('[PEOPLE-2] a second person joins by the link that the first one made', async () => {
  const { page } = ana
  await page.goto(`${banyan.url}/settings/members`)
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Invitation link').inputValue()
  expect(new URL(link).hash.length).toBeGreaterThan(20)
  await ben.page.goto(link)
  await seen(ben.page.getByRole('heading', { name: 'Join Acme' }))
  await ben.page.getByLabel('Your name').fill('Ben')
  await ben.page.getByLabel('E-mail').fill(emailOf('Ben'))
  await ben.page.getByLabel('Password').fill(PASSWORD)
  await ben.page.getByRole('button', { name: 'Join Acme' }).click()
  await seen(sidebar(ben.page))
  expect(ben.page.url()).not.toContain('#')
})

it('[A2] [A9] a new conversation is answered, shared with everybody, and appears for them at once', async () => {
  const { page } = ana
  await page.goto(banyan.url)
  await sidebar(page).getByRole('button', { name: 'New conversation' }).click()
  await send(page, 'How do I share a conversation?')
  await seen(replies(page))
  await quiet(page)
  expect((await replies(page).first().textContent())?.length).toBeGreaterThan(50)
  await seen(sidebar(page).getByRole('link', { name: /How do I share a conversation/ }))
  expect(
    await sidebar(ben.page)
      .getByRole('link', { name: /How do I share/ })
      .count(),
  ).toBe(0)
  const dialog = await openSharing(page)
  await dialog.getByRole('checkbox', { name: 'Anyone in the organization can view' }).click()
  await dialog.getByRole('checkbox', { name: 'Allow collaboration (edit messages)' }).click()
  await saveSharing(dialog)
  const row = sidebar(ben.page).getByRole('link', { name: /How do I share a conversation/ })
  await seen(row)
  expect(await row.textContent()).toContain('Ana')
  expect(await row.textContent()).toContain('Can collaborate')
  await row.click()
  await seen(message(ben.page, 'How do I share a conversation?'))
})

it('[C2] [C4] editing a message makes a branch with an answer of its own; the original stays', async () => {
  const { page } = ana
  await act(message(page, 'How do I share a conversation?').first(), 'Edit')
  const editor = page.getByRole('textbox', { name: 'Edit message' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('What is a branch?')
  await page.keyboard.press('Enter')
  await seen(message(page, 'What is a branch?'))
  await until('the edited question is answered', async () => (await replies(page).count()) === 1)
  await quiet(page)
  expect(await pager(page).first().textContent()).toContain('2/2')
  expect(await message(page, 'How do I share a conversation?').count()).toBe(0)
  // Ben was not moved, and can follow when he likes.
  expect(await message(ben.page, 'What is a branch?').count()).toBe(0)
  await pager(ben.page).first().getByRole('button', { name: 'Next way' }).click()
  await seen(message(ben.page, 'What is a branch?'))
  // With the keyboard, and back.
  await pager(page)
    .first()
    .getByRole('button', { name: /Way 2 of 2/ })
    .focus()
  await page.keyboard.press('ArrowLeft')
  await seen(message(page, 'How do I share a conversation?'))
})

it('[C3] [C6] asking again makes a sibling reply, and one’s place is kept over a reload', async () => {
  const { page } = ana
  await act(replies(page).first(), 'Regenerate')
  await until('there is a pager at the reply', async () =>
    (await pager(page).allTextContents()).some((text) => text.includes('2/2')),
  )
  await seen(replies(page))
  await quiet(page)
  const place = await pager(page).allTextContents()
  await page.reload()
  await seen(replies(page))
  expect(await pager(page).allTextContents()).toEqual(place)
})

it('[A5] [A10] unticking takes it from the other window at once, asked once more before', async () => {
  const dialog = await openSharing(ana.page)
  await dialog.getByRole('checkbox', { name: 'Anyone in the organization can view' }).click()
  await seen(dialog.getByText('Ben loses access at once'))
  await saveSharing(dialog)
  await seen(ben.page.getByText(/You no longer have access to/))
  await gone(sidebar(ben.page).getByRole('link', { name: /How do I share/ }))
})

it('[PEOPLE-3] signing out leaves nothing behind on the device; signing in brings it back', async () => {
  const { page } = ana
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const really = page.getByRole('dialog').getByRole('button', { name: /Sign out/ })
  await really
    .or(page.getByRole('heading', { name: 'Sign in' }))
    .first()
    .waitFor()
  if (await really.isVisible()) await really.click()
  await seen(page.getByRole('heading', { name: 'Sign in' }))
  await until(
    'no local database is left',
    async () => (await page.evaluate(async () => (await indexedDB.databases()).length)) === 0,
  )
  await page.getByLabel('E-mail').fill(emailOf('Ana'))
  await page.getByLabel('Password').fill('wrong password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await seen(page.getByRole('alert'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await seen(sidebar(page).getByRole('link', { name: /How do I share a conversation/ }))
})

it('[PEOPLE-4] a conversation is renamed for everybody and deleted after it was asked twice', async () => {
  const { page } = ana
  await sidebar(page)
    .getByRole('link', { name: /How do I share/ })
    .click()
  await seen(composer(page))
  const menu = sidebar(page)
    .getByRole('button', { name: /More about/ })
    .first()
  await sidebar(page)
    .getByRole('link', { name: /How do I share/ })
    .hover()
  await menu.click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('Title').fill('About sharing')
  await page.keyboard.press('Enter')
  await seen(sidebar(page).getByRole('link', { name: /About sharing/ }))
  await sidebar(page)
    .getByRole('link', { name: /About sharing/ })
    .hover()
  await menu.click()
  await page.getByRole('menuitem', { name: 'Delete for everybody' }).click()
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  await seen(dialog.getByText(/About sharing/))
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByRole('button', { name: 'Delete for everybody' }).click()
  await gone(sidebar(page).getByRole('link', { name: /About sharing/ }))
})

it('the pages had nothing to complain of', () => {
  const unexpected = [...ana.complaints, ...ben.complaints].filter(
    (text) => !/WebSocket|Failed to load resource/.test(text),
  )
  expect(unexpected).toEqual([])
})
