/** Drafts that several write at once, with two people and a viewer. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { bodyToMarkdown, conversationRoots, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { goOffLine, goOnLine, type Visitor } from '../helpers/browser.ts'
import { act, composer, gone, message, pager, quiet, replies, seen, send, write } from '../helpers/pages.ts'
import { threePeople } from '../helpers/three-people.ts'

const it = threePeople()
  /** The one draft that Ana and Ben both see. */
  .extend(
    'bothSay',
    { scope: 'file' },
    ({ pages: { ana, ben } }) =>
      (words: string) =>
        until(`both have ${JSON.stringify(words)}`, async () => {
          const [anas, bens] = await Promise.all([wordsOf(ana.page), wordsOf(ben.page)])
          return anas === words && bens === words
        }),
  )

const drafts = (page: Page): Locator => page.locator('[data-shared-draft]')
const draftText = (page: Page): Locator => drafts(page).getByRole('textbox')
const writeTogether = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Write together', exact: true }).click()
const says = (locator: Locator, words: RegExp): Promise<void> =>
  until(`it says ${String(words)}`, async () => words.test((await locator.first().textContent()) ?? ''))
/** The draft's text, without the carets that stand in it. */
const wordsOf = (page: Page): Promise<string> =>
  draftText(page)
    .first()
    .evaluate((element) => {
      const copy = element.cloneNode(true) as HTMLElement
      for (const caret of copy.querySelectorAll('[data-caret-of]')) caret.remove()
      return [...copy.children].map((child) => child.textContent ?? '').join('\n')
    })
const draftSays = (page: Page, words: string): Promise<void> =>
  until(
    `the draft says ${words}`,
    async () => (await drafts(page).count()) > 0 && (await wordsOf(page)) === words,
  )

const offLine = async (visitor: Visitor): Promise<void> => {
  await goOffLine(visitor)
  await seen(visitor.page.getByText(/Offline|Saved on this device/))
}

it('[D2] two write one draft at once, each sees the other’s caret by name, and whoever may collaborate sends it', async ({
  people,
  pages,
  together,
  bothSay,
}) => {
  const id = await together('A draft for two')
  const { ana, ben, vera } = pages
  await write(ana.page, 'We meet at ')
  await writeTogether(ana.page)
  await ana.page.keyboard.type('noon')
  await draftSays(ben.page, 'We meet at noon')
  // What was one's own draft stands there alone now.
  await expect.poll(() => composer(ana.page).textContent()).toBe('')

  await draftText(ben.page).click()
  await seen(ana.page.locator('[data-caret-of="Ben"]'))
  await ben.page.keyboard.press('End')
  await ben.page.keyboard.type(', by the old tree')
  await bothSay('We meet at noon, by the old tree')
  await seen(drafts(ana.page).getByText('Ben is in it'))
  await seen(ben.page.locator('[data-caret-of="Ana"]'))

  // Both at once, in different places.
  await ana.page.keyboard.press('Home')
  await Promise.all([ana.page.keyboard.type('Dear all. '), ben.page.keyboard.type(' and the well')])
  await bothSay('Dear all. We meet at noon, by the old tree and the well')

  // Undo is one's own: however often Ana presses it, her words go and none of Ben's.
  for (let times = 0; times < 24; times++) await ana.page.keyboard.press('Control+z')
  await bothSay('We meet at , by the old tree and the well')
  for (let times = 0; times < 24; times++) await ana.page.keyboard.press('Control+y')
  await bothSay('Dear all. We meet at noon, by the old tree and the well')

  // A viewer sees it being written and has no editor for it.
  await says(drafts(vera.page), /We meet at noon, by the old tree and the well/)
  expect(await vera.page.getByRole('textbox', { name: /Draft/ }).count()).toBe(0)
  expect(await message(ana.page, 'We meet at noon').count()).toBe(0)
  for (const { page } of [ana, ben, vera]) expect(await accessibilityProblems(page, 'footer')).toEqual([])

  // Where the cursor waits in the end is no part of what was said.
  for (let times = 0; times < 3; times++) await ben.page.keyboard.press('Enter')
  await until('the lines are there', async () => (await wordsOf(ana.page)).endsWith('\n\n\n'))
  await ben.page.keyboard.press('Control+Enter')
  for (const { page } of [ana, ben, vera]) {
    await seen(message(page, 'We meet at noon, by the old tree and the well'))
    expect(await message(page, 'We meet at noon').getByRole('paragraph').count()).toBe(1)
    await gone(drafts(page))
    await seen(replies(page))
    await quiet(page)
    expect(await replies(page).count()).toBe(1)
  }
  await seen(message(vera.page, 'We meet at noon').getByText(/written with Ben/))
  const { doc, synced, destroy } = people.ana.sync(conversationRoom(id))
  await synced
  const [sent] = readMessages(conversationRoots(doc))
  expect(sent).toMatchObject({ author: people.ana.id, sentBy: people.ben.id })
  expect(bodyToMarkdown(sent?.body)).toBe('Dear all. We meet at noon, by the old tree and the well')
  destroy()
})

