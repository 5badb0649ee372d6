/** Who edited and who deleted, as people see it. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import { conversationRoots, deleteMessage, findMessage, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { until } from '../helpers/banyan.ts'
import { gone, message, openConversation, quiet, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople().extend('mia', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Mia'))

it('[GATE-16] a message that somebody else edited says so, with when; a deleted one who did it, and when', async ({
  banyan,
  visitAs,
  ana,
  mia,
}) => {
  const id = await mia.newConversation('Edited')
  await mia.share(id, [{ subject: { kind: 'person', id: ana.id }, level: 'collaborate' }])
  const { page } = await visitAs(ana)
  await openConversation(page, banyan.url, id)
  await send(page, 'The banyan is a tree.')
  await seen(message(page, 'The banyan is a tree.'))
  await quiet(page)
  expect(await page.getByText(/edited by/).count()).toBe(0)

  // Mia writes with a client of her own.
  const { doc, synced, destroy } = mia.sync(conversationRoom(id))
  await synced
  await until('she has the message', () => readMessages(conversationRoots(doc)).length > 0)
  const [entry] = readMessages(conversationRoots(doc))
  if (entry === undefined) throw new Error('There is no message.')
  const body = findMessage(conversationRoots(doc), entry.id)?.body
  const paragraph = body instanceof Y.XmlFragment ? body.get(0) : undefined
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error('There is no text.')
  text.insert(3, ' old')
  const edited = message(page, 'The old banyan is a tree.')
  await seen(edited.getByText(/edited by Mia/))
  const hands = edited.locator('[data-hands]')
  expect(await hands.textContent()).toMatch(/edited by Mia just now/)
  expect(await hands.locator('time').getAttribute('title')).toMatch(/\d{4}/)
  expect(await accessibilityProblems(page)).toEqual([])
  await hands.hover()
  await seen(page.getByRole('tooltip').filter({ hasText: /^Mia, / }))

  deleteMessage(doc, entry.id, mia.id)
  const mark = page.getByText(/Mia deleted a message of Ana · just now/)
  await seen(mark)
  expect(await mark.locator('time').getAttribute('title')).toMatch(/\d{4}/)
  await gone(edited)
  expect(await accessibilityProblems(page)).toEqual([])
  destroy()
})
