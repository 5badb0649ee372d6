/** Ana and Ben, and Vera, who is given less. */
import { expect } from 'vitest'
import type { ConversationId } from '../../shared/ids.ts'
import { complaintsOf } from './browser.ts'
import { openConversation } from './pages.ts'
import { type TwoPeopleOptions, twoPeople } from './two-people.ts'

export const threeMembers = (options: TwoPeopleOptions = {}) =>
  twoPeople(options)
    .extend('vera', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Vera'))
    .extend('people', { scope: 'file' }, ({ ana, ben, vera }) => ({ ana, ben, vera }))
    /** A conversation of Ana's: Ben may collaborate, Vera may view. */
    .extend(
      'amongThree',
      { scope: 'file' },
      ({ people: { ana, ben, vera } }) =>
        async (title: string): Promise<ConversationId> => {
          const id = await ana.newConversation(title)
          await ana.share(id, [
            { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
            { subject: { kind: 'person', id: vera.id }, level: 'view' },
          ])
          return id
        },
    )

/** Each of them before a page of their own, with the same conversation open; after each test they have no complaints. */
export const threePeople = (options: TwoPeopleOptions = {}) => {
  const it = threeMembers(options)
    .extend('pages', { scope: 'file' }, async ({ visitAs, anas, bens, vera }) => ({
      ana: anas,
      ben: bens,
      vera: await visitAs(vera),
    }))
    .extend(
      'together',
      { scope: 'file' },
      ({ banyan, amongThree, pages }) =>
        async (title: string): Promise<ConversationId> => {
          const id = await amongThree(title)
          await Promise.all(Object.values(pages).map(({ page }) => openConversation(page, banyan.url, id)))
          return id
        },
    )
  it.afterEach(({ pages }) => {
    expect(complaintsOf(...Object.values(pages))).toEqual([])
  })
  return it
}
