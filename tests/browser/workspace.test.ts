/** The frame around conversations: addresses, palette, keyboard, sidebar, phone, light and dark. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { emailOf, PASSWORD, until } from '../helpers/banyan.ts'
import { composer, openConversation, openSharing, seen, send, sidebar } from '../helpers/pages.ts'
import { EVERYBODY, twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })
  .extend('figs', { scope: 'file' }, async ({ ana, shared }) => {
    const figs = await shared('Where figs grow', 'collaborate', EVERYBODY)
    await ana.newConversation('Über allen Wipfeln')
    return figs
  })
  .extend('window', { scope: 'file' }, ({ visitAs, ana, figs: _areThere }) => visitAs(ana))

const titles = (page: Page): Promise<string[]> =>
  sidebar(page).locator('[data-row-link] > :first-child').allTextContents()

it('[APP-6] whoever has to sign in comes out where they were going', async ({ banyan, visitAs, figs }) => {
  const { page, context } = await visitAs()
  await page.goto(`${banyan.url}/c/${figs}`)
  await page.getByLabel('E-mail').fill(emailOf('Ben'))
  await page.getByLabel('Password').fill('not the password')
  await page.keyboard.press('Enter')
  await seen(page.getByRole('alert'))
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await seen(page.locator(`[data-conversation="${figs}"]`))
  expect(new URL(page.url()).pathname).toBe(`/c/${figs}`)
  await context.close()
})

it('[APP-4] the palette is reached, steered and left with the keyboard, and focus goes back', async ({
  banyan,
  window,
  figs,
}) => {
  const { page } = window
  await openConversation(page, banyan.url, figs)
  await composer(page).focus()
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => /\/palette-.*\.js$/.test(name)),
  )
  // The first time, too, nobody has to wait before they type.
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('set')
  const palette = page.getByRole('dialog', { name: 'Everything at hand' })
  await seen(palette)
  expect(await palette.getByRole('combobox').inputValue()).toBe('set')
  await page.keyboard.press('Escape')
  await palette.waitFor({ state: 'detached' })
  expect(await composer(page).evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('uber wipf')
  await seen(palette.getByRole('option', { name: /Über allen Wipfeln/, selected: true }))
  await page.keyboard.press('Enter')
  await palette.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.title.startsWith('Über allen Wipfeln'))
})

it('[APP-4] Esc backs out one step: of the search, of the question, of the dialog', async ({
  banyan,
  window,
  figs,
}) => {
  const { page } = window
  await openConversation(page, banyan.url, figs)
  const dialog = await openSharing(page)
  const field = dialog.getByLabel('Add people by name or e-mail')
  await field.fill('ben')
  await seen(dialog.getByRole('option', { name: /Ben/ }))
  await page.keyboard.press('Escape')
  expect(await field.inputValue()).toBe('')
  await dialog.getByLabel('Anyone in the organization can view').uncheck()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const really = dialog.getByRole('button', { name: 'Save and remove access' })
  await seen(really)
  await page.keyboard.press('Escape')
  await really.waitFor({ state: 'detached' })
  expect(await dialog.isVisible()).toBe(true)
  // What was changed and not saved is not thrown away by a key.
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Discard changes' }).click()
  await dialog.waitFor({ state: 'detached' })
})

it('[DIR-3] a pinned conversation stands on top, on all of one’s devices', async ({
  banyan,
  visitAs,
  ana,
  window,
}) => {
  const { page } = window
  await page.goto(banyan.url)
  await seen(sidebar(page).getByRole('link', { name: /Where figs grow/ }))
  const [, last = ''] = await titles(page)
  await sidebar(page).getByRole('link', { name: last }).hover()
  await sidebar(page)
    .getByRole('button', { name: `More about ${last}` })
    .click()
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await until('it stands on top', async () => (await titles(page))[0] === last)
  const other = await visitAs(ana)
  await other.page.goto(banyan.url)
  await seen(sidebar(other.page).getByRole('heading', { name: 'Pinned' }))
  expect((await titles(other.page))[0]).toBe(last)
  await other.context.close()
})

it('[DIR-4] what moved since one last looked is marked, until one looks, on all of one’s devices', async ({
  banyan,
  visitAs,
  ben,
  window,
  figs,
}) => {
  const bens = await visitAs(ben)
  const other = await visitAs(ben)
  const marked = (page: Page) => sidebar(page).getByRole('link', { name: /Where figs grow.*new messages/ })
  await openConversation(bens.page, banyan.url, figs)
  await other.page.goto(banyan.url)
  await seen(sidebar(other.page).getByRole('link', { name: /Where figs grow/ }))
  await until('it is not marked', async () => (await marked(other.page).count()) === 0)
  await bens.page.goto(`${banyan.url}/settings/profile`)
  await openConversation(window.page, banyan.url, figs)
  await send(window.page, 'In Lisbon they grow in the street')
  await seen(marked(bens.page))
  await seen(marked(other.page))
  await openConversation(bens.page, banyan.url, figs)
  await marked(other.page).waitFor({ state: 'detached' })
  await bens.context.close()
  await other.context.close()
})

it('[APP-5] on a phone one zone shows at a time, and there is a way back', async ({
  banyan,
  visitAs,
  ana,
  figs: _areThere,
}) => {
  const { page, context } = await visitAs(ana, { viewport: { width: 390, height: 844 } })
  await page.goto(banyan.url)
  await sidebar(page)
    .getByRole('link', { name: /Where figs grow/ })
    .click()
  await seen(composer(page))
  expect(await sidebar(page).isVisible()).toBe(false)
  await page.getByRole('button', { name: 'All conversations' }).click()
  await sidebar(page).waitFor()
  expect(await composer(page).count()).toBe(0)
  await context.close()
})

it('[APP-7] light or dark is one’s own choice, there before the first paint, and follows to other devices', async ({
  banyan,
  visitAs,
  ana,
  window,
}) => {
  const { page } = window
  await page.goto(`${banyan.url}/settings/appearance`)
  await page.getByLabel('Dark', { exact: true }).check()
  const theme = (from: Page) => from.evaluate(() => document.documentElement.dataset.theme)
  await until('the page is dark', async () => (await theme(page)) === 'dark')
  await page.reload({ waitUntil: 'commit' })
  await page.waitForSelector('#app', { state: 'attached' })
  expect(await theme(page)).toBe('dark')
  const other = await visitAs(ana)
  await other.page.goto(banyan.url)
  await until('the other device is dark too', async () => (await theme(other.page)) === 'dark')
  await other.context.close()
})

it('[APP-1] an address that is none of ours says so and leads on', async ({ banyan, window }) => {
  const { page } = window
  await page.goto(`${banyan.url}/settings/elsewhere`)
  await page.getByRole('button', { name: 'All conversations' }).last().click()
  await seen(page.getByRole('heading', { name: /Ana/ }))
  expect(window.complaints).toEqual([])
})

it('[D1] the app opens without a network, with what this device has seen', async ({
  banyan,
  visitAs,
  ben,
  figs,
}) => {
  const { page, context } = await visitAs(ben)
  await openConversation(page, banyan.url, figs)
  await send(page, 'Kept on this device')
  await seen(page.getByRole('article').filter({ hasText: 'Kept on this device' }))
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await banyan.stop()
  await page.goto(`${banyan.url}/settings/profile`)
  await sidebar(page)
    .getByRole('link', { name: /Where figs grow/ })
    .click()
  await seen(page.getByRole('article').filter({ hasText: 'Kept on this device' }))
  await seen(sidebar(page).getByText('Offline. What you write is saved on this device.'))
  await banyan.start()
  await seen(sidebar(page).getByText('Connected'))
  await context.close()
})
