/** Deleting for everybody, with time to think: its owner and somebody else side by side. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { gone, message, openConversation, seen, send, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let page: Page
let bens: Page

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  page = (await visit(browser, banyan.url, ana)).page
  bens = (await visit(browser, banyan.url, ben)).page
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

/** Deletes through the list, asked twice. */
const remove = async (title: string): Promise<void> => {
  const row = sidebar(page).getByRole('listitem').filter({ hasText: title })
  await row.hover()
  await row.getByRole('button', { name: `More about ${title}` }).click()
  await page.getByRole('menuitem', { name: 'Delete for everybody' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for everybody' }).click()
}
const openDeleted = async (): Promise<void> => {
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Deleted conversations' }).click()
  await seen(page.getByRole('heading', { name: 'Deleted' }))
}

it('[A12] deleted, it goes from open pages and lists at once; restored, everything and everybody is back', async () => {
  const id = await ana.newConversation('Old plans')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
  await openConversation(page, banyan.url, id)
  await openConversation(bens, banyan.url, id)
  await send(bens, 'Still worth keeping')
  await seen(message(page, 'Still worth keeping'))
  await remove('Old plans')
  await seen(bens.getByText('You no longer have access to “Old plans”'))
  await seen(bens.getByText(/Ana deleted “Old plans”/))
  await gone(sidebar(bens).getByRole('link', { name: /Old plans/ }))

  await openDeleted()
  await seen(page.getByText('Old plans'))
  expect(await accessibilityProblems(page)).toEqual([])
  await page.getByRole('button', { name: 'Restore Old plans' }).click()
  await seen(page.getByText('Nothing here'))
  // Ben's page opens it again by itself.
  await seen(message(bens, 'Still worth keeping'))
  await sidebar(page)
    .getByRole('link', { name: /Old plans/ })
    .click()
  await seen(message(page, 'Still worth keeping'))
})

it('[A12] a deletion is undone from the notice', async () => {
  const id = await ana.newConversation('Too fast')
  await openConversation(page, banyan.url, id)
  await remove('Too fast')
  await gone(sidebar(page).getByRole('link', { name: /Too fast/ }))
  await page.getByRole('button', { name: 'Undo' }).click()
  await seen(sidebar(page).getByRole('link', { name: /Too fast/ }))
})

it('[A12] deleted for good, it is nowhere any more', async () => {
  const id = await ana.newConversation('Gone for good')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await openConversation(page, banyan.url, id)
  await send(page, 'Not to be kept')
  await ana.call('DELETE', `/api/conversations/${id}`)
  await openDeleted()
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
