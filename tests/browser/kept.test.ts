/** What one has begun to write and not sent: it is found again, wherever one goes and whatever happens meanwhile. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { chips, choose, text } from '../helpers/attaching.ts'
import { until } from '../helpers/banyan.ts'
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
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()
  .extend('page', { scope: 'file' }, ({ anas }) => anas.page)
  /** A conversation of two questions, open before Ana. */
  .extend('id', { scope: 'file' }, async ({ banyan, ana, page }) => {
    const id = await ana.newConversation('The garden')
    await openConversation(page, banyan.url, id)
    for (const words of ['The first question', 'The second question']) {
      await send(page, words)
      await seen(message(page, words))
      await quiet(page)
    }
    return id
  })

const note = (page: Page, kind: 'edit' | 'branch') => page.locator(`[data-unsent="${kind}"]`)
const editor = (page: Page) => page.getByRole('textbox', { name: 'Edit message' })

it('[D2] what is written for a new branch, and its file, are found where it begins: after Esc, elsewhere, and a reload', async ({
  banyan,
  visitAs,
  ana,
  page,
  id,
}) => {
  const first = message(page, 'The first question')
  await act(first, 'Branch from here')
  await write(page, 'On a way of its own')
  await choose(page, text('notes.txt', 'Some notes'))
  await seen(chips(page))
  await page.keyboard.press('Escape')
  await seen(note(page, 'branch'))
  expect(await composer(page).innerText()).not.toContain('On a way of its own')
  // A draft goes into one's own document a moment after the last key, and from there to all of one's devices.
  const phone = await visitAs(ana)
  await openConversation(phone.page, banyan.url, id)
  await seen(note(phone.page, 'branch'))
  await phone.context.close()

  const other = await ana.newConversation('Another')
  await openConversation(page, banyan.url, other)
  await openConversation(page, banyan.url, id)
  await note(page, 'branch').getByRole('button', { name: 'Go on' }).click()
  await seen(composer(page).filter({ hasText: 'On a way of its own' }))
  await seen(chips(page).filter({ hasText: 'notes.txt' }))
  expect(await note(page, 'branch').count()).toBe(0)

  await page.reload()
  await seen(note(page, 'branch'))
  await act(message(page, 'The first question'), 'Branch from here')
  await seen(composer(page).filter({ hasText: 'On a way of its own' }))
  await seen(chips(page).filter({ hasText: 'notes.txt' }))
  await composer(page).click()
  await page.keyboard.press('Enter')
  await seen(message(page, 'On a way of its own'))
  await quiet(page)
  expect(await note(page, 'branch').count()).toBe(0)
  // The next one begins from nothing.
  await act(message(page, 'The first question'), 'Branch from here')
  await until('it is empty', async () => (await composer(page).innerText()).trim() === '')
  expect(await chips(page).count()).toBe(0)
  await page.keyboard.press('Escape')
})

it('[D2] an edit that was not sent is kept: over another edit, over a reload, and Cancel can be taken back', async ({
  banyan,
  page,
  id,
}) => {
  await openConversation(page, banyan.url, id)
  await pager(page).getByRole('button', { name: 'Previous way' }).click()
  await seen(message(page, 'The second question'))
  await act(message(page, 'The first question'), 'Edit')
  await seen(editor(page).and(page.locator(':focus')))
  await page.keyboard.type(', asked better')
  await act(message(page, 'The second question'), 'Edit')
  await seen(editor(page).filter({ hasText: 'The second question' }))
  await seen(note(page, 'edit'))
  await page.keyboard.press('Escape')
  await gone(editor(page))
  // Nothing was changed in that one.
  expect(await note(page, 'edit').count()).toBe(1)
  await seen(page.getByText('Saved', { exact: true }))

  await page.reload()
  await seen(note(page, 'edit'))
  await note(page, 'edit').getByRole('button', { name: 'Go on' }).click()
  await seen(editor(page).filter({ hasText: 'The first question, asked better' }).and(page.locator(':focus')))
  await page.keyboard.type(' still')
  expect(await editor(page).innerText()).toBe('The first question, asked better still')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await gone(editor(page))
  expect(await note(page, 'edit').count()).toBe(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await note(page, 'edit').getByRole('button', { name: 'Go on' }).click()
  await seen(editor(page).filter({ hasText: 'asked better still' }))
  await page.keyboard.press('Enter')
  await seen(message(page, 'The first question, asked better still'))
  await quiet(page)
  await pager(page).first().getByRole('button', { name: 'Previous way' }).click()
  await seen(message(page, 'The second question'))
  expect(await note(page, 'edit').count()).toBe(0)
})

it('[D2] undo takes back what one wrote in this draft, and brings nothing over from another branch', async ({
  banyan,
  page,
  id,
}) => {
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

it('[D2] a draft goes from device to device, also into a composer in which the cursor stands, and is gone once it was sent', async ({
  banyan,
  visitAs,
  ana,
  page,
  id,
}) => {
  await openConversation(page, banyan.url, id)
  await composer(page).click()
  const phone = await visitAs(ana)
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
