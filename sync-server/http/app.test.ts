import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  apiErrorSchema,
  createdBotSchema,
  createdInvitationSchema,
  groupSchema,
  groupsSchema,
  invitationsSchema,
  meSchema,
  peopleSchema,
  sharingSchema,
  stateSchema,
} from '../../shared/api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import {
  type AccessWorld,
  AGENT_KEY,
  cookieOf,
  createAccessWorld,
  HOST,
  ORIGIN,
  PASSWORD,
  type TestMember,
} from '../../tests/helpers/access-world.ts'
import type { RunQueue } from '../agent/run-queue.ts'
import { MAX_BODY_BYTES } from './app.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
})

const errorOf = async (response: Response) => apiErrorSchema.parse(await response.json()).error

const signIn = (email: string, password: string, headers?: Record<string, string>) =>
  world.request('POST', '/api/auth/sign-in/email', {
    body: { email, password },
    ...(headers === undefined ? {} : { headers }),
  })

describe('accounts', () => {
  it('[HTTP-1] the first account founds the organization, the next ones join by invitation', async () => {
    const state = async (cookie = '') =>
      stateSchema.parse(await (await world.request('GET', '/api/state', { headers: { cookie } })).json())
    expect(await state()).toEqual({ founded: false })
    const ana = await world.found('Ana')
    expect(ana.me).toMatchObject({ name: 'Ana', role: 'admin', organization: { name: 'Acme' } })
    expect(await state()).toEqual({ founded: true, passwordReset: 'by-admin' })
    expect((await state(ana.cookie)).me).toEqual(ana.me)

    const { secret } = createdInvitationSchema.parse(
      await ana.read('POST', '/api/invitations', { role: 'member' }),
    )
    const info = await world.request('POST', '/api/invitations/look-up', { body: { secret } })
    expect(await info.json()).toEqual({ organization: 'Acme', invitedBy: 'Ana' })
    const ben = await world.join(ana, 'Ben')
    expect(meSchema.parse(await ben.read('GET', '/api/me'))).toMatchObject({ role: 'member' })

    const id = await ana.newConversation('Plan')
    await ana.share(id, { kind: 'person', id: ben.id }, 'view')
    const sharing = sharingSchema.parse(await ben.read('GET', `/api/conversations/${id}/sharing`))
    expect(sharing).toMatchObject({
      yourLevel: 'view',
      version: 2,
      owner: { name: 'Ana' },
      organization: { name: 'Acme', memberCount: 2, level: 'none' },
      people: [{ name: 'Ben', level: 'view' }],
      access: [
        { person: { name: 'Ana' }, level: 'owner', reasons: [{ kind: 'owner', level: 'owner' }] },
        { person: { name: 'Ben' }, level: 'view', reasons: [{ kind: 'person', level: 'view' }] },
      ],
    })
  })

  it('[HTTP-1] nobody else founds, and nobody joins without an invitation that holds', async () => {
    const account = { name: 'Eve', email: 'eve@example.org', password: PASSWORD }
    const signUp = (more: object) => world.request('POST', '/api/accounts', { body: { ...account, ...more } })
    expect((await signUp({})).status).toBe(422)
    const ana = await world.found('Ana')
    expect((await signUp({ organization: 'Mine' })).status).toBe(409)
    expect((await signUp({})).status).toBe(403)
    expect((await signUp({ invitation: 'made up' })).status).toBe(404)
    const invitation = await ana.read('POST', '/api/invitations', { role: 'member' })
    expect(
      await errorOf(await signUp({ invitation: invitation.secret, email: 'ANA@example.org' })),
    ).toMatchObject({
      code: 'conflict',
      field: 'email',
    })
    world.clock.time = invitation.expiresAt
    expect((await signUp({ invitation: invitation.secret })).status).toBe(404)
    expect(await errorOf(await signIn(account.email, PASSWORD))).toMatchObject({ code: 'wrong-password' })
  })

  it('[HTTP-1] who was taken out comes back by invitation and with the old password alone', async () => {
    const ana = await world.found('Ana')
    const ben = await world.join(ana, 'Ben')
    await ana.read('DELETE', `/api/members/${ben.id}`)
    expect((await ben.call('GET', '/api/me')).status).toBe(401)
    const refused = await signIn('ben@example.org', PASSWORD)
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []])
    expect((await signIn('ben@example.org', 'not the password')).status).toBe(401)
    const { secret } = await ana.read('POST', '/api/invitations', { role: 'member' })
    const join = (password: string) =>
      world.request('POST', '/api/accounts', {
        body: { name: 'Ben', email: 'ben@example.org', password, invitation: secret },
      })
    expect((await join('not the old one')).status).toBe(409)
    expect(meSchema.parse(await (await join(PASSWORD)).json()).id).toBe(ben.id)
  })

  it('[SEC-4] who was taken out comes back by no invitation that they may have kept', async () => {
    const ana = await world.found('Ana')
    const invite = async (by: TestMember, role: 'admin' | 'member') =>
      createdInvitationSchema.parse(await by.read('POST', '/api/invitations', { role }))
    const join = (name: string, invitation: string) =>
      world.request('POST', '/api/accounts', {
        body: { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD, invitation },
      })
    const shared = await invite(ana, 'member')
    expect((await join('Ben', shared.secret)).status).toBe(201)
    const mia = await world.join(ana, 'Mia', 'admin')
    const backDoor = await invite(mia, 'admin')
    const another = await invite(ana, 'member')
    world.clock.time += 1
    const { people } = await ana.read('GET', '/api/people')
    for (const name of ['Ben', 'Mia']) {
      const { id } = people.find((person: { name: string }) => person.name === name)
      await ana.read('DELETE', `/api/members/${id}`)
    }
    for (const { secret } of [shared, backDoor, another]) {
      expect((await join('Ben', secret)).status).toBe(404)
      expect((await join('Mia', secret)).status).toBe(404)
    }
    // Nor under another name, by those that are known to be theirs; the others go on for whom they are meant.
    expect((await join('Benno', shared.secret)).status).toBe(404)
    expect((await join('Mila', backDoor.secret)).status).toBe(404)
    expect((await join('Chiara', another.secret)).status).toBe(201)
    expect((await join('Ben', (await invite(ana, 'member')).secret)).status).toBe(201)
  })

  it('[SEC-5] what is no e-mail address is answered like a wrong password', async () => {
    await world.found('Ana')
    for (const email of ['', 'Ana', 'a@b', 'ana@example.org\u0000', '"x"@example.org']) {
      expect(await errorOf(await signIn(email, PASSWORD))).toMatchObject({ code: 'wrong-password' })
    }
  })

  it('[SEC-6] coming back by invitation is no way round the limit on guesses', async () => {
    const ana = await world.found('Ana')
    const ben = await world.join(ana, 'Ben')
    await ana.read('DELETE', `/api/members/${ben.id}`)
    const { secret } = await ana.read('POST', '/api/invitations', { role: 'member' })
    const guess = async () => {
      const account = { name: 'Ben', email: 'ben@example.org', password: 'not the old one' }
      return (await world.request('POST', '/api/accounts', { body: { ...account, invitation: secret } }))
        .status
    }
    // One of ten went for joining.
    for (let i = 0; i < 9; i++) expect(await guess()).toBe(409)
    expect(await guess()).toBe(429)
    expect((await signIn('ben@example.org', PASSWORD)).status).toBe(429)
  })

  it('[SEC-7] a name of several lines, of the other direction, or of nothing is refused', async () => {
    const ana = await world.found('Ana')
    for (const name of ['Ana\nBen', 'Ana\u202Eneb', 'A\u0000', 'A\u2066B', 'A\u2028B', '\u200B\u200B']) {
      expect((await errorOf(await ana.call('POST', '/api/auth/update-user', { name }))).field).toBe('name')
      expect((await ana.call('POST', '/api/bots', { name })).status).toBe(422)
      expect((await ana.call('POST', '/api/groups', { name })).status).toBe(422)
    }
    for (const name of ['שרה', 'राम', '👩‍🌾', "O'Neil-Łoś", '小明']) {
      expect((await ana.call('POST', '/api/auth/update-user', { name })).status).toBe(200)
    }
  })

  it('[HTTP-3] a wrong password and an unknown address are told apart by nobody', async () => {
    await world.found('Ana')
    const [wrong, unknown] = [
      await signIn('ana@example.org', 'not the password'),
      await signIn('nobody@example.org', PASSWORD),
    ]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await errorOf(wrong)).toEqual(await errorOf(unknown))
    expect((await signIn(' Ana@Example.org ', PASSWORD)).status).toBe(200)
  })

  it('[ACCESS-7] a new password ends every other session, and only those', async () => {
    const ana = await world.found('Ana')
    const elsewhere = cookieOf(await signIn('ana@example.org', PASSWORD))
    const change = (currentPassword: string) =>
      ana.call('POST', '/api/auth/change-password', { currentPassword, newPassword: 'another password' })
    expect(await errorOf(await change('wrong one'))).toMatchObject({ field: 'currentPassword' })
    world.rooms.told.length = 0
    const changed = await change(PASSWORD)
    expect(changed.status).toBe(200)
    expect(world.rooms.told.filter(({ what }) => what === 'signedOut')).toHaveLength(1)
    const status = async (cookie: string) =>
      (await world.request('GET', '/api/me', { headers: { cookie } })).status
    // The page goes on with a cookie of its own: the one it had may have been copied.
    expect([await status(cookieOf(changed)), await status(elsewhere)]).toEqual([200, 401])
    expect(await status(ana.cookie)).toBe(401)
    expect((await signIn('ana@example.org', PASSWORD)).status).toBe(401)
    expect((await signIn('ana@example.org', 'another password')).status).toBe(200)
  })

  it('[HTTP-1] one changes one’s own name', async () => {
    const ana = await world.found('Ana')
    await ana.read('POST', '/api/auth/update-user', {
      name: '  Ana Sousa ',
      image: 'https://elsewhere/pixel',
    })
    expect(await ana.read('GET', '/api/me')).toMatchObject({ name: 'Ana Sousa' })
    expect(world.database.prepare('SELECT image FROM user').pluck().all()).toEqual([null])
  })

  it('[HTTP-12] the session cookie is out of reach for scripts and for other sites', async () => {
    await world.found('Ana')
    const [cookie] = (await signIn('ana@example.org', PASSWORD)).headers.getSetCookie()
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/Secure/i)
  })

  it('[HTTP-12] behind https the cookie is sent over https alone', async () => {
    const secure = await createAccessWorld({ publicUrl: 'https://banyan.example.org' })
    await secure.found('Ana')
    const answer = await secure.request('POST', '/api/auth/sign-in/email', {
      body: { email: 'ana@example.org', password: PASSWORD },
      headers: { origin: 'https://banyan.example.org' },
    })
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-.*Secure/)
    expect(answer.headers.get('strict-transport-security')).toContain('max-age')
    secure.close()
  })
})

