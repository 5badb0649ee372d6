/**
 * Sign-in, sign-out, sessions and passwords, by better-auth, as `auth.ts` sets it up. Only what is named here and in
 * the files that it gathers is reachable. Accounts are made by `AccessStore`.
 */
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { PrincipalId } from '../../shared/ids.ts'
import { type ApiTokens, createApiTokens } from './api-tokens.ts'
import { type Auth, type AuthDeps, cookieOf, createAuth } from './auth.ts'
import {
  createSecondFactor,
  createTriedCodes,
  type Renewed,
  type SecondFactor,
  verifyCode,
} from './second-factor.ts'

export { PASSWORD_LENGTH } from './auth.ts'

export interface Accounts {
  /**
   * Reads the session cookie. A session in use is prolonged once a day, and `setCookie` its cookie: only for whoever
   * hands that on, since a session that outlives its cookie helps nobody.
   */
  readonly session: (headers: Headers, use?: 'prolong' | 'as-it-is') => Promise<AccountSession | undefined>
  /** Until when a session, or a token, holds, milliseconds since 1970; `undefined` where it has ended. */
  readonly sessionExpiry: (sessionId: string) => Promise<number | undefined>
  readonly signIn: (
    account: { readonly email: string; readonly password: string; readonly code?: string | undefined },
    headers: Headers,
  ) => Promise<SignedIn>
  /** Ends the session of the cookie, if there is one, and returns the cookies that remove it. */
  readonly signOut: (headers: Headers) => Promise<readonly string[]>
  /** Sessions that are not over, the latest first. */
  readonly sessions: (userId: PrincipalId) => Promise<readonly OpenSession[]>
  /** False where this person has no such session. */
  readonly endSession: (userId: PrincipalId, sessionId: string) => Promise<boolean>
  /**
   * `undefined` where the current password is wrong. All sessions end, and links for resetting with them; the caller
   * goes on with a new session.
   */
  readonly changePassword: (
    change: { readonly currentPassword: string; readonly newPassword: string },
    headers: Headers,
  ) => Promise<(Renewed & { readonly ended: readonly string[] }) | undefined>
  /** The secret of a link that sets a new password, once, until `lifetime` milliseconds from now. */
  readonly newResetSecret: (userId: PrincipalId, lifetime: number) => Promise<string>
  /** Ends every session of the account. `undefined` where the secret is wrong, used or over. */
  readonly resetPassword: (secret: string, newPassword: string) => Promise<PrincipalId | undefined>
  readonly secondFactor: SecondFactor
  readonly tokens: ApiTokens
  readonly hashPassword: (password: string) => Promise<string>
  readonly verifyPassword: (password: string, hash: string) => Promise<boolean>
}

export type SignedIn =
  | { readonly kind: 'signed-in'; readonly cookies: readonly string[] }
  /** E-mail and password do not belong together. */
  | { readonly kind: 'wrong-password' }
  /** They do, and the account has a second factor. */
  | { readonly kind: 'code-needed' | 'wrong-code' | 'locked' }

export interface AccountSession {
  readonly sessionId: string
  readonly userId: PrincipalId
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly setCookie: readonly string[]
}

export interface OpenSession {
  readonly id: string
  readonly createdAt: number
  /** When it was begun or last prolonged. */
  readonly lastUsedAt: number
  readonly userAgent: string
  readonly address: string
}

/** What sockets that came with a token hang on. */
const TOKEN_SESSION = 'token:'
export const tokenSessionId = (tokenId: string): string => TOKEN_SESSION + tokenId

