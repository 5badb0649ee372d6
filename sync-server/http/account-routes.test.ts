import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createdInvitationSchema, meSchema, sharingSchema, stateSchema } from '../../shared/api.ts'
import {
  type AccessWorld,
  cookieOf,
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
    expect(await errorOf(await world.signIn(account.email, PASSWORD))).toMatchObject({
      code: 'wrong-password',
    })
  })

  it('[HTTP-1] who was taken out comes back by invitation and with the old password alone', async () => {
    const ana = await world.found('Ana')
    const ben = await world.join(ana, 'Ben')
    await ana.read('DELETE', `/api/members/${ben.id}`)
    expect((await ben.call('GET', '/api/me')).status).toBe(401)
    const refused = await world.signIn('ben@example.org', PASSWORD)
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []])
    expect((await world.signIn('ben@example.org', 'not the password')).status).toBe(401)
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
      expect(await errorOf(await world.signIn(email, PASSWORD))).toMatchObject({ code: 'wrong-password' })
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
    expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(429)
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
      await world.signIn('ana@example.org', 'not the password'),
      await world.signIn('nobody@example.org', PASSWORD),
    ]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await errorOf(wrong)).toEqual(await errorOf(unknown))
    expect((await world.signIn(' Ana@Example.org ', PASSWORD)).status).toBe(200)
  })

  it('[ACCESS-7] a new password ends every other session, and only those', async () => {
    const ana = await world.found('Ana')
    const elsewhere = cookieOf(await world.signIn('ana@example.org', PASSWORD))
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
    expect((await world.signIn('ana@example.org', PASSWORD)).status).toBe(401)
    expect((await world.signIn('ana@example.org', 'another password')).status).toBe(200)
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
    const [cookie] = (await world.signIn('ana@example.org', PASSWORD)).headers.getSetCookie()
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
