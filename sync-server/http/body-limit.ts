/** Refuses bodies that are too large before they are read, and ends the connection that they still arrive on. */
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HttpRefusal } from './answers.ts'

export const createBodyLimit = (maxBytes: number): MiddlewareHandler => {
  const refuse = (): never => {
    throw new HttpRefusal(413, 'too-large', `A request can have at most ${maxBytes / 1024} kB.`, {
      // What is left of the body is still coming: nobody may send the next request behind it.
      headers: { connection: 'close' },
    })
  }
  // Counts what comes without saying how much it is.
  const counted = bodyLimit({ maxSize: maxBytes, onError: refuse })
  return async (c, next) => {
    // Asked first: touching the body makes @hono/node-server cut the connection half a second later, whatever is
    // under way on it by then.
    if (Number(c.req.header('content-length')) > maxBytes) refuse()
    return counted(c, next)
  }
}
