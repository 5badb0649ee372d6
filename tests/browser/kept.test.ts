/** What one has begun to write and not sent: it is found again, wherever one goes and whatever happens meanwhile. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { chips, choose, text } from '../helpers/attaching.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import {
  act,
  composer,
  gone,
  message,
  openConversation,
  pager,
  quiet,
  seen,
  send,
  write,
} from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let id: ConversationId
let page: Page

beforeAll(async () => {
  banyan = await startBanyan()
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  id = await ana.newConversation('The garden')
  page = (await visit(browser, banyan.url, ana)).page
  await openConversation(page, banyan.url, id)
  for (const words of ['The first question', 'The second question']) {
    await send(page, words)
    await seen(message(page, words))
    await quiet(page)
  }
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

const note = (kind: 'edit' | 'branch') => page.locator(`[data-unsent="${kind}"]`)
const saved = () => seen(page.getByText('Saved', { exact: true }))
/** A draft goes into one's own document a moment after the last key. */
const keptAfter = (words: string) =>
  until(
    'it is kept',
    async () => {
      const other = await visit(browser, banyan.url, ana)
      await openConversation(other.page, banyan.url, id)
      const found = await other.page
        .locator('[data-unsent]')
        .first()
        .waitFor({ timeout: 3_000 })
        .then(
          () => true,
          () => false,
        )
      await other.context.close()
      return found
    },
    30_000,
  ).catch((error: unknown) => {
    throw new Error(`'${words}' is nowhere else.`, { cause: error })
  })
const editor = () => page.getByRole('textbox', { name: 'Edit message' })

it('[D2] what is written for a new branch, and its file, are found where it begins: after Esc, elsewhere, and a reload', async () => {
  const first = message(page, 'The first question')
  await act(first, 'Branch from here')
  await write(page, 'On a way of its own')
  await choose(page, text('notes.txt', 'Some notes'))
  await seen(chips(page))
  await page.keyboard.press('Escape')
  await seen(note('branch'))
  expect(await composer(page).innerText()).not.toContain('On a way of its own')
  await keptAfter('On a way of its own')

  const other = await ana.newConversation('Another')
  await openConversation(page, banyan.url, other)
  await openConversation(page, banyan.url, id)
  await note('branch').getByRole('button', { name: 'Go on' }).click()
  await seen(composer(page).filter({ hasText: 'On a way of its own' }))
  await seen(chips(page).filter({ hasText: 'notes.txt' }))
  expect(await note('branch').count()).toBe(0)

  await page.reload()
  await seen(note('branch'))
  await act(message(page, 'The first question'), 'Branch from here')
  await seen(composer(page).filter({ hasText: 'On a way of its own' }))
  await seen(chips(page).filter({ hasText: 'notes.txt' }))
  await composer(page).click()
  await page.keyboard.press('Enter')
  await seen(message(page, 'On a way of its own'))
  await quiet(page)
  expect(await note('branch').count()).toBe(0)
  // The next one begins from nothing.
  await act(message(page, 'The first question'), 'Branch from here')
  await until('it is empty', async () => (await composer(page).innerText()).trim() === '')
  expect(await chips(page).count()).toBe(0)
  await page.keyboard.press('Escape')
})

it('[D2] an edit that was not sent is kept: over another edit, over a reload, and Cancel can be taken back', async () => {
  await openConversation(page, banyan.url, id)
  await pager(page).getByRole('button', { name: 'Previous way' }).click()
  await seen(message(page, 'The second question'))
  await act(message(page, 'The first question'), 'Edit')
  await seen(editor())
  await page.keyboard.type(', asked better')
  await act(message(page, 'The second question'), 'Edit')
  await seen(editor().filter({ hasText: 'The second question' }))
  await seen(note('edit'))
  await page.keyboard.press('Escape')
  await gone(editor())
  // Nothing was changed in that one.
  expect(await note('edit').count()).toBe(1)
  await saved()

  await page.reload()
  await seen(note('edit'))
  await note('edit').getByRole('button', { name: 'Go on' }).click()
  await seen(editor().filter({ hasText: 'The first question, asked better' }))
  await page.keyboard.type(' still')
  expect(await editor().innerText()).toBe('The first question, asked better still')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await gone(editor())
  expect(await note('edit').count()).toBe(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await note('edit').getByRole('button', { name: 'Go on' }).click()
  await seen(editor().filter({ hasText: 'asked better still' }))
  await page.keyboard.press('Enter')
  await seen(message(page, 'The first question, asked better still'))
  await quiet(page)
  await pager(page).first().getByRole('button', { name: 'Previous way' }).click()
  await seen(message(page, 'The second question'))
  expect(await note('edit').count()).toBe(0)
})

it('[D2] undo takes back what one wrote in this draft, and brings nothing over from another branch', async () => {
  await openConversation(page, banyan.url, id)
  await write(page, 'Only for this branch')
  await page.keyboard.press('Alt+PageDown')
  await until(
    'the composer is the other branch’s',
    async () => (await composer(page).innerText()).trim() === '',
  )
  await composer(page).click()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  expect((await composer(page).innerText()).trim()).toBe('')
  await page.keyboard.type('New here')
  await page.keyboard.press('Control+z')
  expect((await composer(page).innerText()).trim()).toBe('')
  await page.keyboard.press('Alt+PageUp')
  await seen(composer(page).filter({ hasText: 'Only for this branch' }))
  await composer(page).fill('')
})

it('[D2] a draft goes from device to device, also into a composer in which the cursor stands, and is gone once it was sent', async () => {
  await openConversation(page, banyan.url, id)
  await composer(page).click()
  const phone = await visit(browser, banyan.url, ana)
  await openConversation(phone.page, banyan.url, id)
  await write(phone.page, 'From the phone')
  await seen(composer(page).filter({ hasText: 'From the phone' }))
  await page.keyboard.press('Control+End')
  await page.keyboard.type(', and from here')
  await seen(composer(phone.page).filter({ hasText: 'From the phone, and from here' }))
  await composer(phone.page).click()
  await phone.page.keyboard.press('Enter')
  await seen(message(page, 'From the phone, and from here'))
  await until('it is gone here', async () => (await composer(page).innerText()).trim() === '')
  await phone.context.close()
})
