import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Audit, AuditEntry, ConversationsMetadata, Members } from '../../shared/api-administration.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import {
  type AccessWorld,
  createAccessWorld,
  PASSWORD,
  type TestMember,
} from '../../tests/helpers/access-world.ts'
import type { Mail, Message } from '../mail/mail.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
let cleo: TestMember
const begin = async (overrides: Parameters<typeof createAccessWorld>[0] = {}) => {
  world = await createAccessWorld(overrides)
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
  cleo = await world.join(ana, 'Cleo')
}
beforeEach(() => begin())
afterEach(() => {
  world.close()
})

const members = (query = ''): Promise<Members> => ana.read('GET', `/api/admin/members${query}`)
const audit = async (query = ''): Promise<readonly AuditEntry[]> => {
  const { items }: Audit = await ana.read('GET', `/api/admin/audit${query}`)
  return items
}
const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status

it('[ADMIN-1] nobody but admins sees anything of it', async () => {
  const id = await ben.newConversation()
  for (const [method, path, body] of [
    ['GET', '/api/admin/members'],
    ['GET', `/api/admin/members/${cleo.id}/leaving`],
    ['PUT', `/api/admin/members/${cleo.id}/role`, { role: 'admin' }],
    ['POST', `/api/admin/members/${cleo.id}/suspend`],
    ['POST', `/api/admin/members/${cleo.id}/unsuspend`],
    ['DELETE', `/api/members/${cleo.id}`],
    ['GET', '/api/admin/conversations'],
    ['PUT', `/api/admin/conversations/${id}/owner`, { to: ben.id }],
    ['GET', '/api/admin/audit'],
    ['GET', '/api/admin/audit/actions'],
    ['GET', '/api/admin/audit/export?format=csv'],
  ] as const) {
    expect([path, await statusOf(ben.call(method, path, body))]).toEqual([path, 403])
    expect([path, (await world.request(method, path, { body })).status]).toEqual([path, 401])
  }
})

it('[ADMIN-1] members are found by every word, in pages, with role, state and groups', async () => {
  const crew = await ana.read('POST', '/api/groups', { name: 'Crew' })
  await ana.read('POST', `/api/groups/${crew.id}/members`, { add: [ben.id] })
  for (const name of ['Dora', 'Emil', 'Anne']) {
    const joined = await world.join(ana, name)
    if (name === 'Anne') await joined.read('POST', '/api/auth/update-user', { name: 'Änne' })
  }
  const first = await members('?limit=2')
  const second = await members(`?limit=2&cursor=${first.nextCursor}`)
  const third = await members(`?limit=2&cursor=${second.nextCursor}`)
  expect([first, second, third].map(({ items }) => items.map(({ name }) => name))).toEqual([
    ['Ana', 'Änne'],
    ['Ben', 'Cleo'],
    ['Dora', 'Emil'],
  ])
  expect(third.nextCursor).toBeUndefined()
  expect((await members('?query=anne%20example')).items.map(({ name }) => name)).toEqual(['Änne'])
  expect((await members('?role=admin')).items.map(({ name }) => name)).toEqual(['Ana'])
  const [found] = (await members('?query=ben')).items
  expect(found).toEqual({
    id: ben.id,
    name: 'Ben',
    email: 'ben@example.org',
    role: 'member',
    state: 'active',
    joinedAt: world.clock.time,
    here: false,
    groups: [{ id: crew.id, name: 'Crew' }],
  })
  await world.administration.noteSeen(ben.id, 5)
  await world.administration.noteSeen(ben.id, 3)
  expect((await members('?query=ben')).items[0]?.lastSeenAt).toBe(5)
  expect((await members('?cursor=rubbish')).items).toHaveLength(6)
  expect(await statusOf(ana.call('GET', '/api/admin/members?limit=1000'))).toBe(422)
})

it('[A13] a role is changed, at once, for the next request', async () => {
  expect(await statusOf(ben.call('GET', '/api/admin/audit'))).toBe(403)
  await ana.read('PUT', `/api/admin/members/${ben.id}/role`, { role: 'admin' })
  expect(await statusOf(ben.call('GET', '/api/admin/audit'))).toBe(200)
  await ben.read('PUT', `/api/admin/members/${ana.id}/role`, { role: 'member' })
  expect(await statusOf(ana.call('GET', '/api/admin/audit'))).toBe(403)
  expect(await statusOf(ben.call('PUT', `/api/admin/members/${ben.id}/role`, { role: 'member' }))).toBe(409)
})

