/** Work that is only on this device: it goes up without being looked at, and is not signed away unasked. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { message, openConversation, seen, send, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson

beforeAll(async () => {
  banyan = await startBanyan()
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it('[D2] what was written off line goes up when there is a network again, though nobody opens it', async () => {
  const id = await ana.newConversation('Left behind')
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  const anas = (await visit(browser, banyan.url, ana)).page
  const bens = (await visit(browser, banyan.url, ben)).page
  await openConversation(anas, banyan.url, id)
  await openConversation(bens, banyan.url, id)
  await banyan.stop()
  await send(bens, 'Written in the tunnel')
  await seen(bens.getByText(/Saved on this device/))
  await bens.goto('about:blank')
  await banyan.start()
  await bens.goto(banyan.url)
  await seen(sidebar(bens))
  await seen(message(anas, 'Written in the tunnel'))
})

it('[CLIENT-7] signing out asks first where something would be lost', async () => {
  const id = await ana.newConversation('Not yet sent')
  const { page, context } = await visit(browser, banyan.url, ana)
  await openConversation(page, banyan.url, id)
  await context.setOffline(true)
  await page.evaluate(() => window.dispatchEvent(new Event('offline')))
  await send(page, 'Only here so far')
  await seen(page.getByText(/Saved on this device/))
  await page
    .getByRole('button', { name: /Your account/ })
    .or(page.getByRole('button', { name: /Ana/ }))
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await seen(page.getByText(/only on this device and would be lost/))
  expect(await sidebar(page).count()).toBe(1)
  await context.setOffline(false)
  await seen(page.getByText('Saved', { exact: true }))
})
