/** To the sign-in service and back. What comes back is a page that somebody opens: it is answered with another page. */
import { Hono } from 'hono'
import { beginSingleSignOnSchema } from '../../shared/api-account.ts'
import type { SingleSignOn } from '../access/single-sign-on.ts'
import { HttpRefusal, readBody } from './answers.ts'
import { setCookies, withAddress } from './new-cookie.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RemoteAddress } from './remote-address.ts'

const MINUTE = 60_000

export const createSingleSignOnRoutes = (deps: {
  readonly singleSignOn: SingleSignOn
  readonly remoteAddress: RemoteAddress
  readonly now: () => number
  readonly onError: (error: unknown, request: { readonly method: string; readonly path: string }) => void
}): Hono => {
  const { singleSignOn, remoteAddress, now } = deps
  const routes = new Hono()
  const addressed = withAddress(remoteAddress)
  // A whole office may stand behind one address.
  const attempts = createRateLimit({ limit: 200, window: 5 * MINUTE, now })

  routes.post('/auth/sign-in/oidc', async (c) => {
    attempts.take(remoteAddress(c))
    const { invitation } = await readBody(c, beginSingleSignOnSchema)
    const begun = await singleSignOn.begin(invitation, addressed(c))
    if (begun.kind === 'unreachable') {
      throw new HttpRefusal(
        502,
        'sign-in-service',
        `${singleSignOn.name} cannot be reached at the moment. Please try again later.`,
      )
    }
    setCookies(c, begun.cookies)
    return c.json({ url: begun.url })
  })

  routes.get('/auth/callback/oidc', async (c) => {
    attempts.take(remoteAddress(c))
    try {
      const finished = await singleSignOn.finish(c.req.query(), addressed(c))
      setCookies(c, finished.cookies)
      return c.redirect(finished.kind === 'signed-in' ? '/' : `/sign-in?problem=${finished.problem}`)
    } catch (error) {
      // A person is looking at this: they get a page, and the log what went wrong.
      deps.onError(error, { method: 'GET', path: c.req.path })
      return c.redirect('/sign-in?problem=failed')
    }
  })

  return routes
}