it('[COMMAND-10] a suspended member is nobody until it ends, and then has what they had', async () => {
  const talk = await ana.newConversation()
  await ana.share(talk, { kind: 'person', id: ben.id }, 'collaborate')
  const bot = await ben.read('POST', '/api/bots', { name: 'Echo' })
  const asBot = () =>
    world.request('GET', '/api/whoami', { headers: { authorization: `Bearer ${bot.token}` } })
  const room = { kind: 'conversation', id: talk } as const
  const principal = await world.authenticate(new Headers({ cookie: ben.cookie }))
  if (principal === undefined) throw new Error('Ben is signed in.')
  expect((await asBot()).status).toBe(200)

  await ana.read('POST', `/api/admin/members/${ben.id}/suspend`)
  expect(world.rooms.told.filter(({ what }) => what === 'signedOut')).toEqual([
    { what: 'signedOut', who: { principalId: ben.id } },
    { what: 'signedOut', who: { principalId: bot.id } },
  ])
  expect(await statusOf(ben.call('GET', '/api/me'))).toBe(401)
  expect((await asBot()).status).toBe(401)
  // Whoever was let in a moment before, and only now reaches a room, does not enter it.
  expect(await world.authorize(principal, room)).toEqual({ allowed: false, reason: 'forbidden' })
  for (const kind of ['directory', 'personal'] as const) {
    expect(await world.authorize(principal, { kind, userId: ben.id })).toEqual({
      allowed: false,
      reason: 'unknown',
    })
  }
  const refused = await world.signIn('ben@example.org', PASSWORD)
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ error: { code: 'suspended' } })
  expect((await ana.read('GET', '/api/people?query=ben')).people).toEqual([])
  expect((await members('?state=suspended')).items.map(({ name }) => name)).toEqual(['Ben'])

  await ana.read('POST', `/api/admin/members/${ben.id}/unsuspend`)
  expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(200)
  expect((await asBot()).status).toBe(200)
  expect(await world.authorize(principal, room)).toEqual({ allowed: true, level: 'collaborate' })
})

it('[SEC-4] whoever is suspended has no open door: their invitations end, and no other lets them in', async () => {
  const { secret } = await ana.read('POST', '/api/invitations', {})
  await ana.read('PUT', `/api/admin/members/${ben.id}/role`, { role: 'admin' })
  const own = await ben.read('POST', '/api/invitations', {})
  await ana.read('POST', `/api/admin/members/${ben.id}/suspend`)
  const join = (email: string, invitation: string) =>
    world.request('POST', '/api/accounts', {
      body: { name: 'Ben', email, password: PASSWORD, invitation },
    })
  expect((await join('other@example.org', own.secret)).status).toBe(404)
  expect((await join('ben@example.org', secret)).status).toBe(409)
})

it('[COMMAND-11] a member leaves, and what they shared goes to whom an admin says', async () => {
  const shared = await ben.newConversation('Shared')
  await ben.share(shared, { kind: 'person', id: cleo.id }, 'view')
  const own = await ben.newConversation('Own')
  expect(await ana.read('GET', `/api/admin/members/${ben.id}/leaving`)).toEqual({
    sharedConversations: 1,
    sharedWithYou: 0,
    privateConversations: 1,
    bots: [],
    groups: [],
  })
  const unsaid = await ana.call('DELETE', `/api/members/${ben.id}`)
  expect(unsaid.status).toBe(409)
  expect(await unsaid.json()).toMatchObject({ error: { field: 'conversationsTo' } })
  expect(await statusOf(ana.call('DELETE', `/api/members/${ben.id}?conversationsTo=${ana.id}`))).toBe(422)
  await ana.read('DELETE', `/api/members/${ben.id}?conversationsTo=${cleo.id}`)

  expect(await statusOf(ben.call('GET', '/api/me'))).toBe(401)
  expect((await cleo.read('GET', `/api/conversations/${shared}/sharing`)).yourLevel).toBe('owner')
  for (const id of [shared, own]) {
    expect(await statusOf(ana.call('GET', `/api/conversations/${id}/sharing`))).toBe(404)
  }
  const who = await audit(`?conversation=${shared}&action=ownership-transferred`)
  expect(who).toMatchObject([
    { actor: { name: 'Ana' }, subject: { name: 'Cleo' }, after: 'owner' },
    { actor: { name: 'Ana' }, subject: { name: 'Ben' }, before: 'owner', after: 'none' },
  ])
  const closed = await ana.call('PUT', `/api/admin/conversations/${own}/owner`, { to: cleo.id })
  expect(closed.status).toBe(409)
})

