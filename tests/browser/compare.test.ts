/** Two branches side by side, and what came of one brought back into another. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import {
  addMessage,
  bodyToMarkdown,
  conversationRoots,
  fillWithText,
  readTree,
} from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { complaintsOf } from '../helpers/browser.ts'
import { fork, line } from '../helpers/grove.ts'
import { branchesOn, branchOn, mapOf, openMap } from '../helpers/map.ts'
import { gone, message, openConversation, pager, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ models: ['oak'] }).extend(
  'grove',
  { scope: 'file' },
  ({ ana, written }) =>
    (title: string) =>
      written(title, (doc) => {
        line(doc, ana.id, 'trunk', 4, null)
        fork(doc, ana.id, 'garden', 'trunk-2', 'The garden')
        line(doc, ana.id, 'garden', 3, 'trunk-2', 'garden')
      }),
)

const summaryDialog = (page: Page): Locator => page.getByRole('dialog', { name: /Bring back/ })

/** Begins to sum up the garden, from the map. */
const bringBack = async (page: Page): Promise<Locator> => {
  const map = await openMap(page)
  await branchOn(map, /The garden/).click()
  await map.getByRole('button', { name: 'Bring back…' }).click()
  await seen(summaryDialog(page))
  return summaryDialog(page)
}

it('[C8] two branches stand side by side from their fork, live, and on a phone as tabs', async ({
  ben,
  anas,
  grove,
  both,
}) => {
  const id = await grove('Side by side')
  await both(id)
  const { page } = anas
  await seen(message(page, 'trunk says 4'))
  const map = await openMap(page)
  await branchOn(map, /The garden/).click()
  await map.getByRole('button', { name: 'Compare', exact: true }).click()
  const view = page.getByRole('dialog', { name: 'Compare' })
  await seen(view)
  await seen(view.getByText('Both begin with the same 2 messages, up to “trunk says 2”'))
  const column = (name: string) => view.getByRole('region', { name, exact: true })
  expect(await column('First branch').getByRole('article').allTextContents()).toEqual([
    expect.stringContaining('trunk says 3'),
    expect.stringContaining('trunk says 4'),
  ])
  expect(await column('The garden').getByRole('article').count()).toBe(3)
  expect(await accessibilityProblems(page)).toEqual([])

  // What is written meanwhile appears.
  const peer = ben.sync(conversationRoom(id))
  await peer.synced
  addMessage(
    peer.doc,
    { id: 'bens-1', author: ben.id, role: 'user', parentId: 'garden-3', branchId: 'garden', createdAt: 1 },
    fillWithText('Ben says so, too'),
  )
  await seen(column('The garden').getByText('Ben says so, too'))
  peer.destroy()

  await page.setViewportSize({ width: 390, height: 844 })
  await seen(view.getByRole('tab', { name: 'First branch' }))
  expect(await view.getByText('garden says 1').count()).toBe(0)
  await view.getByRole('tab', { name: 'First branch' }).click()
  await page.keyboard.press('ArrowRight')
  await seen(view.getByText('garden says 1'))
  expect(await accessibilityProblems(page)).toEqual([])
  await view.getByRole('button', { name: 'Go there' }).click()
  await gone(view)
  await seen(message(page, 'garden says 1'))
  await page.setViewportSize({ width: 1280, height: 860 })
})

