import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sharing } from '../../shared/api.ts'
import { ASK_AGAIN_MILLISECONDS } from '../../shared/api-sharing.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom, talkRoom } from '../../shared/rooms.ts'
import { type AccessWorld, createAccessWorld, type TestMember } from '../../tests/helpers/access-world.ts'
import { loadDirectory } from '../../tests/helpers/directory-document.ts'
import { GRACE_MILLISECONDS } from '../access/sharing-store.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
let cleo: TestMember
beforeEach(async () => {
  world = await createAccessWorld()
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
  cleo = await world.join(ana, 'Cleo')
})
afterEach(() => {
  world.close()
})

const news = async ({ read }: TestMember) =>
  (await read('GET', '/api/notifications')).notifications.map((one: { news: unknown }) => one.news)
const person = ({ id }: TestMember) => ({ kind: 'person', id }) as const
const everybody = { kind: 'organization' } as const
const sharingOf = (who: TestMember, id: ConversationId): Promise<Sharing> =>
  who.read('GET', `/api/conversations/${id}/sharing`)
const ask = (who: TestMember, id: ConversationId, level = 'view', message = '') =>
  who.call('POST', `/api/conversations/${id}/requests`, { level, message })
const answer = (who: TestMember, id: ConversationId, asker: TestMember, level: string) =>
  who.call('PUT', `/api/conversations/${id}/requests/${asker.id}`, { level })
const auditOf = async (action: string) =>
  (await world.store.audit(ana.me.organization.id, 100)).filter((line) => line.action === action)

describe('being told', () => {
  it('[SHARING-1] of access that one gains, that is less than it was, and that one loses', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'collaborate')
    await ana.share(id, person(ben), 'view')
    await ana.share(id, person(ben), 'none')
    const by = { by: ana.id, title: 'Plan' }
    expect(await news(ben)).toEqual([
      { kind: 'removed', ...by },
      { kind: 'level-changed', ...by, before: 'collaborate', level: 'view' },
      { kind: 'shared', ...by, level: 'collaborate' },
    ])
    expect(await news(ana)).toEqual([])
    expect(await news(cleo)).toEqual([])
  })

  it('[SHARING-1] not of what was opened to everybody, but of what was taken from everybody', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, everybody, 'view')
    await ana.share(id, everybody, 'collaborate')
    expect(await news(ben)).toEqual([])
    await ana.share(id, everybody, 'view')
    await ana.share(id, person(cleo), 'view')
    await ana.share(id, everybody, 'none')
    expect((await news(ben)).map(({ kind }: { kind: string }) => kind)).toEqual(['removed', 'level-changed'])
    // Cleo still has it by name: nothing was taken from her in the end.
    expect((await news(cleo)).map(({ kind }: { kind: string }) => kind)).toEqual(['level-changed'])
  })

  it('[SHARING-7] stands in the directory at once, and one’s read marks are one’s own', async () => {
    const [bens, cleos] = [await loadDirectory(world, ben.id), await loadDirectory(world, cleo.id)]
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'view')
    await ana.share(id, person(cleo), 'view')
    const [first] = bens.inbox().notifications
    expect(first).toMatchObject({ conversationId: id, read: false, news: { kind: 'shared' } })
    await cleo.read('POST', '/api/notifications/read', { ids: [first?.id] })
    expect(bens.inbox().notifications[0]?.read).toBe(false)
    expect(cleos.inbox().notifications[0]?.read).toBe(false)
    await ben.read('POST', '/api/notifications/read', { ids: [first?.id] })
    expect(bens.inbox().notifications[0]?.read).toBe(true)
    await cleo.read('POST', '/api/notifications/clear', { ids: [first?.id] })
    expect(bens.inbox().notifications).toHaveLength(1)
    await ben.read('POST', '/api/notifications/clear', {})
    expect(bens.inbox().notifications).toEqual([])
    expect(cleos.inbox().notifications).toHaveLength(1)
    expect((await world.directories.read(cleo.id)).inbox).toEqual(cleos.inbox())
  })

  it('[SHARING-7] an inbox keeps the latest, and every request that waits', async () => {
    const asked = await ana.newConversation('Asked for')
    await ask(ben, asked)
    const other = await ben.newConversation('Other')
    for (let i = 0; i < 60; i++) {
      await ben.share(other, person(ana), 'view')
      await ben.share(other, person(ana), 'none')
    }
    const all = await news(ana)
    expect(all).toHaveLength(101)
    expect(all.at(-1)).toMatchObject({ kind: 'access-requested', by: ben.id })
    await ana.read('POST', '/api/notifications/clear', {})
    expect(await news(ana)).toEqual([expect.objectContaining({ kind: 'access-requested' })])
  })
})

