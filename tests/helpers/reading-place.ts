/** Where one reads on a page: what is in sight, what is taken to be read, and whether it stays where it is. */
import type { Locator, Page } from 'playwright-core'
import { readCursor } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { personalRoom } from '../../shared/rooms.ts'
import { type TestPerson, until } from './banyan.ts'

/** A message, by its id. */
export const entry = (page: Page, id: string): Locator => page.locator(`article[data-message-id="${id}"]`)

/** How far something stands from the top of the window. */
export const topOf = (part: Locator): Promise<number> =>
  part.evaluate((element) => element.getBoundingClientRect().top)

export const bringIntoSight = (page: Page, id: string): Promise<void> =>
  entry(page, id).evaluate((element) => element.scrollIntoView({ block: 'start' }))

export const isInSight = (page: Page, id: string): Promise<boolean> =>
  entry(page, id).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 60 && top < window.innerHeight - 120
  })

/** What the page was told has been drawn. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

/** Scrolls until a message begins where one is taken to read. */
export const readAt = async (page: Page, id: string): Promise<void> => {
  await page.mouse.move(640, 400)
  await until('it stands where one reads', async () => {
    const left = await entry(page, id).evaluate((element) => {
      const box = element.closest('[data-scroller]')?.getBoundingClientRect() ?? new DOMRect()
      return Math.round(element.getBoundingClientRect().top - (box.top + box.height * 0.25))
    })
    if (left !== 0) await page.mouse.wheel(0, left)
    await settled(page)
    return left === 0
  })
}

/** Where somebody reads, as the server knows it. */
export const placeOf = async (person: TestPerson, id: ConversationId) => {
  const peer = person.sync(personalRoom(person.id))
  await peer.synced
  const place = readCursor(peer.doc, id)
  peer.destroy()
  return place
}

/** Where one reads is told as the page has come to rest. */
export const restsAt = (person: TestPerson, id: ConversationId, messageId: string): Promise<void> =>
  until('the page rests there', async () => (await placeOf(person, id))?.messageId === messageId)

/** How far a message's words have moved on the screen, in pixels, by what somebody does. */
export const movedBy = async (page: Page, id: string, act: () => Promise<void>): Promise<number> => {
  const words = entry(page, id).locator('p').first()
  const before = await topOf(words)
  await act()
  await settled(page)
  return Math.abs((await topOf(words)) - before)
}

/** What the messages of a conversation scroll in. */
export const scroller = (page: Page): Locator => page.locator('[data-scroller="messages"]')

/** How far one is from the end of a conversation, in pixels. */
export const fromTheEnd = (page: Page): Promise<number> =>
  scroller(page).evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)
