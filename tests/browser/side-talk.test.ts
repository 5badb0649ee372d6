/** Talking beside the conversation, two and three people in real browsers: live, private from the AI, and on line or off. */
import { expect } from 'vitest'
import { bodyToMarkdown, conversationRoots, readMessages } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { type TestPerson, until } from '../helpers/banyan.ts'
import { goOffLine, goOnLine, type Visitor } from '../helpers/browser.ts'
import {
  act,
  composer,
  gone,
  message,
  openConversation,
  quiet,
  replies,
  seen,
  send,
  sidebar,
  write,
} from '../helpers/pages.ts'
import { drawer, line, linesOf, openTalk, say, talkButton, talkField } from '../helpers/talk.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()
  /** A conversation of both, with the side talk open on their pages. */
  .extend(
    'talking',
    { scope: 'file' },
    ({ anas, bens, together }) =>
      async (title: string): Promise<ConversationId> => {
        const id = await together(title)
        // On a wide screen it stays as one left it.
        for (const { page } of [anas, bens]) await openTalk(page)
        return id
      },
  )

const focusedLabel = (visitor: Visitor): Promise<string | null | undefined> =>
  visitor.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

/** Everything that the conversation's own document says, as one sees it with the stock client. */
const conversationText = async (ana: TestPerson, id: ConversationId): Promise<string> => {
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  const text = `${JSON.stringify(peer.doc.toJSON())} ${readMessages(conversationRoots(peer.doc))
    .map(({ body }) => bodyToMarkdown(body))
    .join(' ')}`
  peer.destroy()
  return text
}

it('[B7] what one says stands on the other’s page at once, rich text and all, and not in the conversation', async ({
  banyan,
  ana,
  anas,
  bens,
  shared,
}) => {
  const id = await shared('Live')
  await openConversation(anas.page, banyan.url, id)
  await openConversation(bens.page, banyan.url, id)
  await anas.page.keyboard.press('ControlOrMeta+j')
  await seen(drawer(anas.page).getByText('The AI never sees this. Ben takes part.'))
  await until('the cursor is there', async () => (await focusedLabel(anas)) === 'Side talk message')
  await anas.page.keyboard.type('Is this **too long** for the board?')
  await anas.page.keyboard.press('Shift+Enter')
  await anas.page.keyboard.type('I think so')
  await anas.page.keyboard.press('Enter')

  await seen(bens.page.getByRole('button', { name: 'Side talk, 1 new' }))
  await openTalk(bens.page)
  await seen(line(bens.page, 'Is this too long for the board?').getByText('too long', { exact: true }))
  expect(await line(bens.page, 'too long').locator('strong').textContent()).toBe('too long')
  await seen(drawer(bens.page).getByRole('separator', { name: 'New since you were here' }))
  await seen(drawer(anas.page).getByRole('group', { name: 'Here now' }).getByRole('img', { name: 'Ben' }))
  await talkField(bens.page).click()
  await bens.page.keyboard.type('Let us')
  await seen(drawer(anas.page).getByText('Ben is writing'))
  await bens.page.keyboard.type(' ask for less')
  await bens.page.keyboard.press('Enter')
  await bens.page.keyboard.type('And for a table')
  await bens.page.keyboard.press('Enter')
  await seen(line(anas.page, 'And for a table'))
  expect(await linesOf(anas.page)).toEqual([
    'Is this too long for the board?I think so',
    'Let us ask for less',
    'And for a table',
  ])
  // Together under one name.
  expect(await line(anas.page, 'And for a table').getByRole('heading').count()).toBe(0)
  // Read is read: nothing is new any more.
  await seen(bens.page.getByRole('button', { name: 'Side talk', exact: true }))
  expect(await conversationText(ana, id)).not.toMatch(/too long|ask for less|a table/)
  expect(await message(anas.page, 'ask for less').and(anas.page.locator('[data-message-id]')).count()).toBe(0)

  // Esc closes it from within, and the cursor is where it was.
  await anas.page.keyboard.press('Escape')
  await gone(drawer(anas.page))
  expect(await focusedLabel(anas)).toMatch(/^Side talk|^Message/)
  expect([...anas.complaints, ...bens.complaints]).toEqual([])
})

