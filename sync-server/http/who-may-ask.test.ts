import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createdBotSchema,
  createdInvitationSchema,
  groupSchema,
  groupsSchema,
  invitationsSchema,
  peopleSchema,
  sharingSchema,
} from '../../shared/api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import {
  type AccessWorld,
  createAccessWorld,
  errorOf,
  PASSWORD,
  type TestMember,
} from '../../tests/helpers/access-world.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
})

describe('rights', () => {
  let ana: TestMember
  let ben: TestMember
  let cleo: TestMember
  let id: ConversationId
  beforeEach(async () => {
    ana = await world.found('Ana')
    ben = await world.join(ana, 'Ben')
    cleo = await world.join(ana, 'Cleo')
    id = await ben.newConversation('Ours')
    await ben.share(id, { kind: 'person', id: cleo.id }, 'collaborate')
  })

  /** Every endpoint that needs somebody, with a body that would do. */
  const endpoints = (): readonly (readonly [string, string, unknown?])[] => [
    ['GET', '/api/me'],
    ['GET', '/api/whoami'],
    ['GET', '/api/models'],
    ['GET', '/api/people?query=a'],
    ['GET', '/api/groups'],
    ['POST', '/api/groups', { name: 'Crew' }],
    ['DELETE', '/api/groups/some-group'],
    ['POST', '/api/groups/some-group/members', { add: [], remove: [] }],
    ['GET', '/api/invitations'],
    ['POST', '/api/invitations', { role: 'member' }],
    ['DELETE', '/api/invitations/some-invitation'],
    ['DELETE', `/api/members/${cleo.id}`],
    ['GET', '/api/bots'],
    ['POST', '/api/bots', { name: 'Echo' }],
    ['DELETE', '/api/bots/some-bot'],
    ['POST', '/api/conversations', { title: '' }],
    ['DELETE', `/api/conversations/${id}`],
    ['GET', `/api/conversations/${id}/sharing`],
    [
      'PUT',
      `/api/conversations/${id}/sharing`,
      { version: 2, changes: [{ subject: { kind: 'organization' }, level: 'view' }] },
    ],
    ['POST', '/api/auth/update-user', { name: 'Ana' }],
    ['POST', '/api/auth/change-password', { currentPassword: PASSWORD, newPassword: 'another password' }],
  ]

  it('[HTTP-3] without a session everything is 401', async () => {
    for (const cookie of ['', 'banyan.session_token=made.up']) {
      for (const [method, path, body] of endpoints()) {
        const answer = await world.request(method, path, { body, headers: { cookie } })
        expect([method, path, answer.status]).toEqual([method, path, 401])
        await errorOf(answer)
      }
    }
  })

  it('[HTTP-3] a bot may ask who it is and for the models, and for nothing else', async () => {
    const { token } = createdBotSchema.parse(await ben.read('POST', '/api/bots', { name: 'Echo' }))
    for (const [method, path, body] of endpoints()) {
      const answer = await world.request(method, path, {
        body,
        headers: { authorization: `Bearer ${token}` },
      })
      expect([method, path, answer.status]).toEqual([
        method,
        path,
        ['/api/whoami', '/api/models'].includes(path) ? 200 : 403,
      ])
    }
  })

  it('[HTTP-3] members do not do what is the admins’', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/invitations'],
      ['POST', '/api/invitations', { role: 'admin' }],
      ['DELETE', '/api/invitations/some-invitation'],
      ['POST', '/api/groups', { name: 'Crew' }],
      ['DELETE', '/api/groups/some-group'],
      ['POST', '/api/groups/some-group/members', { add: [], remove: [] }],
      ['DELETE', `/api/members/${cleo.id}`],
    ] as const) {
      expect([path, (await ben.call(method, path, body)).status]).toEqual([path, 403])
    }
  })

  it('[A13] an admin learns nothing of a conversation that is not shared with them', async () => {
    expect(ana.me.role).toBe('admin')
    const changes = [{ subject: { kind: 'person', id: ana.id }, level: 'view' }]
    expect((await ana.call('GET', `/api/conversations/${id}/sharing`)).status).toBe(404)
    expect((await ana.call('PUT', `/api/conversations/${id}/sharing`, { version: 2, changes })).status).toBe(
      404,
    )
    expect((await ana.call('DELETE', `/api/conversations/${id}`)).status).toBe(404)
    const missing = await errorOf(await ana.call('GET', '/api/conversations/no-such-talk/sharing'))
    expect(await errorOf(await ana.call('GET', `/api/conversations/${id}/sharing`))).toEqual(missing)
    const directory = await world.directories.read(ana.id)
    expect(directory.conversations).toEqual([])
  })

  it('[A6] who has access sees who else has, and changes nothing', async () => {
    const changes = [{ subject: { kind: 'organization' }, level: 'view' }]
    expect(await cleo.read('GET', `/api/conversations/${id}/sharing`)).toMatchObject({
      yourLevel: 'collaborate',
    })
    expect((await cleo.call('PUT', `/api/conversations/${id}/sharing`, { version: 2, changes })).status).toBe(
      403,
    )
    expect((await cleo.call('DELETE', `/api/conversations/${id}`)).status).toBe(403)
    expect((await ben.call('DELETE', `/api/conversations/${id}`)).status).toBe(204)
    expect((await cleo.call('GET', `/api/conversations/${id}/sharing`)).status).toBe(404)
    expect((await ben.call('DELETE', `/api/conversations/${id}`)).status).toBe(404)
  })

  it('[A1] the dialog’s list has everybody with access, the highest first, and why', async () => {
    const group = groupSchema.parse(await ana.read('POST', '/api/groups', { name: 'Crew' }))
    await ana.read('POST', `/api/groups/${group.id}/members`, { add: [ana.id, cleo.id] })
    await ben.share(id, { kind: 'organization' }, 'view')
    await ben.share(id, { kind: 'group', id: group.id }, 'collaborate')
    const sharing = sharingSchema.parse(await ben.read('GET', `/api/conversations/${id}/sharing`))
    expect(sharing.access.map(({ person, level }) => [person.name, level])).toEqual([
      ['Ben', 'owner'],
      ['Ana', 'collaborate'],
      ['Cleo', 'collaborate'],
    ])
    expect(sharing.access[2]?.reasons.map(({ kind }) => kind).sort()).toEqual([
      'group',
      'organization',
      'person',
    ])
    expect(sharing.groups).toEqual([{ id: group.id, name: 'Crew', memberCount: 2, level: 'collaborate' }])
    const seenByCleo = sharingSchema.parse(await cleo.read('GET', `/api/conversations/${id}/sharing`))
    expect(seenByCleo.groups[0]?.memberIds?.toSorted()).toEqual([ana.id, cleo.id].sort())
  })

  it('[A4] people are found by name or e-mail, bots too, each with what may be known', async () => {
    await ben.read('POST', '/api/bots', { name: 'Benchmark' })
    const find = async (query: string) =>
      peopleSchema.parse(await cleo.read('GET', `/api/people?${new URLSearchParams({ query })}`)).people
    expect(await find('ben')).toMatchObject([
      { name: 'Ben', kind: 'person', email: 'ben@example.org', role: 'member' },
      { name: 'Benchmark', kind: 'bot' },
    ])
    expect(await find('cleo@')).toMatchObject([{ name: 'Cleo' }])
    expect((await cleo.call('GET', '/api/people?limit=0')).status).toBe(422)
    expect(await cleo.read('GET', '/api/people?limit=1')).toMatchObject({ people: [{ name: 'Ana' }] })
  })

  it('[A3] groups are seen by everybody, their members by themselves and by admins', async () => {
    const { id: groupId } = await ana.read('POST', '/api/groups', { name: 'Crew' })
    const add = await ana.read('POST', `/api/groups/${groupId}/members`, { add: [cleo.id] })
    expect(add).toEqual({ id: groupId, name: 'Crew', memberCount: 1, memberIds: [cleo.id] })
    const groups = async (member: TestMember) =>
      groupsSchema.parse(await member.read('GET', '/api/groups')).groups
    expect((await groups(ana))[0]?.memberIds).toEqual([cleo.id])
    expect((await groups(cleo))[0]?.memberIds).toEqual([cleo.id])
    expect(await groups(ben)).toEqual([{ id: groupId, name: 'Crew', memberCount: 1 }])
    expect((await ana.call('POST', '/api/groups', { name: 'crew' })).status).toBe(409)
    expect((await ana.call('DELETE', `/api/groups/${groupId}`)).status).toBe(204)
    expect(await groups(ben)).toEqual([])
    expect((await ana.call('DELETE', `/api/groups/${groupId}`)).status).toBe(404)
    expect((await ana.call('DELETE', '/api/groups/not~an~id')).status).toBe(404)
  })

  it('[HTTP-1] an invitation’s secret is shown once; revoked, it lets nobody in', async () => {
    const made = createdInvitationSchema.parse(await ana.read('POST', '/api/invitations', {}))
    expect(made.role).toBe('member')
    const { invitations } = invitationsSchema.parse(await ana.read('GET', '/api/invitations'))
    const listed = invitations.find((invitation) => invitation.id === made.id)
    expect(listed).toMatchObject({ createdBy: { name: 'Ana' } })
    expect(JSON.stringify(listed)).not.toContain(made.secret)
    expect((await ana.call('DELETE', `/api/invitations/${made.id}`)).status).toBe(204)
    expect((await ana.call('DELETE', `/api/invitations/${made.id}`)).status).toBe(404)
    const lookUp = await world.request('POST', '/api/invitations/look-up', { body: { secret: made.secret } })
    expect(lookUp.status).toBe(404)
  })

  it('[COMMAND-7] one sees and deletes one’s own bots', async () => {
    const bot = createdBotSchema.parse(await ben.read('POST', '/api/bots', { name: 'Echo' }))
    const { token: _, ...listed } = bot
    expect(await ben.read('GET', '/api/bots')).toMatchObject({ bots: [{ id: listed.id, name: 'Echo' }] })
    expect(JSON.stringify(await ben.read('GET', '/api/bots'))).not.toContain(bot.token)
    expect(await cleo.read('GET', '/api/bots')).toEqual({ bots: [] })
    expect((await cleo.call('DELETE', `/api/bots/${bot.id}`)).status).toBe(403)
    expect((await ben.call('DELETE', `/api/bots/${bot.id}`)).status).toBe(204)
    expect(await ben.read('GET', '/api/bots')).toEqual({ bots: [] })
  })

  it('[COMMAND-6] an organization keeps its last admin', async () => {
    expect((await ana.call('DELETE', `/api/members/${ana.id}`)).status).toBe(409)
    const dora = await world.join(ana, 'Dora', 'admin')
    expect((await dora.call('DELETE', `/api/members/${ana.id}`)).status).toBe(204)
    expect((await ana.call('GET', '/api/me')).status).toBe(401)
  })
})
