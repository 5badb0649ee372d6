/** A new password, as the page that sets it and a page elsewhere meet it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { seen, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  await ana.newConversation('The offer')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it('[SEC-9] the page that changes the password goes on as it was; one with a copy of its cookie is signed out', async () => {
  const { page } = await visit(browser, banyan.url, ana)
  const { page: thief } = await visit(browser, banyan.url, ana)
  await thief.goto(banyan.url)
  await seen(sidebar(thief).getByText('The offer'))

  await page.goto(`${banyan.url}/settings/security`)
  await page.getByLabel('Current password').fill('correct horse battery')
  await page.getByLabel('New password').fill('another password')
  await page.getByRole('button', { name: 'Change password' }).click()
  await seen(page.getByText('Your password was changed.'))

  await seen(thief.getByLabel('Password'))
  // What is made now reaches the page over its new connection.
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const made = await fetch(`${banyan.url}/api/conversations`, {
    method: 'POST',
    headers: { cookie, origin: banyan.url, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Made afterwards' }),
  })
  expect(made.status).toBe(201)
  expect(await page.getByLabel('New password').isVisible()).toBe(true)
  await page.goto(banyan.url)
  await seen(sidebar(page).getByText('Made afterwards'))
})