export const createAccounts = async (deps: AuthDeps): Promise<Accounts> => {
  const auth = await createAuth(deps)
  const session = createSessionReader(auth)
  const tokens = createApiTokens(auth)
  const wasTried = createTriedCodes(Date.now)
  const sessionIdOf = async (headers: Headers): Promise<string | undefined> =>
    (await session(headers, 'as-it-is'))?.sessionId

  const sessions: Accounts['sessions'] = async (userId) => {
    const { internalAdapter } = await auth.$context
    const found = await internalAdapter.listSessions(userId, { onlyActiveSessions: true })
    return found
      .map(({ id, createdAt, updatedAt, userAgent, ipAddress }) => ({
        id,
        createdAt: new Date(createdAt).getTime(),
        lastUsedAt: new Date(updatedAt).getTime(),
        userAgent: userAgent ?? '',
        address: ipAddress ?? '',
      }))
      .sort((a, b) => b.createdAt - a.createdAt)
  }

  /** Links for resetting among them: whoever set a password does not want an older link to set another. */
  const forgetVerifications = async (userId: PrincipalId): Promise<void> => {
    const { adapter } = await auth.$context
    await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: userId }] })
  }

  return {
    session,
    sessions,
    secondFactor: createSecondFactor(auth, sessionIdOf),
    tokens,

    sessionExpiry: async (sessionId) => {
      if (sessionId.startsWith(TOKEN_SESSION)) return tokens.expiry(sessionId.slice(TOKEN_SESSION.length))
      const { adapter } = await auth.$context
      const found = await adapter.findOne<{ expiresAt: Date | string }>({
        model: 'session',
        where: [{ field: 'id', value: sessionId }],
      })
      return found === null ? undefined : new Date(found.expiresAt).getTime()
    },

    signIn: async ({ email, password, code }, headers) => {
      const answer = await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true })
      // 400: what cannot be an e-mail address belongs to nobody.
      if (answer.status === 401 || answer.status === 400) return { kind: 'wrong-password' }
      if (!answer.ok) throw new Error(`Signing in failed with status ${answer.status}.`)
      const cookies = answer.headers.getSetCookie()
      const { twoFactorRedirect } = (await answer.json()) as { twoFactorRedirect?: boolean }
      if (twoFactorRedirect !== true) return { kind: 'signed-in', cookies }
      if (code === undefined) return { kind: 'code-needed' }
      if (wasTried(email, code)) return { kind: 'wrong-code' }
      // With a session's cookie beside it, the code would be checked for that session's account.
      const challenge = new Headers(headers)
      challenge.set('cookie', cookieOf(cookies))
      const checked = await verifyCode(auth, code, challenge)
      if (checked.ok) return { kind: 'signed-in', cookies: checked.headers.getSetCookie() }
      return { kind: checked.status === 429 ? 'locked' : 'wrong-code' }
    },

    signOut: async (headers) => {
      const answer = await auth.api.signOut({ headers, asResponse: true })
      return answer.headers.getSetCookie()
    },

    endSession: async (userId, sessionId) => {
      const { adapter } = await auth.$context
      const ended = await adapter.deleteMany({
        model: 'session',
        where: [
          { field: 'id', value: sessionId },
          { field: 'userId', value: userId },
        ],
      })
      return ended > 0
    },

    changePassword: async ({ currentPassword, newPassword }, headers) => {
      const own = await session(headers, 'as-it-is')
      if (own === undefined) return undefined
      const before = await sessions(own.userId)
      const answer = await auth.api.changePassword({
        body: { currentPassword, newPassword, revokeOtherSessions: true },
        headers,
        asResponse: true,
      })
      if (answer.status === 400) return undefined
      if (!answer.ok) throw new Error(`Changing a password failed with status ${answer.status}.`)
      await forgetVerifications(own.userId)
      const cookies = answer.headers.getSetCookie()
      const sessionId = await sessionIdOf(new Headers({ cookie: cookieOf(cookies) }))
      if (sessionId === undefined) throw new Error('Changing a password gave no new session.')
      return { cookies, sessionId, ended: before.map(({ id }) => id).filter((id) => id !== sessionId) }
    },

    newResetSecret: async (userId, lifetime) => {
      const { internalAdapter } = await auth.$context
      const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
      await internalAdapter.createVerificationValue({
        value: userId,
        identifier: `reset-password:${secret}`,
        expiresAt: new Date(Date.now() + lifetime),
      })
      return secret
    },

    resetPassword: async (secret, newPassword) => {
      const { internalAdapter } = await auth.$context
      const found = await internalAdapter.findVerificationValue(`reset-password:${secret}`)
      if (found === null) return undefined
      const answer = await auth.api.resetPassword({ body: { token: secret, newPassword }, asResponse: true })
      if (answer.status === 400) return undefined
      if (!answer.ok) throw new Error(`Resetting a password failed with status ${answer.status}.`)
      const userId = found.value as PrincipalId
      await forgetVerifications(userId)
      return userId
    },

    hashPassword,
    verifyPassword: (password, hash) => verifyPassword({ password, hash }),
  }
}

const createSessionReader =
  (auth: Auth): Accounts['session'] =>
  async (headers, use = 'prolong') => {
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
  }
