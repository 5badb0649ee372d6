/** A real OpenID Connect service on a port of its own, that lets in whoever is said to stand before it. */
import { Events, OAuth2Server } from 'oauth2-mock-server'

export interface Claims {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

export interface SignInService {
  readonly issuer: string
  /** Who signs in there from now on. */
  readonly standing: (who: Claims) => void
  /** The next token is for another occasion: its nonce is not the one that was asked for. */
  readonly forgeNonce: () => void
  /** What it was asked for, the latest last: the query of its sign-in page. */
  readonly asked: URLSearchParams[]
  readonly close: () => Promise<void>
}

/** `port`: any free one by default. */
export const startSignInService = async (port = 0): Promise<SignInService> => {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(port, '127.0.0.1')
  const issuer = `http://127.0.0.1:${server.address().port}`
  server.issuer.url = issuer
  const asked: URLSearchParams[] = []
  let who: Claims = { sub: 'nobody' }
  server.service.on(Events.BeforeTokenSigning, (token) => {
    Object.assign(token.payload, who)
  })
  server.service.on(Events.BeforeAuthorizeRedirect, (_, request) => {
    asked.push(new URL(request.url ?? '/', issuer).searchParams)
  })
  return {
    issuer,
    asked,
    standing: (next) => {
      who = next
    },
    forgeNonce: () => {
      const forge = (token: { payload: Record<string, unknown> }): void => {
        if ('nonce' in token.payload) token.payload.nonce = 'of-another-day'
      }
      server.service.on(Events.BeforeTokenSigning, forge)
      server.service.once(Events.BeforeResponse, () => {
        server.service.off(Events.BeforeTokenSigning, forge)
      })
    },
    close: () => server.stop(),
  }
}
