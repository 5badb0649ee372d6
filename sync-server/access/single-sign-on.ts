/**
 * Signing in by a service that speaks OpenID Connect: by better-auth's generic OAuth, with discovery, PKCE, state and
 * nonce. Who may come in is not decided here: `admit` is asked before a session is made, and makes the account.
 */
import { betterAuth } from 'better-auth'
import { getOAuthState } from 'better-auth/api'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { SingleSignOnProblem } from '../../shared/api-account.ts'
import { type AuthDeps, authOptions, cookieOf } from './auth.ts'
import { hashSecret } from './secrets.ts'

export interface SingleSignOnConfig {
  /** As people know it: 'Acme'. */
  readonly name: string
  /** `/.well-known/openid-configuration` is looked for below it. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Everybody with a confirmed address of one of these may join, in lower case. */
  readonly allowedDomains: readonly string[]
}

export interface SingleSignOn {
  readonly name: string
  /** Where to send somebody; `unreachable` where the service does not answer. */
  readonly begin: (
    invitation: string | undefined,
    headers: Headers,
  ) => Promise<
    | { readonly kind: 'begun'; readonly url: string; readonly cookies: readonly string[] }
    | { readonly kind: 'unreachable' }
  >
  /** What the service sent them back with. */
  readonly finish: (query: Record<string, string>, headers: Headers) => Promise<Finished>
}

export type Finished =
  | { readonly kind: 'signed-in'; readonly cookies: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: SingleSignOnProblem; readonly cookies: readonly string[] }

/** A service that does not answer by then is not there: somebody waits at the sign-in page. */
const DISCOVERY_MILLISECONDS = 10_000

/** Stands in the address that the service sends people back to, and beside linked accounts. */
export const PROVIDER = 'oidc'

type Admit = (
  profile: {
    readonly provider: string
    readonly subject: string
    readonly provenEmail: string | undefined
    readonly name: string | undefined
  },
  invitationHash: string | undefined,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: SingleSignOnProblem }>

class NotAdmitted extends Error {
  readonly problem: SingleSignOnProblem
  constructor(problem: SingleSignOnProblem) {
    super(problem)
    this.problem = problem
  }
}

export const createSingleSignOn = (
  authDeps: AuthDeps,
  config: SingleSignOnConfig,
  admit: Admit,
): SingleSignOn => {
  const make = async () => {
    const options = authOptions(authDeps)
    const auth = betterAuth({
      ...options,
      plugins: [
        ...options.plugins,
        genericOAuth({
          config: [
            {
              providerId: PROVIDER,
              discoveryUrl: `${config.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
              clientId: config.clientId,
              clientSecret: config.clientSecret,
              scopes: ['openid', 'email', 'profile'],
              pkce: true,
              requireIdTokenVerification: true,
              // Accounts are made by `admit`, with their membership.
              disableSignUp: true,
              mapProfileToUser: async (profile) => {
                const state = await getOAuthState<{ invitationHash?: string }>()
                const { sub, email, email_verified: verified, name } = profile
                const isProven = typeof email === 'string' && (verified === true || verified === 'true')
                const outcome = await admit(
                  {
                    provider: PROVIDER,
                    subject: String(sub ?? ''),
                    provenEmail: isProven ? email.toLowerCase() : undefined,
                    name: typeof name === 'string' ? name : undefined,
                  },
                  state?.invitationHash,
                )
                if (!outcome.ok) throw new NotAdmitted(outcome.problem)
                return { ...(typeof email === 'string' ? { email } : {}), emailVerified: isProven }
              },
            },
          ],
        }),
      ],
    })
    const { socialProviders } = await auth.$context
    const found = socialProviders.find(({ id }) => id === PROVIDER)
    if (found === undefined) return undefined
    if (found.issuer !== undefined && found.issuer !== config.issuer) {
      authDeps.log('error', `OIDC_ISSUER is not what the service calls itself, ${found.issuer}.`)
      return undefined
    }
    return auth
  }

  // Asked when it is first needed, and again after a failure: the server starts without the service.
  let making: ReturnType<typeof make> | undefined
  const service = async () => {
    making ??= inTime(make())
    try {
      const auth = await making
      if (auth === undefined) making = undefined
      return auth
    } catch (error) {
      making = undefined
      throw error
    }
  }

  return {
    name: config.name,

    begin: async (invitation, headers) => {
      const auth = await service()
      if (auth === undefined) return { kind: 'unreachable' }
      const { response, headers: answered } = await auth.api.signInSocial({
        body: {
          provider: PROVIDER,
          callbackURL: '/',
          errorCallbackURL: '/sign-in',
          disableRedirect: true,
          // Stored until the way back: not the secret itself.
          additionalData: invitation === undefined ? {} : { invitationHash: hashSecret(invitation) },
        },
        headers,
        returnHeaders: true,
      })
      if (response.url === undefined) throw new Error('Single sign-on gave no address to go to.')
      return { kind: 'begun', url: response.url, cookies: answered.getSetCookie() }
    },

    finish: async (query, headers) => {
      const auth = await service()
      if (auth === undefined) return { kind: 'refused', problem: 'failed', cookies: [] }
      try {
        const answer = await auth.api.callbackOAuth({
          method: 'GET',
          params: { id: PROVIDER },
          query,
          headers,
          asResponse: true,
        })
        const cookies = answer.headers.getSetCookie()
        const session = await auth.api.getSession({ headers: new Headers({ cookie: cookieOf(cookies) }) })
        return session === null
          ? { kind: 'refused', problem: 'failed', cookies }
          : { kind: 'signed-in', cookies }
      } catch (error) {
        if (error instanceof NotAdmitted) return { kind: 'refused', problem: error.problem, cookies: [] }
        throw error
      }
    },
  }
}

const inTime = <Value>(work: Promise<Value>): Promise<Value | undefined> =>
  Promise.race([
    work,
    new Promise<undefined>((done) => setTimeout(done, DISCOVERY_MILLISECONDS, undefined).unref()),
  ])
