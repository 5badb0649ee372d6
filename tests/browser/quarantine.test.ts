/** A conversation that the server cannot read any more, as somebody meets it who has it on a device. */
import { expect } from 'vitest'
import { conversationRoom } from '../../shared/rooms.ts'
import { damageUpdate, inDatabase, repair } from '../helpers/operator.ts'
import { message, openConversation, seen, send } from '../helpers/pages.ts'
import { twoPeople } from '../helpers/two-people.ts'

const it = twoPeople({ agent: false })

it('[ROOM-25] [CLIENT-1] the copy on the device is kept and written in, and comes back with what was set aside', async ({
  banyan,
  visitAs,
  ana,
  ben,
}) => {
  const id = await ana.newConversation('On a failing disk')
  const room = conversationRoom(id)
  await ana.share(id, [{ subject: { kind: 'organization' }, level: 'collaborate' }])
  const anas = (await visitAs(ana)).page
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
  const bens = (await visitAs(ben)).page
  await openConversation(bens, banyan.url, id)
  await seen(message(bens, 'Before the disk failed'))
  await seen(message(bens, 'Written meanwhile'))
  const order = await bens.locator('article').allInnerTexts()
  expect(order.findIndex((text) => text.includes('Before'))).toBeLessThan(
    order.findIndex((text) => text.includes('Written')),
  )
})