describe('asking for access', () => {
  it('[SHARING-2] [A6] tells the owner once, and the one who asks nothing', async () => {
    const id = await ana.newConversation('Secret plan')
    const [anas, bens] = [await loadDirectory(world, ana.id), await loadDirectory(world, ben.id)]
    const response = await ask(ben, id, 'view', '  I wrote half of it.  ')
    expect(response.status).toBe(202)
    expect(await response.text()).toBe('')
    await ask(ben, id, 'view', 'I wrote half of it.')
    expect(anas.inbox().notifications.map((one) => one.news)).toEqual([
      {
        kind: 'access-requested',
        by: ben.id,
        title: 'Secret plan',
        wanted: 'view',
        message: 'I wrote half of it.',
      },
    ])
    expect(bens.inbox().requests).toEqual([
      { conversationId: id, wanted: 'view', at: world.clock.time, state: 'waiting' },
    ])
    expect(JSON.stringify(bens.inbox())).not.toContain('Secret')
    // Another wish takes the place of the first.
    await ask(ben, id, 'collaborate')
    expect(anas.inbox().notifications).toHaveLength(1)
    expect((await sharingOf(ana, id)).requests).toEqual([
      expect.objectContaining({ person: expect.objectContaining({ name: 'Ben' }), wanted: 'collaborate' }),
    ])
  })

  it('[SHARING-2] [A6] the answer lets them in at once, is told, and ends the question in every tab', async () => {
    const id = await ana.newConversation('Plan')
    const [anas, bens] = [await loadDirectory(world, ana.id), await loadDirectory(world, ben.id)]
    await ask(ben, id)
    expect((await answer(ana, id, ben, 'collaborate')).status).toBe(204)
    expect(bens.conversations()).toMatchObject([{ id, level: 'collaborate' }])
    expect(bens.inbox().requests).toEqual([])
    expect(bens.inbox().notifications.map((one) => one.news)).toEqual([
      { kind: 'request-answered', wanted: 'view', answer: 'collaborate', by: ana.id, title: 'Plan' },
    ])
    expect(anas.inbox().notifications[0]).toMatchObject({ read: true, news: { answer: 'collaborate' } })
    expect((await answer(ana, id, ben, 'view')).status).toBe(409)
    expect(await auditOf('access-requested')).toMatchObject([
      { actorId: ben.id, conversationId: id, levelBefore: 'none', levelAfter: 'view' },
    ])
    expect(await auditOf('access-request-answered')).toMatchObject([
      { actorId: ana.id, subjectId: ben.id, levelAfter: 'collaborate' },
    ])
  })

  it('[SHARING-2] a grant that gives as much is an answer; one that gives less is none', async () => {
    const id = await ana.newConversation('Plan')
    const anas = await loadDirectory(world, ana.id)
    await ask(ben, id, 'collaborate')
    await ana.share(id, person(ben), 'view')
    expect((await sharingOf(ana, id)).requests).toHaveLength(1)
    await ana.share(id, everybody, 'collaborate')
    expect((await sharingOf(ana, id)).requests).toEqual([])
    expect(anas.inbox().notifications[0]?.news).toMatchObject({ answer: 'collaborate' })
    const { id: group } = await ana.read('POST', '/api/groups', { name: 'Crew' })
    const other = await ana.newConversation('Other')
    await ana.share(other, { kind: 'group', id: group }, 'view')
    await ask(cleo, other)
    await ana.read('POST', `/api/groups/${group}/members`, { add: [cleo.id] })
    expect((await sharingOf(ana, other)).requests).toEqual([])
  })

  it('[SHARING-3] not now is said without title and name, and one can ask again a day later', async () => {
    const id = await ana.newConversation('Secret plan')
    const bens = await loadDirectory(world, ben.id)
    await ask(ben, id)
    await answer(ana, id, ben, 'none')
    expect(bens.inbox().requests).toMatchObject([{ state: 'declined' }])
    expect(bens.inbox().notifications.map((one) => one.news)).toEqual([
      { kind: 'request-answered', wanted: 'view', answer: 'none' },
    ])
    expect((await ask(ben, id)).status).toBe(409)
    world.clock.time += ASK_AGAIN_MILLISECONDS
    expect((await ask(ben, id)).status).toBe(202)
    expect(bens.inbox().requests).toMatchObject([{ state: 'waiting' }])
  })

  it('[SHARING-3] a viewer who is left a viewer was told not now, by name', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'view')
    await ask(ben, id, 'collaborate')
    await answer(ana, id, ben, 'view')
    expect((await news(ben))[0]).toEqual({
      kind: 'request-answered',
      wanted: 'collaborate',
      answer: 'none',
      by: ana.id,
      title: 'Plan',
    })
    expect((await sharingOf(ben, id)).yourLevel).toBe('view')
  })

  it('[SHARING-3] nobody asks for what they have, for what is gone, or is a bot', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'collaborate')
    expect((await ask(ben, id, 'collaborate')).status).toBe(409)
    expect((await ask(ana, id)).status).toBe(409)
    expect((await ask(ben, 'no-such-talk' as ConversationId)).status).toBe(404)
    expect((await ask(ben, id, 'owner')).status).toBe(422)
    expect((await ask(cleo, id, 'view', 'x'.repeat(301))).status).toBe(422)
    const { token } = await ben.read('POST', '/api/bots', { name: 'Echo' })
    const byBot = await world.request('POST', `/api/conversations/${id}/requests`, {
      body: { level: 'view' },
      headers: { authorization: `Bearer ${token}` },
    })
    expect(byBot.status).toBe(403)
    await ana.read('DELETE', `/api/conversations/${id}`)
    const [gone, never] = [await ask(cleo, id), await ask(cleo, 'never-was-one' as ConversationId)]
    expect([gone.status, await gone.text()]).toEqual([404, await never.text()])
  })

  it('[SHARING-3] only the owner answers; others are not even told that somebody asks', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(cleo), 'collaborate')
    await ask(ben, id)
    expect((await answer(cleo, id, ben, 'view')).status).toBe(403)
    expect((await answer(ben, id, ben, 'view')).status).toBe(404)
    expect((await sharingOf(cleo, id)).requests).toBeUndefined()
    expect((await ask(ben, id)).status).toBe(202)
  })

  it('[SHARING-3] asking for one thing after another meets a limit', async () => {
    const id = await ana.newConversation('Plan')
    const statuses = []
    for (let i = 0; i < 31; i++) statuses.push((await ask(ben, id, 'view', `Please ${i}`)).status)
    expect(statuses.slice(0, 30).every((status) => status === 202)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('ownership', () => {
  const transfer = (who: TestMember, id: ConversationId, to: TestMember) =>
    who.call('PUT', `/api/conversations/${id}/owner`, { to: to.id })

  it('[SHARING-5] [A15] is handed on by the owner, who may collaborate afterwards, and requests go along', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'view')
    await ask(cleo, id, 'view', 'Please')
    const [anas, bens] = [await loadDirectory(world, ana.id), await loadDirectory(world, ben.id)]
    world.rooms.told.length = 0
    expect((await transfer(ana, id, ben)).status).toBe(204)
    expect(anas.conversations()).toMatchObject([{ id, ownerId: ben.id, level: 'collaborate' }])
    expect(bens.conversations()).toMatchObject([{ id, ownerId: ben.id, level: 'owner' }])
    const told = bens.inbox().notifications.map((one) => one.news)
    expect(told).toContainEqual({
      kind: 'access-requested',
      by: cleo.id,
      title: 'Plan',
      wanted: 'view',
      message: 'Please',
    })
    expect(told).toContainEqual({ kind: 'became-owner', by: ana.id, title: 'Plan' })
    expect(anas.inbox().notifications).toEqual([])
    expect(world.rooms.told).toEqual([
      { what: 'rightsChanged', room: conversationRoom(id), principals: [ana.id, ben.id].sort() },
      { what: 'rightsChanged', room: talkRoom(id), principals: [ana.id, ben.id].sort() },
    ])
    const sharing = await sharingOf(ben, id)
    expect(sharing.people.map(({ name, level }) => [name, level])).toEqual([['Ana', 'collaborate']])
    expect((await answer(ana, id, cleo, 'view')).status).toBe(403)
    expect((await answer(ben, id, cleo, 'view')).status).toBe(204)
    expect(await auditOf('ownership-transferred')).toMatchObject([
      { actorId: ana.id, subjectId: ben.id, levelAfter: 'owner' },
      { actorId: ana.id, subjectId: ana.id, levelBefore: 'owner' },
    ])
  })

  it('[SHARING-5] only to a member, and only by the owner', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'collaborate')
    expect((await transfer(ben, id, ben)).status).toBe(403)
    expect((await transfer(cleo, id, cleo)).status).toBe(404)
    const bot = await ana.read('POST', '/api/bots', { name: 'Echo' })
    for (const to of [bot.id, 'nobody-here']) {
      expect((await ana.call('PUT', `/api/conversations/${id}/owner`, { to })).status).toBe(422)
    }
    // A change of sharing that was begun before meets another version.
    const { version } = await sharingOf(ana, id)
    await transfer(ana, id, ben)
    const late = await ben.call('PUT', `/api/conversations/${id}/sharing`, {
      version,
      changes: [{ subject: everybody, level: 'view' }],
    })
    expect(late.status).toBe(409)
  })
})