it('[B7] with one click a line stands in the message one writes, behind what was there, and is answered once it is sent', async ({
  ana,
  anas,
  bens,
  talking,
}) => {
  const id = await talking('Prompts')
  await say(bens.page, 'How do I share a conversation with a **group**?')
  await say(bens.page, 'This stays among ourselves')
  await seen(line(anas.page, 'This stays among ourselves'))
  await write(anas.page, 'My own words.')
  await act(line(anas.page, 'with a group'), 'Make it a prompt')
  await seen(anas.page.getByText('From the side talk into your message. Nothing is sent yet.'))
  await until('the cursor is in the message', async () => (await focusedLabel(anas)) === 'Message')
  expect(await composer(anas.page).locator('p').allTextContents()).toEqual([
    'My own words.',
    'How do I share a conversation with a group?',
  ])
  expect(await composer(anas.page).locator('strong').textContent()).toBe('group')
  expect(await bens.page.locator('[data-message-id]').count()).toBe(0)
  await anas.page.keyboard.press('Enter')
  await seen(message(bens.page, 'My own words.').and(bens.page.locator('[data-message-id]')))
  await seen(replies(anas.page))
  await quiet(anas.page)
  expect(await replies(anas.page).textContent()).toContain('group')
  expect(await anas.page.getByText('From the side talk into your message').count()).toBe(0)
  const said = await conversationText(ana, id)
  expect(said).toContain('with a **group**?')
  expect(said).not.toContain('This stays among ourselves')

  // By the keys alone.
  await line(anas.page, 'This stays').getByRole('button', { name: 'Make it a prompt' }).focus()
  await anas.page.keyboard.press('Enter')
  await until(
    'it stands there',
    async () => (await composer(anas.page).textContent()) === 'This stays among ourselves',
  )
  await composer(anas.page).fill('')
})

it('[B7] a line can be about a message, and leads to it', async ({ anas, bens, talking }) => {
  const id = await talking('About')
  await send(anas.page, 'A first question that is asked here')
  await seen(replies(anas.page))
  await quiet(anas.page)
  const asked = anas.page.locator('[data-message-id]').first()
  await act(asked, 'More')
  await anas.page.getByRole('menuitem', { name: /Talk about this/ }).click()
  await until('the cursor is there', async () => (await focusedLabel(anas)) === 'Side talk message')
  await seen(drawer(anas.page).getByRole('form').getByText('Ana: A first question'))
  // It survives a reload, with what was begun.
  await anas.page.keyboard.type('Why this')
  await anas.page.reload()
  await until('the draft is back', async () => (await talkField(anas.page).textContent()) === 'Why this')
  await seen(drawer(anas.page).getByRole('form').getByText('Ana: A first question'))
  await talkField(anas.page).click()
  await anas.page.keyboard.press('End')
  await anas.page.keyboard.type(' one?')
  await anas.page.keyboard.press('Enter')
  const chip = line(bens.page, 'Why this one?').getByRole('button', {
    name: /About what Ana said: A first question/,
  })
  await seen(chip)
  await chip.click()
  await until('it is before her eyes', () =>
    bens.page
      .locator('[data-message-id]')
      .first()
      .evaluate((element) => document.activeElement === element || element.contains(document.activeElement)),
  )
  // Esc takes what a line is about away before it closes the drawer.
  await act(asked, 'More')
  await anas.page.getByRole('menuitem', { name: /Talk about this/ }).click()
  await seen(drawer(anas.page).getByRole('form').getByText('Ana: A first question'))
  await until('the cursor is there', async () => (await focusedLabel(anas)) === 'Side talk message')
  await anas.page.keyboard.press('Escape')
  await gone(drawer(anas.page).getByRole('form').getByText('Ana: A first question'))
  expect(await drawer(anas.page).count()).toBe(1)
  expect(id).toBeDefined()
})