it('[D2] undo takes away none of what another has written in one’s lists, code, headings and tables', async ({
  pages,
  together,
}) => {
  await together('Undone')
  const { ana, ben } = pages
  const made = [
    ['- water', 'li'],
    ['```ts let a', 'code'],
    ['# Big', 'h1'],
    ['| tree | age |\n', 'td'],
  ] as const
  for (const [typed, where] of made) {
    await write(ana.page, 'Plan')
    await writeTogether(ana.page)
    await draftSays(ben.page, 'Plan')
    await ana.page.keyboard.press('End')
    await ana.page.keyboard.press('Enter')
    await ana.page.keyboard.type(typed)
    const place = draftText(ben.page).locator(where).first()
    await place.click()
    await seen(draftText(ana.page).locator(where).first().locator('[data-caret-of="Ben"]'))
    // Letters that are in none of hers: of two same letters side by side nobody can tell whose is which.
    await ben.page.keyboard.type('MUD')
    await seen(draftText(ana.page).locator(where).getByText('MUD'))
    // Each key may be a step of its own where the machine is busy.
    for (let times = 0; times < 30; times++) await ana.page.keyboard.press('Control+z')
    await expect.poll(() => wordsOf(ben.page)).not.toMatch(/water|let a|Big|tree/)
    expect(await wordsOf(ben.page)).toContain('MUD')
    await ben.page.keyboard.press('Control+Enter')
    await gone(drafts(ana.page))
  }
})

it('[D2] a shared draft outlives reloads, other branches and working off line, and merges', async ({
  pages,
  together,
  bothSay,
}) => {
  await together('A draft that stays')
  const { ana, ben } = pages
  await send(ana.page, 'Where do we begin?')
  await seen(replies(ben.page))
  await quiet(ben.page)
  await write(ana.page, 'First part.')
  await writeTogether(ana.page)
  await draftSays(ben.page, 'First part.')

  // Away on a new branch and back.
  await message(ben.page, 'Where do we begin?').hover()
  await message(ben.page, 'Where do we begin?').getByRole('button', { name: 'Branch from here' }).click()
  await seen(ben.page.getByText('A new branch begins here with what you send.'))
  await gone(drafts(ben.page))
  await ben.page.keyboard.press('Escape')
  await draftSays(ben.page, 'First part.')

  await ben.page.reload()
  await draftSays(ben.page, 'First part.')

  // Both write while Ben has no network; both texts are in it afterwards.
  await goOffLine(ben)
  await draftText(ben.page).click()
  await ben.page.keyboard.press('Control+End')
  await ben.page.keyboard.type(' Off the net.')
  await draftText(ana.page).click()
  await ana.page.keyboard.press('Control+Home')
  await ana.page.keyboard.type('On it. ')
  await goOnLine(ben)
  await bothSay('On it. First part. Off the net.')
})