describe('deleting', () => {
  it('[SHARING-4] [A12] is gone for everybody at once, and restored as it was', async () => {
    const id = await ana.newConversation('Plan')
    await ana.share(id, person(ben), 'collaborate')
    await ana.share(id, everybody, 'view')
    const [anas, bens] = [await loadDirectory(world, ana.id), await loadDirectory(world, ben.id)]
    const before = bens.conversations()
    await ana.read('DELETE', `/api/conversations/${id}`)
    expect([anas.conversations(), bens.conversations()]).toEqual([[], []])
    const { time } = world.clock
    const gone = { id, title: 'Plan', deletedAt: time, goneAt: time + GRACE_MILLISECONDS }
    expect(anas.inbox().deleted).toEqual([gone])
    expect((await ana.read('GET', '/api/deleted')).conversations).toEqual([gone])
    expect(bens.inbox().deleted).toEqual([])
    expect(bens.inbox().notifications[0]?.news).toMatchObject({ kind: 'deleted', by: ana.id })
    expect((await ben.call('POST', `/api/deleted/${id}/restore`)).status).toBe(404)
    expect((await ben.call('DELETE', `/api/deleted/${id}`)).status).toBe(404)

    world.clock.time += GRACE_MILLISECONDS - 1
    await world.sharingCommands.purgeDeleted()
    expect((await ana.call('POST', `/api/deleted/${id}/restore`)).status).toBe(204)
    expect(bens.conversations()).toEqual(before)
    expect(anas.inbox().deleted).toEqual([])
    expect(bens.inbox().notifications[0]?.news).toMatchObject({ kind: 'restored' })
    expect((await ana.call('POST', `/api/deleted/${id}/restore`)).status).toBe(404)
    expect((await sharingOf(cleo, id)).yourLevel).toBe('view')
  })

  it('[SHARING-4] what is deleted cannot be shared, handed on or purged before it is deleted', async () => {
    const id = await ana.newConversation('Plan')
    expect((await ana.call('DELETE', `/api/deleted/${id}`)).status).toBe(404)
    await ana.read('DELETE', `/api/conversations/${id}`)
    expect((await ana.call('PUT', `/api/conversations/${id}/owner`, { to: ben.id })).status).toBe(404)
    expect((await ana.call('POST', '/api/conversations', { id, title: 'Again' })).status).toBe(409)
  })

  it.each(['when its time is over', 'at once, by its owner'])(
    '[SHARING-4] [A12] is purged %s, with everything around it',
    async (when) => {
      const id = await ana.newConversation('Plan')
      await ana.share(id, person(ben), 'view')
      await ask(cleo, id)
      await ana.read('DELETE', `/api/conversations/${id}`)
      if (when.startsWith('when')) {
        world.clock.time += GRACE_MILLISECONDS
        await world.sharingCommands.purgeDeleted()
        expect(await auditOf('conversation-purged')).toMatchObject([{ actorId: '*server' }])
      } else {
        expect((await ana.call('DELETE', `/api/deleted/${id}`)).status).toBe(204)
        expect(await auditOf('conversation-purged')).toMatchObject([{ actorId: ana.id }])
      }
      expect(world.removedDocuments).toEqual([conversationRoom(id), talkRoom(id)])
      for (const who of [ana, ben, cleo])
        expect(await world.sharing.inbox(who.id)).toMatchObject({ deleted: [] })
      expect((await world.sharing.inbox(cleo.id)).requests).toEqual([])
      expect(await news(ben)).toEqual([])
      expect((await ana.call('POST', `/api/deleted/${id}/restore`)).status).toBe(404)
      // Its id is never given again.
      expect((await ben.call('POST', '/api/conversations', { id, title: 'Mine' })).status).toBe(409)
      await world.sharingCommands.purgeDeleted()
      expect(world.removedDocuments).toHaveLength(2)
    },
  )
})

