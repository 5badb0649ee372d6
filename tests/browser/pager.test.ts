/** Ways on from a fork: going from one to the other, and what the pager tells of them. */
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { fork, longLine } from '../helpers/grove.ts'
import {
  act,
  composer,
  message,
  openConversation,
  pager,
  quiet,
  replies,
  seen,
  send,
} from '../helpers/pages.ts'
import { bringIntoSight, settled, topOf } from '../helpers/reading-place.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ models: ['oak', 'fig'] })

it('[C4] ways change by keys, the fork stays where it is, and the rail tells of the others', async ({
  banyan,
  ana,
  anas,
  written,
}) => {
  const id = await written('Ways', (doc) => {
    longLine(doc, ana.id, 'trunk', 12, null)
    fork(doc, ana.id, 'side', 'trunk-3', 'A longer way')
    longLine(doc, ana.id, 'side', 12, 'trunk-3', 'side')
  })
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 12'))
  // Only where the paths part.
  expect(await pager(page).count()).toBe(1)
  await bringIntoSight(page, 'trunk-3')
  await settled(page)
  const place = page.locator('[data-fork="trunk-3"]')
  const before = await topOf(place)
  await page.keyboard.press('Alt+PageDown')
  await seen(message(page, 'side says 1'))
  await settled(page)
  expect(Math.abs((await topOf(place)) - before)).toBeLessThanOrEqual(2)
  expect(await place.textContent()).toContain('2/2')
  expect(await place.textContent()).toContain('A longer way')
  expect(await message(page, 'trunk says 4').count()).toBe(0)
  await page.keyboard.press('Alt+PageUp')
  await seen(message(page, 'trunk says 4'))
  await settled(page)
  expect(Math.abs((await topOf(place)) - before)).toBeLessThanOrEqual(2)
  // The same while one writes.
  await composer(page).click()
  await page.keyboard.press('Alt+PageDown')
  await seen(message(page, 'side says 1'))

  const rail = page.getByRole('button', { name: /1 other way from here/ })
  await rail.hover()
  const card = page.locator('[data-radix-popper-content-wrapper]')
  await seen(card.getByText(/trunk says 4/))
  expect(await card.textContent()).toMatch(/Ana.*9 messages/)
  expect(await card.textContent()).toMatch(/main path/)
  expect(await accessibilityProblems(page)).toEqual([])
  await rail.click()
  await seen(message(page, 'trunk says 4'))
})

it('[C4] the pager keeps the keyboard at its first and its last way', async ({
  banyan,
  ana,
  anas,
  written,
}) => {
  const id = await written('By keys alone', (doc) => {
    longLine(doc, ana.id, 'trunk', 4, null)
    fork(doc, ana.id, 'side', 'trunk-3')
    longLine(doc, ana.id, 'side', 1, 'trunk-3', 'side')
  })
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 4'))
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
  await pager(page)
    .getByRole('button', { name: /Way 1 of 2/ })
    .focus()
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Next way')
  await page.keyboard.press('Enter')
  await seen(message(page, 'side says 1'))
  expect(await focused()).toBe('Next way')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowLeft')
  await seen(message(page, 'trunk says 4'))
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  expect(await focused()).toBe('Previous way')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await seen(message(page, 'side says 1'))
  await page.keyboard.press('Enter')
  await seen(message(page, 'trunk says 4'))
  expect(await focused()).toBe('Previous way')
})

it('[C3] [C4] the pager says which model wrote a way, and serves while replies stream in two branches', async ({
  models,
  anas,
  bens,
  shared,
  both,
}) => {
  await both(await shared('Two streams'))
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held = (index: number) => async (piece: number) => {
    if (piece === 0) await gates[index]?.promise
  }
  models.script(
    { kind: 'stream', pieces: ['Oak begins', ' and ends.'], afterPiece: held(0) },
    { kind: 'stream', pieces: ['Fig begins', ' and ends.'], afterPiece: held(1) },
  )
  await send(anas.page, 'Who answers?')
  await seen(message(bens.page, 'Oak begins'))
  await act(message(bens.page, 'Who answers?'), 'Branch from here')
  await send(bens.page, 'Somebody else?')
  await seen(message(bens.page, 'Fig begins'))
  // Both are being written; Ana pages there and back.
  await until('the pager is there', async () => (await pager(anas.page).count()) === 1)
  await pager(anas.page).getByRole('button', { name: 'Next way' }).click()
  await seen(message(anas.page, 'Fig begins'))
  expect(await message(anas.page, 'Oak begins').count()).toBe(0)
  await pager(anas.page).getByRole('button', { name: 'Previous way' }).click()
  await seen(message(anas.page, 'Oak begins'))
  gates[0]?.resolve()
  await seen(message(anas.page, 'Oak begins and ends.'))
  await seen(message(bens.page, 'Fig begins'))
  gates[1]?.resolve()
  await seen(message(bens.page, 'Fig begins and ends.'))
  await quiet(anas.page)
  models.script({ kind: 'stream', pieces: ['A third.'] })
  await act(replies(anas.page).first(), 'More')
  await anas.page.getByRole('menuitem', { name: /^fig/ }).click()
  await seen(message(anas.page, 'A third.'))
  expect(await pager(anas.page).last().textContent()).toMatch(/3\/3.*Ana.*fig/)
})

it('the pages had nothing to complain of', ({ anas, bens }) => {
  expect([anas, bens].flatMap(({ complaints }) => complaints)).toEqual([])
})
