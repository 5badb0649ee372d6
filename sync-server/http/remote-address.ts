/** Where a request comes from, for rate limits alone: never a proof of anything. */
import type { IncomingMessage } from 'node:http'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { networkOf } from './network.ts'

export type RemoteAddress = (c: Context) => string

/**
 * Behind a proxy, which `PUBLIC_URL` says there is, the last address in `X-Forwarded-For` is what the proxy itself
 * has seen; everything before it is the client's word.
 */
export const remoteAddressOf =
  (behindProxy: boolean): RemoteAddress =>
  (c) => {
    // Without a socket, as in tests that call the app directly, there is no address.
    const hasSocket = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env
    const address = hasSocket ? getConnInfo(c).remote.address : undefined
    return addressFrom(behindProxy ? c.req.header('x-forwarded-for') : undefined, address)
  }

/** The same for a request that asks for a WebSocket. */
export const upgradeAddressOf =
  (behindProxy: boolean) =>
  ({ headers, socket }: IncomingMessage): string => {
    const forwarded = headers['x-forwarded-for']
    const last = Array.isArray(forwarded) ? forwarded.at(-1) : forwarded
    return addressFrom(behindProxy ? last : undefined, socket.remoteAddress)
  }

const addressFrom = (forwarded: string | undefined, address: string | undefined): string =>
  networkOf(forwarded?.split(',').at(-1)?.trim() || address || 'unknown')
