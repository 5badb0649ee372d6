/**
 * Ana, who has founded the organization, and Ben, each before a page of their own: what most tests in a browser begin
 * with. `anas` and `bens` are their visits; `visitAs` brings whoever else there is, on a device of their own,
 * or somebody who has to sign in.
 */
import type * as Y from 'yjs'
import type { SharingSubject } from '../../shared/api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import type { TestPerson } from './banyan.ts'
import { launchBrowser, type Visitor, type VisitorOptions, visit } from './browser.ts'
import { writeAs } from './grove.ts'
import { openConversation } from './pages.ts'
import { type ServedOptions, served } from './served.ts'

export interface TwoPeopleOptions extends ServedOptions {
  /** How Ben's page is shown. */
  readonly bens?: VisitorOptions
}

export const EVERYBODY: SharingSubject = { kind: 'organization' }

export const twoPeople = ({ bens: bensPage, ...options }: TwoPeopleOptions = {}) =>
  served(options)
    .extend('visitAs', { scope: 'file' }, async ({ banyan }, { onCleanup }) => {
      const browser = await launchBrowser()
      onCleanup(() => browser.close())
      return (person?: TestPerson, how?: VisitorOptions): Promise<Visitor> =>
        visit(browser, person?.url ?? banyan.url, person, how)
    })
    .extend('ana', { scope: 'file' }, ({ banyan }) => banyan.found('Ana'))
    .extend('ben', { scope: 'file' }, ({ banyan, ana }) => banyan.join(ana, 'Ben'))
    /** Ben is there by then: she meets him in lists, too, where a test does not name him. */
    .extend('anas', { scope: 'file' }, ({ visitAs, ana, ben: _isThere }) => visitAs(ana))
    .extend('bens', { scope: 'file' }, ({ visitAs, ben }) => visitAs(ben, bensPage))
    /** A conversation of Ana's that others have, too: Ben, where nobody else is said. */
    .extend(
      'shared',
      { scope: 'file' },
      ({ ana, ben }) =>
        async (
          title: string,
          level: 'view' | 'collaborate' = 'collaborate',
          subject: SharingSubject = { kind: 'person', id: ben.id },
        ): Promise<ConversationId> => {
          const id = await ana.newConversation(title)
          await ana.share(id, [{ subject, level }])
          return id
        },
    )
    /** One that everybody has, as Ana wrote it over the protocol: long before anybody opens it. */
    .extend(
      'written',
      { scope: 'file' },
      ({ ana, shared }) =>
        async (title: string, write: (doc: Y.Doc) => void): Promise<ConversationId> => {
          const id = await shared(title, 'collaborate', EVERYBODY)
          await writeAs(ana, id, write)
          return id
        },
    )
    /** Both open it. */
    .extend('both', { scope: 'file' }, ({ banyan, anas, bens }) => async (id: ConversationId) => {
      await Promise.all([anas, bens].map(({ page }) => openConversation(page, banyan.url, id)))
    })
    /** One that Ben has, too, and that both have open. */
    .extend(
      'together',
      { scope: 'file' },
      ({ shared, both }) =>
        async (title: string, level?: 'view' | 'collaborate'): Promise<ConversationId> => {
          const id = await shared(title, level)
          await both(id)
          return id
        },
    )
