/** Everything is read from what the app serves and answers, so that the document cannot say what is not so. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { apiErrorSchema } from '../../../shared/api.ts'
import { TOKEN_SCOPES } from '../../../shared/api-account.ts'
import { type AccessWorld, createAccessWorld, type TestMember } from '../../../tests/helpers/access-world.ts'
import type { HttpDeps } from '../app.ts'
import { OPERATIONS } from './operations.ts'

let world: AccessWorld
let ana: TestMember
beforeEach(async () => {
  world = await createAccessWorld(EVERY_PART)
  ana = await world.found('Ana')
})
afterEach(() => {
  world.close()
})

const unasked = () => Promise.reject(new Error('Nothing of this was to be asked.'))
/** What is only there where it is configured, so that its routes are. */
const EVERY_PART: Pick<HttpDeps, 'runQueue' | 'files' | 'singleSignOn'> = {
  runQueue: {
    claim: unasked,
    renew: unasked,
    finish: unasked,
    release: unasked,
    onQueued: () => () => undefined,
  },
  files: {
    begin: unasked,
    append: unasked,
    takeBack: unasked,
    find: unasked,
    list: unasked,
    read: unasked,
    mayNot: unasked,
    copy: unasked,
    take: unasked,
    told: unasked,
    named: unasked,
    visibleTo: unasked,
    conversationPurged: unasked,
    tidy: unasked,
  },
  singleSignOn: {
    name: 'Acme ID',
    begin: async () => ({ kind: 'unreachable' }),
    finish: async () => ({ kind: 'refused', problem: 'failed', cookies: [] }),
  },
}

const operations = OPERATIONS.flatMap((group) => group.operations)
const key = (method: string, path: string): string => `${method.toUpperCase()} ${path}`

interface ApiDocument {
  readonly openapi: string
  readonly paths: Record<
    string,
    Record<string, { readonly security: readonly object[]; readonly responses: object }>
  >
}
const readDocument = async (): Promise<ApiDocument> => {
  const answer = await world.request('GET', '/api/openapi.json')
  expect(answer.status).toBe(200)
  return answer.json()
}

it('[API-5] every route is in the document, and everything in it is a route', async () => {
  const { openapi, paths } = await readDocument()
  expect(openapi).toBe('3.1.0')
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => key(method, path.replaceAll(/\{(\w+)\}/g, ':$1'))),
  )
  const served = world.app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
    .map(({ method, path }) => key(method, path))
  // Describe a new route in `sync-server/http/api-document`.
  expect([...new Set(served)].sort()).toEqual(documented.sort())
})

it('[API-5] whom the document lets in is let in, and nobody else', async () => {
  const ben = await world.join(ana, 'Ben')
  const bot = await ben.read('POST', '/api/bots', { name: 'Echo' })
  const asBot = { authorization: `Bearer ${bot.token}` }
  for (const { method, path, who } of operations) {
    const address = path.replaceAll(/:\w+/g, 'nothing-like-this')
    const ask = async (headers: Record<string, string>) => {
      const body = method === 'get' || method === 'delete' ? undefined : {}
      const answer = await world.request(method.toUpperCase(), address, { body, headers })
      return answer.status
    }
    const at = key(method, path)
    const nobody = await ask({})
    if (who === 'anybody') {
      // What it asks for may be wrong; that nobody is signed in is not.
      expect([at, nobody === 401 && !path.includes('sign-in')]).toEqual([at, false])
      continue
    }
    expect([at, nobody]).toEqual([at, 401])
    if (who === 'admin' || who === 'agent') expect([at, await ask({ cookie: ben.cookie })]).toEqual([at, 403])
    if (who !== 'caller') expect([at, await ask(asBot)]).toEqual([at, 403])
  }
})

it('[API-5] a token passes where the document names its scope, and nowhere else', async () => {
  const token = async (scopes: readonly string[]): Promise<string> =>
    (await ana.read('POST', '/api/me/tokens', { name: 'Program', scopes, days: 1 })).secret
  const all = { authorization: `Bearer ${await token(TOKEN_SCOPES)}` }
  const lacking = new Map<string, { readonly authorization: string }>()
  for (const scope of TOKEN_SCOPES) {
    const others = TOKEN_SCOPES.filter((other) => other !== scope)
    lacking.set(scope, { authorization: `Bearer ${await token(others)}` })
  }
  for (const { method, path, who, scope } of operations) {
    if (who === 'anybody' || who === 'agent') continue
    const address = path.replaceAll(/:\w+/g, 'nothing-like-this')
    const body = method === 'get' || method === 'delete' ? undefined : {}
    const codeOf = async (headers: Record<string, string> = {}) => {
      const answer = await world.request(method.toUpperCase(), address, { body, headers })
      const text = await answer.text()
      return answer.status === 403 && text.startsWith('{') ? JSON.parse(text).error.code : undefined
    }
    const at = key(method, path)
    const isLetIn = who === 'caller' || (who === 'person' && scope !== undefined)
    expect([at, (await codeOf(all)) === undefined]).toEqual([at, isLetIn])
    if (scope !== undefined) expect([at, await codeOf(lacking.get(scope))]).toEqual([at, 'missing-scope'])
  }
})

it('[API-6] whatever is refused has the same shape, and one of the document’s statuses', async () => {
  const { paths } = await readDocument()
  for (const { method, path, who } of operations) {
    const address = path.replaceAll(/:\w+/g, 'nothing-like-this')
    const bodies =
      method === 'get' || method === 'delete' ? [undefined] : ['{', 'null', { name: 7, email: [] }]
    for (const body of bodies) {
      const answer = await world.request(
        method.toUpperCase(),
        `${address}?limit=many&cursor=${'x'.repeat(600)}`,
        {
          body,
          headers: who === 'anybody' ? {} : { cookie: ana.cookie },
        },
      )
      if (answer.status < 400) continue
      const at = key(method, path)
      const text = await answer.text()
      expect([at, apiErrorSchema.safeParse(JSON.parse(text)).success]).toEqual([at, true])
      const responses = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method]?.responses ?? {}
      expect([at, Object.keys(responses)]).toEqual([at, expect.arrayContaining([String(answer.status)])])
    }
  }
  expect(world.errors).toEqual([])
})

it('[API-7] every reference in the document leads somewhere, and nothing in it is without words', async () => {
  const document = await readDocument()
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(text).toContain(`"${name}":{`)
  }
  expect(text).not.toContain('$defs')
  for (const { summary } of operations) expect(summary).toMatch(/^[A-Z].*[^.]$/)
})

it('[API-7] the page says all of it, needs no script, and writes nothing that is not its own', async () => {
  const answer = await world.request('GET', '/api/docs')
  const page = await answer.text()
  expect(answer.headers.get('content-type')).toMatch('text/html')
  for (const loads of ['<script', ' src=', '@import', 'url('])
    expect([loads, page.split('<body>')[0]?.includes(loads)]).toEqual([loads, false])
  expect(page).not.toMatch(/<(script|img|iframe|object)|<[^>]+ on\w+=|href="(?![/#])/)
  for (const { method, path } of operations) {
    const shown = path.replaceAll(/:(\w+)/g, '{$1}')
    expect(page.includes(`<b>${method.toUpperCase()}</b> ${shown}`)).toBe(true)
  }
})
