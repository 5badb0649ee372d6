/** One's own account over the API: sessions, second factor, reset, tokens, picture. */
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type AccessWorld,
  cookieOf,
  createAccessWorld,
  PASSWORD,
  type TestMember,
} from '../../tests/helpers/access-world.ts'
import { keyOf, oneTimeCode } from '../../tests/helpers/one-time-code.ts'
import type { Message } from '../mail/mail.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
const sent: Message[] = []

beforeEach(async () => {
  sent.length = 0
  world = await createAccessWorld({
    resetMail: {
      publicUrl: 'https://banyan.example',
      mail: {
        send: async (message) => {
          sent.push(message)
          return { ok: true }
        },
      },
    },
  })
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
})
afterEach(() => world.close())

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code
const withCookie = (method: string, path: string, cookie: string, body?: unknown): Promise<Response> =>
  world.request(method, path, { headers: { cookie }, ...(body === undefined ? {} : { body }) })
const audited = async (): Promise<string[]> => {
  const lines = await world.store.audit(ana.me.organization.id, 20)
  return lines.map(({ action, actorId, subjectId }) => `${action} ${actorId} ${subjectId}`)
}

// --- Sessions ---

it('[ACCOUNT-2] one sees where one is signed in, and nothing that would sign somebody in', async () => {
  const elsewhere = await world.request('POST', '/api/auth/sign-in/email', {
    body: { email: 'ben@example.org', password: PASSWORD },
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  })
  const { sessions } = await ben.read('GET', '/api/me/sessions')
  expect(sessions.map((one: Record<string, unknown>) => [one.device, one.current])).toEqual([
    ['Firefox on Linux', false],
    ['Unknown device', true],
  ])
  const token = cookieOf(elsewhere).split('=')[1]?.split('.')[0] ?? '?'
  expect(JSON.stringify(sessions)).not.toContain(token)
})

it('[ACCOUNT-2] sessions end one by one or all but this one, with their sockets; nobody ends those of others', async () => {
  const first = cookieOf(await world.signIn('ben@example.org', PASSWORD))
  const second = cookieOf(await world.signIn('ben@example.org', PASSWORD))
  const { sessions } = await ben.read('GET', '/api/me/sessions')
  const others = sessions.filter(({ current }: { current: boolean }) => !current)
  expect(others).toHaveLength(2)

  expect((await ana.call('DELETE', `/api/me/sessions/${others[0].id}`)).status).toBe(404)
  expect((await ben.call('DELETE', `/api/me/sessions/${others[0].id}`)).status).toBe(204)
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { sessionId: others[0].id } })
  expect((await ben.call('DELETE', `/api/me/sessions/${others[0].id}`)).status).toBe(404)

  expect((await ben.call('DELETE', '/api/me/sessions')).status).toBe(204)
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { sessionId: others[1].id } })
  for (const cookie of [first, second]) expect((await withCookie('GET', '/api/me', cookie)).status).toBe(401)
  expect((await ben.call('GET', '/api/me')).status).toBe(200)
})

// --- Second factor ---

const timeCode = (uri: string): Promise<string> => oneTimeCode(keyOf(uri))

/** Ben's, switched on; his session goes on under the cookie that comes back. */
const switchOn = async () => {
  const { uri, backupCodes } = await ben.read('POST', '/api/me/second-factor', { password: PASSWORD })
  const on = await ben.call('POST', '/api/me/second-factor/confirm', { code: await timeCode(uri) })
  expect(on.status).toBe(200)
  return { uri: uri as string, backupCodes: backupCodes as string[], cookie: cookieOf(on) }
}

it('[ACCOUNT-3] it is on once its first code was right, and the session goes on under another cookie', async () => {
  const wrong = await ben.call('POST', '/api/me/second-factor', { password: 'not the password' })
  expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'wrong-password'])
  const { uri } = await ben.read('POST', '/api/me/second-factor', { password: PASSWORD })
  expect(uri).toMatch(/^otpauth:\/\/totp\/Banyan:ben/)
  expect((await ben.call('POST', '/api/me/second-factor/confirm', { code: '000000' })).status).toBe(422)
  // Begun is not on.
  expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(200)

  const { cookie } = await switchOn()
  expect((await ben.call('GET', '/api/me')).status).toBe(401)
  const state = await withCookie('GET', '/api/me/second-factor', cookie)
  expect(await state.json()).toEqual({ on: true, hasPassword: true })
})