describe('bad input', () => {
  it.each([
    ['name', { name: ' ' }],
    ['email', { email: 'no address' }],
    ['password', { password: 'short' }],
    ['organization', { organization: 'x'.repeat(101) }],
  ])(
    '[HTTP-2] an account without a good %s is refused, with the field and a sentence',
    async (field, wrong) => {
      const answer = await world.request('POST', '/api/accounts', {
        body: { name: 'Ana', email: 'ana@example.org', password: PASSWORD, organization: 'Acme', ...wrong },
      })
      expect(answer.status).toBe(422)
      const error = await errorOf(answer)
      expect(error.field).toBe(field)
      expect(error.message).toMatch(/^Please .*\.$/)
      expect(await world.store.isFounded()).toBe(false)
    },
  )

  it('[HTTP-2] what is not JSON, or not an object, is refused everywhere', async () => {
    const ana = await world.found('Ana')
    const id = await ana.newConversation()
    for (const [method, path] of [
      ['POST', '/api/accounts'],
      ['POST', '/api/auth/sign-in/email'],
      ['POST', '/api/invitations'],
      ['POST', '/api/invitations/look-up'],
      ['POST', '/api/groups'],
      ['POST', '/api/bots'],
      ['POST', '/api/conversations'],
      ['PUT', `/api/conversations/${id}/sharing`],
    ] as const) {
      for (const body of ['{"open', '"text"', '[]']) {
        const answer = await world.request(method, path, { body, headers: { cookie: ana.cookie } })
        expect([path, body, answer.status]).toEqual([path, body, 422])
        await errorOf(answer)
      }
    }
  })

  it('[HTTP-2] a bad change of sharing changes nothing and names its place', async () => {
    const ana = await world.found('Ana')
    const id = await ana.newConversation()
    const put = (changes: unknown) =>
      ana.call('PUT', `/api/conversations/${id}/sharing`, { version: 1, changes })
    const good = { subject: { kind: 'organization' }, level: 'view' }
    expect(await errorOf(await put([good, { ...good, level: 'owner' }]))).toMatchObject({
      field: 'changes.1.level',
    })
    expect(
      await errorOf(await put([good, { subject: { kind: 'person', id: 'stranger' }, level: 'view' }])),
    ).toMatchObject({ field: 'changes.1.subject' })
    expect((await put([])).status).toBe(422)
    expect(await ana.read('GET', `/api/conversations/${id}/sharing`)).toMatchObject({
      version: 1,
      organization: { level: 'none' },
    })
  })

  it('[COMMAND-4] sharing that was changed meanwhile is a 409', async () => {
    const ana = await world.found('Ana')
    const id = await ana.newConversation()
    await ana.share(id, { kind: 'organization' }, 'view')
    const answer = await ana.call('PUT', `/api/conversations/${id}/sharing`, {
      version: 1,
      changes: [{ subject: { kind: 'organization' }, level: 'collaborate' }],
    })
    expect(answer.status).toBe(409)
    expect(await errorOf(answer)).toMatchObject({ code: 'conflict', field: 'version' })
  })

  it('[HTTP-5] a body over the limit is refused before it is read as anything', async () => {
    const body = JSON.stringify({ secret: 'x'.repeat(MAX_BODY_BYTES) })
    const answer = await world.request('POST', '/api/invitations/look-up', { body })
    expect(answer.status).toBe(413)
    expect(await errorOf(answer)).toMatchObject({ code: 'too-large' })
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    })
    const endless = await world.app.request(`${ORIGIN}/api/accounts`, {
      method: 'POST',
      headers: { host: HOST, origin: ORIGIN },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(endless.status).toBe(413)
  })

  it('[HTTP-5] guessing passwords ends soon, says for how long, and is forgiven', async () => {
    await world.found('Ana')
    const statuses: number[] = []
    for (let i = 0; i < 10; i++) statuses.push((await signIn('ana@example.org', 'guess')).status)
    expect(statuses).toEqual(Array(10).fill(401))
    const refused = await signIn('ana@example.org', PASSWORD)
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(await errorOf(refused)).toMatchObject({ code: 'too-many' })
    expect((await signIn('somebody.else@example.org', PASSWORD)).status).toBe(401)
    world.clock.time += seconds * 1000
    expect((await signIn('ana@example.org', PASSWORD)).status).toBe(200)
  })

  it('[HTTP-5] so do looking up invitations and asking for anything at all', async () => {
    const lookUp = () => world.request('POST', '/api/invitations/look-up', { body: { secret: 'guess' } })
    const statuses = new Set<number>()
    for (let i = 0; i < 61; i++) statuses.add((await lookUp()).status)
    expect([...statuses]).toEqual([404, 429])
    const ana = await world.found('Ana')
    const asked = await Promise.all(Array.from({ length: 601 }, () => ana.call('GET', '/api/models')))
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200, 429]))
  })

  it('[HTTP-6] a bug is a 500 that tells nothing, and is logged', async () => {
    world.database.exec('ALTER TABLE organization RENAME TO elsewhere')
    const answer = await world.request('GET', '/api/state')
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(text).not.toMatch(/organization|SELECT|at .*\.ts/)
    expect(world.errors).toHaveLength(1)
    world.errors.length = 0
  })
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

