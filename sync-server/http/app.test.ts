import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stateSchema } from '../../shared/api.ts'
import {
  type AccessWorld,
  AGENT_KEY,
  createAccessWorld,
  errorOf,
  HOST,
  ORIGIN,
  PASSWORD,
} from '../../tests/helpers/access-world.ts'
import type { RunQueue } from '../agent/run-queue.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
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
