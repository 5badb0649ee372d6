/** What every adapter of the access store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, GroupId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import type { AccessEvent } from '../../sync-server/access/access-events.ts'
import type { AccessStore, Decision, Joiner, Scope } from '../../sync-server/access/access-store.ts'
import { effectiveLevel } from '../../sync-server/access/effective-access.ts'

export interface AccessStoreSubject {
  readonly store: AccessStore
  readonly close: () => void | Promise<void>
}

const ORGANIZATION = { id: 'acme' as OrganizationId, name: 'Acme' }
const AT = 1_700_000_000_000
const HASH = 'hash-of-an-invitation'

const person = (name: string): Extract<Joiner, { kind: 'new' }> => ({
  kind: 'new',
  id: `user-${name}` as PrincipalId,
  name,
  email: `${name}@example.org`,
  passwordHash: `hash-of-${name}`,
})
const ana = person('ana')
const ben = person('ben')
const TALK = 'talk-1' as ConversationId
const CREW = 'crew-1' as GroupId

const NO_CONVERSATIONS = { kind: 'none' } as const

export const accessStoreContract = (name: string, setup: () => Promise<AccessStoreSubject>): void => {
  describe(`access store: ${name}`, () => {
    let subject: AccessStoreSubject
    let store: AccessStore
    beforeEach(async () => {
      subject = await setup()
      store = subject.store
    })
    afterEach(() => subject.close())

    const scope = (conversations: Scope['conversations'] = NO_CONVERSATIONS): Scope => ({
      organizationId: ORGANIZATION.id,
      conversations,
    })
    const change = (
      events: readonly AccessEvent[],
      conversations: Scope['conversations'] = NO_CONVERSATIONS,
      at = AT,
    ) =>
      store.change<string>(
        { scope: scope(conversations), actor: ana.id, at },
        (): Decision<string> => ({ kind: 'events', events }),
      )
    const invite = (role: 'admin' | 'member' = 'member', expiresAt = AT + 1000) =>
      change([{ type: 'invitation-created', id: 'invitation-1', role, secretHash: HASH, expiresAt }])
    const foundWithBen = async () => {
      await store.found(ana, ORGANIZATION, AT)
      await invite()
      await store.join(ben, HASH, AT)
    }
    const createTalk = () =>
      change([{ type: 'conversation-created', id: TALK, ownerId: ana.id, title: 'Talk' }])
    const grant = (
      subjectOfGrant: Extract<AccessEvent, { type: 'grant-changed' }>['subject'],
      after: 'none' | 'view' | 'collaborate',
    ) =>
      change(
        [{ type: 'grant-changed', conversationId: TALK, subject: subjectOfGrant, before: 'none', after }],
        { kind: 'one', id: TALK },
      )
    const levelOf = async (id: PrincipalId) => {
      const standing = await store.standing(TALK, id)
      return standing && effectiveLevel(standing.who, standing.conversation)
    }

    it('[STORE-1] is founded once, and the founder is its admin', async () => {
      expect(await store.isFounded()).toBe(false)
      expect(await store.found(ana, ORGANIZATION, AT)).toBe('done')
      expect(await store.isFounded()).toBe(true)
      expect(await store.found(ben, { ...ORGANIZATION, id: 'other' as OrganizationId }, AT)).toBe(
        'already-founded',
      )
      expect(await store.member(ana.id)).toEqual({
        id: ana.id,
        name: 'ana',
        email: 'ana@example.org',
        role: 'admin',
        organization: ORGANIZATION,
      })
      expect(await store.accountByEmail(ben.email)).toBeUndefined()
    })

    it('[STORE-2] an invitation lets people in until it is over or revoked', async () => {
      await store.found(ana, ORGANIZATION, AT)
      await invite()
      expect(await store.invitation(HASH, AT)).toEqual({ organization: ORGANIZATION, invitedBy: 'ana' })
      expect(await store.join(ben, HASH, AT + 1001)).toBe('invitation-over')
      expect(await store.join(ben, 'another', AT)).toBe('invitation-over')
      expect(await store.join(ben, HASH, AT)).toBe('done')
      expect(await store.join(person('chiara'), HASH, AT)).toBe('done')
      expect(await store.join({ ...person('deniz'), email: ben.email }, HASH, AT)).toBe('email-taken')
      await change([{ type: 'invitation-revoked', id: 'invitation-1' }])
      expect(await store.join(person('emma'), HASH, AT)).toBe('invitation-over')
      expect(await store.member(ben.id)).toMatchObject({ role: 'member' })
    })

    it('[STORE-2] an invitation for an admin is used up by the first who joins', async () => {
      await store.found(ana, ORGANIZATION, AT)
      await invite('admin')
      expect(await store.join(ben, HASH, AT)).toBe('done')
      expect(await store.member(ben.id)).toMatchObject({ role: 'admin' })
      expect(await store.join(person('chiara'), HASH, AT)).toBe('invitation-over')
    })

    it('[STORE-3] stores all of a decision or nothing of it', async () => {
      await foundWithBen()
      await createTalk()
      const twice: AccessEvent = { type: 'conversation-created', id: TALK, ownerId: ben.id, title: '' }
      await expect(change([{ type: 'group-created', id: CREW, name: 'Crew' }, twice])).rejects.toThrow()
      const state = await store.state(scope({ kind: 'one', id: TALK }))
      expect(state.groups.size).toBe(0)
      expect(state.conversations.get(TALK)?.ownerId).toBe(ana.id)
      expect((await store.audit(ORGANIZATION.id, 100)).map(({ action }) => action)).not.toContain(
        'group-created',
      )
    })

    it('[STORE-3] a refusal stores nothing and is handed back', async () => {
      await store.found(ana, ORGANIZATION, AT)
      const before = await store.audit(ORGANIZATION.id, 100)
      const answer = await store.change({ scope: scope(), actor: ana.id, at: AT }, () => ({
        kind: 'refused',
        refusal: 'no',
      }))
      expect(answer).toEqual({ kind: 'refused', refusal: 'no' })
      expect(await store.audit(ORGANIZATION.id, 100)).toEqual(before)
    })

    it('[STORE-4] a decision sees the state, and the caller the one before and the one after', async () => {
      await foundWithBen()
      await createTalk()
      const changed = await grant({ kind: 'person', id: ben.id }, 'view')
      if (changed.kind !== 'changed') throw new Error('The change was refused.')
      expect(changed.before.conversations.get(TALK)).toMatchObject({ grants: [], sharingVersion: 1 })
      expect(changed.after.conversations.get(TALK)).toMatchObject({
        grants: [{ subject: { kind: 'person', id: ben.id }, level: 'view' }],
        sharingVersion: 2,
      })
      expect([...changed.after.people.keys()].sort()).toEqual([ana.id, ben.id])
    })

    it('[STORE-4] what has left the scope by the change is still in the state after it', async () => {
      await foundWithBen()
      await createTalk()
      await change([{ type: 'group-created', id: CREW, name: 'Crew' }])
      await grant({ kind: 'group', id: CREW }, 'view')
      const changed = await change(
        [
          {
            type: 'grant-changed',
            conversationId: TALK,
            subject: { kind: 'group', id: CREW },
            before: 'view',
            after: 'none',
          },
          { type: 'group-deleted', id: CREW },
        ],
        { kind: 'shared-with-group', id: CREW },
      )
      if (changed.kind !== 'changed') throw new Error('The change was refused.')
      expect(changed.before.conversations.get(TALK)?.grants).toHaveLength(1)
      expect(changed.after.conversations.get(TALK)?.grants).toEqual([])
      expect(changed.after.groups.size).toBe(0)
    })

    it('[STORE-5] grants count for the organization, a group and a person; bots have only their own', async () => {
      await foundWithBen()
      await createTalk()
      const bot = 'bot-1' as PrincipalId
      await change([
        { type: 'group-created', id: CREW, name: 'Crew' },
        { type: 'group-member-added', groupId: CREW, userId: ben.id },
        { type: 'bot-created', id: bot, name: 'Echo', tokenHash: 'token-hash' },
      ])
      expect(await levelOf(ana.id)).toBe('owner')
      expect(await levelOf(ben.id)).toBe('none')
      await grant({ kind: 'organization' }, 'view')
      expect([await levelOf(ben.id), await levelOf(bot)]).toEqual(['view', 'none'])
      await grant({ kind: 'group', id: CREW }, 'collaborate')
      expect([await levelOf(ben.id), await levelOf(bot)]).toEqual(['collaborate', 'none'])
      await grant({ kind: 'group', id: CREW }, 'none')
      await grant({ kind: 'person', id: bot }, 'collaborate')
      expect([await levelOf(ben.id), await levelOf(bot)]).toEqual(['view', 'collaborate'])
      expect(await levelOf('somebody-else' as PrincipalId)).toBeUndefined()
      expect(await store.standing('nothing' as ConversationId, ana.id)).toBeUndefined()
    })

    it('[STORE-6] a directory holds what one may have access to, with every grant, and everybody’s name', async () => {
      await foundWithBen()
      await createTalk()
      await change([
        { type: 'conversation-created', id: 'other' as ConversationId, ownerId: ana.id, title: '' },
      ])
      const ids = async () => (await store.directory(ben.id))?.conversations.map(({ id }) => id)
      expect(await ids()).toEqual([])
      await grant({ kind: 'person', id: ben.id }, 'view')
      expect(await ids()).toEqual([TALK])
      await grant({ kind: 'person', id: ben.id }, 'none')
      await change([
        { type: 'group-created', id: CREW, name: 'Crew' },
        { type: 'group-member-added', groupId: CREW, userId: ben.id },
      ])
      await grant({ kind: 'group', id: CREW }, 'view')
      const source = await store.directory(ben.id)
      expect(source?.conversations).toMatchObject([{ id: TALK, title: 'Talk', createdAt: AT }])
      expect(source?.groups.get(CREW)).toBe('Crew')
      expect(source?.people.map(({ name }) => name).sort()).toEqual(['ana', 'ben'])
      await change([{ type: 'conversation-deleted', id: TALK }])
      expect(await ids()).toEqual([])
      expect(await store.isOpen(TALK)).toBe(false)
      expect(await store.directory('somebody-else' as PrincipalId)).toBeUndefined()
    })

    it('[STORE-7] who is taken out keeps their name and account, and can come back', async () => {
      await foundWithBen()
      await change([
        { type: 'group-created', id: CREW, name: 'Crew' },
        { type: 'group-member-added', groupId: CREW, userId: ben.id },
        { type: 'member-removed', userId: ben.id },
      ])
      expect(await store.member(ben.id)).toBeUndefined()
      expect(await store.directoryPeople(ORGANIZATION.id)).toContainEqual({
        id: ben.id,
        name: 'ben',
        kind: 'person',
        former: true,
      })
      expect(await store.accountByEmail(ben.email)).toEqual({
        id: ben.id,
        passwordHash: ben.passwordHash,
        isMember: false,
        isSuspended: false,
      })
      expect(await store.join({ kind: 'returning', id: ben.id, name: 'Benjamin' }, HASH, AT)).toBe('done')
      expect(await store.directoryPeople(ORGANIZATION.id)).toContainEqual({
        id: ben.id,
        name: 'Benjamin',
        kind: 'person',
      })
      const { people } = await store.state(scope())
      expect(people.get(ben.id)).toMatchObject({ groupIds: new Set() })
      expect(await store.join({ kind: 'returning', id: ben.id, name: 'ben' }, HASH, AT)).toBe('email-taken')
    })

    it('[STORE-8] a bot is found by its token until it is deleted; its name stays', async () => {
      await store.found(ana, ORGANIZATION, AT)
      const id = 'bot-1' as PrincipalId
      await change([{ type: 'bot-created', id, name: 'Echo', tokenHash: 'token-hash' }])
      expect(await store.botByToken('token-hash')).toEqual({
        id,
        name: 'Echo',
        organizationId: ORGANIZATION.id,
      })
      await change([{ type: 'bot-deleted', id }])
      expect(await store.botByToken('token-hash')).toBeUndefined()
      expect((await store.state(scope())).people.has(id)).toBe(false)
      expect(await store.directoryPeople(ORGANIZATION.id)).toContainEqual({
        id,
        name: 'Echo',
        kind: 'bot',
        former: true,
      })
    })

    it('[STORE-9] people are found by every word of their name or e-mail, whatever case and accents', async () => {
      await store.found({ ...ana, name: 'Ana María Löf' }, ORGANIZATION, AT)
      await invite()
      await store.join({ ...ben, name: 'Ben' }, HASH, AT)
      await change([{ type: 'bot-created', id: 'bot-1' as PrincipalId, name: 'Echo', tokenHash: 'x' }])
      const names = async (query: string, limit = 10) =>
        (await store.searchPeople(ORGANIZATION.id, query, limit)).map(({ name }) => name)
      expect(await names('maria')).toEqual(['Ana María Löf'])
      expect(await names('LOF ana')).toEqual(['Ana María Löf'])
      expect(await names('ben@example')).toEqual(['Ben'])
      expect(await names('ana ben')).toEqual([])
      expect(await names('%')).toEqual([])
      expect(await names('')).toEqual(['Ana María Löf', 'Ben', 'Echo'])
      expect(await names('', 1)).toEqual(['Ana María Löf'])
      expect(await store.searchPeople('other' as OrganizationId, '', 10)).toEqual([])
    })

    it('[STORE-10] every event leaves a line in the audit log, the latest first', async () => {
      await foundWithBen()
      await createTalk()
      await grant({ kind: 'person', id: ben.id }, 'view')
      const log = await store.audit(ORGANIZATION.id, 100)
      expect(log.map(({ action }) => action)).toEqual([
        'grant-changed',
        'conversation-created',
        'member-joined',
        'invitation-created',
        'organization-founded',
      ])
      expect(log[0]).toEqual({
        at: AT,
        actorId: ana.id,
        action: 'grant-changed',
        conversationId: TALK,
        subjectKind: 'person',
        subjectId: ben.id,
        levelBefore: 'none',
        levelAfter: 'view',
      })
      expect(JSON.stringify(log)).not.toContain('Talk')
      expect(await store.audit(ORGANIZATION.id, 1)).toHaveLength(1)
      expect(await store.audit('other' as OrganizationId, 100)).toEqual([])
    })

    it('[STORE-13] who is suspended is nobody, with their bots, until that ends; what they have stays', async () => {
      await foundWithBen()
      await createTalk()
      const bot = 'bot-1' as PrincipalId
      await store.change<string>(
        { scope: scope(), actor: ben.id, at: AT },
        (): Decision<string> => ({
          kind: 'events',
          events: [{ type: 'bot-created', id: bot, name: 'Echo', tokenHash: 'token-hash' }],
        }),
      )
      await grant({ kind: 'person', id: ben.id }, 'collaborate')
      await grant({ kind: 'person', id: bot }, 'view')
      const suspended = await change([{ type: 'member-suspended', userId: ben.id }], {
        kind: 'one',
        id: TALK,
      })
      if (suspended.kind !== 'changed') throw new Error('The change was refused.')
      const standing = (id: PrincipalId) => suspended.after.people.get(id)?.suspended
      expect([standing(ana.id), standing(ben.id), standing(bot)]).toEqual([false, true, true])
      expect(suspended.after.conversations.get(TALK)?.grants).toHaveLength(2)
      expect([await levelOf(ben.id), await levelOf(bot)]).toEqual(['none', 'none'])
      expect(await store.member(ben.id)).toBeUndefined()
      expect(await store.directory(ben.id)).toBeUndefined()
      expect(await store.botByToken('token-hash')).toBeUndefined()
      expect(await store.searchPeople(ORGANIZATION.id, 'ben', 10)).toEqual([])
      expect(await store.accountByEmail(ben.email)).toMatchObject({ isMember: true, isSuspended: true })
      expect(await store.join({ kind: 'returning', id: ben.id, name: 'ben' }, HASH, AT)).toBe('email-taken')

      await change([{ type: 'member-unsuspended', userId: ben.id }])
      expect([await levelOf(ben.id), await levelOf(bot)]).toEqual(['collaborate', 'view'])
      expect(await store.member(ben.id)).toMatchObject({ role: 'member' })
      expect(await store.botByToken('token-hash')).toMatchObject({ id: bot })
      // Whoever is taken out while suspended comes back as anybody does.
      await change([
        { type: 'member-suspended', userId: ben.id },
        { type: 'member-removed', userId: ben.id },
      ])
      expect(await store.accountByEmail(ben.email)).toMatchObject({ isMember: false, isSuspended: false })
    })

    it('[STORE-14] roles and names of groups are changed, and what somebody owns or has is found by them', async () => {
      await foundWithBen()
      await createTalk()
      await change([
        { type: 'role-changed', userId: ben.id, before: 'member', after: 'admin' },
        { type: 'group-created', id: CREW, name: 'Crew' },
        { type: 'group-renamed', id: CREW, name: 'Deck' },
      ])
      expect(await store.member(ben.id)).toMatchObject({ role: 'admin' })
      expect((await store.state(scope())).groups.get(CREW)?.name).toBe('Deck')
      const ofPerson = async (id: PrincipalId) => [
        ...(await store.state(scope({ kind: 'of-person', id }))).conversations.keys(),
      ]
      expect([await ofPerson(ana.id), await ofPerson(ben.id)]).toEqual([[TALK], []])
      await grant({ kind: 'person', id: ben.id }, 'view')
      expect(await ofPerson(ben.id)).toEqual([TALK])
    })

    it('[STORE-2] an invitation that was sent to an address is used up by the first who joins', async () => {
      await store.found(ana, ORGANIZATION, AT)
      await change([
        {
          type: 'invitation-created',
          id: 'invitation-1',
          role: 'member',
          secretHash: HASH,
          expiresAt: AT + 1000,
          email: ben.email,
        },
      ])
      expect((await store.state(scope())).invitations.get('invitation-1')?.email).toBe(ben.email)
      expect(await store.join(ben, HASH, AT)).toBe('done')
      expect(await store.join(person('chiara'), HASH, AT)).toBe('invitation-over')
    })
  })
}