describe('somebody who is to join', () => {
  const invite = (who: TestMember, id: ConversationId, email: string, level = 'view') =>
    who.call('POST', `/api/conversations/${id}/invitations`, { email, level })
  const join = async (name: string, secret: string) => {
    const response = await world.request('POST', '/api/accounts', {
      body: { name, email: `${name}@example.org`, password: 'correct horse battery', invitation: secret },
    })
    return (await response.json()).id
  }

  it('[SHARING-6] [A15] has what was shared with them as soon as they join by their link', async () => {
    const [first, second] = [await ana.newConversation('First'), await ana.newConversation('Second')]
    const anas = await loadDirectory(world, ana.id)
    const { secret } = await (await invite(ana, first, 'Dora@Example.org', 'collaborate')).json()
    await invite(ana, second, 'dora@example.org')
    expect((await sharingOf(ana, first)).invited).toMatchObject([
      { email: 'dora@example.org', level: 'collaborate' },
    ])
    expect(anas.conversations().map(({ shared }) => shared)).toEqual([false, false])
    const dora = await join('dora', secret)
    const directory = await world.directories.read(dora)
    expect(new Map(directory.conversations.map(({ title, level }) => [title, level]))).toEqual(
      new Map([
        ['First', 'collaborate'],
        ['Second', 'view'],
      ]),
    )
    expect(directory.inbox.notifications).toHaveLength(2)
    expect((await sharingOf(ana, first)).invited).toEqual([])
    expect(anas.conversations().map(({ shared }) => shared)).toEqual([true, true])
    // It was for one person.
    expect(await join('eve', secret)).toBeUndefined()
  })

  it('[SHARING-6] an invitation that was sent to their address otherwise opens it as well', async () => {
    const id = await ana.newConversation('Plan')
    await invite(ana, id, 'dora@example.org')
    const made = await world.commands.createInvitation(
      { id: ana.id, organizationId: ana.me.organization.id },
      'member',
      'Dora@example.org',
    )
    const dora = await join('dora', made.ok ? made.value.secret : '')
    expect((await world.directories.read(dora)).conversations).toMatchObject([{ id, level: 'view' }])
  })

  it('[SHARING-6] is sent by mail where the server can; the link is there all the same', async () => {
    const sent: { to: string; text: string }[] = []
    const reachable = new Set(['dora@example.org'])
    world.close()
    world = await createAccessWorld({
      mail: {
        send: async (message) => {
          if (!reachable.has(message.to)) return { ok: false, problem: 'The mail server cannot be reached.' }
          sent.push(message)
          return { ok: true }
        },
        close: () => undefined,
      },
    })
    ana = await world.found('Ana')
    const id = await ana.newConversation('Secret plan')
    const { secret, mailed } = await (await invite(ana, id, 'dora@example.org')).json()
    expect(mailed).toBe(true)
    expect(sent).toMatchObject([{ to: 'dora@example.org' }])
    expect(sent[0]?.text).toContain(`/join#${secret}`)
    expect(sent[0]?.text).not.toContain('Secret plan')
    const unreachable = await (await invite(ana, id, 'eve@example.org')).json()
    expect(unreachable).toMatchObject({ mailed: false, secret: expect.any(String) })
  })

  it('[SHARING-6] another address or another link opens nothing', async () => {
    const id = await ana.newConversation('Plan')
    const { secret } = await (await invite(ana, id, 'dora@example.org')).json()
    const eve = await join('eve', secret)
    expect((await world.directories.read(eve)).conversations).toEqual([])
    const { secret: other } = await ana.read('POST', '/api/invitations', { role: 'member' })
    const dora = await join('dora', other)
    expect((await world.directories.read(dora)).conversations).toEqual([])
  })

  it('[SHARING-6] is invited by admins, in the place of the last time, and can be uninvited', async () => {
    const id = await ben.newConversation('Plan')
    expect((await invite(ben, id, 'dora@example.org')).status).toBe(403)
    const own = await ana.newConversation('Own')
    expect((await invite(ana, own, 'cleo@example.org')).status).toBe(409)
    expect((await invite(ana, own, 'no address')).status).toBe(422)
    const { secret: old } = await (await invite(ana, own, 'dora@example.org')).json()
    const { secret } = await (await invite(ana, own, 'dora@example.org', 'collaborate')).json()
    expect((await sharingOf(ana, own)).invited).toHaveLength(1)
    expect(await join('dora', old)).toBeUndefined()
    await ana.read(
      'DELETE',
      `/api/conversations/${own}/invitations/${encodeURIComponent('dora@example.org')}`,
    )
    expect((await sharingOf(ana, own)).invited).toEqual([])
    expect(await join('dora', secret)).toBeUndefined()
  })
})