describe('the door', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: `${ORIGIN}:8080` }],
    ['a sandboxed page', { origin: 'null' }],
    ['nowhere', { origin: '' }],
    [
      'another site, with a token beside the cookie',
      { origin: 'https://evil.example', authorization: 'Bearer x' },
    ],
  ])('[HTTP-4] a change that comes from %s is refused, signed in or not', async (_, headers) => {
    const ana = await world.found('Ana')
    for (const cookie of [ana.cookie, '']) {
      for (const [method, path, body] of [
        ['POST', '/api/auth/sign-in/email', { email: 'ana@example.org', password: PASSWORD }],
        ['POST', '/api/auth/sign-out', {}],
        ['POST', '/api/conversations', {}],
        ['DELETE', '/api/groups/some-group', undefined],
        ['PUT', '/api/conversations/some-talk/sharing', {}],
      ] as const) {
        const answer = await world.request(method, path, { body, headers: { cookie, ...headers } })
        expect([path, answer.status]).toEqual([path, 403])
        expect(await errorOf(answer)).toMatchObject({ code: 'foreign-origin' })
      }
    }
    expect((await ana.call('GET', '/api/me')).status).toBe(200)
  })

  it('[HTTP-4] the address that people use behind a proxy is our own', async () => {
    const proxied = await createAccessWorld({ publicUrl: 'https://banyan.example.org' })
    const lookUp = async (origin: string) =>
      (
        await proxied.request('POST', '/api/invitations/look-up', {
          body: { secret: 'none' },
          headers: { origin },
        })
      ).status
    expect(await lookUp('https://banyan.example.org')).toBe(404)
    expect(await lookUp('http://banyan.example.org')).toBe(403)
    proxied.close()
  })

  it.each([
    '/api/auth/sign-up/email',
    '/api/auth/get-session',
    '/api/auth/list-sessions',
    '/api/auth/two-factor/enable',
    '/api/auth/two-factor/verify-totp',
    '/api/auth/api-key/create',
    '/api/auth/api-key/verify',
    '/api/auth/sign-in/social',
    '/api/auth/sign-in/oidc',
    '/api/auth/callback/oidc',
    '/api/auth/request-password-reset',
    '/api/auth/reset-password',
    '/api/auth/revoke-session',
    '/api/auth/delete-user',
    '/api/auth/organization/create',
    '/api/auth/organization/invite-member',
    '/api/auth/organization/add-team-member',
    '/api/auth/organization/update-member-role',
  ])('[HTTP-9] %s does not exist', async (path) => {
    const ana = await world.found('Ana')
    for (const method of ['GET', 'POST']) {
      expect((await ana.call(method, path, method === 'POST' ? {} : undefined)).status).toBe(404)
    }
  })

  it('[HTTP-7] answers of every kind forbid to load from elsewhere and to be framed', async () => {
    for (const [path, status] of [
      ['/api/state', 200],
      ['/api/me', 401],
      ['/nothing', 404],
      ['/healthz', 200],
    ] as const) {
      const { headers, status: got } = await world.request('GET', path)
      expect(got).toBe(status)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("img-src 'self' blob: data:;")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain(`connect-src 'self' ws://${HOST};`)
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
    }
    expect((await world.request('GET', '/api/state')).headers.get('cache-control')).toBe('no-store')
  })

  it('[HTTP-7] a forged host ends up in no policy', async () => {
    const answer = await world.request('GET', '/healthz', {
      headers: { host: "x; script-src 'unsafe-inline'" },
    })
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe-inline;script')
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self';")
  })

  it('[HTTP-11] health is red where the store fails or cannot be asked', async () => {
    expect((await world.request('GET', '/healthz')).status).toBe(200)
    for (const isHealthy of [async () => false, () => Promise.reject(new Error('no disk'))]) {
      const sick = await createAccessWorld({ isHealthy })
      expect((await sick.request('GET', '/healthz')).status).toBe(503)
      sick.close()
    }
  })

  it('[HTTP-1] demo accounts are named on the sign-in page only where there are some', async () => {
    const demo = [{ email: 'ana@acme.example', name: 'Ana', about: 'Admin', password: 'shown' }]
    const shown = await createAccessWorld({ demo })
    expect(stateSchema.parse(await (await shown.request('GET', '/api/state')).json()).demo).toEqual(demo)
    shown.close()
    expect(await (await world.request('GET', '/api/state')).json()).not.toHaveProperty('demo')
  })

  it('[HTTP-10] the run queue is for the agent key alone', async () => {
    const asked: string[] = []
    const runQueue: RunQueue = {
      claim: async (worker) => {
        asked.push(worker)
        return undefined
      },
      renew: async () => false,
      finish: async () => undefined,
      release: async () => undefined,
      onQueued: () => () => undefined,
    }
    const served = await createAccessWorld({ runQueue })
    const ana = await served.found('Ana')
    const { token } = await ana.read('POST', '/api/bots', { name: 'Echo' })
    const claim = async (headers: Record<string, string>) =>
      (await served.request('POST', '/api/agent/runs/claim', { body: { worker: 'w-1' }, headers })).status
    expect(await claim({})).toBe(401)
    expect(await claim({ cookie: ana.cookie })).toBe(403)
    expect(await claim({ authorization: `Bearer ${token}` })).toBe(403)
    expect(await claim({ authorization: `Bearer ${AGENT_KEY}x` })).toBe(401)
    expect(asked).toEqual([])
    expect(await claim({ authorization: `Bearer ${AGENT_KEY}`, origin: 'https://worker.elsewhere' })).toBe(
      200,
    )
    expect(asked).toEqual(['w-1'])
    served.close()
    const agent = { authorization: `Bearer ${AGENT_KEY}` }
    expect((await world.request('POST', '/api/agent/runs/claim', { headers: agent })).status).toBe(404)
  })
})