it('[ACCOUNT-3] a password alone signs nobody in; a code of the time does', async () => {
  const { uri } = await switchOn()
  const asked = await world.signIn('ben@example.org', PASSWORD)
  expect([asked.status, await codeOf(asked)]).toEqual([401, 'code-needed'])
  expect(asked.headers.getSetCookie()).toEqual([])
  expect(await codeOf(await world.signIn('ben@example.org', 'not the password', await timeCode(uri)))).toBe(
    'wrong-password',
  )
  const wrong = await world.signIn('ben@example.org', PASSWORD, '000000')
  expect([wrong.status, await codeOf(wrong)]).toEqual([401, 'wrong-code'])
  const right = await world.signIn('ben@example.org', PASSWORD, await timeCode(uri))
  expect(right.status).toBe(200)
  expect((await withCookie('GET', '/api/me', cookieOf(right))).status).toBe(200)
})

it("[ACCOUNT-3] a code is checked for the account that signs in, whoever's cookie comes along", async () => {
  const { uri } = await switchOn()
  const signed = await world.request('POST', '/api/auth/sign-in/email', {
    body: { email: 'ben@example.org', password: PASSWORD, code: '000000' },
    headers: { cookie: ana.cookie },
  })
  expect(signed.status).toBe(401)
  const right = await world.request('POST', '/api/auth/sign-in/email', {
    body: { email: 'ben@example.org', password: PASSWORD, code: await timeCode(uri) },
    headers: { cookie: ana.cookie },
  })
  const me = await withCookie('GET', '/api/me', cookieOf(right))
  expect(await me.json()).toMatchObject({ id: ben.id })
})

it('[ACCOUNT-3] a code of the time works once, too: who has looked over a shoulder comes too late', async () => {
  const { uri } = await switchOn()
  const code = await timeCode(uri)
  expect((await world.signIn('ben@example.org', PASSWORD, code)).status).toBe(200)
  expect(await codeOf(await world.signIn('ben@example.org', PASSWORD, code))).toBe('wrong-code')
})

it('[ACCOUNT-3] a backup code works once', async () => {
  const { backupCodes } = await switchOn()
  const [first = '', second = ''] = backupCodes
  expect((await world.signIn('ben@example.org', PASSWORD, first)).status).toBe(200)
  expect((await world.signIn('ben@example.org', PASSWORD, first)).status).toBe(401)
  expect((await world.signIn('ben@example.org', PASSWORD, ` ${second} `)).status).toBe(200)
})

it('[ACCOUNT-3] after a few wrong codes none is taken for a while, from wherever they come', async () => {
  const { uri } = await switchOn()
  const statuses: number[] = []
  const next = await timeCode(uri)
  for (let i = 0; i < 10; i++) {
    // As somebody does who comes from many addresses, and waits.
    world.clock.time += 60 * 60_000
    statuses.push((await world.signIn('ben@example.org', PASSWORD, `00000${i}`)).status)
  }
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 401))
  expect((await world.signIn('ben@example.org', PASSWORD, next)).status).toBe(429)
})

it('[ACCOUNT-4] switching it off and new backup codes take password and code', async () => {
  const { uri, backupCodes, cookie } = await switchOn()
  const off = (password: string, code: string) =>
    withCookie('POST', '/api/me/second-factor/off', cookie, { password, code })
  expect(await codeOf(await off('not the password', await timeCode(uri)))).toBe('wrong-password')
  expect(await codeOf(await off(PASSWORD, '000000'))).toBe('wrong-code')

  const made = await withCookie('POST', '/api/me/second-factor/backup-codes', cookie, {
    password: PASSWORD,
    code: await timeCode(uri),
  })
  const { backupCodes: fresh } = (await made.json()) as { backupCodes: string[] }
  expect(fresh).toHaveLength(10)
  expect((await world.signIn('ben@example.org', PASSWORD, backupCodes[0])).status).toBe(401)

  expect((await off(PASSWORD, fresh[0] ?? '')).status).toBe(200)
  expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(200)
})