it('[D2] [D4] what one wrote off line in a line that another made a list meanwhile lies on the shelf', async ({
  pages,
  together,
  bothSay,
}) => {
  await together('A list')
  const { ana, ben } = pages
  await write(ana.page, 'water the trees')
  await writeTogether(ana.page)
  await draftSays(ben.page, 'water the trees')

  await offLine(ben)
  await draftText(ben.page).click()
  await ben.page.keyboard.press('Control+End')
  await ben.page.keyboard.type(' every morning')
  await draftText(ana.page).click()
  await ana.page.keyboard.press('Control+Home')
  await ana.page.keyboard.type('- ')
  await seen(draftText(ana.page).getByRole('listitem'))
  await goOnLine(ben)

  // The list has no place for them: Yjs deletes with a paragraph what others write in it.
  const shelf = ben.page.getByRole('region', { name: 'Your shelf' })
  await seen(shelf.getByText(/others took away or rebuilt the part of the text that they stood in/))
  await seen(draftText(ben.page).getByRole('listitem'))
  await bothSay('water the trees')
  await shelf.getByText('What is kept').click()
  await seen(shelf.getByText('water the trees every morning'))
  expect(await accessibilityProblems(ben.page, 'section[aria-label="Your shelf"]')).toEqual([])
  expect(await ana.page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)

  // Once, and also after a reload.
  await ben.page.reload()
  await seen(shelf)
  expect(await shelf.count()).toBe(1)
  await shelf.getByRole('button', { name: 'Discard' }).click()
  await gone(shelf)
})

it('[D2] a draft that two send, one on line and one off, or both off, is sent once and answered once', async ({
  pages,
  together,
}) => {
  await together('A draft that two send')
  const { ana, ben, vera } = pages
  const begin = async (words: string): Promise<void> => {
    await write(ana.page, words)
    await writeTogether(ana.page)
    await draftSays(ben.page, words)
  }
  const isAnsweredOnce = async (words: string, answers: number): Promise<void> => {
    for (const { page } of [ana, ben, vera]) {
      await until('it is answered', async () => (await replies(page).count()) === answers)
      await quiet(page)
      await gone(drafts(page))
      expect(await message(page, words).count()).toBe(1)
      expect(await replies(page).count()).toBe(answers)
      expect(await page.getByText(/Waiting for/).count()).toBe(0)
      expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
    }
    for (const { page } of [ana, ben]) await seen(page.getByText('Saved', { exact: true }))
  }
  const sendDraft = async ({ page }: Visitor): Promise<void> => {
    await draftText(page).click()
    await page.keyboard.press('Control+Enter')
  }

  // Ben sends it while he has no network, and Ana has had her answer when he is back.
  await begin('Who brings the lanterns?')
  await offLine(ben)
  await sendDraft(ben)
  await seen(ben.page.getByText('Waiting for connection.'))
  await sendDraft(ana)
  await until('Ana has an answer', async () => (await replies(ana.page).count()) === 1)
  await quiet(ana.page)
  await goOnLine(ben)
  await isAnsweredOnce('Who brings the lanterns?', 1)

  // Neither has a network.
  await begin('And who brings the bread?')
  await Promise.all([offLine(ana), offLine(ben)])
  for (const each of [ana, ben]) {
    await sendDraft(each)
    await seen(each.page.getByText('Waiting for connection.'))
  }
  await Promise.all([goOnLine(ana), goOnLine(ben)])
  await isAnsweredOnce('And who brings the bread?', 2)

  // Both on line, in the same moment.
  await begin('Shall we sing?')
  await draftText(ana.page).click()
  await draftText(ben.page).click()
  await Promise.all([ana, ben].map(({ page }) => page.keyboard.press('Control+Enter')))
  await isAnsweredOnce('Shall we sing?', 3)

  // Whoever wants another answer has it beside the first.
  await act(replies(ben.page).last(), 'Regenerate')
  await until('the paths part', async () => (await pager(ana.page).count()) > 0)
})