describe('the client', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banyan-client-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<title>Banyan</title>')
    writeFileSync(join(folder, 'sw.js'), 'self')
    writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {}')
    writeFileSync(join(folder, 'assets', 'large-abc123.js'), 'export {};'.repeat(10_000))
    writeFileSync(join(tmpdir(), 'banyan-outside.txt'), 'not to be served')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
    rmSync(join(tmpdir(), 'banyan-outside.txt'), { force: true })
  })

  it('[HTTP-8] hashed files are kept, the page is asked for anew, every path of the app is the page', async () => {
    const served = await createAccessWorld({ clientDir: folder })
    const get = (path: string, accept = '*/*') => served.request('GET', path, { headers: { accept } })
    const asset = await get('/assets/main-abc123.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    const large = await served.request('GET', '/assets/large-abc123.js', {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(large.headers.get('content-encoding')).toBe('gzip')
    expect((await large.arrayBuffer()).byteLength).toBeLessThan(1000)
    expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache')
    for (const path of ['/', '/index.html', '/c/some-talk', '/join']) {
      const page = await get(path, 'text/html,*/*')
      expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-cache'])
      expect(await page.text()).toContain('Banyan')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
    expect((await get('/assets/gone-def456.js')).status).toBe(404)
    expect((await get('/api/nothing', 'text/html')).status).toBe(404)
    expect((await get('/sync/nothing', 'text/html')).status).toBe(404)
    for (const path of ['/../banyan-outside.txt', '/..%2fbanyan-outside.txt', '/%2e%2e/banyan-outside.txt']) {
      expect(await (await get(path)).text()).not.toContain('not to be served')
    }
    served.close()
  })

  it('[HTTP-8] without a built client the API is there all the same', async () => {
    const bare = await createAccessWorld({ clientDir: join(folder, 'nowhere') })
    expect((await bare.request('GET', '/', { headers: { accept: 'text/html' } })).status).toBe(404)
    expect((await bare.request('GET', '/api/state')).status).toBe(200)
    bare.close()
  })
})
