/** Deleting for everybody, with time to think: its owner and somebody else side by side. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { gone, message, openConversation, seen, send, sidebar } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false }).extend('page', { scope: 'file' }, ({ anas }) => anas.page)

/** Deletes through the list, asked twice. */
const remove = async (page: Page, title: string): Promise<void> => {
  const row = sidebar(page).getByRole('listitem').filter({ hasText: title })
  await row.hover()
  await row.getByRole('button', { name: `More about ${title}` }).click()
  await page.getByRole('menuitem', { name: 'Delete for everybody' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for everybody' }).click()
}
const openDeleted = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Deleted conversations' }).click()
  await seen(page.getByRole('heading', { name: 'Deleted' }))
}

it('[A12] deleted, it goes from open pages and lists at once; restored, everything and everybody is back', async ({
  banyan,
  bens,
  page,
  shared,
}) => {
  const id = await shared('Old plans')
  await openConversation(page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await send(bens.page, 'Still worth keeping')
  await seen(message(page, 'Still worth keeping'))
  await remove(page, 'Old plans')
  await seen(bens.page.getByText('You no longer have access to “Old plans”'))
  await seen(bens.page.getByText(/Ana deleted “Old plans”/))
  await gone(sidebar(bens.page).getByRole('link', { name: /Old plans/ }))

  await openDeleted(page)
  await seen(page.getByText('Old plans'))
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Restore Old plans' }).click()
  await seen(page.getByText('Nothing here'))
  // Ben's page opens it again by itself.
  await seen(message(bens.page, 'Still worth keeping'))
  await sidebar(page)
    .getByRole('link', { name: /Old plans/ })
    .click()
  await seen(message(page, 'Still worth keeping'))
})

it('[A12] a deletion is undone from the notice', async ({ banyan, ana, page }) => {
  const id = await ana.newConversation('Too fast')
  await openConversation(page, banyan.url, id)
  await remove(page, 'Too fast')
  await gone(sidebar(page).getByRole('link', { name: /Too fast/ }))
  await page.getByRole('button', { name: 'Undo' }).click()
  await seen(sidebar(page).getByRole('link', { name: /Too fast/ }))
})

it('[A12] deleted for good, it is nowhere any more', async ({ banyan, ana, ben, page }) => {
  const id = await ana.newConversation('Gone for good')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await openConversation(page, banyan.url, id)
  await send(page, 'Not to be kept')
  await ana.call('DELETE', `/api/conversations/${id}`)
  await openDeleted(page)
  await page.getByRole('button', { name: 'Delete now: Gone for good' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await seen(page.getByText('“Gone for good” is gone for good.'))
  await seen(page.getByText('Nothing here'))
  await expect(ana.call('POST', `/api/deleted/${id}/restore`)).rejects.toMatchObject({ status: 404 })
  await page.goto(`${banyan.url}/c/${id}`)
  await seen(page.getByText('There is no such conversation here'))
  // Nor does it come back with the server.
  await banyan.restart()
  await page.reload()
  await seen(page.getByText('There is no such conversation here'))
})