it('[ACCOUNT-4] an admin takes it from somebody who has lost theirs, and the audit log says so', async () => {
  const { cookie } = await switchOn()
  expect((await withCookie('DELETE', `/api/members/${ana.id}/second-factor`, cookie)).status).toBe(403)
  expect((await ana.call('DELETE', `/api/members/${ben.id}/second-factor`)).status).toBe(204)
  expect(sent.at(-1)).toMatchObject({ to: 'ben@example.org', text: expect.stringContaining('Ana, an admin') })
  expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(200)
  expect((await ana.call('DELETE', `/api/members/${ben.id}/second-factor`)).status).toBe(409)
  expect((await ana.call('DELETE', '/api/members/nobody/second-factor')).status).toBe(404)
  expect(await audited()).toEqual(
    expect.arrayContaining([
      `second-factor-on ${ben.id} ${ben.id}`,
      `second-factor-removed ${ana.id} ${ben.id}`,
    ]),
  )
})

it('[ACCOUNT-4] a new password keeps the second factor, and the page goes on without a code', async () => {
  const { cookie } = await switchOn()
  const changed = await withCookie('POST', '/api/auth/change-password', cookie, {
    currentPassword: PASSWORD,
    newPassword: 'another password',
  })
  expect(changed.status).toBe(200)
  expect((await withCookie('GET', '/api/me', cookieOf(changed))).status).toBe(200)
  expect((await withCookie('GET', '/api/me', cookie)).status).toBe(401)
  expect(await codeOf(await world.signIn('ben@example.org', 'another password'))).toBe('code-needed')
})

// --- Reset ---

const ask = (email: string): Promise<Response> =>
  world.request('POST', '/api/password-reset', { body: { email } })
const use = (secret: string, newPassword: string): Promise<Response> =>
  world.request('POST', '/api/password-reset/use', { body: { secret, newPassword } })
const mailed = async (): Promise<Message> => {
  await expect.poll(() => sent.length).toBeGreaterThan(0)
  return sent.at(-1) as Message
}

it('[ACCOUNT-5] a link by mail sets a new password once, and ends every session', async () => {
  expect((await ask(' Ben@Example.org ')).status).toBe(202)
  const { to, text } = await mailed()
  expect(to).toBe('ben@example.org')
  const secret = /https:\/\/banyan\.example\/reset#(\S+)/.exec(text)?.[1] ?? ''
  expect((await use(secret, 'short')).status).toBe(422)
  expect((await use(secret, 'another password')).status).toBe(200)
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { principalId: ben.id } })
  expect((await ben.call('GET', '/api/me')).status).toBe(401)
  expect((await world.signIn('ben@example.org', PASSWORD)).status).toBe(401)
  expect((await world.signIn('ben@example.org', 'another password')).status).toBe(200)
  expect((await use(secret, 'a third password')).status).toBe(404)
  // It is kept as a hash only.
  const rows = JSON.stringify(world.database.prepare('SELECT * FROM verification').all())
  expect(rows).not.toContain(secret)
})

it('[ACCOUNT-5] asking says the same for everybody, and a link leads where the server says, not the asker', async () => {
  const known = await ask('ben@example.org')
  const unknown = await ask('nobody@example.org')
  const nonsense = await ask('not an address')
  expect([known, unknown, nonsense].map(({ status }) => status)).toEqual([202, 202, 202])
  expect(await Promise.all([known, unknown, nonsense].map((answer) => answer.text()))).toEqual(['', '', ''])
  await mailed()
  expect(sent).toHaveLength(1)
  for (let i = 0; i < 2; i++) expect((await ask('ben@example.org')).status).toBe(202)
  expect((await ask('ben@example.org')).status).toBe(429)
})

it('[ACCOUNT-5] a link is over after its time, and after another new password', async () => {
  const { secret } = await ana.read('POST', `/api/members/${ben.id}/reset-link`)
  world.database.prepare('UPDATE verification SET expiresAt = ?').run(new Date(Date.now() - 1).toISOString())
  expect((await use(secret, 'another password')).status).toBe(404)

  const { secret: older } = await ana.read('POST', `/api/members/${ben.id}/reset-link`)
  await ben.read('POST', '/api/auth/change-password', {
    currentPassword: PASSWORD,
    newPassword: 'another password',
  })
  expect((await use(older, 'a third password')).status).toBe(404)
})

