/** Sent messages that are put in other words: as a new branch, or corrected where they stand, by one or two at once. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { composer, gone, message, quiet, replies, seen, send } from '../helpers/pages.ts'
import { threePeople } from '../helpers/three-people.ts'

const it = threePeople()

const edit = async (page: Page, text: string): Promise<void> => {
  await message(page, text).hover()
  await message(page, text).getByRole('button', { name: 'Edit', exact: true }).click()
  // Nobody types before the cursor stands there.
  await seen(page.getByRole('textbox', { name: 'Edit message' }).and(page.locator(':focus')))
}

const hasFocus = (entry: Locator): Promise<boolean> =>
  entry.evaluate((element) => document.activeElement === element)

it('[C2] a sent message is edited as a new branch, or corrected where it stands, as one chooses', async ({
  pages,
  together,
}) => {
  await together('Two ways to edit')
  const { ana, ben, vera } = pages
  await send(ana.page, 'The banian is a tree')
  await seen(replies(ben.page))
  for (const { page } of [ana, ben, vera]) await quiet(page)

  // A teammate corrects it in place: nobody is moved, no new branch, no new reply.
  await edit(ben.page, 'The banian is a tree')
  expect(await ben.page.getByRole('radio', { name: 'As a new branch' }).isChecked()).toBe(true)
  await ben.page.getByRole('radio', { name: 'Correct here' }).check()
  const correcting = ben.page.getByRole('textbox', { name: 'Correct message' })
  await seen(correcting)
  expect(await accessibilityProblems(ben.page, 'article')).toEqual([])
  await ben.page.keyboard.press('Control+End')
  await ben.page.keyboard.type(' indeed')
  await seen(message(ana.page, 'The banian is a tree indeed'))
  await ben.page.keyboard.press('Escape')
  await gone(correcting)
  for (const { page } of [ana, vera]) {
    await seen(message(page, 'The banian is a tree indeed').getByText(/edited by Ben/))
    expect(await replies(page).count()).toBe(1)
  }
  expect(await ben.page.getByRole('navigation', { name: 'Ways on from here' }).count()).toBe(0)

  // What was typed first goes along when one changes one's mind, and can be taken back whole.
  await edit(ana.page, 'The banian is a tree indeed')
  await ana.page.keyboard.press('Control+a')
  await ana.page.keyboard.type('The banyan is a forest')
  await ana.page.getByRole('radio', { name: 'Correct here' }).check()
  await seen(message(ben.page, 'The banyan is a forest'))
  await ana.page.getByRole('button', { name: 'Take back' }).click()
  await seen(message(ben.page, 'The banian is a tree indeed'))

  // The other way: the original stays, and a branch begins.
  await edit(ana.page, 'The banian is a tree indeed')
  await ana.page.keyboard.press('Control+a')
  await ana.page.keyboard.type('The banyan is a fig')
  await ana.page.keyboard.press('Enter')
  await seen(message(ana.page, 'The banyan is a fig'))
  await seen(message(ben.page, 'The banian is a tree indeed'))
  await seen(ben.page.getByRole('navigation', { name: 'Ways on from here' }))
})

it('[D2] two correct one message at once; undo takes back one’s own words alone', async ({
  pages,
  together,
}) => {
  await together('Two correct')
  const { ana, ben } = pages
  await send(ana.page, 'one three')
  await seen(message(ben.page, 'one three'))
  for (const { page } of [ana, ben]) {
    await edit(page, 'one three')
    await page.getByRole('radio', { name: 'Correct here' }).check()
    await seen(page.getByRole('textbox', { name: 'Correct message' }))
  }
  await seen(ana.page.getByText('Ben is in it too'))
  await ana.page.keyboard.press('Control+End')
  await ana.page.keyboard.type(' four')
  const words = (page: Page): Promise<string | undefined> =>
    page.getByRole('textbox', { name: 'Correct message' }).evaluate((element) => {
      const copy = element.cloneNode(true) as HTMLElement
      for (const caret of copy.querySelectorAll('[data-caret-of]')) caret.remove()
      return copy.textContent ?? ''
    })
  await until('Ben has hers', async () => (await words(ben.page)) === 'one three four')
  await ben.page.keyboard.press('Control+Home')
  await ben.page.keyboard.type('zero ')
  await until('both have all', async () => (await words(ana.page)) === 'zero one three four')
  for (let times = 0; times < 12; times++) await ana.page.keyboard.press('Control+z')
  await until('hers alone is gone', async () => (await words(ben.page)) === 'zero one three')
})

it('[A7] whoever may not write here any more while rewording is told who changed that, and keeps the words', async ({
  people,
  pages,
  together,
}) => {
  const title = 'Rewording and a change of rights'
  const id = await together(title)
  const { ana, ben } = pages
  await send(ana.page, 'Figs are ripe')
  await seen(message(ben.page, 'Figs are ripe'))
  await edit(ben.page, 'Figs are ripe')
  await ben.page.keyboard.press('Control+a')
  await ben.page.keyboard.type('Figs are sweet')
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  const editing = ben.page.locator('[data-editing]')
  await seen(
    editing.getByText(`Ana changed your access to “${title}” to view only. What you wrote is kept for you.`),
  )
  expect(await editing.getByRole('button', { name: 'Send' }).count()).toBe(0)
  expect(await accessibilityProblems(ben.page, 'article')).toEqual([])
  await ben.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await editing.getByRole('button', { name: 'Copy text' }).click()
  await seen(ben.page.getByText('Copied.'))
  expect(await ben.page.evaluate(() => navigator.clipboard.readText())).toBe('Figs are sweet')
  await editing.getByRole('button', { name: 'Close' }).click()
  const figs = message(ben.page, 'Figs are ripe')
  await seen(figs.getByRole('button', { name: 'Copy', exact: true }))

  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'collaborate' }])
  await seen(composer(ben.page))
  await edit(ben.page, 'Figs are ripe')
  await ben.page.keyboard.press('Enter')
  await seen(message(ana.page, 'Figs are ripe'))
  await seen(message(ben.page, 'Figs are sweet'))
})

it('[A7] whoever may not write here any more while correcting is told who changed that, reads on, and loses nothing', async ({
  people,
  pages,
  together,
}) => {
  const id = await together('Correcting and a change of rights')
  const { ana, ben } = pages
  await send(ana.page, 'Plums are ripe')
  await seen(message(ben.page, 'Plums are ripe'))
  await edit(ben.page, 'Plums are ripe')
  await ben.page.getByRole('radio', { name: 'Correct here' }).check()
  await seen(ben.page.getByRole('textbox', { name: 'Correct message' }))
  await ben.page.keyboard.press('Control+End')
  await ben.page.keyboard.type(' indeed')
  await seen(message(ana.page, 'Plums are ripe indeed'))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  await gone(ben.page.getByRole('textbox', { name: 'Correct message' }))
  await seen(
    ben.page.getByText(
      'Ana changed your access to “Correcting and a change of rights” to view only. What had arrived of your correction stays.',
    ),
  )
  // It is a message like every other again, the keys are with it, and it can be edited once one may.
  const plums = message(ben.page, 'Plums are ripe indeed')
  await until('the focus is on it', () => hasFocus(plums))
  await seen(plums.getByRole('button', { name: 'Copy', exact: true }))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'collaborate' }])
  await seen(composer(ben.page))
  await edit(ben.page, 'Plums are ripe indeed')
})

it('[D2] a correction of what is deleted meanwhile ends, and the keys stay with what is left of the message', async ({
  pages,
  together,
}) => {
  await together('Correcting and deleting')
  const { ana, ben } = pages
  await send(ana.page, 'Pears are ripe')
  await seen(message(ben.page, 'Pears are ripe'))
  await quiet(ana.page)
  await edit(ben.page, 'Pears are ripe')
  await ben.page.getByRole('radio', { name: 'Correct here' }).check()
  const correcting = ben.page.getByRole('textbox', { name: 'Correct message' })
  await seen(correcting.and(ben.page.locator(':focus')))
  const pears = message(ana.page, 'Pears are ripe')
  await pears.hover()
  await pears.getByRole('button', { name: 'More', exact: true }).click()
  await ana.page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  const left = message(ben.page, 'Ana deleted a message')
  await seen(left)
  await gone(correcting)
  await until('the focus is on it', () => hasFocus(left))
  // Who goes on typing writes nowhere else.
  await ben.page.keyboard.type('sweet')
  expect(await composer(ben.page).textContent()).toBe('')
})
