/** Tells what was answered, by the route's pattern: an address has ids in it, a pattern has none. */
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'

export type Answered = (method: string, route: string, status: number) => void

export const countAnswers =
  (answered: Answered): MiddlewareHandler =>
  async (c, next) => {
    await next()
    // The last handler that was asked. Where nothing is, that is one for everything that passed it on.
    answered(c.req.method, routePath(c), c.res.status)
  }
