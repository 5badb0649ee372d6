/** Signing in by a service that speaks OpenID Connect: a real one, asked over HTTP, as a browser goes from one to the other. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { State } from '../shared/api.ts'
import { directoryRoom } from '../shared/rooms.ts'
import { configFromEnvironment } from '../sync-server/config.ts'
import { PASSWORD, startBanyan, stockPeer, type TestBanyan, type TestPerson } from './helpers/banyan.ts'
import { freePort } from './helpers/free-port.ts'
import { type Claims, type SignInService, startSignInService } from './helpers/sign-in-service.ts'

let service: SignInService
let banyan: TestBanyan
let ana: TestPerson

beforeAll(async () => {
  service = await startSignInService()
  const port = await freePort()
  banyan = await startBanyan({
    agent: false,
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      singleSignOn: {
        name: 'Acme ID',
        issuer: service.issuer,
        clientId: 'banyan',
        clientSecret: 'between us',
        allowedDomains: ['acme.example'],
      },
    },
  })
  ana = await banyan.found('Ana')
})
afterAll(async () => {
  await banyan?.close()
  await service?.close()
})

/** A browser that keeps cookies of ours and follows nothing by itself. */
const createVisitor = () => {
  const jar = new Map<string, string>()
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(banyan.url + path, {
      ...init,
      redirect: 'manual',
      headers: { origin: banyan.url, 'content-type': 'application/json', cookie: cookie() },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line) || pair.length === at + 1) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
  const begin = async (invitation?: string): Promise<string> => {
    const begun = await ask('/api/auth/sign-in/oidc', {
      method: 'POST',
      body: JSON.stringify({ invitation }),
    })
    return ((await begun.json()) as { url: string }).url
  }
  /** What the service sends one back with, as a path of ours. */
  const visitService = async (url: string): Promise<string> => {
    const sent = await fetch(url, { redirect: 'manual' })
    const back = new URL(sent.headers.get('location') ?? '')
    expect(back.origin).toBe(banyan.url)
    return back.pathname + back.search
  }
  return {
    ask,
    begin,
    cookie,
    visitService,
    /** The whole way; returns the page of ours where one comes out. */
    come: async (who: Claims, invitation?: string): Promise<string> => {
      service.standing(who)
      const back = await ask(await visitService(await begin(invitation)))
      expect(back.status).toBe(302)
      return back.headers.get('location') ?? ''
    },
    me: async (): Promise<State['me']> => ((await (await ask('/api/state')).json()) as State).me,
  }
}
const proven = (name: string, domain: string): Claims => ({
  sub: `id-of-${name.toLowerCase()}-at-${domain}`,
  email: `${name.toLowerCase()}@${domain}`,
  email_verified: true,
  name,
})
const invite = async (): Promise<string> =>
  (await ana.call<{ secret: string }>('POST', '/api/invitations', { role: 'member' })).secret

it('[ACCOUNT-6] somebody of a domain that was named joins, and comes back to the same account', async () => {
  const visitor = createVisitor()
  expect(await visitor.come(proven('Ben', 'acme.example'))).toBe('/')
  const me = await visitor.me()
  expect(me).toMatchObject({ name: 'Ben', email: 'ben@acme.example', role: 'member' })
  const again = createVisitor()
  // The address may change there; who it is does not.
  expect(await again.come({ ...proven('Ben', 'acme.example'), email: 'benjamin@acme.example' })).toBe('/')
  expect(await again.me()).toEqual(me)
})

it('[SHARING-6] who proves the address that something was shared with has it, without the link', async () => {
  const id = await ana.newConversation('Shared before')
  await ana.call('POST', `/api/conversations/${id}/invitations`, {
    email: 'Zoe@acme.example',
    level: 'collaborate',
  })
  const visitor = createVisitor()
  expect(await visitor.come(proven('Zoe', 'acme.example'))).toBe('/')
  const sharing = await visitor.ask(`/api/conversations/${id}/sharing`)
  expect(await sharing.json()).toMatchObject({ yourLevel: 'collaborate', owner: { name: 'Ana' } })
  // The link that was made for her lets in nobody else.
  expect(await ana.call('GET', '/api/invitations')).toMatchObject({ invitations: [] })
})

it('[ACCOUNT-6] it is asked with PKCE, a state and a nonce', async () => {
  const [query] = service.asked
  expect(query?.get('code_challenge_method')).toBe('S256')
  expect(query?.get('response_type')).toBe('code')
  for (const name of ['code_challenge', 'state', 'nonce'])
    expect(query?.get(name)?.length).toBeGreaterThan(20)
})

it('[ACCOUNT-6] a stranger is let in by an invitation alone, and told so without one', async () => {
  const visitor = createVisitor()
  const carl = proven('Carl', 'elsewhere.example')
  expect(await visitor.come(carl)).toBe('/sign-in?problem=no-member')
  expect(await visitor.me()).toBeUndefined()
  expect(await visitor.come(carl, 'no such invitation')).toBe('/sign-in?problem=invitation-over')
  expect(await visitor.come(carl, await invite())).toBe('/')
  expect(await visitor.me()).toMatchObject({ email: 'carl@elsewhere.example' })
  // From then on he is a member.
  expect(await createVisitor().come(carl)).toBe('/')
})

it('[ACCOUNT-6] an address that the service has not confirmed opens nothing', async () => {
  for (const claims of [
    { ...proven('Dora', 'acme.example'), email_verified: false },
    { sub: 'dora', email: 'dora@acme.example' },
    { sub: 'ana', email: 'ana@example.org', email_verified: false },
    { sub: 'nameless' },
  ]) {
    const visitor = createVisitor()
    expect(await visitor.come(claims)).toMatch(/^\/sign-in\?problem=(no-email|failed)$/)
    expect(await visitor.me()).toBeUndefined()
  }
})

