/** Following and presenting where it is hard: people who lie, leave, come back, lose rights or follow each other. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, type Visitor, visit } from '../helpers/browser.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { act, composer, gone, message, openConversation, seen, sidebar } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson
let cleo: TestPerson
let anas: Visitor
let bens: Visitor

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  cleo = await banyan.join(ana, 'Cleo')
  anas = await visit(browser, banyan.url, ana)
  bens = await visit(browser, banyan.url, ben)
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

/** Each message takes its room, so that there is a way to scroll. */
const LONG = `\n\n${'Some words that take their room on the page. '.repeat(6)}`

/** A trunk with a branch beside it, open before Ana and Ben. */
const grove = async (title: string): Promise<ConversationId> => {
  const id = await ana.newConversation(title)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  await writeAs(ana, id, (doc) => {
    line(doc, ana.id, 'trunk', 14, null, 'main', LONG)
    fork(doc, ana.id, 'side', 'trunk-2', 'The garden')
    line(doc, ana.id, 'side', 14, 'trunk-2', 'side', LONG)
  })
  await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
  await Promise.all([anas, bens].map(({ page }) => seen(message(page, 'trunk says 14'))))
  return id
}

const follow = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: /others? here/ }).click()
  await page.getByRole('button', { name: `Follow ${name}` }).click()
  await seen(page.locator('[data-strip]').getByText(`Following ${name}`))
  // Closing what lies over the page is no move.
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog', { name: 'Who is here' }))
  await seen(page.locator('[data-strip]').getByText(`Following ${name}`))
}
const strip = (page: Page) => page.locator('[data-strip]')
const more = async (page: Page, item: RegExp): Promise<void> => {
  await page.locator('header').getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: item }).click()
}
/** Follows whoever presents, by the line that asks. */
const accept = async (page: Page, name: string): Promise<void> => {
  await seen(strip(page).getByText(`${name} is presenting`))
  await strip(page).getByRole('button', { name: 'Follow' }).click()
  await seen(strip(page).getByText(`Following ${name}`))
}
const isInSight = (page: Page, id: string): Promise<boolean> =>
  page.locator(`[data-message-id="${id}"]`).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 60 && top < window.innerHeight - 120
  })
/** Leaves the end by hand, and goes there. */
const lookAt = async (page: Page, id: string): Promise<void> => {
  await page.mouse.move(640, 400)
  await page.mouse.wheel(0, -200)
  await page
    .locator(`[data-message-id="${id}"]`)
    .evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await page.mouse.wheel(0, 2)
}
const scrollTop = (page: Page): Promise<number> =>
  page.locator('[data-scroller="messages"]').evaluate((element) => element.scrollTop)

it('[B6] whoever begins a new branch stands where it will begin, and takes nobody elsewhere', async () => {
  await grove('A branch to be')
  await anas.page.keyboard.press('Alt+PageDown')
  await seen(message(anas.page, 'side says 14'))
  await more(anas.page, /^Present/)
  await accept(bens.page, 'Ana')
  await seen(message(bens.page, 'side says 14'))
  await lookAt(anas.page, 'side-9')
  await act(message(anas.page, 'side says 10'), 'Branch from here')
  await seen(anas.page.getByText('A new branch begins here'))
  // She shows herself where she branches, and Ben is still with her.
  await seen(anas.page.getByText('You are presenting. Ben follows you.'))
  await until('Ben sees what she sees', () => isInSight(bens.page, 'side-10'))
  expect(await message(bens.page, 'trunk says 14').count()).toBe(0)
  await seen(bens.page.getByRole('button', { name: /^Ana is reading/ }))
  await composer(anas.page).click()
  await anas.page.keyboard.type('Here it begins')
  await anas.page.keyboard.press('Enter')
  await seen(message(bens.page, 'Here it begins'))
  expect(await message(bens.page, 'side says 11').count()).toBe(0)
  await bens.page.keyboard.press('Escape')
  await gone(strip(bens.page).getByText('Following Ana'))
  await more(anas.page, /Stop presenting/)
})

it('[B6] who says to be where nothing is, or says a great deal, moves nobody and forgets nobody’s place', async () => {
  const id = await grove('Lies')
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(message(bens.page, 'side says 14'))
  const liar = cleo.sync(conversationRoom(id))
  await liar.synced
  const { awareness } = liar.provider
  awareness.setLocalState({
    user: { id: ana.id, name: 'Ana', kind: 'person' },
    at: { branchId: 'nowhere-at-all', messageId: 'nothing-1' },
    presenting: true,
    following: ben.id,
    doing: 'x'.repeat(2_000),
  })
  // In her own name, whatever she says.
  await accept(bens.page, 'Cleo')
  for (let move = 0; move < 2_000; move++) {
    awareness.setLocalStateField('at', { branchId: `nowhere-${move}`, messageId: `nothing-${move}` })
  }
  awareness.setLocalStateField('doing', 'y'.repeat(1_000_000))
  awareness.setLocalStateField('doing', 'Waters the garden')
  await bens.page.getByRole('button', { name: /others? here/ }).click()
  await seen(bens.page.getByText('Waters the garden'))
  expect(await bens.page.getByRole('button', { name: 'Follow Ana' }).count()).toBe(1)
  await bens.page.keyboard.press('Escape')
  expect(await message(bens.page, 'side says 14').count()).toBe(1)
  expect(
    await bens.page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    ),
  ).toBe(true)
  liar.destroy()
  await bens.page.reload()
  await seen(message(bens.page, 'side says 14'))
})