it('[C8] a summary is drafted by the AI, edited and approved by a person, and says where it comes from', async ({
  models,
  ana,
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('Bringing back')
  await both(id)
  const { page } = anas
  await seen(message(page, 'trunk says 4'))
  await seen(message(bens.page, 'trunk says 4'))
  const dialog = await bringBack(page)
  await seen(page.getByRole('dialog', { name: /Bring back what came of “The garden”/ }))
  expect(await accessibilityProblems(page)).toEqual([])
  models.script({ kind: 'stream', pieces: ['We meet in **the garden**', ' at four.'] })
  const asked = models.requests.length
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await dialog.getByRole('button', { name: 'Edit the draft' }).click()
  const field = dialog.getByRole('textbox', { name: 'Summary' })
  expect(await field.inputValue()).toBe('We meet in **the garden** at four.')
  // The model read that branch, by the ordinary way, and nothing of the others.
  const prompt = JSON.stringify(models.requests[asked]?.body.messages)
  expect(prompt).toContain('garden says 3')
  expect(prompt).not.toContain('trunk says 4')
  // Nothing was posted so far, and no new way stands in the pager.
  expect(await message(bens.page, 'We meet in').count()).toBe(0)
  expect(await pager(bens.page).textContent()).toContain('/2')
  await field.fill('We meet in **the garden** at five.')
  const before = models.requests.length
  await dialog.getByRole('button', { name: 'Post' }).click()
  await gone(dialog)

  const card = message(bens.page, 'We meet in the garden at five.')
  await seen(card)
  expect(await card.getAttribute('data-author')).toBe(ana.id)
  expect(await card.locator('[data-summary]').textContent()).toBe(
    'Summary of The garden, drafted by Banyan, approved by Ana',
  )
  expect(await card.locator('strong').textContent()).toBe('the garden')
  expect(await accessibilityProblems(bens.page)).toEqual([])
  await card.getByRole('button', { name: 'The garden' }).click()
  await seen(message(bens.page, 'garden says 3'))
  expect(models.requests.length).toBe(before)
})

it('[C8] a draft of a summary that is not posted leaves nothing that anybody sees', async ({
  models,
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('Thought better of it')
  await both(id)
  const { page } = anas
  for (const each of [page, bens.page]) await seen(message(each, 'trunk says 4'))
  const isAsBefore = async (at: Page): Promise<void> => {
    expect(await pager(at).textContent()).toContain('/2')
    const map = await openMap(at)
    expect(await branchesOn(map)).toHaveLength(2)
    expect(await map.getByRole('checkbox', { name: 'Archived and deleted' }).count()).toBe(0)
    await at.keyboard.press('Escape')
    await gone(map)
  }
  const dialog = await bringBack(page)
  models.script({ kind: 'stream', pieces: ['We meet in the garden.'] })
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await dialog.getByRole('button', { name: 'Edit the draft' }).click()
  await isAsBefore(bens.page)
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
  await gone(dialog)
  await isAsBefore(page)
  await isAsBefore(bens.page)
})

it('[C8] a draft waits for what is being written, and the card names the last message that it sums up', async ({
  models,
  ana,
  anas,
  bens,
  grove,
  both,
}) => {
  const id = await grove('In the middle')
  await both(id)
  const { page } = anas
  await seen(message(page, 'trunk says 4'))
  await seen(message(bens.page, 'trunk says 4'))
  const dialog = await bringBack(page)
  await seen(dialog.getByRole('button', { name: 'Draft it for me' }))
  // While she looks at the dialog, somebody goes on there, and is being answered.
  const gate = Promise.withResolvers<void>()
  models.script({
    kind: 'stream',
    pieces: ['Roses, ', 'and then figs.'],
    afterPiece: async (piece) => {
      if (piece === 0) await gate.promise
    },
  })
  await bens.page.keyboard.press('Alt+PageDown')
  await seen(message(bens.page, 'garden says 3'))
  await send(bens.page, 'What do we plant?')
  await seen(message(bens.page, 'Roses,'))
  await seen(dialog.getByText('A reply is still being written on this branch.'))
  expect(await dialog.getByRole('button', { name: 'Draft it for me' }).count()).toBe(0)
  gate.resolve()
  await seen(message(bens.page, 'Roses, and then figs.'))
  models.script({ kind: 'stream', pieces: ['Roses and figs.'] })
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await dialog.getByRole('button', { name: 'Edit the draft' }).click()
  expect(JSON.stringify(models.requests.at(-1)?.body.messages)).toContain('and then figs.')
  // What comes now is not in it.
  await send(bens.page, 'And one thing more')
  await dialog.getByRole('button', { name: 'Post' }).click()
  const card = message(page, 'Roses and figs.')
  await seen(card)
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  const { messages } = readTree(conversationRoots(peer.doc))
  const posted = [...messages.values()].find(({ summaryOf }) => summaryOf !== undefined)
  const upTo = posted?.summaryOf === undefined ? undefined : messages.get(posted.summaryOf.messageId)
  expect(bodyToMarkdown(upTo?.body)).toContain('and then figs.')
  peer.destroy()
})

it('[C8] whoever may only view from now on keeps what they wrote, and cannot post it', async ({
  banyan,
  ana,
  bens,
  grove,
}) => {
  const id = await grove('Rights that change')
  const { page } = bens
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 4'))
  const dialog = await bringBack(page)
  await dialog.getByRole('textbox', { name: 'Summary' }).fill('What I was about to say')
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'view' }])
  await seen(dialog.getByText('You cannot write here at the moment.'))
  expect(await dialog.getByRole('button', { name: 'Post' }).isDisabled()).toBe(true)
  expect(await dialog.getByRole('textbox', { name: 'Summary' }).inputValue()).toBe('What I was about to say')
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  await dialog.getByRole('button', { name: 'Post' }).click()
  await seen(message(page, 'What I was about to say'))
})