it('[D2] discarding a shared draft is its author’s and can be undone; others have no such button', async ({
  pages,
  together,
}) => {
  await together('A draft to discard')
  const { ana, ben } = pages
  await write(ana.page, 'Perhaps not')
  await writeTogether(ana.page)
  await draftSays(ben.page, 'Perhaps not')
  expect(await ben.page.getByRole('button', { name: 'Discard draft' }).count()).toBe(0)
  await ana.page.getByRole('button', { name: 'Discard draft' }).click()
  await gone(drafts(ben.page))
  await ana.page.getByRole('button', { name: 'Undo', exact: true }).click()
  await draftSays(ben.page, 'Perhaps not')
})

it('[D2] whoever may only view from now on goes on seeing the draft, and writes no more in it', async ({
  people,
  pages,
  together,
}) => {
  const id = await together('A draft and a change of rights')
  const { ana, ben } = pages
  await write(ben.page, 'Ben begins')
  await writeTogether(ben.page)
  await draftSays(ana.page, 'Ben begins')
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  await gone(draftText(ben.page))
  await says(drafts(ben.page), /Ben begins/)
  await draftText(ana.page).click()
  await ana.page.keyboard.press('Control+End')
  await ana.page.keyboard.type(', Ana ends')
  await says(drafts(ben.page), /Ben begins, Ana ends/)
})

it('[D2] [C2] a branch that was begun for a shared draft goes with it, and comes back with it', async ({
  pages,
  together,
}) => {
  await together('A draft that was not meant')
  const { ana, ben } = pages
  await send(ana.page, 'Where do we meet?')
  await seen(replies(ben.page))
  for (const { page } of [ana, ben]) await quiet(page)
  await act(message(ana.page, 'Where do we meet?'), 'Branch from here')
  await write(ana.page, 'By the well')
  await writeTogether(ana.page)
  await draftSays(ana.page, 'By the well')
  await seen(pager(ben.page))

  // A file that is let go over it goes to her own message, which says so.
  await draftText(ana.page)
    .first()
    .evaluate((element) => {
      const data = new DataTransfer()
      data.items.add(new File(['some words'], 'well.txt', { type: 'text/plain' }))
      for (const step of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(step, { bubbles: true, cancelable: true, dataTransfer: data }))
      }
    })
  await seen(
    ana.page.getByText('Only a new message takes files. This one stands in your message field, unsent.'),
  )
  await seen(ana.page.getByRole('form', { name: 'Write a message' }).getByText('well.txt'))
  await draftSays(ana.page, 'By the well')

  await drafts(ana.page).getByRole('button', { name: 'Discard draft' }).click()
  await seen(ana.page.getByText('Draft discarded for everybody, with the branch that began with it.'))
  await gone(pager(ben.page))
  await gone(drafts(ana.page))
  // She is back where it had begun, and nothing there tells of a branch that is gone.
  await seen(replies(ana.page))
  expect(await ana.page.getByText('deleted this branch').count()).toBe(0)

  await ana.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await draftSays(ana.page, 'By the well')
  await seen(pager(ben.page))
})
it('[D2] the cursor goes where one puts it and the format is what one chose, also while another’s words come', async ({
  pages,
  together,
  bothSay,
}) => {
  await together('A busy page')
  const { ana, ben, vera } = pages
  await writeTogether(ana.page)
  await ana.page.keyboard.type('middle')
  await until('Ben has it', async () => (await wordsOf(ben.page)) === 'middle')
  await draftText(ben.page).click()
  await ben.page.keyboard.press('Control+End')

  // What Ana writes meanwhile waits until the page is free; keys come before it, what they moved is told after it.
  await ben.page.evaluate(() =>
    setTimeout(() => {
      const end = performance.now() + 1500
      while (performance.now() < end);
    }),
  )
  await ana.page.keyboard.type(' end')
  await says(drafts(vera.page), /middle end/)
  await ben.page.keyboard.press('Control+Home')
  await ben.page.keyboard.type('the ')
  await until('both have all', async () => (await wordsOf(ana.page)) === 'the middle end')

  // Likewise the format that was chosen for the next letters.
  await ben.page.keyboard.press('Control+b')
  await ana.page.keyboard.type(' there')
  await bothSay('the middle end there')
  await ben.page.keyboard.type('very ')
  await seen(draftText(ana.page).getByRole('strong').getByText('very'))
})
