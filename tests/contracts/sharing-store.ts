/** What every adapter of the sharing store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { News } from '../../shared/document/inbox.ts'
import type { ConversationId, MessageId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, talkRoom } from '../../shared/rooms.ts'
import type { AccessEvent } from '../../sync-server/access/access-events.ts'
import type { AccessStore, Joiner } from '../../sync-server/access/access-store.ts'
import { GRACE_MILLISECONDS, type SharingStore } from '../../sync-server/access/sharing-store.ts'
import {
  type Append,
  type DocumentStore,
  type Facts,
  SERVER,
} from '../../sync-server/storage/document-store.ts'

export interface SharingStoreSubject {
  readonly access: AccessStore
  readonly sharing: SharingStore
  /** On the same data: what updates mean outside their documents comes from there. */
  readonly documents: Pick<DocumentStore, 'append'>
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

    describe('mentions', () => {
      const store = (room: Append['room'], facts: Facts, sender = ana.id) =>
        subject.documents.append([
          { room, update: Uint8Array.of(0, 0), sender, receivedAt: AT, leases: [], facts },
        ])
      const naming = (messageId: string, ...userIds: readonly PrincipalId[]): Facts => ({
        mentions: [{ messageId: messageId as MessageId, userIds }],
      })
      const state = () =>
        subject.access.state({
          organizationId: ORGANIZATION.id,
          conversations: { kind: 'one', id: TALK },
        })
      const mention = (place: 'conversation' | 'talk', messageId: string, userId = ben.id) => ({
        conversationId: TALK,
        place,
        messageId,
        userId,
        by: ana.id,
      })

      it('[STORE-33] wait until they are told, once for each person and message, by place', async () => {
        await store(conversationRoom(TALK), naming('one', ben.id))
        await store(talkRoom(TALK), naming('one', ben.id, 'cleo' as PrincipalId))
        await store(talkRoom(TALK), naming('one', ben.id), ben.id)
        await store(talkRoom(TALK), naming('copied', ben.id), SERVER)
        expect((await state()).mentions).toEqual([
          mention('conversation', 'one'),
          mention('talk', 'one', 'cleo' as PrincipalId),
          mention('talk', 'one'),
        ])
        expect(await subject.sharing.untoldMentions()).toEqual([
          { id: TALK, organizationId: ORGANIZATION.id },
        ])
        await change({ type: 'mentions-told', conversationId: TALK })
        await store(talkRoom(TALK), naming('one', ben.id))
        expect((await state()).mentions).toEqual([])
        expect(await subject.sharing.untoldMentions()).toEqual([])
        await store(talkRoom(TALK), naming('two', ben.id))
        expect((await state()).mentions).toEqual([mention('talk', 'two')])
        await change({ type: 'conversation-deleted', id: TALK }, { type: 'conversation-purged', id: TALK })
        expect(await subject.sharing.untoldMentions()).toEqual([])
      })

      it('[STORE-33] of one message are bounded, and never push other news out of sight', async () => {
        const crowd = Array.from(
          { length: 30 },
          (_, i) => `user-${String(i).padStart(2, '0')}` as PrincipalId,
        )
        await store(talkRoom(TALK), naming('one', ...crowd.slice(0, 15)))
        await store(talkRoom(TALK), naming('one', ...crowd.slice(10)))
        expect((await state()).mentions.map(({ userId }) => userId)).toEqual(crowd.slice(0, 20))
        await change(tell(ben.id, shared))
        const place = 'talk' as const
        for (let i = 0; i < 120; i++) {
          const messageId = `message-${i}` as MessageId
          await change(tell(ben.id, { kind: 'mentioned', by: ana.id, title: 'Talk', place, messageId }))
        }
        const { notifications } = await subject.sharing.inbox(ben.id)
        expect(notifications).toHaveLength(51)
        expect(notifications[0]?.news).toMatchObject({ kind: 'mentioned', messageId: 'message-119' })
        expect(notifications.at(-1)?.news).toEqual(shared)
      })

      it('[STORE-34] who may take part in side talk, and when somebody last did, stand with the conversation', async () => {
        const talk = async () => (await state()).conversations.get(TALK)
        expect(await talk()).toMatchObject({
          sideTalk: 'collaborators',
          lastTalkAt: undefined,
          sharingVersion: 1,
        })
        await store(talkRoom(TALK), { activityAt: AT + 7 })
        await store(talkRoom(TALK), { activityAt: AT + 3, title: 'Not a title' })
        await change({
          type: 'side-talk-changed',
          conversationId: TALK,
          before: 'collaborators',
          after: 'everybody',
        })
        expect(await talk()).toMatchObject({
          title: 'Talk',
          sideTalk: 'everybody',
          lastTalkAt: AT + 7,
          lastActivityAt: AT,
          sharingVersion: 2,
        })
      })
    })
  })
}