it('[B7] one corrects and deletes one’s own lines, the owner deletes others’, and both can be undone', async ({
  anas,
  bens,
  talking,
}) => {
  await talking('Corrections')
  await say(bens.page, 'A line with a mistkae')
  await say(bens.page, 'A second one')
  await seen(line(anas.page, 'A second one'))
  await bens.page.keyboard.press('ArrowUp')
  const field = bens.page.getByRole('textbox', { name: 'Correct what you said' })
  await until('the cursor is there', async () => (await focusedLabel(bens)) === 'Correct what you said')
  expect(await field.textContent()).toBe('A second one')
  await bens.page.keyboard.press('Escape')
  await gone(field)
  await until('the cursor is back', async () => (await focusedLabel(bens)) === 'Side talk message')
  await act(line(bens.page, 'mistkae'), 'More')
  await bens.page.getByRole('menuitem', { name: 'Edit' }).click()
  await seen(field)
  await field.fill('A line without a mis')
  // What is not saved yet outlives the drawer.
  await talkButton(bens.page).click()
  await gone(field)
  await openTalk(bens.page)
  await act(line(bens.page, 'mistkae'), 'More')
  await bens.page.getByRole('menuitem', { name: 'Edit' }).click()
  await seen(field.filter({ hasText: 'A line without a mis' }))
  await bens.page.keyboard.press('Control+End')
  await bens.page.keyboard.type('take')
  await bens.page.keyboard.press('Enter')
  await seen(line(anas.page, 'A line without a mistake').getByText(/edited/))

  // Another's line is no line of one's own.
  await act(line(anas.page, 'A second one'), 'More')
  expect(await anas.page.getByRole('menuitem').allTextContents()).toEqual(['Copy text', 'Delete'])
  await anas.page.getByRole('menuitem', { name: 'Delete' }).click()
  await seen(line(bens.page, 'Ana deleted a line of yours'))
  await bens.page
    .getByText('Ana deleted a line of yours')
    .locator('..')
    .getByRole('button', { name: 'Undo' })
    .click()
  await seen(line(anas.page, 'A second one'))
  await act(line(bens.page, 'A second one'), 'More')
  await bens.page.getByRole('menuitem', { name: 'Delete' }).click()
  await seen(line(anas.page, 'Ben deleted a line'))
  await bens.page
    .locator('li')
    .filter({ hasText: 'Your line was deleted.' })
    .getByRole('button', { name: 'Undo' })
    .click()
  await seen(line(anas.page, 'A second one'))
  // The owner alone does that to others.
  await say(anas.page, 'Said by the owner')
  await act(line(bens.page, 'Said by the owner'), 'More')
  expect(await bens.page.getByRole('menuitem').allTextContents()).toEqual(['Copy text'])
  await bens.page.keyboard.press('Escape')
})

it('[B7] off line one goes on talking; it is sent, in order, once there is a network', async ({
  anas,
  bens,
  talking,
}) => {
  await talking('Off line')
  await say(anas.page, 'On line')
  await seen(line(bens.page, 'On line'))
  await goOffLine(anas)
  await say(anas.page, 'Said in the tunnel')
  await say(anas.page, 'And again')
  await seen(line(anas.page, 'And again').getByText('waiting to be sent'))
  await seen(drawer(anas.page).getByText(/Saved on this device/))
  await say(bens.page, 'Meanwhile')
  await seen(line(bens.page, 'Meanwhile'))
  // A reload off line has it all.
  await anas.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await anas.page.reload()
  await seen(line(anas.page, 'And again').getByText('waiting to be sent'))
  await goOnLine(anas)
  await seen(line(bens.page, 'And again'))
  const order = ['On line', 'Meanwhile', 'Said in the tunnel', 'And again']
  await until('both see the same', async () =>
    [await linesOf(anas.page), await linesOf(bens.page)].every(
      (lines) => JSON.stringify(lines) === JSON.stringify(order),
    ),
  )
  await gone(drawer(anas.page).getByText('waiting to be sent'))
})

it('[B7] what is new in a side talk shows in the list of conversations, until one has read it, on all devices', async ({
  banyan,
  visitAs,
  ben,
  anas,
  bens,
  shared,
}) => {
  const id = await shared('Elsewhere')
  const other = await shared('Where Ben is')
  await openConversation(bens.page, banyan.url, other)
  await openConversation(anas.page, banyan.url, id)
  await openTalk(anas.page)
  await say(anas.page, 'Somebody here?')
  const row = sidebar(bens.page).getByRole('listitem').filter({ hasText: 'Elsewhere' })
  await seen(row.getByText('(new in the side talk)'))
  const device = await visitAs(ben)
  await openConversation(device.page, banyan.url, id)
  await openTalk(device.page)
  await seen(line(device.page, 'Somebody here?'))
  await gone(row.getByText('(new in the side talk)'))
  await device.context.close()
})
