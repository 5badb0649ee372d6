/** Every screen, light and dark, held against axe; and the page holds on a phone. */
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblems, contrastProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, until } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { composer, message, openSharing, seen, send, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser

beforeAll(async () => {
  banyan = await startBanyan({ demo: true })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it.each([
  [1280, 860],
  [390, 844],
] as const)('[LOOK-1] every screen passes axe, light and dark (%i wide)', async (width, height) => {
  const { page, context } = await visit(browser, banyan.url, undefined, { viewport: { width, height } })
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const found: Record<string, readonly string[]> = {}
  const look = async (screen: string): Promise<void> => {
    found[screen] = await accessibilityProblems(page)
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    await until('it is dark', async () => (await background()) !== light)
    found[`${screen}, dark`] = await contrastProblems(page)
    await page.emulateMedia({ colorScheme: 'light' })
    await until('it is light', async () => (await background()) === light)
  }
  await page.goto(banyan.url)
  await seen(page.getByRole('button', { name: /Ana Sousa/ }))
  await look('sign in')
  await page.getByRole('button', { name: /Ana Sousa/ }).click()
  await seen(page.getByRole('link', { name: /A name for the field app/ }))
  await look('home')
  await page
    .getByRole('link', { name: /Numbers for the board/ })
    .first()
    .click()
  await seen(page.getByRole('article'))
  await look('conversation')
  await openSharing(page)
  await look('sharing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await seen(page.getByRole('dialog'))
  await look('palette')
  await page.keyboard.press('Escape')
  await page.goto(`${banyan.url}/deleted`)
  await seen(page.getByRole('heading', { name: 'Deleted' }))
  await look('deleted')
  for (const section of ['profile', 'security', 'appearance', 'members', 'groups', 'bots', 'tokens']) {
    await page.goto(`${banyan.url}/settings/${section}`)
    await seen(page.getByRole('heading', { name: 'Settings' }))
    await page.waitForLoadState('networkidle')
    await look(section)
  }
  await context.close()
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((screen) => [screen, []])))
})

it('[LOOK-2] nothing is wider than a phone', async () => {
  const { page, context } = await visit(browser, banyan.url, undefined, {
    viewport: { width: 390, height: 844 },
  })
  const overflow = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await page.goto(banyan.url)
  await page.getByRole('button', { name: /Ben Okafor/ }).click()
  await seen(
    sidebar(page)
      .getByRole('link', { name: /Start here/ })
      .or(page.getByRole('link', { name: /Start here/ })),
  )
  expect(await overflow()).toBe(0)
  await page
    .getByRole('link', { name: /Start here/ })
    .first()
    .click()
  await seen(page.getByRole('article'))
  expect(await overflow()).toBe(0)
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('button, article')]
      .filter((element) => element.getClientRects().length > 0)
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30)),
  )
  expect(cut).toEqual([])
  await context.close()
})

