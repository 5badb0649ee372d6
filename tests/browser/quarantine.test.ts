/** A conversation that the server cannot read any more, as somebody meets it who has it on a device. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRoom } from '../../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { launchBrowser, visit } from '../helpers/browser.ts'
import { damageUpdate, inDatabase, repair } from '../helpers/operator.ts'
import { message, openConversation, seen, send } from '../helpers/pages.ts'

let banyan: TestBanyan
let browser: Browser
let ana: TestPerson
let ben: TestPerson

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  browser = await launchBrowser()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
})
afterAll(async () => {
  await browser?.close()
  await banyan?.close()
})

it('[ROOM-25] [CLIENT-1] the copy on the device is kept and written in, and comes back with what was set aside', async () => {
  const id = await ana.newConversation('On a failing disk')
  const room = conversationRoom(id)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  const anas = (await visit(browser, banyan.url, ana)).page
  await openConversation(anas, banyan.url, id)
  await send(anas, 'Before the disk failed')
  await seen(anas.getByText('Saved', { exact: true }))
  await banyan.stop()
  const last = inDatabase(banyan, (database) =>
    database
      .prepare<[string, string], { id: number }>(
        'SELECT max(id) AS id FROM document_update WHERE room = ? AND sender = ?',
      )
      .get(room, ana.id),
  )
  damageUpdate(banyan, last?.id ?? 0)
  await banyan.start()

  await seen(anas.getByText(/server cannot read this conversation/))
  await seen(anas.getByText('Kept here', { exact: true }))
  await seen(message(anas, 'Before the disk failed'))
  await send(anas, 'Written meanwhile')
  await seen(message(anas, 'Written meanwhile'))

  expect((await repair(banyan, room)).said).toContain('It is open again.')
  await anas.reload()
  await seen(anas.getByText('Saved', { exact: true }))
  const bens = (await visit(browser, banyan.url, ben)).page
  await openConversation(bens, banyan.url, id)
  await seen(message(bens, 'Before the disk failed'))
  await seen(message(bens, 'Written meanwhile'))
  const order = await bens.locator('article').allInnerTexts()
  expect(order.findIndex((text) => text.includes('Before'))).toBeLessThan(
    order.findIndex((text) => text.includes('Written')),
  )
})
