/** The second factor of an account: codes by time (TOTP), and backup codes. Stored encrypted by better-auth. */
import type { PrincipalId } from '../../shared/ids.ts'
import { type Auth, cookieOf } from './auth.ts'

export interface SecondFactor {
  readonly isOn: (userId: PrincipalId) => Promise<boolean>
  /** A new secret, which does nothing until it is confirmed; `wrong-password` too where the account has none. */
  readonly begin: (
    password: string,
    headers: Headers,
  ) => Promise<
    | { readonly kind: 'begun'; readonly uri: string; readonly backupCodes: readonly string[] }
    | { readonly kind: 'wrong-password' | 'on-already' }
  >
  /** Switches it on with the first code. The session goes on under a new cookie; the old one ends. */
  readonly confirm: (
    code: string,
    headers: Headers,
  ) => Promise<{ readonly kind: 'on'; readonly renewed: Renewed } | { readonly kind: 'wrong-code' }>
  readonly switchOff: (
    proof: { readonly password: string; readonly code: string },
    headers: Headers,
  ) => Promise<
    { readonly kind: 'off'; readonly renewed: Renewed } | { readonly kind: 'wrong-password' | 'wrong-code' }
  >
  /** Backup codes that take the place of the old ones. */
  readonly newBackupCodes: (
    proof: { readonly password: string; readonly code: string },
    headers: Headers,
  ) => Promise<
    | { readonly kind: 'made'; readonly backupCodes: readonly string[] }
    | { readonly kind: 'wrong-password' | 'wrong-code' }
  >
  /** For an admin, who was asked by somebody that has lost theirs. */
  readonly remove: (userId: PrincipalId) => Promise<void>
}

/** The session goes on under another cookie. */
export interface Renewed {
  readonly cookies: readonly string[]
  readonly sessionId: string
}

/** Apps show six digits; everything else is meant as a backup code. */
const isTimeCode = (code: string): boolean => /^\d{6}$/.test(code)

/** What was typed, without what people put between the digits. */
export const readCode = (code: string): string => {
  const bare = code.replace(/\s/g, '')
  return isTimeCode(bare.replace('-', '')) ? bare.replace('-', '') : bare
}

/** Longer than a code is taken, the windows before and after its own included. */
const CODE_LIFETIME = 120_000

/** Whether a code of the time was tried for this account already: each counts once (RFC 6238, 5.2). */
export const createTriedCodes = (now: () => number): ((account: string, typed: string) => boolean) => {
  const tried = new Map<string, number>()
  return (account, typed) => {
    const code = readCode(typed)
    // better-auth itself takes a backup code once.
    if (!isTimeCode(code)) return false
    const time = now()
    for (const [key, at] of tried) {
      if (at + CODE_LIFETIME > time) break
      tried.delete(key)
    }
    const key = `${account} ${code}`
    if (tried.has(key)) return true
    tried.set(key, time)
    return false
  }
}

/** Asks better-auth whether a code is right: for the session, or the challenge, in the headers. */
export const verifyCode = (auth: Auth, typed: string, headers: Headers): Promise<Response> => {
  const code = readCode(typed)
  return isTimeCode(code)
    ? auth.api.verifyTOTP({ body: { code }, headers, asResponse: true })
    : auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true })
}

export const createSecondFactor = (
  auth: Auth,
  sessionIdOf: (headers: Headers) => Promise<string | undefined>,
): SecondFactor => {
  const renewedBy = async (answer: Response): Promise<Renewed> => {
    const cookies = answer.headers.getSetCookie()
    const sessionId = await sessionIdOf(new Headers({ cookie: cookieOf(cookies) }))
    if (sessionId === undefined) throw new Error('The session did not go on.')
    return { cookies, sessionId }
  }
  const isRight = async (
    { password, code }: { readonly password: string; readonly code: string },
    headers: Headers,
  ): Promise<'right' | 'wrong-password' | 'wrong-code'> => {
    const asked = await auth.api.verifyPassword({ body: { password }, headers, asResponse: true })
    if (asked.status === 400) return 'wrong-password'
    if (!asked.ok) throw new Error(`Checking a password failed with status ${asked.status}.`)
    return (await verifyCode(auth, code, headers)).ok ? 'right' : 'wrong-code'
  }
  const isOn: SecondFactor['isOn'] = async (userId) => {
    const { adapter } = await auth.$context
    const user = await adapter.findOne<{ twoFactorEnabled?: boolean | null }>({
      model: 'user',
      where: [{ field: 'id', value: userId }],
    })
    return user?.twoFactorEnabled === true
  }

  return {
    isOn,

    begin: async (password, headers) => {
      const answer = await auth.api.enableTwoFactor({ body: { password }, headers, asResponse: true })
      const body = (await answer.json()) as { code?: string; totpURI: string; backupCodes: string[] }
      if (answer.ok) return { kind: 'begun', uri: body.totpURI, backupCodes: body.backupCodes }
      if (body.code === 'TOTP_ALREADY_ENABLED') return { kind: 'on-already' }
      if (answer.status === 400) return { kind: 'wrong-password' }
      throw new Error(`A second factor could not be begun: status ${answer.status}.`)
    },

    confirm: async (code, headers) => {
      const answer = await auth.api.verifyTOTP({ body: { code: readCode(code) }, headers, asResponse: true })
      if (!answer.ok) return { kind: 'wrong-code' }
      return answer.headers.getSetCookie().length === 0
        ? { kind: 'wrong-code' }
        : { kind: 'on', renewed: await renewedBy(answer) }
    },

    switchOff: async (proof, headers) => {
      const proven = await isRight(proof, headers)
      if (proven !== 'right') return { kind: proven }
      const answer = await auth.api.disableTwoFactor({
        body: { password: proof.password },
        headers,
        asResponse: true,
      })
      if (!answer.ok) throw new Error(`A second factor could not be switched off: ${answer.status}.`)
      return { kind: 'off', renewed: await renewedBy(answer) }
    },

    newBackupCodes: async (proof, headers) => {
      const proven = await isRight(proof, headers)
      if (proven !== 'right') return { kind: proven }
      const { backupCodes } = await auth.api.generateBackupCodes({
        body: { password: proof.password },
        headers,
      })
      return { kind: 'made', backupCodes }
    },

    remove: async (userId) => {
      const { adapter, internalAdapter } = await auth.$context
      await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: userId }] })
      await internalAdapter.updateUser(userId, { twoFactorEnabled: false })
    },
  }
}
