/**
 * Sign-in, sign-out and passwords, by better-auth. Only what is named here is reachable: its own router is not
 * mounted, since its organization endpoints would go round our rules. Accounts are made by `AccessStore`.
 */
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import { organization } from 'better-auth/plugins/organization'
import type { PrincipalId } from '../../shared/ids.ts'

export interface Accounts {
  /**
   * Reads the session cookie. A session in use is prolonged once a day, and `setCookie` its cookie: only for whoever
   * hands that on, since a session that outlives its cookie helps nobody.
   */
  readonly session: (headers: Headers, use?: 'prolong' | 'as-it-is') => Promise<AccountSession | undefined>
  /** Until when a session holds, milliseconds since 1970; `undefined` where it has ended. */
  readonly sessionExpiry: (sessionId: string) => Promise<number | undefined>
  /** Returns the cookies to set; `undefined` where e-mail and password do not belong together. */
  readonly signIn: (
    account: { readonly email: string; readonly password: string },
    headers: Headers,
  ) => Promise<readonly string[] | undefined>
  /** Ends the session of the cookie, if there is one, and returns the cookies that remove it. */
  readonly signOut: (headers: Headers) => Promise<readonly string[]>
  /** False where the current password is wrong. Other sessions go on: ending them is the caller's. */
  readonly changePassword: (
    change: { readonly currentPassword: string; readonly newPassword: string },
    headers: Headers,
  ) => Promise<boolean>
  readonly hashPassword: (password: string) => Promise<string>
  readonly verifyPassword: (password: string, hash: string) => Promise<boolean>
}

export interface AccountSession {
  readonly sessionId: string
  readonly userId: PrincipalId
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly setCookie: readonly string[]
}

export const PASSWORD_LENGTH = { least: 8, most: 128 } as const

/** Makes better-auth's tables where they are missing. */
export const createAccounts = async (deps: {
  readonly database: NonNullable<BetterAuthOptions['database']>
  readonly secret: string
  readonly publicUrl: string | undefined
  readonly log: (level: 'warn' | 'error', message: string) => void
}): Promise<Accounts> => {
  const { database, secret, publicUrl, log } = deps
  const options = {
    appName: 'Banyan',
    database,
    secret,
    // Stands in links of e-mails only, which are not sent yet; cookies do not depend on it.
    baseURL: publicUrl ?? 'http://localhost',
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
    },
    session: {
      expiresIn: 30 * 24 * 60 * 60,
      updateAge: 24 * 60 * 60,
      // With it a cookie works for minutes after sign-out.
      cookieCache: { enabled: false },
    },
    advanced: {
      cookiePrefix: 'banyan',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
    plugins: [organization({ teams: { enabled: true }, membershipLimit: 100_000 })],
    // Refused passwords are warnings there, with the address of the user: not for our log.
    logger: { level: 'error', log: (level, message) => log(level === 'error' ? 'error' : 'warn', message) },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions
  await (await getMigrations(options)).runMigrations()
  const auth = betterAuth(options)

  return {
    session: async (headers, use = 'prolong') => {
      if (!headers.has('cookie')) return undefined
      const { response, headers: answered } = await auth.api.getSession({
        headers,
        query: { disableRefresh: use === 'as-it-is' },
        returnHeaders: true,
      })
      if (response === null) return undefined
      return {
        sessionId: response.session.id,
        userId: response.user.id as PrincipalId,
        expiresAt: response.session.expiresAt.getTime(),
        setCookie: answered.getSetCookie(),
      }
    },

    sessionExpiry: async (sessionId) => {
      const { adapter } = await auth.$context
      const session = await adapter.findOne<{ expiresAt: Date | string }>({
        model: 'session',
        where: [{ field: 'id', value: sessionId }],
      })
      return session === null ? undefined : new Date(session.expiresAt).getTime()
    },

    signIn: async ({ email, password }, headers) => {
      const answer = await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true })
      // 400: what cannot be an e-mail address belongs to nobody.
      if (answer.status === 401 || answer.status === 400) return undefined
      if (!answer.ok) throw new Error(`Signing in failed with status ${answer.status}.`)
      return answer.headers.getSetCookie()
    },

    signOut: async (headers) => {
      const answer = await auth.api.signOut({ headers, asResponse: true })
      return answer.headers.getSetCookie()
    },

    changePassword: async ({ currentPassword, newPassword }, headers) => {
      const answer = await auth.api.changePassword({
        body: { currentPassword, newPassword, revokeOtherSessions: false },
        headers,
        asResponse: true,
      })
      if (answer.ok) return true
      if (answer.status === 400) return false
      throw new Error(`Changing a password failed with status ${answer.status}.`)
    },

    hashPassword,
    verifyPassword: (password, hash) => verifyPassword({ password, hash }),
  }
}
