/** Where a request comes from, for rate limits alone: never a proof of anything. */
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

export type RemoteAddress = (c: Context) => string

/**
 * Behind a proxy, which `PUBLIC_URL` says there is, the last address in `X-Forwarded-For` is what the proxy itself
 * has seen; everything before it is the client's word.
 */
export const remoteAddressOf =
  (behindProxy: boolean): RemoteAddress =>
  (c) => {
    const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
    // Without a socket, as in tests that call the app directly, there is no address.
    const hasSocket = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env
    return forwarded || (hasSocket ? getConnInfo(c).remote.address : undefined) || 'unknown'
  }