it('[B6] people who follow each other stand still', async () => {
  await grove('In a circle')
  await lookAt(anas.page, 'trunk-8')
  await more(anas.page, /^Present/)
  await accept(bens.page, 'Ana')
  await until('Ben sees what she sees', () => isInSight(bens.page, 'trunk-8'))
  await follow(anas.page, 'Ben')
  await seen(strip(bens.page).getByText('Ana follows you.'))
  // She goes on by herself, and he goes along again: a circle is no trap.
  const before = await scrollTop(bens.page)
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, 900)
  await until('Ben goes along', async () => (await scrollTop(bens.page)) > before + 300)
  await more(anas.page, /Stop presenting/)
  await bens.page.keyboard.press('Escape')
})

it('[B6] one’s own way to the end ends it, and so does the scroll bar', async () => {
  await grove('Own moves')
  await lookAt(anas.page, 'trunk-3')
  await more(anas.page, /^Present/)
  await accept(bens.page, 'Ana')
  await until('Ben sees what she sees', () => isInSight(bens.page, 'trunk-3'))
  await bens.page.getByRole('button', { name: 'Jump to latest' }).click()
  await gone(strip(bens.page).getByText('Following Ana'))
  await until('he is at the end', () => isInSight(bens.page, 'trunk-14'))
  await follow(bens.page, 'Ana')
  await until('Ben sees what she sees', () => isInSight(bens.page, 'trunk-3'))
  await bens.page.locator('[data-scroller="messages"]').dispatchEvent('pointerdown')
  await gone(strip(bens.page).getByText('Following Ana'))
  await more(anas.page, /Stop presenting/)
})

it('[B6] [B7] whoever talks beside it goes on being led', async () => {
  await grove('Talking meanwhile')
  await lookAt(anas.page, 'trunk-8')
  await more(anas.page, /^Present/)
  await accept(bens.page, 'Ana')
  await bens.page
    .locator('header')
    .getByRole('button', { name: /^Side talk/ })
    .click()
  const drawer = bens.page.getByRole('complementary', { name: 'Side talk' })
  const field = drawer.getByRole('textbox', { name: 'Side talk message' })
  await field.click()
  await bens.page.keyboard.type('Do you see that?')
  await bens.page.keyboard.press('Enter')
  await seen(drawer.getByText('Do you see that?'))
  await lookAt(anas.page, 'trunk-4')
  await until('Ben sees what she sees', () => isInSight(bens.page, 'trunk-4'))
  await seen(strip(bens.page).getByText('Following Ana'))
  // What he writes for the conversation is his own.
  await composer(bens.page).click()
  await bens.page.keyboard.type('Now')
  await gone(strip(bens.page).getByText('Following Ana'))
  await bens.page.keyboard.press('ControlOrMeta+a')
  await bens.page.keyboard.press('Backspace')
  await more(anas.page, /Stop presenting/)
})

it('[B6] a change of rights interrupts neither side; whoever loses access leads nobody any more', async () => {
  const id = await grove('Rights that change')
  await ana.share(id, [
    { subject: { kind: 'organization' }, level: 'none' },
    { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
  ])
  await more(bens.page, /^Present/)
  await accept(anas.page, 'Ben')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'view' }])
  await seen(bens.page.getByText('You can view this conversation.'))
  await lookAt(bens.page, 'trunk-4')
  await until('Ana is led on', () => isInSight(anas.page, 'trunk-4'))
  await seen(strip(anas.page).getByText('Following Ben'))
  await seen(strip(bens.page).getByText('You are presenting. Ana follows you.'))
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  await seen(strip(anas.page).getByText('Waiting for Ben'))
  await gone(strip(anas.page).getByText('Waiting for Ben'))
  expect(await isInSight(anas.page, 'trunk-4')).toBe(true)
})

it('[B5] of somebody’s two devices the one that moved last says where they are', async () => {
  const id = await grove('Two devices')
  const second = await visit(browser, banyan.url, ana)
  await openConversation(second.page, banyan.url, id)
  await seen(message(second.page, 'trunk says 14'))
  const elsewhere = bens.page.getByRole('button', { name: /Ana is reading another branch from here/ })
  await anas.page.keyboard.press('Alt+PageDown')
  await seen(message(anas.page, 'side says 14'))
  // The second device tells where it begins when it gets to it, which may be after this: then her next move counts.
  const steps = ['side-12', 'side-9']
  await until('Ana stands in the other branch', async () => {
    steps.push(steps.shift() ?? '')
    await lookAt(anas.page, steps[0] ?? '')
    return elsewhere.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    )
  })
  await lookAt(second.page, 'trunk-9')
  await gone(elsewhere)
  await lookAt(anas.page, 'side-5')
  await seen(elsewhere)
  await lookAt(second.page, 'trunk-11')
  await gone(elsewhere)
  await second.context.close()
})

it('[B5] [B6] whoever goes to another conversation is here no more, and presents no more', async () => {
  const other = await ana.newConversation('Somewhere else')
  await grove('Left behind')
  await more(anas.page, /^Present/)
  await accept(bens.page, 'Ana')
  await sidebar(anas.page)
    .getByRole('link', { name: /Somewhere else/ })
    .click()
  await seen(anas.page.locator(`[data-conversation="${other}"]`))
  await gone(bens.page.getByRole('button', { name: /others? here/ }))
  await sidebar(anas.page)
    .getByRole('link', { name: /Left behind/ })
    .click()
  await seen(message(anas.page, 'trunk says 14'))
  await seen(bens.page.getByRole('button', { name: /1 other here/ }))
  expect(await anas.page.getByText('You are presenting.').count()).toBe(0)
  expect(await bens.page.getByText('Ana is presenting').count()).toBe(0)
})

it('the pages had nothing to complain of', () => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