it('[ADMIN-2] of conversations admins see who, when, how much and with whom, in pages', async () => {
  const ids: ConversationId[] = []
  for (const title of ['A secret title', 'Another secret title', 'A third secret title']) {
    world.clock.time += 1000
    ids.push(await ben.newConversation(title))
  }
  const [first, second, third] = ids
  if (first === undefined || second === undefined || third === undefined) throw new Error('Three are needed.')
  const crew = await ana.read('POST', '/api/groups', { name: 'Crew' })
  const bot = await ben.read('POST', '/api/bots', { name: 'Echo' })
  await ben.share(first, { kind: 'organization' }, 'view')
  await ben.share(second, { kind: 'group', id: crew.id }, 'collaborate')
  await ben.share(second, { kind: 'person', id: bot.id }, 'view')
  await ben.read('DELETE', `/api/conversations/${third}`)
  world.database
    .prepare('INSERT INTO document_update (room, body, sender, received_at) VALUES (?, ?, ?, 1)')
    .run(conversationRoom(second), Buffer.alloc(1234), ben.id)

  const read = async (query = ''): Promise<ConversationsMetadata> =>
    ana.read('GET', `/api/admin/conversations${query}`)
  const whole = await read()
  expect(JSON.stringify(whole)).not.toContain('secret')
  expect(whole.items.map(({ id, state }) => [id, state])).toEqual([
    [third, 'deleted'],
    [second, 'open'],
    [first, 'open'],
  ])
  expect(whole.items[1]).toEqual({
    id: second,
    owner: { id: ben.id, name: 'Ben', kind: 'person', former: false },
    state: 'open',
    createdAt: world.clock.time - 1000,
    lastActivityAt: world.clock.time - 1000,
    bytes: 1234,
    asked: 0,
    sharedWith: [
      { kind: 'group', id: crew.id, name: 'Crew', level: 'collaborate' },
      { kind: 'bot', id: bot.id, name: 'Echo', level: 'view' },
    ],
  })
  const found = async (query: string) => (await read(query)).items.map(({ id }) => id)
  expect(await found('?shared=organization')).toEqual([first])
  expect(await found('?shared=some')).toEqual([second])
  expect(await found('?shared=nobody&state=open')).toEqual([])
  expect(await found('?state=deleted')).toEqual([third])
  expect(await found(`?owner=${ana.id}`)).toEqual([])
  expect(await found(`?id=${first}`)).toEqual([first])
  const page = await read('?limit=2')
  expect(page.items).toHaveLength(2)
  expect((await read(`?limit=2&cursor=${page.nextCursor}`)).items.map(({ id }) => id)).toEqual([first])
})

it('[ADMIN-2] an admin without a grant gets nothing of a conversation', async () => {
  const id = await ben.newConversation('Not for admins')
  await ben.share(id, { kind: 'person', id: cleo.id }, 'collaborate')
  const admin = await world.authenticate(new Headers({ cookie: ana.cookie }))
  if (admin === undefined) throw new Error('Ana is signed in.')
  expect(await world.authorize(admin, { kind: 'conversation', id })).toEqual({
    allowed: false,
    reason: 'forbidden',
  })
  for (const path of ['sharing', 'epochs/1']) {
    const answer = await ana.call('GET', `/api/conversations/${id}/${path}`)
    expect([path, [403, 404].includes(answer.status)]).toEqual([path, true])
    expect(await answer.text()).not.toContain('Not for admins')
  }
  expect(JSON.stringify(await ana.read('GET', `/api/admin/audit?conversation=${id}`))).not.toContain(
    'Not for admins',
  )
})

