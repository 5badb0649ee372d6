import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type AccessWorld,
  createAccessWorld,
  errorOf,
  HOST,
  ORIGIN,
  PASSWORD,
} from '../../tests/helpers/access-world.ts'
import { MAX_BODY_BYTES } from './app.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
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
    for (let i = 0; i < 10; i++) statuses.push((await world.signIn('ana@example.org', 'guess')).status)
    expect(statuses).toEqual(Array(10).fill(401))
    const refused = await world.signIn('ana@example.org', PASSWORD)
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(await errorOf(refused)).toMatchObject({ code: 'too-many' })
    expect((await world.signIn('somebody.else@example.org', PASSWORD)).status).toBe(401)
    world.clock.time += seconds * 1000
    expect((await world.signIn('ana@example.org', PASSWORD)).status).toBe(200)
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
