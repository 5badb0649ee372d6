/**
 * Ana and Ben, and Vera, who is given less, each before a page of their own. Of a conversation that Ana begins with
 * `together` Ben may collaborate and Vera may view, and all three have it open. After each test their pages are asked
 * for complaints.
 */
import { expect } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { openConversation } from './pages.ts'
import { type TwoPeopleOptions, twoPeople } from './two-people.ts'

const LOST_CONNECTION = /WebSocket|ERR_(CONNECTION|INTERNET|NETWORK)|Failed to load resource/

export const threePeople = (options: TwoPeopleOptions = {}) => {
  const it = twoPeople(options)
    .extend('vera', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Vera'))
    .extend('people', { scope: 'file' }, ({ ana, ben, vera }) => ({ ana, ben, vera }))
    .extend('pages', { scope: 'file' }, async ({ visitAs, anas, bens, vera }) => ({
      ana: anas,
      ben: bens,
      vera: await visitAs(vera),
    }))
    .extend(
      'together',
      { scope: 'file' },
      ({ banyan, people: { ana, ben, vera }, pages }) =>
        async (title: string): Promise<ConversationId> => {
          const id = await ana.newConversation(title)
          await ana.share(id, [
            { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
            { subject: { kind: 'person', id: vera.id }, level: 'view' },
          ])
          await Promise.all(Object.values(pages).map(({ page }) => openConversation(page, banyan.url, id)))
          return id
        },
    )
  it.afterEach(({ pages }) => {
    const complaints = Object.values(pages).flatMap(({ complaints: all }) => all.splice(0))
    expect(complaints.filter((words) => !LOST_CONNECTION.test(words))).toEqual([])
  })
  return it
}