it('[ADMIN-3] every change of rights and membership leaves its line', async () => {
  const crew = await ana.read('POST', '/api/groups', { name: 'Crew' })
  await ana.read('POST', `/api/groups/${crew.id}/members`, { add: [ben.id] })
  await ana.read('PUT', `/api/groups/${crew.id}`, { name: 'Deck' })
  await ana.read('POST', `/api/groups/${crew.id}/members`, { remove: [ben.id] })
  const id = await ben.newConversation('A secret title')
  await ben.share(id, { kind: 'organization' }, 'view')
  await ben.share(id, { kind: 'organization' }, 'collaborate')
  const bot = await ben.read('POST', '/api/bots', { name: 'Echo' })
  await ben.read('DELETE', `/api/bots/${bot.id}`)
  const invitation = await ana.read('POST', '/api/invitations', {})
  await ana.read('DELETE', `/api/invitations/${invitation.id}`)
  await ana.read('PUT', `/api/admin/members/${cleo.id}/role`, { role: 'admin' })
  await ana.read('POST', `/api/admin/members/${cleo.id}/suspend`)
  await ana.read('POST', `/api/admin/members/${cleo.id}/unsuspend`)
  await ana.read('DELETE', `/api/members/${ben.id}?conversationsTo=${cleo.id}`)
  await ana.read('DELETE', `/api/groups/${crew.id}`)

  const lines = (await audit('?limit=200')).map(({ actor, action, group, subject, before, after }) =>
    [
      actor.name,
      action,
      group?.name ?? '',
      subject === undefined ? '' : `${subject.kind} ${subject.name ?? ''}`.trim(),
      `${before ?? ''}>${after ?? ''}`,
    ].join(' | '),
  )
  expect(lines.reverse()).toEqual([
    'Ana | organization-founded |  | person Ana | >admin',
    'Ana | invitation-created |  | invitation | >member',
    'Ben | member-joined |  | invitation | >member',
    'Ana | invitation-created |  | invitation | >member',
    'Cleo | member-joined |  | invitation | >member',
    'Ana | group-created | Deck |  | >',
    'Ana | group-member-added | Deck | person Ben | >',
    'Ana | group-renamed | Deck |  | >',
    'Ana | group-member-removed | Deck | person Ben | >',
    'Ben | conversation-created |  | person Ben | none>owner',
    'Ben | grant-changed |  | organization Acme | none>view',
    'Ben | grant-changed |  | organization Acme | view>collaborate',
    'Ben | bot-created |  | bot Echo | >',
    'Ben | bot-deleted |  | bot Echo | >',
    'Ana | invitation-created |  | invitation | >member',
    'Ana | invitation-revoked |  | invitation | >',
    'Ana | role-changed |  | person Cleo | member>admin',
    // The door that she came by.
    'Ana | invitation-revoked |  | invitation | >',
    'Ana | member-suspended |  | person Cleo | >',
    'Ana | member-unsuspended |  | person Cleo | >',
    'Ana | ownership-transferred |  | person Ben | owner>none',
    'Ana | ownership-transferred |  | person Cleo | >owner',
    'Ana | invitation-revoked |  | invitation | >',
    'Ana | member-removed |  | person Ben | >',
    'Ana | group-deleted | Deck |  | >',
  ])
  expect(lines.join()).not.toContain('secret')
  expect((await ana.read('GET', '/api/admin/audit/actions')).actions).toContain('member-suspended')
})

