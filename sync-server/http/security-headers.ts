/**
 * What every answer says to browsers. The page may load nothing from elsewhere: a picture in a model's answer would
 * tell its host what stands in the conversation.
 */
import type { MiddlewareHandler } from 'hono'

/** Names and ports only: the header comes from outside, and ends up in a policy. */
const HOST = /^[A-Za-z0-9.:[\]-]+$/

/** `scripts`: sources besides its own that the page may run, by their hashes; see `frame-scripts.ts`. */
export const securityHeaders = (
  publicUrl: string | undefined,
  scripts: readonly string[] = [],
): MiddlewareHandler => {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host
  return async (c, next) => {
    await next()
    const host = publicHost ?? c.req.header('host') ?? ''
    const sockets = HOST.test(host) ? ` ${isSecure ? 'wss' : 'ws'}://${host}` : ''
    // Files that people have brought are given out under a stricter one.
    if (!c.res.headers.has('content-security-policy')) {
      c.res.headers.set('content-security-policy', contentSecurityPolicy(sockets, scripts))
    }
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
    if (isSecure) c.res.headers.set('strict-transport-security', 'max-age=31536000')
  }
}

const contentSecurityPolicy = (sockets: string, scripts: readonly string[]): string =>
  [
    "default-src 'self'",
    // A frame that the page writes inherits this policy, and adds its own: what runs in there stands here by its hash.
    ["script-src 'self'", ...scripts].join(' '),
    // Radix (react-style-singleton, for the scroll lock under dialogs) and ProseMirror make <style> elements while
    // running. What styles could send out is closed by img-src and font-src.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    // Named besides 'self': Safari before 15.4 does not count web sockets in.
    `connect-src 'self'${sockets}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    // None that is loaded: the one frame there is, for diagrams, is written by the page itself (client/diagrams).
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
