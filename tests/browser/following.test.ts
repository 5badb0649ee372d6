/** Following and presenting, also where it is hard: people who lie, leave, come back, lose rights or follow each other. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { fork, longLine } from '../helpers/grove.ts'
import { act, composer, gone, message, openConversation, pager, seen, sidebar } from '../helpers/pages.ts'
import { bringIntoSight, isInSight, settled } from '../helpers/reading-place.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })
  .extend('cleo', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Cleo'))
  /** A trunk with a branch beside it, open before Ana and Ben. */
  .extend('grove', { scope: 'file' }, ({ ana, anas, bens, written, both }) => async (title: string) => {
    const id = await written(title, (doc) => {
      longLine(doc, ana.id, 'trunk', 14, null)
      fork(doc, ana.id, 'side', 'trunk-2', 'The garden')
      longLine(doc, ana.id, 'side', 14, 'trunk-2', 'side')
    })
    await both(id)
    await Promise.all([anas, bens].map(({ page }) => seen(message(page, 'trunk says 14'))))
    return id
  })

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
/** Leaves the end by hand, and goes there. */
const lookAt = async (page: Page, id: string): Promise<void> => {
  await page.mouse.move(640, 400)
  await page.mouse.wheel(0, -200)
  await bringIntoSight(page, id)
  await page.mouse.wheel(0, 2)
}
const scrollTop = (page: Page): Promise<number> =>
  page.locator('[data-scroller="messages"]').evaluate((element) => element.scrollTop)

it('[B5] [B6] avatars stand where people read; following moves with them until one moves oneself', async ({
  ana,
  anas,
  bens,
  written,
  both,
}) => {
  const id = await written('Following', (doc) => {
    longLine(doc, ana.id, 'trunk', 12, null)
    fork(doc, ana.id, 'side', 'trunk-2', 'The garden')
    longLine(doc, ana.id, 'side', 12, 'trunk-2', 'side')
  })
  await both(id)
  await seen(message(anas.page, 'trunk says 12'))
  await seen(message(bens.page, 'trunk says 12'))
  await bringIntoSight(anas.page, 'trunk-2')
  await settled(anas.page)
  await anas.page.locator('[data-fork="trunk-2"]').getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side says 1'))
  // Ana has left Ben's path at the fork: there she stands, on his rail.
  const avatar = bens.page.getByRole('button', { name: /Ana is reading another branch from here/ })
  await seen(avatar)
  await avatar.click()
  await bens.page.getByRole('menuitem', { name: /Follow Ana/ }).click()
  await seen(bens.page.getByText('Following Ana'))
  await seen(message(bens.page, 'side says 1'))
  await seen(anas.page.getByText('Ben follows you.'))
  await bringIntoSight(anas.page, 'side-8')
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, 3)
  await until('Ben sees what she sees', () => isInSight(bens.page, 'side-8'))
  expect(await accessibilityProblems(bens.page)).toEqual([])
  // His own scrolling ends it, and then her moves are hers.
  await bens.page.mouse.move(640, 400)
  await bens.page.mouse.wheel(0, -300)
  await gone(bens.page.getByText('Following Ana'))
  await gone(anas.page.getByText('Ben follows you.'))
  await anas.page.keyboard.press('Alt+PageUp')
  await seen(message(anas.page, 'trunk says 3'))
  await seen(message(bens.page, 'side says 8'))
  expect(await message(bens.page, 'trunk says 3').count()).toBe(0)
})

it('[B6] who presents asks the others once; it ends when they leave', async ({
  banyan,
  ana,
  anas,
  bens,
  written,
  both,
}) => {
  const id = await written('Presenting', (doc) => {
    longLine(doc, ana.id, 'trunk', 3, null)
    fork(doc, ana.id, 'side', 'trunk-1')
    longLine(doc, ana.id, 'side', 3, 'trunk-1', 'side')
  })
  await both(id)
  await seen(message(bens.page, 'trunk says 3'))
  const more = anas.page.locator('header').getByRole('button', { name: 'More', exact: true }).first()
  await more.click()
  await anas.page.getByRole('menuitem', { name: /^Present/ }).click()
  await seen(anas.page.getByText('You are presenting.'))
  await seen(bens.page.getByText('Ana is presenting'))
  await bens.page.locator('[data-strip]').getByRole('button', { name: 'Follow' }).click()
  await seen(bens.page.getByText('Following Ana'))
  await seen(anas.page.getByText('You are presenting. Ben follows you.'))
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'side says 3'))
  await seen(message(bens.page, 'side says 3'))
  // A key of his own ends it, and he is not asked again.
  await bens.page.keyboard.press('End')
  await gone(bens.page.getByText('Following Ana'))
  expect(await bens.page.getByText('Ana is presenting').count()).toBe(0)
  await anas.page.goto(banyan.url)
  await openConversation(anas.page, banyan.url, id)
  expect(await anas.page.getByText('You are presenting.').count()).toBe(0)
})

it('[B6] whoever begins a new branch stands where it will begin, and takes nobody elsewhere', async ({
  anas,
  bens,
  grove,
}) => {
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

it('[B6] who says to be where nothing is, or says a great deal, moves nobody and forgets nobody’s place', async ({
  ana,
  ben,
  cleo,
  bens,
  grove,
}) => {
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

it('[B6] people who follow each other stand still', async ({ anas, bens, grove }) => {
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

it('[B6] one’s own way to the end ends it, and so does the scroll bar', async ({ anas, bens, grove }) => {
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

it('[B6] [B7] whoever talks beside it goes on being led', async ({ anas, bens, grove }) => {
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

it('[B6] a change of rights interrupts neither side; whoever loses access leads nobody any more', async ({
  ana,
  ben,
  anas,
  bens,
  grove,
}) => {
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

it('[B5] of somebody’s two devices the one that moved last says where they are', async ({
  banyan,
  visitAs,
  ana,
  anas,
  bens,
  grove,
}) => {
  const id = await grove('Two devices')
  const second = await visitAs(ana)
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

it('[B5] [B6] whoever goes to another conversation is here no more, and presents no more', async ({
  ana,
  anas,
  bens,
  grove,
}) => {
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

it('the pages had nothing to complain of', ({ anas, bens }) => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
