/** What every adapter of the sharing store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { News } from '../../shared/document/inbox.ts'
import type { ConversationId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../../sync-server/access/access-events.ts'
import type { AccessStore, Joiner } from '../../sync-server/access/access-store.ts'
import { GRACE_MILLISECONDS, type SharingStore } from '../../sync-server/access/sharing-store.ts'

export interface SharingStoreSubject {
  readonly access: AccessStore
  readonly sharing: SharingStore
  readonly close: () => void | Promise<void>
}

const ORGANIZATION = { id: 'acme' as OrganizationId, name: 'Acme' }
const AT = 1_700_000_000_000
const TALK = 'talk-1' as ConversationId

const person = (name: string): Extract<Joiner, { kind: 'new' }> => ({
  kind: 'new',
  id: `user-${name}` as PrincipalId,
  name,
  email: `${name}@example.org`,
  passwordHash: 'hash',
})
const ana = person('ana')
const ben = person('ben')
const shared: News = { kind: 'shared', by: ana.id, title: 'Talk', level: 'view' }
const asked: News = {
  kind: 'access-requested',
  by: ben.id,
  title: 'Talk',
  wanted: 'view',
  message: 'Please',
}

export const sharingStoreContract = (name: string, setup: () => Promise<SharingStoreSubject>): void => {
  describe(`sharing store: ${name}`, () => {
    let subject: SharingStoreSubject
    beforeEach(async () => {
      subject = await setup()
      const { access } = subject
      await access.found(ana, ORGANIZATION, AT)
      const secretHash = 'hash-of-an-invitation'
      await change({
        type: 'invitation-created',
        id: 'way-in',
        role: 'member',
        secretHash,
        expiresAt: AT + 9,
      })
      await access.join(ben, secretHash, AT)
      await change({ type: 'conversation-created', id: TALK, ownerId: ana.id, title: 'Talk' })
    })
    afterEach(() => subject.close())

    const change = (...events: AccessEvent[]) => changeAt(AT, ...events)
    const changeAt = (at: number, ...events: AccessEvent[]) =>
      subject.access.change<string>(
        {
          scope: { organizationId: ORGANIZATION.id, conversations: { kind: 'one', id: TALK } },
          actor: ana.id,
          at,
        },
        () => ({ kind: 'events', events }),
      )
    const tell = (userId: PrincipalId, news: News): AccessEvent => ({
      type: 'notified',
      userId,
      conversationId: TALK,
      news,
    })
    const ask: AccessEvent = {
      type: 'access-requested',
      conversationId: TALK,
      requesterId: ben.id,
      before: 'none',
      wanted: 'view',
      message: 'Please',
    }

    it('[STORE-30] what somebody is told comes back as it was, the latest first, and leaves no line in the audit log', async () => {
      await change(tell(ben.id, shared))
      const lines = (await subject.access.audit(ORGANIZATION.id, 100)).length
      await changeAt(AT + 1, tell(ben.id, { ...shared, level: 'collaborate' }))
      expect((await subject.sharing.inbox(ben.id)).notifications).toEqual([
        expect.objectContaining({ at: AT + 1, read: false, news: { ...shared, level: 'collaborate' } }),
        { id: expect.any(String), conversationId: TALK, at: AT, read: false, news: shared },
      ])
      expect((await subject.sharing.inbox(ana.id)).notifications).toEqual([])
      expect(await subject.access.audit(ORGANIZATION.id, 100)).toHaveLength(lines)
      expect(await subject.sharing.inbox('nobody' as PrincipalId)).toEqual({
        notifications: [],
        requests: [],
        deleted: [],
      })
    })

    it('[STORE-30] what is read and what is cleared is one’s own; a question stays until it is answered', async () => {
      await change(tell(ben.id, shared), ask, tell(ana.id, asked))
      const [bens] = (await subject.sharing.inbox(ben.id)).notifications
      await subject.sharing.markRead(ana.id, [bens?.id ?? ''], AT)
      await subject.sharing.clear(ana.id, 'all')
      expect((await subject.sharing.inbox(ben.id)).notifications).toMatchObject([{ read: false }])
      expect((await subject.sharing.inbox(ana.id)).notifications).toHaveLength(1)
      await subject.sharing.markRead(ben.id, 'all', AT)
      expect((await subject.sharing.inbox(ben.id)).notifications).toMatchObject([{ read: true }])
      await subject.sharing.clear(ben.id, ['no-such-id', bens?.id ?? ''])
      expect((await subject.sharing.inbox(ben.id)).notifications).toEqual([])
      await change({
        type: 'access-request-answered',
        conversationId: TALK,
        requesterId: ben.id,
        answer: 'none',
      })
      expect((await subject.sharing.inbox(ana.id)).notifications).toMatchObject([
        { read: true, news: { answer: 'none' } },
      ])
      await subject.sharing.clear(ana.id, 'all')
      expect((await subject.sharing.inbox(ana.id)).notifications).toEqual([])
    })

    it('[STORE-31] one request stands for each person and conversation, with the latest wish', async () => {
      await change(ask)
      await changeAt(AT + 5, { ...ask, wanted: 'collaborate' })
      expect((await subject.sharing.inbox(ben.id)).requests).toEqual([
        { conversationId: TALK, wanted: 'collaborate', at: AT + 5, state: 'waiting' },
      ])
      const state = await subject.access.state({
        organizationId: ORGANIZATION.id,
        conversations: { kind: 'one', id: TALK },
      })
      expect(state.requests).toEqual([
        {
          conversationId: TALK,
          requesterId: ben.id,
          wanted: 'collaborate',
          message: 'Please',
          requestedAt: AT + 5,
          declinedAt: undefined,
        },
      ])
      await changeAt(AT + 9, {
        type: 'access-request-answered',
        conversationId: TALK,
        requesterId: ben.id,
        answer: 'none',
      })
      expect((await subject.sharing.inbox(ben.id)).requests).toMatchObject([
        { at: AT + 9, state: 'declined' },
      ])
      await change({ type: 'member-removed', userId: ben.id })
      expect((await subject.sharing.inbox(ben.id)).requests).toEqual([])
    })

    it('[STORE-32] a deleted conversation can be restored until it is purged, and its content goes after that', async () => {
      await change({
        type: 'grant-changed',
        conversationId: TALK,
        subject: { kind: 'person', id: ben.id },
        before: 'none',
        after: 'view',
      })
      await change(tell(ben.id, shared), { type: 'conversation-deleted', id: TALK })
      expect((await subject.sharing.inbox(ana.id)).deleted).toEqual([
        { id: TALK, title: 'Talk', deletedAt: AT, goneAt: AT + GRACE_MILLISECONDS },
      ])
      expect(await subject.sharing.deletedUntil(AT - 1)).toEqual([])
      expect(await subject.sharing.deletedUntil(AT)).toEqual([{ id: TALK, organizationId: ORGANIZATION.id }])
      expect(await subject.sharing.purgedWithContent()).toEqual([])
      await change({ type: 'conversation-restored', id: TALK })
      expect(await subject.access.isOpen(TALK)).toBe(true)
      expect((await subject.access.standing(TALK, ben.id))?.conversation.grants).toHaveLength(1)

      await change({ type: 'conversation-deleted', id: TALK }, { type: 'conversation-purged', id: TALK })
      expect(await subject.sharing.deletedUntil(AT)).toEqual([])
      expect(await subject.sharing.purgedWithContent()).toEqual([TALK])
      await subject.sharing.contentRemoved(TALK, AT)
      expect(await subject.sharing.purgedWithContent()).toEqual([])
      expect((await subject.sharing.inbox(ben.id)).notifications).toEqual([])
      await change({ type: 'conversation-restored', id: TALK })
      expect(await subject.access.isOpen(TALK)).toBe(false)
      expect((await subject.access.standing(TALK, ana.id))?.conversation).toMatchObject({
        purged: true,
        title: '',
        grants: [],
      })
    })
  })
}
