/** What one reads stays where it is, whatever comes to be and goes above it. */
import { expect } from 'vitest'
import { deleteBranch, deleteMessage } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { until } from '../helpers/banyan.ts'
import { complaintsOf, goOffLine, goOnLine } from '../helpers/browser.ts'
import { fork, longLine } from '../helpers/grove.ts'
import {
  act,
  gone,
  message,
  openConversation,
  quiet,
  reading,
  replies,
  seen,
  send,
} from '../helpers/pages.ts'
import { entry, fromTheEnd, movedBy, readAt, restsAt, settled, topOf } from '../helpers/reading-place.ts'
import { withScribe } from '../helpers/scribe.ts'

const it = withScribe({ models: ['oak', 'fig'] })

it('[C5] who answers or branches at the same time is told of quietly, and nothing moves', async ({
  models,
  ana,
  anas,
  bens,
  written,
  both,
}) => {
  const id = await written('Meeting', (doc) => longLine(doc, ana.id, 'trunk', 20, null))
  await both(id)
  await seen(message(anas.page, 'trunk says 20'))
  await seen(message(bens.page, 'trunk says 20'))
  models.script({ kind: 'stream', pieces: ['Yes.'] })
  // Ben writes without a network, Ana meanwhile; neither knows of the other.
  await goOffLine(bens)
  await send(bens.page, 'Ben was here')
  await send(anas.page, 'Ana was here')
  await seen(replies(anas.page))
  await quiet(anas.page)
  await anas.page.mouse.move(640, 400)
  await anas.page.mouse.wheel(0, -1500)
  await settled(anas.page)
  await goOnLine(bens)
  const before = await topOf(entry(anas.page, 'trunk-17'))
  await seen(anas.page.getByText('Ben also answered here.'))
  await seen(bens.page.getByText('Ana also answered here.'))
  await settled(anas.page)
  expect(Math.abs((await topOf(entry(anas.page, 'trunk-17'))) - before)).toBeLessThanOrEqual(1)
  // Both stand in the branch, and both are answered.
  await until('both are answered', async () => (await replies(bens.page).count()) === 2)
  expect((await reading(bens.page)).filter((text) => /was here/.test(text)).length).toBe(2)

  // A fork that comes to be above what somebody reads moves nothing either.
  await act(message(bens.page, 'trunk says 19'), 'Branch from here')
  await send(bens.page, 'Ben goes another way')
  await seen(message(bens.page, 'Ben goes another way'))
  await until(
    'Ana knows of it',
    async () => (await anas.page.locator('[data-fork="trunk-19"]').count()) === 1,
  )
  expect(Math.abs((await topOf(entry(anas.page, 'trunk-17'))) - before)).toBeLessThanOrEqual(1)
  await act(message(anas.page, 'trunk says 19'), 'Branch from here')
  await send(anas.page, 'Ana goes a third way')
  await seen(bens.page.getByText('Ana also branched here.'))
  await bens.page
    .locator('li')
    .filter({ hasText: 'Ana also branched here.' })
    .getByRole('button', { name: 'Show' })
    .click()
  await seen(message(bens.page, 'Ana goes a third way'))
})

it('[C5] what one reads stays where it is while ways begin and go right above it, at the top and at the end', async ({
  banyan,
  ana,
  ben,
  bens,
  written,
}) => {
  const id = await written('Standing still', (doc) => longLine(doc, ana.id, 'trunk', 14, null))
  const { page } = bens
  await openConversation(page, banyan.url, id)
  await seen(message(page, 'trunk says 14'))
  const peer = ana.sync(conversationRoom(id))
  await peer.synced
  const begin = async (name: string, from: string | null): Promise<void> => {
    peer.doc.transact(() => {
      fork(peer.doc, ana.id, name, from)
      longLine(peer.doc, ana.id, name, 1, from, name)
    })
    await seen(page.locator(`[data-fork="${from ?? 'start'}"]`))
  }

  // At the end, which the pager does not push up.
  expect(await movedBy(page, 'trunk-14', () => begin('last', 'trunk-14'))).toBeLessThanOrEqual(1)

  // In the middle, where the pager comes between what one reads and the message above it.
  await readAt(page, 'trunk-8')
  await restsAt(ben, id, 'trunk-8')
  expect(await movedBy(page, 'trunk-8', () => begin('side', 'trunk-7'))).toBeLessThanOrEqual(1)
  const end = async (): Promise<void> => {
    deleteBranch(peer.doc, 'side' as BranchId, ana.id)
    await gone(page.locator('[data-fork="trunk-7"]'))
  }
  expect(await movedBy(page, 'trunk-8', end)).toBeLessThanOrEqual(1)
  const shorter = async (): Promise<void> => {
    deleteMessage(peer.doc, 'trunk-7' as MessageId, ana.id)
    await seen(page.getByRole('article', { name: 'Deleted message of Ana' }))
  }
  expect(await movedBy(page, 'trunk-8', shorter)).toBeLessThanOrEqual(1)

  // At the very top, where browsers leave it to the page.
  await until('one is at the top', async () => {
    await page.mouse.wheel(0, -4000)
    return page.locator('[data-scroller="messages"]').evaluate((element) => element.scrollTop === 0)
  })
  await restsAt(ben, id, 'trunk-2')
  expect(await movedBy(page, 'trunk-2', () => begin('other', null))).toBeLessThanOrEqual(1)
  peer.destroy()
})