it('[LOOK-4] what one writes stands above a keyboard that lies over the page', async () => {
  const { page, context } = await visit(browser, banyan.url, undefined, {
    viewport: { width: 390, height: 844 },
    touch: true,
  })
  await page.goto(banyan.url)
  await page.getByRole('button', { name: /Ana Sousa/ }).click()
  await page.getByRole('link', { name: /Start here/ }).click()
  await seen(composer(page))
  // No browser here has a keyboard of its own: what Safari says of one, and nothing else, is said in its place.
  const keyboard = (pixels: number): Promise<void> =>
    page.evaluate((covered) => {
      Object.defineProperty(visualViewport, 'height', {
        value: window.innerHeight - covered,
        configurable: true,
      })
      visualViewport?.dispatchEvent(new Event('resize'))
    }, pixels)
  const bottomOf = (locator: Locator): Promise<number> =>
    locator.evaluate((element) => element.getBoundingClientRect().bottom)
  const top = 844 - 336
  await keyboard(336)
  await until('the message field stands above it', async () => {
    return (await bottomOf(page.getByRole('form'))) <= top
  })
  const dialog = await openSharing(page)
  await until('the sheet has come to stand on it', async () => (await bottomOf(dialog)) === top)
  expect(await dialog.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
  await keyboard(0)
  await until('the sheet stands on the edge again', async () => (await bottomOf(dialog)) === 844)
  await context.close()
})

it('[LOOK-5] on a touch screen what one presses is as large as a finger needs', async () => {
  const { page, context } = await visit(browser, banyan.url, undefined, {
    viewport: { width: 390, height: 844 },
    touch: true,
  })
  await page.goto(banyan.url)
  await page.getByRole('button', { name: /Ana Sousa/ }).click()
  await page.getByRole('link', { name: /Working without a signal/ }).click()
  await seen(composer(page))
  await seen(page.getByRole('navigation', { name: 'Ways on from here' }))
  const pressed = page.locator('main header, article, [role="form"], nav[aria-label="Ways on from here"]')
  const sizes = await pressed.locator('button, a').evaluateAll((elements) =>
    elements.map((element) => {
      const { width, height } = element.getBoundingClientRect()
      return { name: element.getAttribute('aria-label') ?? element.textContent, width, height }
    }),
  )
  const shown = sizes.filter(({ height }) => height > 0)
  expect(shown.length).toBeGreaterThan(12)
  expect(shown.filter(({ width, height }) => height < 44 || width < 40)).toEqual([])
  await context.close()
})

it('[LOOK-6] titles and texts begin at the side where their script does', async () => {
  const { page, context } = await visit(browser, banyan.url, undefined)
  await page.goto(banyan.url)
  await page.getByRole('button', { name: /Emma Lindqvist/ }).click()
  await page.getByRole('button', { name: 'New conversation' }).first().click()
  await page.getByTitle('Rename').click()
  const title = `مستند مشترك حول الميزانية ${'and a title that goes on '.repeat(8)}`.trim()
  await page.getByRole('textbox', { name: 'Title' }).fill(title)
  await page.keyboard.press('Enter')
  const row = sidebar(page).getByRole('link', { name: /مستند/ })
  await seen(row)
  expect(
    await row
      .locator('span')
      .first()
      .evaluate((span) => getComputedStyle(span).direction),
  ).toBe('rtl')
  await send(page, 'مرحبا بالجميع')
  await send(page, 'And hello')
  /** How far the words stand from the left and the right of their paragraph. */
  const gaps = (words: string): Promise<{ left: number; right: number }> =>
    message(page, words)
      .locator('p', { hasText: words })
      .evaluate((paragraph) => {
        const range = document.createRange()
        range.selectNodeContents(paragraph)
        const text = range.getBoundingClientRect()
        const box = paragraph.getBoundingClientRect()
        return { left: text.left - box.left, right: box.right - text.right }
      })
  await seen(message(page, 'And hello'))
  const arabic = await gaps('مرحبا بالجميع')
  expect(arabic.right).toBeLessThan(2)
  expect(arabic.left).toBeGreaterThan(100)
  const latin = await gaps('And hello')
  expect(latin.left).toBeLessThan(2)
  expect(latin.right).toBeGreaterThan(100)
  await context.close()
})

it('[LOOK-7] where the system gives all colours, what is chosen has an outline, and the rail is there', async () => {
  const { page, context } = await visit(browser, banyan.url, undefined)
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto(banyan.url)
  await page.getByRole('button', { name: /Ana Sousa/ }).click()
  await page
    .getByRole('link', { name: /Working without a signal/ })
    .first()
    .click()
  await seen(composer(page))
  const outline = (locator: Locator): Promise<string> =>
    locator.first().evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(await outline(sidebar(page).locator('[aria-current="page"]'))).toBe('solid')
  const rail = page.locator('[data-rail] > :first-child').first()
  expect(await rail.evaluate((line) => getComputedStyle(line).forcedColorAdjust)).toBe('none')
  await page.keyboard.press('ControlOrMeta+k')
  const options = page.getByRole('option')
  await seen(options)
  await page.keyboard.press('ArrowDown')
  await until('the second has it', async () => (await outline(options.nth(1))) === 'solid')
  expect(await outline(options.nth(2))).toBe('none')
  await context.close()
})
