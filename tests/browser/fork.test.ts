/** A path taken into a conversation of one's own, and the way back for those who have it. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import { addMessage, conversationRoots, fillWithText, readMessages } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { fork, line, writeAs } from '../helpers/grove.ts'
import { act, message, openConversation, quiet, reading, replies, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()
  .extend('people', { scope: 'file' }, async ({ banyan, ana }) => ({
    ana,
    vera: await banyan.join(ana, 'Vera'),
    cleo: await banyan.join(ana, 'Cleo'),
  }))
  .extend('pages', { scope: 'file' }, async ({ visitAs, people: { ana, vera, cleo } }) => ({
    ana: await visitAs(ana),
    vera: await visitAs(vera),
    cleo: await visitAs(cleo),
  }))

it('[C9] who reads a path goes on with it alone; the way back shows to those who may take it', async ({
  banyan,
  people,
  pages,
}) => {
  const { ana, vera, cleo } = pages
  const source = await people.ana.newConversation('The plan')
  await people.ana.share(source, [{ subject: { kind: 'person', id: people.vera.id }, level: 'view' }])
  await openConversation(ana.page, banyan.url, source)
  await send(ana.page, 'How do I share a conversation?')
  await seen(replies(ana.page))
  await quiet(ana.page)
  await act(message(ana.page, 'How do I share a conversation?'), 'Branch from here')
  await send(ana.page, 'Only on this branch')
  await seen(message(ana.page, 'Only on this branch'))
  await until('it is answered', async () => (await replies(ana.page).count()) === 1)
  await quiet(ana.page)

  // Vera may only view, and reads the main path.
  await openConversation(vera.page, banyan.url, source)
  await seen(replies(vera.page))
  const read = await reading(vera.page)
  await vera.page.locator('header').getByRole('button', { name: 'More', exact: true }).first().click()
  await vera.page.getByRole('menuitem', { name: /Continue in a conversation of my own/ }).click()
  const back = vera.page.getByRole('link', { name: 'Forked from The plan' })
  await seen(back)
  await seen(replies(vera.page))
  expect(await reading(vera.page)).toEqual(read)
  expect(await message(vera.page, 'Only on this branch').count()).toBe(0)
  // In the names of those who wrote it, and waiting for nothing.
  expect(await message(vera.page, 'How do I share').getAttribute('data-author')).toBe(people.ana.id)
  expect(await vera.page.locator('article[data-waiting]').count()).toBe(0)
  expect(await accessibilityProblems(vera.page)).toEqual([])
  const own = vera.page.url().split('/').at(-1) as ConversationId
  expect(own).not.toBe(source)

  // It is hers, and goes on: she may write here, and nothing of it reaches the original.
  await send(vera.page, 'And how do I unshare it?')
  await until('it is answered', async () => (await replies(vera.page).count()) === 2)
  expect(await message(ana.page, 'And how do I unshare it?').count()).toBe(0)
  await people.vera.share(own, [{ subject: { kind: 'organization' }, level: 'view' }])
  await openConversation(cleo.page, banyan.url, own)
  await seen(message(cleo.page, 'And how do I unshare it?'))
  expect(await cleo.page.getByText(/Forked from/).count()).toBe(0)
  expect(await cleo.page.locator(`a[href*="${source}"]`).count()).toBe(0)
  // Nor does anything that her page was sent name it.
  const peer = people.cleo.sync(conversationRoom(own))
  await peer.synced
  const sent = Buffer.from(Y.encodeStateAsUpdate(peer.doc)).toString('latin1')
  expect(sent).toContain('And how do I unshare it?')
  expect(sent).not.toContain(source)
  peer.destroy()

  await back.click()
  await seen(message(vera.page, 'How do I share a conversation?'))
  expect(vera.page.url()).toContain(source)
})

it('[C9] a copy says which model wrote a reply, and a summary stays a summary of what stayed behind', async ({
  banyan,
  people,
  pages,
}) => {
  const { ana } = people
  const { page } = pages.ana
  const source = await ana.newConversation('What came of it')
  await openConversation(page, banyan.url, source)
  await send(page, 'How do I share a conversation?')
  await seen(replies(page))
  await quiet(page)
  const model = await replies(page).first().locator('header').textContent()
  await writeAs(ana, source, (doc) => {
    const [question] = readMessages(conversationRoots(doc))
    line(doc, ana.id, 'trunk', 2, question?.id ?? null)
    fork(doc, ana.id, 'garden', 'trunk-1', 'The garden')
    line(doc, ana.id, 'garden', 1, 'trunk-1', 'garden')
  })
  await writeAs(ana, source, (doc) => {
    addMessage(
      doc,
      {
        ...{
          id: 'card-1',
          author: ana.id,
          role: 'user',
          parentId: 'trunk-2',
          branchId: 'main',
          createdAt: 5,
        },
        summaryOf: { branchId: 'garden', messageId: 'garden-1' },
      },
      fillWithText('We meet there at four'),
    )
  })
  const card = message(page, 'We meet there at four')
  await seen(card)
  await page.locator('header').getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: /Continue in a conversation of my own/ }).click()
  await seen(page.getByRole('link', { name: 'Forked from What came of it' }))
  await seen(card)
  expect(await card.locator('[data-summary]').textContent()).toBe(
    'Summary of The garden in the original, written by Ana',
  )
  expect(await card.locator('[data-summary] button').count()).toBe(0)
  const named = (text: string | null): string => (text ?? '').replace(/\d.*$/, '')
  expect(named(await replies(page).first().locator('header').textContent())).toBe(named(model))
  expect(await accessibilityProblems(page)).toEqual([])
})

it('[C9] nobody takes along what they may not read, and asking again makes no second', async ({
  banyan,
  people,
  pages,
}) => {
  const source = await people.ana.newConversation('Private')
  await openConversation(pages.ana.page, banyan.url, source)
  await send(pages.ana.page, 'A secret')
  await seen(replies(pages.ana.page))
  await quiet(pages.ana.page)
  const copy = { id: 'forked-conversation', branchId: 'main' }
  const path = `/api/conversations/${source}/fork`
  await expect(people.cleo.call('POST', path, copy)).rejects.toMatchObject({ status: 404 })
  await expect(people.ana.call('POST', path, { ...copy, branchId: 'no-such-branch' })).rejects.toMatchObject({
    status: 404,
  })
  await people.ana.call('POST', path, copy)
  await people.ana.call('POST', path, copy)
  await openConversation(pages.ana.page, banyan.url, 'forked-conversation' as ConversationId)
  await seen(message(pages.ana.page, 'A secret'))
  expect((await reading(pages.ana.page)).length).toBe(2)
})

it('the pages had nothing to complain of', ({ pages }) => {
  expect(Object.values(pages).flatMap(({ complaints }) => complaints)).toEqual([])
})