it('[C8] a summary can be written by hand, where the draft does not come', async ({
  models,
  banyan,
  anas,
  grove,
}) => {
  const id = await grove('By hand')
  await openConversation(anas.page, banyan.url, id)
  const { page } = anas
  await seen(message(page, 'trunk says 4'))
  const dialog = await bringBack(page)
  models.script({ kind: 'status', status: 401, message: 'no' })
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await seen(dialog.getByRole('alert').getByText(/did not accept the key/))
  const byHand = dialog.getByRole('button', { name: 'Write it yourself' })
  await seen(byHand)
  // Where nothing was drafted, no room is kept for it between what went wrong and the way on.
  const gap = await byHand.evaluate((button) => {
    const alert = button.closest('[role="dialog"]')?.querySelector('[role="alert"]')
    return button.getBoundingClientRect().top - (alert?.getBoundingClientRect().bottom ?? 0)
  })
  expect(gap).toBeLessThan(60)
  await byHand.click()
  await dialog.getByRole('textbox', { name: 'Summary' }).fill('- bread\n- wine')
  await dialog.getByRole('button', { name: 'Post' }).click()
  const card = message(page, 'bread')
  await seen(card)
  expect(await card.locator('li').count()).toBe(2)
  expect(await card.locator('[data-summary]').textContent()).toBe('Summary of The garden, written by Ana')
})

it('[C8] a summary that is written by hand outlives Esc, a click beside it, a draft and a reload', async ({
  models,
  banyan,
  anas,
  grove,
}) => {
  const id = await grove('Thinking it over')
  const { page } = anas
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 4'))
  const dialog = summaryDialog(page)
  const field = dialog.getByRole('textbox', { name: 'Summary' })
  const open = async (): Promise<void> => {
    const map = mapOf(page)
    if (!(await map.isVisible())) await page.keyboard.press('ControlOrMeta+.')
    await branchOn(map, /The garden/).click()
    await map.getByRole('button', { name: 'Bring back…' }).click()
    await seen(dialog)
  }
  await open()
  await field.fill('We meet')
  await page.keyboard.press('Escape')
  await gone(dialog)
  await seen(page.getByText('Your summary is kept for the next time.'))
  await open()
  expect(await field.inputValue()).toBe('We meet')
  await field.fill('We meet at four')
  await page.mouse.click(4, 4)
  await gone(dialog)
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 4'))
  await open()
  expect(await field.inputValue()).toBe('We meet at four')
  expect(await accessibilityProblems(page)).toEqual([])

  // A draft takes its place, and one goes back to one's own words.
  models.script({ kind: 'stream', pieces: ['In the garden.'] })
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await dialog.getByRole('button', { name: 'Edit the draft' }).click()
  expect(await field.inputValue()).toBe('In the garden.')
  await dialog.getByRole('button', { name: 'Back to what stood here' }).click()
  expect(await field.inputValue()).toBe('We meet at four')
  await dialog.getByRole('button', { name: 'Post' }).click()
  await gone(dialog)
  const card = message(page, 'We meet at four')
  await seen(card)
  expect(await card.locator('[data-summary]').textContent()).toBe('Summary of The garden, written by Ana')

  // Once it stands there, the next one begins empty. Off line a draft waits, and that is said.
  await open()
  expect(await field.inputValue()).toBe('')
  await anas.context.setOffline(true)
  await dialog.getByRole('button', { name: 'Draft it for me' }).click()
  await seen(dialog.getByText('Waiting for connection.'))
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
  await anas.context.setOffline(false)
})

it('the pages had nothing to complain of but lost connections', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