it("[ACCOUNT-5] an admin's link is for admins to make, is told to the member and stands in the audit log", async () => {
  expect((await ben.call('POST', `/api/members/${ana.id}/reset-link`)).status).toBe(403)
  const { secret, expiresAt } = await ana.read('POST', `/api/members/${ben.id}/reset-link`)
  expect(expiresAt).toBe(world.clock.time + 24 * 60 * 60_000)
  expect(sent.at(-1)).toMatchObject({ to: 'ben@example.org', text: expect.stringContaining('Ana, an admin') })
  expect(sent.at(-1)?.text).not.toContain(secret)
  expect((await use(secret, 'another password')).status).toBe(200)
  expect(await audited()).toEqual(
    expect.arrayContaining([`reset-link-created ${ana.id} ${ben.id}`, `password-reset ${ben.id} ${ben.id}`]),
  )
})

it('[ACCOUNT-5] without mail nothing is sent, and everybody is told to ask an admin', async () => {
  const plain = await createAccessWorld()
  await plain.found('Ana')
  const state = await plain.request('GET', '/api/state')
  expect(await state.json()).toMatchObject({ passwordReset: 'by-admin' })
  const asked = await plain.request('POST', '/api/password-reset', { body: { email: 'ana@example.org' } })
  expect(asked.status).toBe(409)
  plain.close()
})

// --- Tokens ---

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

it('[ACCOUNT-7] a token is shown once, kept as a hash, listed with its last use, and over when it is revoked', async () => {
  const made = await ben.read('POST', '/api/me/tokens', { name: 'Reports', scopes: ['read'], days: 30 })
  expect(made).toMatchObject({
    name: 'Reports',
    scopes: ['read'],
    secret: expect.stringMatching(/^banyan_token_/),
  })
  expect(JSON.stringify(world.database.prepare('SELECT * FROM apikey').all())).not.toContain(made.secret)
  const asked = await world.request('GET', '/api/whoami', { headers: bearer(made.secret) })
  expect(await asked.json()).toMatchObject({ id: ben.id })

  const { tokens } = await ben.read('GET', '/api/me/tokens')
  expect(tokens).toEqual([{ ...made, secret: undefined, lastUsedAt: expect.any(Number) }])
  expect((await ana.call('DELETE', `/api/me/tokens/${made.id}`)).status).toBe(404)
  expect((await ben.call('DELETE', `/api/me/tokens/${made.id}`)).status).toBe(204)
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { sessionId: `token:${made.id}` } })
  expect((await world.request('GET', '/api/whoami', { headers: bearer(made.secret) })).status).toBe(401)
  expect(await audited()).toEqual(
    expect.arrayContaining([
      `api-token-created ${ben.id} ${ben.id}`,
      `api-token-revoked ${ben.id} ${ben.id}`,
    ]),
  )
})

it('[ACCOUNT-7] scopes open what they name and nothing else; what concerns the account is for people', async () => {
  const id = await ben.newConversation('Plans')
  const token = async (scopes: readonly string[]): Promise<Record<string, string>> =>
    bearer((await ben.read('POST', '/api/me/tokens', { name: scopes.join(), scopes, days: 1 })).secret)
  const [read, write, share] = await Promise.all([token(['read']), token(['write']), token(['share'])])
  const asked = async (headers: Record<string, string>, method: string, path: string, body?: unknown) =>
    (await world.request(method, path, { headers, ...(body === undefined ? {} : { body }) })).status
  const change = { version: 1, changes: [{ subject: { kind: 'person', id: ana.id }, level: 'view' }] }
  const sharing = `/api/conversations/${id}/sharing`

  expect([await asked(read, 'GET', sharing), await asked(write, 'GET', sharing)]).toEqual([200, 403])
  expect(await asked(read, 'POST', '/api/conversations', { title: 'No' })).toBe(403)
  expect(await asked(write, 'POST', '/api/conversations', { title: 'Yes' })).toBe(201)
  expect(await asked(write, 'PUT', sharing, change)).toBe(403)
  expect(await asked(share, 'PUT', sharing, change)).toBe(200)
  expect(await asked(share, 'DELETE', `/api/conversations/${id}`)).toBe(403)

  const all = await token(['read', 'write', 'share'])
  const forPeople: readonly (readonly [string, string])[] = [
    ['GET', '/api/me/sessions'],
    ['GET', '/api/me/tokens'],
    ['POST', '/api/me/tokens'],
    ['POST', '/api/me/second-factor'],
    ['POST', '/api/auth/change-password'],
    ['POST', '/api/auth/update-user'],
    ['PUT', '/api/me/picture'],
    ['POST', '/api/bots'],
  ]
  for (const [method, path] of forPeople) {
    expect([path, await asked(all, method, path, method === 'GET' ? undefined : {})]).toEqual([path, 403])
  }
})

