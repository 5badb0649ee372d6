/** An admin and two members side by side: what the admin does is what the others see, at once. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { startMailServer, type TestMailServer } from '../helpers/mail-server.ts'
import { choose, composer, gone, openConversation, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let mail: TestMailServer
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let cleo: TestPerson
let plan: ConversationId
let admin: Visitor

beforeAll(async () => {
  mail = await startMailServer()
  banyan = await startBanyan({
    agent: false,
    config: { mail: { url: mail.url, from: 'Banyan <banyan@example.org>' } },
  })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  cleo = await banyan.join(ana, 'Cleo')
  plan = await ben.newConversation('A plan that is not for admins')
  await ben.share(plan, [{ subject: { kind: 'person', id: cleo.id }, level: 'collaborate' }])
  await ben.newConversation('Of Ben alone')
  admin = await visit(browser, banyan.url, ana)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
  await mail?.close()
})

const open = (page: Page, section: string) => page.goto(`${banyan.url}/settings/${section}`)
const member = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name })
const about = async (page: Page, name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

it('[A13] an admin invites by e-mail, and whoever opens the link joins', async () => {
  const { page } = admin
  await open(page, 'members')
  await page.getByLabel('Or send it by e-mail').fill('dora@example.org')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(page.getByText('sent to dora@example.org'))
  await until('the mail has come', () => mail.received.length === 1)
  const link = /http\S+\/join#\S+/.exec(mail.received[0]?.text ?? '')?.[0] ?? ''
  const guest = await visit(browser, banyan.url, undefined)
  await guest.page.goto(link)
  await seen(guest.page.getByText('Acme'))
  await guest.page.getByLabel('Your name').fill('Dora')
  await guest.page.getByLabel('E-mail').fill('dora@example.org')
  await guest.page.getByLabel('Password').fill('correct horse battery')
  await guest.page.keyboard.press('Enter')
  await seen(guest.page.getByRole('heading', { name: /Dora/ }))
  await guest.context.close()
})

it('[A13] members are searched and made admins, who see at once what that opens', async () => {
  const { page } = admin
  const bens = await visit(browser, banyan.url, ben)
  await open(bens.page, 'members')
  const sections = bens.page.getByRole('navigation', { name: 'Settings' })
  await seen(sections.getByRole('link', { name: 'Members' }))
  expect(await sections.getByRole('link', { name: 'Audit log' }).count()).toBe(0)
  await open(page, 'members')
  await page.getByLabel('Search by name or e-mail').fill('ben')
  await gone(member(page, 'Cleo'))
  await seen(member(page, 'Ben').getByText('Here now'))
  await about(page, 'Ben', 'Make an admin')
  await seen(member(page, 'Ben').getByText('Admin', { exact: true }))
  await seen(sections.getByRole('link', { name: 'Audit log' }))
  await about(page, 'Ben', 'Make a member')
  await gone(sections.getByRole('link', { name: 'Audit log' }))
  await open(bens.page, 'audit')
  await seen(bens.page.getByText('This is for admins'))
  await bens.context.close()
})

it('[A13] a suspended member is signed out at once on every open page, and comes back to all of it', async () => {
  const { page } = admin
  const tabs = [await visit(browser, banyan.url, ben), await visit(browser, banyan.url, ben)]
  for (const tab of tabs) await openConversation(tab.page, banyan.url, plan)
  await open(page, 'members')
  await about(page, 'Ben', 'Suspend')
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  for (const { page: tab } of tabs) await seen(tab.getByRole('button', { name: 'Sign in', exact: true }))
  await seen(member(page, 'Ben').getByText('Suspended'))
  const [first] = tabs
  if (first === undefined) throw new Error('Ben has two tabs.')
  const signIn = async (): Promise<void> => {
    await first.page.getByLabel('E-mail').fill('ben@example.org')
    await first.page.getByLabel('Password').fill('correct horse battery')
    await first.page.keyboard.press('Enter')
  }
  await signIn()
  await seen(first.page.getByText('This account is suspended.'))
  await about(page, 'Ben', 'End the suspension')
  await gone(member(page, 'Ben').getByText('Suspended'))
  await signIn()
  await seen(composer(first.page))
  for (const { context } of tabs) await context.close()
})

it('[A13] a group is made, renamed and deleted, and what that means for whom is said', async () => {
  const { page } = admin
  await open(page, 'groups')
  await page.getByLabel('New group').fill('Crew')
  await page.getByRole('button', { name: 'Make the group' }).click()
  await page.getByRole('button', { name: 'Show the members of Crew' }).click()
  await seen(page.getByText('Whoever you add can open all that is shared with the group'))
  await page.getByRole('button', { name: 'Rename Crew' }).click()
  await page.getByLabel('Name of the group').fill('Deck')
  await page.keyboard.press('Enter')
  await seen(page.getByText('Deck', { exact: true }))
  await page.getByRole('button', { name: 'Delete Deck' }).click()
  await seen(page.getByRole('dialog').getByText('Nobody is in it: nobody loses access'))
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the group' }).click()
  await gone(page.getByText('Deck', { exact: true }))
})

it('[A13] admins see who, when, how much and with whom, and no title anywhere', async () => {
  const { page } = admin
  const cleos = await visit(browser, banyan.url, cleo)
  await openConversation(cleos.page, banyan.url, plan)
  await send(cleos.page, 'A word of it')
  const count = page.getByText(/1 message · \d+ kB · AI asked once/)
  await until('the message was counted', async () => {
    await open(page, 'conversations')
    await page.getByRole('list', { name: 'Conversations of the organization' }).waitFor()
    return (await count.count()) === 1
  })
  await cleos.context.close()
  const row = page
    .getByRole('list', { name: 'Conversations of the organization' })
    .getByRole('listitem')
    .filter({ hasText: plan })
  await seen(row.getByText('Cleo: can collaborate'))
  await row.getByRole('button', { name: /^Show the changes of rights/ }).click()
  await seen(row.getByText('Ben changed what Cleo may: not shared → can collaborate'))
  await choose(page.locator('main'), 'Shared with', 'Nobody')
  await gone(row)
  for (const section of ['conversations', 'audit', 'members']) {
    await open(page, section)
    await page.waitForLoadState('networkidle')
    expect(await page.locator('body').innerText()).not.toMatch(/not for admins|Of Ben alone|A word of it/)
  }
  // Nor by its address: the page says that it is not shared.
  await page.goto(`${banyan.url}/c/${plan}`)
  await page.waitForLoadState('networkidle')
  expect(await page.locator('body').innerText()).not.toContain('A plan that')
})

it('[A13] a member leaves: what they shared goes to whom the admin says, and the rest stays closed', async () => {
  const { page } = admin
  const [cleos, bens] = [await visit(browser, banyan.url, cleo), await visit(browser, banyan.url, undefined)]
  await openConversation(cleos.page, banyan.url, plan)
  await bens.context.close()
  await open(page, 'members')
  await about(page, 'Ben', 'Remove')
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByText(/1 conversation that others have access to/))
  await seen(dialog.getByText(/1 conversation that nobody else could read/))
  await dialog.getByRole('button', { name: 'Remove from the organization' }).click()
  await seen(dialog.getByRole('alert'))
  await choose(dialog, 'Who owns what Ben leaves', 'Cleo')
  // Being an admin opens nothing: she cannot choose herself for what she does not see.
  expect(await dialog.getByRole('option', { name: 'Ana' }).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Remove from the organization' }).click()
  await gone(dialog)
  await gone(member(page, 'Ben'))
  await cleos.page.getByRole('button', { name: /^Share/ }).click()
  await seen(cleos.page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }))
  await cleos.context.close()
})

it('[A13] the audit log says who changed what, is filtered, and is taken along', async () => {
  const { page } = admin
  await open(page, 'audit')
  await seen(page.getByText('Ana removed Ben from the organization'))
  await choose(page.locator('main'), 'What', 'Member suspended')
  await gone(page.getByText('Ana removed Ben from the organization'))
  await seen(page.getByText('Ana suspended Ben'))
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('audit.csv')
  const file = await download.createReadStream()
  let text = ''
  for await (const chunk of file) text += String(chunk)
  expect(text.split('\r\n').filter(Boolean)).toHaveLength(2)
  expect(text).toContain('"member-suspended"')
})

it('[API-7] the page of the API is read in a browser, without a complaint', async () => {
  const { page, complaints, context } = await visit(browser, banyan.url, ana)
  await page.goto(`${banyan.url}/api/docs`)
  await page.locator('summary', { hasText: 'PUT /api/conversations/{id}/sharing' }).click()
  await seen(page.getByText('Change who has access').first())
  expect(await accessibilityProblems(page)).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
})

it.each([
  ['light', 1280, 860],
  ['dark', 1280, 860],
  ['light', 390, 844],
  ['dark', 390, 844],
] as const)(
  '[LOOK-1] administration passes axe and fits (%s, %i wide)',
  async (colorScheme, width, height) => {
    const { page, context } = await visit(browser, banyan.url, ana, {
      colorScheme,
      viewport: { width, height },
    })
    const found: Record<string, readonly string[]> = {}
    for (const section of ['members', 'groups', 'conversations', 'audit']) {
      await open(page, section)
      await seen(page.getByRole('heading', { name: 'Settings' }))
      await page.waitForLoadState('networkidle')
      found[section] = await accessibilityProblems(page)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect([section, overflow]).toEqual([section, 0])
      const folder = process.env.BANYAN_SCREENSHOTS
      if (folder !== undefined) {
        await page.screenshot({ path: `${folder}/${section}-${colorScheme}-${width}.png` })
      }
    }
    await open(page, 'members')
    await about(page, 'Cleo', 'Remove')
    await seen(page.getByRole('dialog').getByRole('listitem'))
    found['remove a member'] = await accessibilityProblems(page)
    const folder = process.env.BANYAN_SCREENSHOTS
    if (folder !== undefined) await page.screenshot({ path: `${folder}/remove-${colorScheme}-${width}.png` })
    await page.goto(`${banyan.url}/api/docs`)
    found['the API'] = await accessibilityProblems(page)
    if (folder !== undefined) await page.screenshot({ path: `${folder}/docs-${colorScheme}-${width}.png` })
    await context.close()
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((screen) => [screen, []])))
  },
)
