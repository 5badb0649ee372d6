/** Who takes part in a side talk, live: viewers where the owner allows it, who is mentioned, a long talk, a phone. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { addTalk, fillWithText, readDirectory, readTalk } from '../../shared/document/index.ts'
import type { ConversationId, MessageId } from '../../shared/ids.ts'
import { directoryRoom, talkRoom } from '../../shared/rooms.ts'
import { type TestPerson, until } from '../helpers/banyan.ts'
import { goOffLine, goOnLine, type Visitor, type VisitorOptions } from '../helpers/browser.ts'
import {
  act,
  composer,
  gone,
  message,
  openConversation,
  openSharing,
  quiet,
  saveSharing,
  seen,
  send,
  shelf,
} from '../helpers/pages.ts'
import { drawer, line, openTalk, say, talkButton, talkField } from '../helpers/talk.ts'
import { threeMembers } from '../helpers/three-people.ts'

const it = threeMembers().extend(
  'visitor',
  { scope: 'file' },
  ({ banyan, visitAs }) =>
    async (person: TestPerson, id: ConversationId, options?: VisitorOptions): Promise<Visitor> => {
      const made = await visitAs(person, options)
      await openConversation(made.page, banyan.url, id)
      return made
    },
)

/** The drawer, open, whichever way one left it. */
const withTalk = async (page: Page): Promise<void> => {
  await seen(talkButton(page))
  await openTalk(page)
  await seen(talkField(page))
}
const viewersBox = 'People who can only view may take part in the side talk'
/** What a person's browser keeps of a conversation's side talk. */
const kept = (page: Page, id: ConversationId): Promise<number> =>
  page.evaluate(
    async (room) => (await indexedDB.databases()).filter(({ name }) => name?.includes(room) === true).length,
    talkRoom(id),
  )

