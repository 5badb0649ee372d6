/**
 * Whether a request comes from our own page. Asked of everything that changes something and comes without a bearer
 * token, and of every WebSocket from a browser: cookies go along from any page, the `Origin` header says which.
 */
export type IsOwnOrigin = (origin: string | undefined, host: string | undefined) => boolean

export const createOriginCheck = (publicUrl: string | undefined): IsOwnOrigin => {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin
  return (origin, host) => {
    if (origin === undefined || !URL.canParse(origin)) return false
    // The scheme is not compared: behind a proxy that ends TLS, this server does not know its own.
    return origin === publicOrigin || new URL(origin).host === host
  }
}