it('[ACCOUNT-6] a domain that only ends alike is another one', async () => {
  expect(await createVisitor().come(proven('Eve', 'evil-acme.example'))).toBe('/sign-in?problem=no-member')
  expect(await createVisitor().come(proven('Eve', 'x.acme.example'))).toBe('/sign-in?problem=no-member')
})

it('[ACCOUNT-6] whoever made an account under an address that was not theirs loses it to whom it belongs', async () => {
  const impostor = await banyan.join(ana, 'Fay')
  const { secret } = await impostor.call<{ secret: string }>('POST', '/api/me/tokens', {
    name: 'Back door',
    scopes: ['read'],
    days: 30,
  })
  const socket = stockPeer(banyan.url, directoryRoom(impostor.id), {
    cookie: impostor.cookie,
    origin: banyan.url,
  })
  await socket.synced

  const visitor = createVisitor()
  expect(await visitor.come(proven('Fay', 'example.org'))).toBe('/')
  expect((await visitor.me())?.id).toBe(impostor.id)
  expect(await socket.closed).toBe(4401)
  socket.destroy()
  await expect(impostor.call('GET', '/api/me')).rejects.toMatchObject({ status: 401 })
  const signIn = await createVisitor().ask('/api/auth/sign-in/email', {
    method: 'POST',
    body: JSON.stringify({ email: 'fay@example.org', password: PASSWORD }),
  })
  expect(signIn.status).toBe(401)
  const byToken = await fetch(`${banyan.url}/api/whoami`, { headers: { authorization: `Bearer ${secret}` } })
  expect(byToken.status).toBe(401)
})

it('[ACCOUNT-6] who was taken out does not come back by signing in, only by an invitation made since', async () => {
  const visitor = createVisitor()
  const gus = proven('Gus', 'acme.example')
  expect(await visitor.come(gus)).toBe('/')
  const id = (await visitor.me())?.id ?? ''
  await ana.call('DELETE', `/api/members/${id}`)
  expect(await visitor.come(gus)).toBe('/sign-in?problem=no-member')
  expect(await visitor.me()).toBeUndefined()
  expect(await visitor.come(gus, await invite())).toBe('/')
  expect((await visitor.me())?.id).toBe(id)
})

it('[ACCOUNT-6] a way begun in one browser ends in no other, and none is gone twice', async () => {
  const hal = proven('Hal', 'acme.example')
  service.standing(hal)
  const mine = createVisitor()
  const back = await mine.visitService(await mine.begin())
  // Somebody is made to open a link with which another one would be signed in.
  const victim = createVisitor()
  await victim.begin()
  expect((await victim.ask(back)).headers.get('location')).toBe('/sign-in?problem=failed')
  expect(await victim.me()).toBeUndefined()
  expect((await mine.ask(back)).headers.get('location')).toMatch(/^\/($|sign-in)/)
  expect((await createVisitor().ask(back)).headers.get('location')).toBe('/sign-in?problem=failed')
  expect((await createVisitor().ask('/api/auth/callback/oidc')).headers.get('location')).toBe(
    '/sign-in?problem=failed',
  )
})

it('[ACCOUNT-6] a token that was made for another occasion is not taken', async () => {
  service.forgeNonce()
  const visitor = createVisitor()
  expect(await visitor.come(proven('Ida', 'acme.example'))).toBe('/sign-in?problem=failed')
  expect(await visitor.me()).toBeUndefined()
  expect(await visitor.come(proven('Ida', 'acme.example'))).toBe('/')
})

it('[ACCOUNT-6] without the service the server starts, says so, and goes on once it is there', async () => {
  const port = await freePort()
  const servicePort = await freePort()
  const other = await startBanyan({
    agent: false,
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      singleSignOn: {
        name: 'Acme ID',
        issuer: `http://127.0.0.1:${servicePort}`,
        clientId: 'banyan',
        clientSecret: 'between us',
        allowedDomains: [],
      },
    },
  })
  await other.found('Ana')
  const begin = (): Promise<Response> =>
    fetch(`${other.url}/api/auth/sign-in/oidc`, {
      method: 'POST',
      headers: { origin: other.url, 'content-type': 'application/json' },
      body: '{}',
    })
  const refused = await begin()
  expect(refused.status).toBe(502)
  expect(await refused.text()).toContain('Acme ID cannot be reached')
  const late = await startSignInService(servicePort)
  expect((await begin()).status).toBe(200)
  await late.close()
  await other.close()
})

it('[ACCOUNT-6] a configuration that cannot be right is said at the start', () => {
  const read = (environment: Record<string, string>) =>
    configFromEnvironment(environment, [], '/tmp').singleSignOn
  const whole = {
    OIDC_ISSUER: 'https://id.acme.example',
    OIDC_CLIENT_ID: 'banyan',
    OIDC_CLIENT_SECRET: 'between us',
    PUBLIC_URL: 'https://banyan.acme.example',
  }
  expect(read({})).toBeUndefined()
  expect(read({ ...whole, OIDC_ALLOWED_DOMAINS: 'Acme.example, acme.org,' })).toMatchObject({
    name: 'id.acme.example',
    allowedDomains: ['acme.example', 'acme.org'],
  })
  for (const missing of ['OIDC_ISSUER', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL']) {
    expect(() => read({ ...whole, [missing]: '' })).toThrow(missing)
  }
  expect(() => read({ ...whole, OIDC_ISSUER: 'acme' })).toThrow('OIDC_ISSUER')
})