it("[ACCOUNT-7] an admin's token administers nothing", async () => {
  const { secret } = await ana.read('POST', '/api/me/tokens', {
    name: 'All',
    scopes: ['read', 'write', 'share'],
    days: 1,
  })
  for (const [method, path] of [
    ['POST', '/api/invitations'],
    ['POST', `/api/members/${ben.id}/reset-link`],
    ['DELETE', `/api/members/${ben.id}/second-factor`],
    ['DELETE', `/api/members/${ben.id}`],
  ] as const) {
    const answer = await world.request(method, path, { headers: bearer(secret), body: {} })
    expect([path, answer.status]).toEqual([path, 403])
  }
})

it('[ACCOUNT-7] a token is over after its time, and with the membership of its person', async () => {
  const make = () => ben.read('POST', '/api/me/tokens', { name: 'x', scopes: ['read'], days: 1 })
  const { secret, id } = await make()
  expect(await world.accounts.sessionExpiry(`token:${id}`)).toBeGreaterThan(Date.now())
  world.database.prepare('UPDATE apikey SET expiresAt = ?').run(new Date(Date.now() - 1).toISOString())
  expect((await world.request('GET', '/api/whoami', { headers: bearer(secret) })).status).toBe(401)

  const { secret: other } = await make()
  await ana.read('DELETE', `/api/members/${ben.id}`)
  expect((await world.request('GET', '/api/whoami', { headers: bearer(other) })).status).toBe(401)
  expect(world.database.prepare('SELECT count(*) FROM apikey').pluck().get()).toBe(0)
})

// --- Picture ---

const crc = (bytes: Uint8Array): number => {
  let value = ~0
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return ~value >>> 0
}
const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
const png = (width: number, height = width, shade = 128): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height, shade)
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
const put = async (person: TestMember, bytes: Uint8Array, type = 'image/png'): Promise<Response> =>
  world.app.request('http://banyan.test/api/me/picture', {
    method: 'PUT',
    headers: {
      host: 'banyan.test',
      origin: 'http://banyan.test',
      cookie: person.cookie,
      'content-type': type,
    },
    body: new Uint8Array(bytes),
  })

it('[ACCOUNT-1] a picture is shown to everybody signed in, kept by browsers, and taken away again', async () => {
  const response = await put(ben, png(96))
  const { image } = (await response.json()) as { image: string }
  expect(image).toMatch(/^\/api\/pictures\/[0-9a-f]{64}\.png$/)
  const [person] = (await world.store.directoryPeople(ana.me.organization.id)).filter(
    ({ id }) => id === ben.id,
  )
  expect(person?.image).toBe(image)

  const shown = await ana.call('GET', image)
  expect(shown.status).toBe(200)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  expect((await world.request('GET', image)).status).toBe(401)
  expect((await ana.call('GET', '/api/pictures/..%2Fauth.secret')).status).toBe(404)

  expect((await ben.call('DELETE', '/api/me/picture')).status).toBe(204)
  expect((await ana.call('GET', image)).status).toBe(404)
})

it('[ACCOUNT-1] a file that two people have goes with the second', async () => {
  const { image } = (await (await put(ben, png(64))).json()) as { image: string }
  await put(ana, png(64))
  await ben.call('DELETE', '/api/me/picture')
  expect((await ana.call('GET', image)).status).toBe(200)
  await put(ana, png(64, 64, 7))
  expect((await ana.call('GET', image)).status).toBe(404)
})

it('[ACCOUNT-1] what is no small square picture by its own bytes is refused, whatever it is called', async () => {
  const page = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.padEnd(99),
  )
  const refused = [
    page,
    Buffer.concat([png(64), page]),
    png(64).subarray(0, 60),
    png(64, 32),
    png(513),
    Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 '.padEnd(40)),
    Buffer.alloc(0),
  ]
  for (const bytes of refused) expect((await put(ben, bytes, 'image/webp')).status).toBe(422)
  expect((await put(ben, Buffer.alloc(200_000))).status).toBe(413)
  expect(world.database.prepare('SELECT count(*) FROM user WHERE image IS NOT NULL').pluck().get()).toBe(0)
})