it('[B7] a viewer has no side talk, has one at once when the owner ticks it, and loses it at once', async ({
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('Rights')
  const [ana, ben, vera] = await Promise.all([
    visitor(people.ana, id),
    visitor(people.ben, id),
    visitor(people.vera, id),
  ])
  await withTalk(ana.page)
  await withTalk(ben.page)
  await say(ben.page, 'Only among those who write')
  await seen(line(ana.page, 'Only among those who write'))
  await send(ana.page, 'Something to read')
  await seen(message(vera.page, 'Something to read'))
  expect(await talkButton(vera.page).count()).toBe(0)
  await vera.page.keyboard.press('ControlOrMeta+j')
  expect(await drawer(vera.page).count()).toBe(0)

  let dialog = await openSharing(ana.page)
  await dialog.getByRole('checkbox', { name: viewersBox }).check()
  await seen(
    dialog.getByText('People who can only view may take part in the side talk, and read what was said there'),
  )
  await saveSharing(dialog)
  await seen(vera.page.getByRole('button', { name: 'Side talk, 1 new' }))
  await openTalk(vera.page)
  await seen(line(vera.page, 'Only among those who write'))
  await say(vera.page, 'I only read, and have a thought')
  await seen(line(ben.page, 'I only read, and have a thought'))
  await seen(drawer(ben.page).getByText('Ana and Vera take part.'))
  // She takes part in the talk, and writes nothing in the conversation.
  expect(await line(vera.page, 'Only among').getByRole('button', { name: 'Make it a prompt' }).count()).toBe(
    0,
  )
  expect(await composer(vera.page).count()).toBe(0)
  await act(vera.page.locator('[data-message-id]').first(), 'More')
  await vera.page.getByRole('menuitem', { name: /Talk about this/ }).click()
  await vera.page.keyboard.type('About this')
  await vera.page.keyboard.press('Enter')
  await seen(line(ana.page, 'About this').getByRole('button', { name: /About what Ana said: Something/ }))
  // Others are told how it is.
  dialog = await openSharing(ben.page)
  await seen(dialog.getByText('Everybody who can open it may take part in the side talk.'))
  await ben.page.keyboard.press('Escape')

  expect(await kept(vera.page, id)).toBe(1)
  dialog = await openSharing(ana.page)
  await dialog.getByRole('checkbox', { name: viewersBox }).uncheck()
  await seen(dialog.getByText('People who can only view no longer take part in the side talk'))
  await saveSharing(dialog)
  await gone(drawer(vera.page))
  await seen(vera.page.getByText(/The side talk is now for those who can collaborate/))
  expect(await talkButton(vera.page).count()).toBe(0)
  await seen(message(vera.page, 'Something to read'))
  await until('her copy is gone', async () => (await kept(vera.page, id)) === 0)
  // Nobody else is disturbed, and what she said stays.
  await say(ben.page, 'Still here')
  await seen(line(ana.page, 'Still here'))
  await seen(line(ana.page, 'I only read, and have a thought'))

  // Given back, it is there again.
  dialog = await openSharing(ana.page)
  await dialog.getByRole('checkbox', { name: viewersBox }).check()
  await saveSharing(dialog)
  await withTalk(vera.page)
  await seen(line(vera.page, 'Still here'))
  for (const { context } of [ana, ben, vera]) await context.close()
})

it('[TALK-20] [B7] a copy of a side talk goes also where no page was open as the right ended', async ({
  banyan,
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('Closed pages')
  await people.ana.openTalkTo(id, 'everybody')
  const vera = await visitor(people.vera, id)
  // She only reads: what waits to be sent would bring her page into the room by itself.
  await withTalk(vera.page)
  await until('it is kept', async () => (await kept(vera.page, id)) === 1)
  await vera.page.goto('about:blank')
  await people.ana.openTalkTo(id, 'collaborators')
  await vera.page.goto(banyan.url)
  await until('it is gone', async () => (await kept(vera.page, id)) === 0)
  await vera.context.close()
})

it('[B7] what one said off line, and may not say any more, lies on the shelf', async ({
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('Shelf')
  const ben = await visitor(people.ben, id)
  await withTalk(ben.page)
  await say(ben.page, 'While I may')
  await goOffLine(ben)
  await say(ben.page, 'A thought too late')
  await seen(line(ben.page, 'A thought too late').getByText('waiting to be sent'))
  await people.ana.share(id, [{ subject: { kind: 'person', id: people.ben.id }, level: 'view' }])
  await goOnLine(ben)
  await seen(shelf(ben.page).getByText(/What you said last in the side talk is kept on your shelf/))
  await gone(drawer(ben.page))
  await shelf(ben.page)
    .getByText(/What is kept/)
    .click()
  await seen(shelf(ben.page).getByText('A thought too late'))
  expect(await shelf(ben.page).getByText('While I may').count()).toBe(0)
  expect(await shelf(ben.page).getByRole('button').allTextContents()).toEqual(['Copy text', 'Discard'])
  await shelf(ben.page).getByRole('button', { name: 'Discard' }).click()
  await gone(shelf(ben.page))
  await ben.context.close()
})

it('[B7] who is mentioned is told in the inbox, and led to the line; a mention in the conversation leads to the message', async ({
  banyan,
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('Mentions')
  const elsewhere = await people.ben.newConversation('Elsewhere')
  const ana = await visitor(people.ana, id)
  const ben = await visitor(people.ben, elsewhere)
  await withTalk(ana.page)
  await talkField(ana.page).click()
  await ana.page.keyboard.type('What do you think, @')
  const options = ana.page.getByRole('listbox', { name: 'People to mention' }).getByRole('option')
  await seen(options)
  // Vera may not take part: naming her would tell her nothing.
  expect(await options.allTextContents()).toEqual(['BBen'])
  await ana.page.keyboard.press('Enter')
  await ana.page.keyboard.type('?')
  await ana.page.keyboard.press('Enter')
  const bell = ben.page.getByRole('button', { name: /^Notifications/ })
  await seen(ben.page.getByText('Ana mentioned you in the side talk of “Mentions”.'))
  await bell.click()
  await ben.page
    .getByRole('dialog', { name: 'Notifications' })
    .getByRole('link', { name: 'Ana mentioned you in the side talk of “Mentions”.' })
    .click()
  await seen(line(ben.page, 'What do you think, @Ben ?'))
  await until('he is at the line', () =>
    line(ben.page, 'What do you think').evaluate((element) => document.activeElement === element),
  )
  expect(new URL(ben.page.url()).hash).toBe('')

  await seen(ben.page.getByRole('button', { name: 'Side talk', exact: true }))

  // The mark on the button is there while one reads elsewhere.
  await ben.page.keyboard.press('Escape')
  await gone(drawer(ben.page))
  await talkField(ana.page).click()
  await ana.page.keyboard.type('@ben')
  await seen(options)
  await ana.page.keyboard.press('Enter')
  await ana.page.keyboard.type('once more')
  await ana.page.keyboard.press('Enter')
  await seen(ben.page.getByRole('button', { name: 'Side talk, 1 new, you are mentioned' }))
  await openTalk(ben.page)
  await seen(ben.page.getByRole('button', { name: 'Side talk', exact: true }))
  // Read with the line itself.
  await seen(ben.page.getByRole('button', { name: 'Notifications', exact: true }))

  for (let index = 0; index < 12; index++) await send(ana.page, `Message ${index} of some that take room`)
  await composer(ana.page).click()
  await ana.page.keyboard.type('And this is for @ben')
  await seen(options)
  await ana.page.keyboard.press('Enter')
  await ana.page.keyboard.press('Enter')
  await quiet(ana.page)
  await openConversation(ben.page, banyan.url, elsewhere)
  await bell.click()
  await ben.page
    .getByRole('dialog', { name: 'Notifications' })
    .getByRole('link', { name: 'Ana mentioned you in “Mentions”.' })
    .click()
  await until('he is at the message', () =>
    ben.page.evaluate(
      () =>
        document.activeElement?.closest('[data-message-id]')?.textContent?.includes('And this is for') ??
        false,
    ),
  )
  await ana.context.close()
  await ben.context.close()
})

it('[B7] who has the talk before them and is mentioned there is not told over it, and has read it', async ({
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('In view')
  const ana = await visitor(people.ana, id)
  const ben = await visitor(people.ben, id, { viewport: { width: 390, height: 844 } })
  await withTalk(ana.page)
  await openTalk(ben.page)
  await ben.page.evaluate(() => {
    const seenTexts: string[] = []
    Object.assign(globalThis, { seenTexts })
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        seenTexts.push(node.textContent ?? '')
      }
    }).observe(document.body, { childList: true, subtree: true })
  })
  await talkField(ana.page).click()
  await ana.page.keyboard.type('Here you are, @')
  await seen(ana.page.getByRole('listbox', { name: 'People to mention' }).getByRole('option'))
  await ana.page.keyboard.press('Enter')
  await ana.page.keyboard.press('Enter')
  await seen(line(ben.page, 'Here you are, @Ben'))
  const directory = people.ben.sync(directoryRoom(people.ben.id))
  await until('he was told, and has read it', () =>
    readDirectory(directory.doc).inbox.notifications.some(
      ({ conversationId, read, news }) => conversationId === id && read && news.kind === 'mentioned',
    ),
  )
  const texts = await ben.page.evaluate(() => (globalThis as unknown as { seenTexts: string[] }).seenTexts)
  expect(texts.some((text) => text.includes('Here you are'))).toBe(true)
  expect(texts.filter((text) => text.includes('mentioned you'))).toEqual([])
  directory.destroy()
  await ana.context.close()
  await ben.context.close()
})

it('[B7] a talk of 2,000 lines opens at its end and draws a few of them; scrolling up stays put', async ({
  people,
  amongThree,
  visitor,
}) => {
  const id = await amongThree('Long')
  const peer = people.ben.sync(talkRoom(id))
  await peer.synced
  peer.doc.transact(() => {
    for (let index = 0; index < 2000; index++) {
      addTalk(
        peer.doc,
        { id: `line-${index}` as MessageId, author: people.ben.id, createdAt: Date.now() },
        fillWithText(`Line ${index} of many`),
      )
    }
  })
  const reader = people.ana.sync(talkRoom(id))
  await reader.synced
  await until('the server has it all', () => readTalk(reader.doc).length === 2000)
  reader.destroy()
  const ana = await visitor(people.ana, id)
  await withTalk(ana.page)
  await seen(line(ana.page, 'Line 1999 of many'))
  expect(await ana.page.locator('[data-line]').count()).toBeLessThan(300)
  await drawer(ana.page).hover()
  await ana.page.mouse.wheel(0, -600)
  await seen(ana.page.getByRole('button', { name: 'Jump to latest' }))
  const place = (): Promise<number> =>
    line(ana.page, 'Line 1980 of many').evaluate((element) => element.getBoundingClientRect().top)
  const before = await place()
  addTalk(
    peer.doc,
    { id: 'the-last' as MessageId, author: people.ben.id, createdAt: Date.now() },
    fillWithText('One more below'),
  )
  await until('it has come', async () => (await line(ana.page, 'One more below').count()) === 1)
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1)
  await ana.page.getByRole('button', { name: 'Jump to latest' }).click()
  await until('it is in sight', () =>
    line(ana.page, 'One more below').evaluate(
      (element) => element.getBoundingClientRect().bottom < window.innerHeight,
    ),
  )
  // What is new begins far above; there is a way to it.
  await ana.page.getByRole('button', { name: 'To where I stopped' }).click()
  await until('the first of it is in sight', () =>
    line(ana.page, 'Line 0 of many').evaluate((element) => {
      const { top } = element.getBoundingClientRect()
      return top > 0 && top < window.innerHeight / 2
    }),
  )
  peer.destroy()
  await ana.context.close()
})
