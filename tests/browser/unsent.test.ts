/** Work that is only on this device: it goes up without being looked at, and is not signed away unasked. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { bodyToMarkdown, conversationRoots, readMessages } from '../../shared/document/index.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { until } from '../helpers/banyan.ts'
import { goOffLine, goOnLine, type Visitor } from '../helpers/browser.ts'
import { composer, message, openConversation, seen, send, sidebar } from '../helpers/pages.ts'
import { EVERYBODY, twoPeople } from '../helpers/two-people.ts'

const it = twoPeople()

const offLine = async (visitor: Visitor): Promise<void> => {
  await goOffLine(visitor)
  await seen(visitor.page.getByText(/Offline|Saved on this device/))
}
/** Without a key for each letter. */
const sendAtOnce = async (page: Page, text: string): Promise<void> => {
  await composer(page).click()
  await page.keyboard.insertText(text)
  await page.keyboard.press('Enter')
  await until('it is sent', async () => (await composer(page).textContent()) === '')
}

it('[D2] what was written off line goes up when there is a network again, though nobody opens it', async ({
  banyan,
  shared,
  both,
  anas,
  bens: { page: bens },
}) => {
  const id = await shared('Left behind', 'collaborate', EVERYBODY)
  await both(id)
  await banyan.stop()
  await send(bens, 'Written in the tunnel')
  await seen(bens.getByText(/Saved on this device/))
  await bens.goto('about:blank')
  await banyan.start()
  await bens.goto(banyan.url)
  await seen(sidebar(bens))
  await seen(message(anas.page, 'Written in the tunnel'))
})

it('[CLIENT-7] signing out asks first where something would be lost', async ({ banyan, ana, visitAs }) => {
  const id = await ana.newConversation('Not yet sent')
  const visitor = await visitAs(ana)
  const { page } = visitor
  await openConversation(page, banyan.url, id)
  await offLine(visitor)
  await send(page, 'Only here so far')
  await seen(page.getByText(/Saved on this device/))
  await page
    .getByRole('button', { name: /Your account/ })
    .or(page.getByRole('button', { name: /Ana/ }))
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await seen(page.getByText(/only on this device and would be lost/))
  expect(await sidebar(page).count()).toBe(1)
  await goOnLine(visitor)
  await seen(page.getByText('Saved', { exact: true }))
})

it('[CLIENT-11] more than one frame may hold, written off line, goes up and is all there', async ({
  banyan,
  ana,
  visitAs,
  shared,
}) => {
  const id = await shared('A long journey')
  const visitor = await visitAs(ana)
  const { page } = visitor
  await openConversation(page, banyan.url, id)
  await offLine(visitor)
  const day = `${'We walked on. '.repeat(13_500)}So we rested.`
  const days = 12
  for (let number = 1; number <= days; number++) await sendAtOnce(page, `Day ${number}. ${day}`)
  await goOnLine(visitor)

  const { doc, destroy } = ana.sync(conversationRoom(id))
  await until('all of it is there', () => {
    const said = readMessages(conversationRoots(doc)).filter(({ role }) => role === 'user')
    return said.length === days && said.every(({ body }) => bodyToMarkdown(body).endsWith(day))
  })
  destroy()
  await seen(page.getByText('Saved', { exact: true }))
  expect(await page.getByRole('region', { name: 'Your shelf' }).count()).toBe(0)
})

it('[CLIENT-13] what something on the way lets through at no time for its size lies on the shelf, and the rest goes on', async ({
  banyan,
  ana,
  visitAs,
  shared,
}) => {
  const id = await shared('Behind a narrow door')
  const visitor = await visitAs(ana)
  const { page } = visitor
  // As a proxy does that takes no frame of more than 20 kB.
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((frame) => {
      if (frame.length > 20_000) void socket.close({ code: 1009 })
      else server.send(frame)
    })
  })
  await openConversation(page, banyan.url, id)
  await sendAtOnce(page, `Too much. ${'And on. '.repeat(4_000)}`)
  const shelf = page.getByRole('region', { name: 'Your shelf' })
  await seen(shelf.getByText(/This was too large to be taken at once/))
  await shelf.getByText('What is kept').click()
  await seen(shelf.getByText(/Too much\. And on\./))
  await send(page, 'A word')
  await seen(page.getByText('Saved', { exact: true }))
  const { doc, destroy } = ana.sync(conversationRoom(id))
  await until('the word is there', () =>
    readMessages(conversationRoots(doc)).some(({ body }) => bodyToMarkdown(body) === 'A word'),
  )
  destroy()
})
