/**
 * better-auth as it is set up here. Its own router is never mounted, since its organization endpoints would go round
 * our rules: what stands beside this file asks its server API, and only that is reachable.
 */
import { apiKey } from '@better-auth/api-key'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { organization } from 'better-auth/plugins/organization'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { API_TOKEN_PREFIX } from './secrets.ts'

export interface AuthDeps {
  readonly database: NonNullable<BetterAuthOptions['database']>
  readonly secret: string
  readonly publicUrl: string | undefined
  readonly log: (level: 'warn' | 'error', message: string) => void
}

export const PASSWORD_LENGTH = { least: 8, most: 128 } as const

/** Where better-auth reads the caller's address. Set by us for each request: it is told nothing by the caller. */
export const ADDRESS_HEADER = 'x-banyan-address'

const DAY = 24 * 60 * 60

export const authOptions = ({ database, secret, publicUrl, log }: AuthDeps) =>
  ({
    appName: 'Banyan',
    database,
    secret,
    // Where single sign-on comes back to; cookies do not depend on it.
    baseURL: publicUrl ?? 'http://localhost',
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
      revokeSessionsOnPasswordReset: true,
    },
    session: {
      expiresIn: 30 * DAY,
      updateAge: DAY,
      // With it a cookie works for minutes after sign-out.
      cookieCache: { enabled: false },
    },
    // Nobody needs a sign-in service's tokens afterwards; what is kept of them is kept closed.
    account: { encryptOAuthTokens: true },
    // Secrets of links are stored as hashes only.
    verification: { storeIdentifier: 'hashed' },
    advanced: {
      cookiePrefix: 'banyan',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    plugins: [
      organization({ teams: { enabled: true }, membershipLimit: 100_000 }),
      twoFactor({ issuer: 'Banyan' }),
      apiKey({
        defaultPrefix: API_TOKEN_PREFIX,
        requireName: true,
        maximumNameLength: 100,
        // The prefix, and enough of what follows to tell one's tokens apart.
        startingCharactersConfig: { charactersLength: API_TOKEN_PREFIX.length + 5 },
        // How often a program may ask is the API's to say, for each person.
        rateLimit: { enabled: false },
        keyExpiration: { maxExpiresIn: 366 },
      }),
    ],
    logger: {
      level: 'error',
      log: (level, message) => {
        // Anybody can send a token that is none.
        if (!message.startsWith('Failed to validate API key'))
          log(level === 'error' ? 'error' : 'warn', message)
      },
    },
    telemetry: { enabled: false },
  }) satisfies BetterAuthOptions

/** Makes better-auth's tables where they are missing. */
export const createAuth = async (deps: AuthDeps) => {
  const options = authOptions(deps)
  await (await getMigrations(options)).runMigrations()
  return betterAuth(options)
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

/** `name=value` pairs of an answer's cookies, as a browser would send them back. */
export const cookieOf = (lines: readonly string[]): string =>
  lines
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')
