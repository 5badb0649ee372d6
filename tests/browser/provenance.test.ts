/** Who edited and who deleted, as people see it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { conversationRoots, deleteMessage, findMessage, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { accessibilityProblems } from '../helpers/axe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { gone, message, openConversation, quiet, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let mia: TestPerson

beforeAll(async () => {
  banyan = await startBanyan()
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  mia = await banyan.join(ana, 'Mia')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it('[GATE-16] a message that somebody else edited says so, with when; a deleted one who did it, and when', async () => {
  const id = await mia.newConversation('Edited')
  await mia.share(id, [{ subject: { kind: 'person', id: ana.id }, level: 'collaborate' }])
  const { page } = await visit(browser, banyan.url, ana)
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