it('[ADMIN-3] the log is filtered by person, action and time, and read in pages', async () => {
  world.clock.time += 10_000
  const from = world.clock.time
  const id = await ben.newConversation()
  await ben.share(id, { kind: 'person', id: cleo.id }, 'view')
  world.clock.time += 10_000
  await ben.share(id, { kind: 'person', id: cleo.id }, 'collaborate')
  const actionsOf = async (query: string) =>
    (await audit(query)).map(({ action, after }) => `${action} ${after}`)
  expect(await actionsOf(`?person=${cleo.id}&action=grant-changed`)).toEqual([
    'grant-changed collaborate',
    'grant-changed view',
  ])
  expect(await actionsOf(`?from=${from}&until=${from + 10_000}`)).toEqual([
    'grant-changed view',
    'conversation-created owner',
  ])
  expect(await actionsOf('?action=no-such-action')).toEqual([])
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page: Audit = await ana.read('GET', `/api/admin/audit?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.items.map((entry) => entry.id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toEqual((await audit('?limit=200')).map((entry) => entry.id))
  expect(await statusOf(ana.call('GET', '/api/admin/audit?person=%27%20OR%201'))).toBe(422)
})

it('[ADMIN-4] the log is exported, and no name in it is a formula', async () => {
  const eve = await world.join(ana, 'Eve')
  await eve.read('POST', '/api/auth/update-user', { name: '=HYPERLINK("https://example.org")' })
  await ana.read('POST', `/api/admin/members/${eve.id}/suspend`)
  const csv = await ana.call('GET', '/api/admin/audit/export?format=csv&action=member-suspended')
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
  const [head, row, ...rest] = (await csv.text()).trim().split('\r\n')
  expect(head).toContain('"time","actor","actor id","action"')
  expect(row).toContain(`"'=HYPERLINK(""https://example.org"")"`)
  expect(rest).toEqual([])
  const json = await ana.call('GET', '/api/admin/audit/export?format=json')
  const entries = JSON.parse(await json.text()) as AuditEntry[]
  expect(entries.map(({ id }) => id)).toEqual((await audit('?limit=200')).map(({ id }) => id))
  expect(await (await ana.call('GET', '/api/admin/audit/export?format=json&action=none')).text()).toBe('[]\n')
})

const postbox = (): { readonly mail: Mail; readonly sent: Message[]; fail?: string } => {
  const sent: Message[] = []
  const box: ReturnType<typeof postbox> = {
    sent,
    mail: {
      send: async (message) => {
        if (box.fail !== undefined) return { ok: false, problem: box.fail }
        sent.push(message)
        return { ok: true }
      },
      close: () => undefined,
    },
  }
  return box
}

it('[ADMIN-5] an invitation by e-mail lets in one person', async () => {
  world.close()
  const box = postbox()
  await begin({ mail: box.mail })
  const made = await ana.read('POST', '/api/invitations', { email: 'dora@example.org' })
  expect(made.email).toBe('dora@example.org')
  expect(await ana.read('GET', '/api/invitations')).toMatchObject({
    canMail: true,
    invitations: [{}, {}, { id: made.id, email: 'dora@example.org' }],
  })
  const [message] = box.sent
  expect(message).toMatchObject({ to: 'dora@example.org', subject: 'Ana invites you to Acme on Banyan' })
  const secret = /http:\/\/banyan\.test\/join#(\S+)/.exec(message?.text ?? '')?.[1] ?? ''
  const join = (name: string) =>
    world.request('POST', '/api/accounts', {
      body: {
        name,
        email: `${name}@example.org`,
        password: PASSWORD,
        invitation: decodeURIComponent(secret),
      },
    })
  expect((await join('dora')).status).toBe(201)
  expect((await join('emil')).status).toBe(404)
})

it('[ADMIN-5] where no mail can be sent it is said, and no door stays open', async () => {
  const none = await ana.call('POST', '/api/invitations', { email: 'dora@example.org' })
  expect([none.status, (await none.json()).error.code]).toEqual([409, 'no-mail'])
  world.close()
  const box = postbox()
  box.fail = 'The mail server cannot be reached.'
  await begin({ mail: box.mail })
  const before = (await ana.read('GET', '/api/invitations')).invitations.length
  const failed = await ana.call('POST', '/api/invitations', { email: 'dora@example.org' })
  expect([failed.status, (await failed.json()).error.message]).toEqual([
    502,
    'The mail server cannot be reached. You can make a link instead.',
  ])
  expect((await ana.read('GET', '/api/invitations')).invitations).toHaveLength(before)
  expect(await statusOf(ana.call('POST', '/api/invitations', { email: 'nobody' }))).toBe(422)
})

it('[COMMAND-8] a renamed group has its new name in everybody’s list', async () => {
  const crew = await ana.read('POST', '/api/groups', { name: 'Crew' })
  await ana.read('POST', `/api/groups/${crew.id}/members`, { add: [cleo.id] })
  const id = await ben.newConversation()
  await ben.share(id, { kind: 'group', id: crew.id }, 'view')
  await ana.read('PUT', `/api/groups/${crew.id}`, { name: 'Deck' })
  const { conversations } = await world.directories.read(cleo.id as PrincipalId)
  expect(conversations[0]?.reasons).toEqual([
    { kind: 'group', groupId: crew.id, name: 'Deck', level: 'view' },
  ])
})
