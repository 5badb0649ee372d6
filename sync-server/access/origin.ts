/**
 * Whether a request comes from our own page. Asked of everything that changes something and comes without a bearer
 * token, and of every WebSocket from a browser: cookies go along from any page, the `Origin` header says which.
 */
import type { IsOwnHost } from './hosts.ts'

export type IsOwnOrigin = (origin: string | undefined, host: string | undefined) => boolean

export const createOriginCheck = (publicUrl: string | undefined, isOwnHost: IsOwnHost): IsOwnOrigin => {
  const ours = publicUrl === undefined ? undefined : new URL(publicUrl)
  return (origin, host) => {
    const page = origin === undefined ? null : URL.parse(origin)
    // A name that is not ours makes no page ours, also where page and request agree on it.
    if (page === null || !isOwnHost(host)) return false
    if (ours?.host === page.host && ours.protocol === 'https:') return page.protocol === 'https:'
    // Else the scheme is not compared: behind a proxy that ends TLS, this server does not know its own.
    return page.origin === ours?.origin || page.host === host
  }
}
