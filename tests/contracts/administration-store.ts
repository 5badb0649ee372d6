/** What every adapter of the administration store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../../sync-server/access/access-events.ts'
import type { AccessStore, Joiner } from '../../sync-server/access/access-store.ts'
import type { AdministrationStore } from '../../sync-server/administration/administration-store.ts'

export interface AdministrationStoreSubject {
  /** On the same data: it writes what is read here. */
  readonly access: AccessStore
  readonly store: AdministrationStore
  readonly close: () => void | Promise<void>
}

const ORGANIZATION = { id: 'acme' as OrganizationId, name: 'Acme' }
const AT = 1_700_000_000_000

const person = (name: string, id = `user-${name}`): Extract<Joiner, { kind: 'new' }> => ({
  kind: 'new',
  id: id as PrincipalId,
  name,
  email: `${id}@example.org`,
  passwordHash: 'hash',
})
const ana = person('ana')

export const administrationStoreContract = (
  name: string,
  setup: () => Promise<AdministrationStoreSubject>,
): void => {
  describe(`administration store: ${name}`, () => {
    let subject: AdministrationStoreSubject
    let store: AdministrationStore
    beforeEach(async () => {
      subject = await setup()
      store = subject.store
      await subject.access.found(ana, ORGANIZATION, AT)
    })
    afterEach(() => subject.close())

    const change = (events: readonly AccessEvent[], at = AT) =>
      subject.access.change<string>(
        {
          scope: { organizationId: ORGANIZATION.id, conversations: { kind: 'none' } },
          actor: ana.id,
          at,
        },
        () => ({ kind: 'events', events }),
      )
    const joinAll = async (...people: readonly Extract<Joiner, { kind: 'new' }>[]): Promise<void> => {
      await change([
        { type: 'invitation-created', id: 'invite', role: 'member', secretHash: 'h', expiresAt: AT + 1000 },
      ])
      for (const one of people) await subject.access.join(one, 'h', AT)
    }
    const createTalk = (id: string, at: number) =>
      change(
        [{ type: 'conversation-created', id: id as ConversationId, ownerId: ana.id, title: 'Secret' }],
        at,
      )

    /** Every item, page by page; each cursor leads on. */
    const all = async <Item>(
      read: (
        cursor: string | undefined,
      ) => Promise<{ items: readonly Item[]; nextCursor?: string | undefined }>,
    ): Promise<Item[]> => {
      const items: Item[] = []
      let cursor: string | undefined
      do {
        const page = await read(cursor)
        if (page.nextCursor !== undefined) expect(page.items.length).toBeGreaterThan(0)
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== undefined)
      return items
    }

    it('[STORE-40] pages of members leave nobody out and show nobody twice, also where names are the same', async () => {
      await joinAll(person('Zoë'), person('Ben', 'ben-2'), person('Ben', 'ben-1'), person('émile'))
      for (const limit of [1, 2, 3, 50]) {
        const names = await all((cursor) => store.members(ORGANIZATION.id, { query: '', cursor, limit }))
        expect(names.map(({ id }) => id)).toEqual([ana.id, 'ben-1', 'ben-2', 'user-émile', 'user-Zoë'])
      }
      expect((await store.members('other' as OrganizationId, { query: '', limit: 5 })).items).toEqual([])
    })

    it('[STORE-40] pages of conversations and of the log leave nothing out, also within one moment', async () => {
      for (const id of ['aaaa', 'bbbb', 'cccc']) await createTalk(id, AT + 1)
      await createTalk('dddd', AT + 2)
      for (const limit of [1, 2, 3]) {
        const talks = await all((cursor) => store.conversations(ORGANIZATION.id, { cursor, limit }))
        expect(talks.map(({ id }) => id)).toEqual(['dddd', 'cccc', 'bbbb', 'aaaa'])
        const lines = await all((cursor) => store.audit(ORGANIZATION.id, { cursor, limit }))
        expect(lines.map(({ action }) => action)).toEqual([
          ...Array.from({ length: 4 }, () => 'conversation-created'),
          'organization-founded',
        ])
      }
      expect(JSON.stringify(await store.conversations(ORGANIZATION.id, { limit: 9 }))).not.toContain('Secret')
      expect((await store.conversations('other' as OrganizationId, { limit: 5 })).items).toEqual([])
      expect((await store.audit('other' as OrganizationId, { limit: 5 })).items).toEqual([])
    })

    it('[STORE-40] a cursor that is no cursor, or another list’s, begins anew', async () => {
      await createTalk('aaaa', AT)
      await joinAll(person('ben'))
      const { nextCursor } = await store.members(ORGANIZATION.id, { query: '', limit: 1 })
      for (const cursor of ['', '!', 'bnVsbA', nextCursor]) {
        expect((await store.audit(ORGANIZATION.id, { cursor, limit: 1 })).items).toHaveLength(1)
        expect((await store.conversations(ORGANIZATION.id, { cursor, limit: 1 })).items).toHaveLength(1)
      }
    })

    it('[STORE-41] the log goes on naming who and what is gone', async () => {
      await joinAll(person('ben'))
      const ben = 'user-ben' as PrincipalId
      await change([
        { type: 'group-created', id: 'crew' as never, name: 'Crew' },
        { type: 'group-member-added', groupId: 'crew' as never, userId: ben },
        { type: 'group-deleted', id: 'crew' as never },
        { type: 'bot-created', id: 'echo' as PrincipalId, name: 'Echo', tokenHash: 'x' },
        { type: 'bot-deleted', id: 'echo' as PrincipalId },
        { type: 'member-removed', userId: ben },
      ])
      const { items } = await store.audit(ORGANIZATION.id, { limit: 50 })
      const found = (action: string) => items.find((entry) => entry.action === action)
      expect(found('group-member-added')).toMatchObject({
        group: { id: 'crew', name: 'Crew' },
        subject: { kind: 'person', name: 'ben' },
      })
      expect(found('bot-deleted')?.subject).toEqual({ kind: 'bot', id: 'echo', name: 'Echo' })
      expect(found('member-joined')?.actor).toEqual({ id: ben, name: 'ben' })
      expect(await store.auditActions(ORGANIZATION.id)).toContain('group-deleted')
    })
  })
}