it('[C5] [B2] a reply that goes on above the question one reads does not push it down', async ({
  models,
  ana,
  ben,
  anas,
  bens,
  written,
  both,
}) => {
  const id = await written('Growing above', (doc) => longLine(doc, ana.id, 'trunk', 6, null))
  await both(id)
  const { page } = bens
  const gate = Promise.withResolvers<void>()
  const paragraph = `${'Some words that take their room on the page. '.repeat(6)}\n\n`
  models.script(
    {
      kind: 'stream',
      pieces: ['It begins.\n\n', ...Array.from({ length: 12 }, () => paragraph), 'The last of it.'],
      afterPiece: async (piece) => {
        if (piece === 0) await gate.promise
      },
    },
    { kind: 'stream', pieces: [paragraph.repeat(8), 'Done below.'] },
  )
  await send(anas.page, 'The first question?')
  await seen(message(page, 'It begins.'))
  await send(page, 'The second question?')
  await seen(message(page, 'Done below.'))
  const question = (await message(page, 'The second question?').getAttribute('data-message-id')) ?? ''
  await readAt(page, question)
  await restsAt(ben, id, question)
  const goesOn = async (): Promise<void> => {
    gate.resolve()
    await seen(message(page, 'The last of it.'))
    await quiet(page)
  }
  expect(await movedBy(page, question, goesOn)).toBeLessThanOrEqual(1)
})

it('[B2] whoever reads further up stays there while replies stream and messages come; at the end one follows', async ({
  banyan,
  visitAs,
  ana,
  scribed,
}) => {
  const { id, reply, end } = await scribed('A long one')
  for (let index = 0; index < 80; index++)
    reply(`message-${index}`, `Message ${index}. ${'Some words. '.repeat(40)}`)
  const { page, context } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await seen(entry(page, 'message-79'))
  await until('one is at the end', async () => (await fromTheEnd(page)) < 3)

  // At the end: the page goes along with what is written.
  const body = reply('stream-1', 'It begins. ')
  for (let piece = 0; piece < 10; piece++)
    body.insert(body.length, `\n\nPiece ${piece} of it. ${'Word '.repeat(60)}`)
  await seen(message(page, 'Piece 9 of it.'))
  await until('one is still at the end', async () => (await fromTheEnd(page)) < 3)

  // Further up: nothing moves.
  await entry(page, 'message-70').scrollIntoViewIfNeeded()
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, -300)
  await seen(page.getByRole('button', { name: 'Jump to latest' }))
  // What is scrolled to is laid out for the first time: wait until the page is still.
  let before = Number.NaN
  await until('the page is still', async () => {
    const now = await topOf(entry(page, 'message-70'))
    const isStill = now === before
    before = now
    return isStill
  })
  for (let piece = 0; piece < 10; piece++)
    body.insert(body.length, `\n\nMore ${piece}. ${'Word '.repeat(60)}`)
  reply('last-1', 'Another one below.')
  await until('it has all arrived', async () =>
    page.evaluate(() => document.body.textContent?.includes('Another one below.') ?? false),
  )
  expect(Math.abs((await topOf(entry(page, 'message-70'))) - before)).toBeLessThanOrEqual(1)

  // Earlier messages are drawn above while one scrolls there: what one reads stays put.
  await until('earlier ones are drawn', async () => {
    await page.mouse.wheel(0, -1200)
    return (await entry(page, 'message-20').count()) > 0
  })
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await until('one is at the end again', async () => (await fromTheEnd(page)) < 3)
  await seen(message(page, 'Another one below.'))
  await context.close()
  end()
})

it('the pages had nothing to complain of but lost connections', ({ anas, bens }) => {
  expect(complaintsOf(anas, bens)).toEqual([])
})
