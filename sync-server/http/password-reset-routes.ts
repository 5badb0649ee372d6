/**
 * A new password for somebody who has forgotten theirs: by a link that is sent to them, or one that an admin hands
 * over. What is answered, and when, never tells whether an e-mail address belongs to an account.
 */
import { Hono } from 'hono'
import { type ResetLink, requestResetSchema, resetPasswordSchema } from '../../shared/api-account.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { AccountStore } from '../access/account-store.ts'
import type { Accounts } from '../access/accounts.ts'
import type { Mail } from '../mail/mail.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { HttpRefusal, readBody } from './answers.ts'
import type { Guards } from './caller.ts'
import { memberFor } from './member-for.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RemoteAddress } from './remote-address.ts'

export interface ResetMail {
  readonly mail: Pick<Mail, 'send'>
  /** Where the link leads. Never taken from a request, whose sender could name any host. */
  readonly publicUrl: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BY_MAIL = HOUR
const BY_ADMIN = 24 * HOUR

export const createPasswordResetRoutes = (deps: {
  readonly accounts: Pick<Accounts, 'newResetSecret' | 'resetPassword'>
  readonly store: Pick<AccessStore, 'member'>
  readonly accountStore: Pick<AccountStore, 'accountByEmail' | 'note'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  /** Absent where no mail goes out: admins make links then. */
  readonly resetMail?: ResetMail | undefined
  readonly remoteAddress: RemoteAddress
  readonly guards: Guards
  readonly now: () => number
  readonly onError: (error: unknown, request: { readonly method: string; readonly path: string }) => void
}): Hono => {
  const { accounts, store, accountStore, rooms, resetMail, guards, now } = deps
  const routes = new Hono()
  const requestsByAddress = createRateLimit({ limit: 20, window: 10 * MINUTE, now })
  const requestsByAccount = createRateLimit({ limit: 3, window: HOUR, now })
  const uses = createRateLimit({ limit: 20, window: 10 * MINUTE, now })

  const sendLink = async ({ mail, publicUrl }: ResetMail, email: string): Promise<void> => {
    const account = await accountStore.accountByEmail(email)
    const member = account && (await store.member(account.id))
    if (member === undefined) return
    const secret = await accounts.newResetSecret(member.id, BY_MAIL)
    await mail.send({
      to: member.email,
      subject: 'A new password for Banyan',
      text: [
        `Hello ${member.name},`,
        `somebody asked for a new password for your account at ${member.organization.name}. If that was you, open this link within an hour:`,
        `${publicUrl.replace(/\/$/, '')}/reset#${secret}`,
        'If it was not you, there is nothing to do: your password stays as it is.',
        '',
      ].join('\n\n'),
    })
  }

  routes.post('/password-reset', async (c) => {
    requestsByAddress.take(deps.remoteAddress(c))
    const email = (await readBody(c, requestResetSchema)).email.trim().toLowerCase()
    if (resetMail === undefined) {
      throw new HttpRefusal(409, 'no-mail', 'This server sends no e-mail. Please ask an admin for a link.')
    }
    requestsByAccount.take(email)
    // Not waited for: how long it takes would tell whether there is such an account.
    sendLink(resetMail, email).catch((error: unknown) =>
      deps.onError(error, { method: 'POST', path: '/api/password-reset' }),
    )
    return c.body(null, 202)
  })

  routes.post('/password-reset/use', async (c) => {
    uses.take(deps.remoteAddress(c))
    const { secret, newPassword } = await readBody(c, resetPasswordSchema)
    const userId = await accounts.resetPassword(secret, newPassword)
    if (userId === undefined) {
      throw new HttpRefusal(
        404,
        'not-found',
        'This link was used already, or its time is over. Please ask for a new one.',
      )
    }
    rooms.signedOut({ principalId: userId })
    const member = await store.member(userId)
    if (member !== undefined) {
      await accountStore.note({
        action: 'password-reset',
        organizationId: member.organization.id,
        actor: userId,
        subject: userId,
        at: now(),
      })
    }
    return c.json({})
  })

  routes.post('/members/:id/reset-link', async (c) => {
    const admin = await guards.admin(c)
    const member = await memberFor(store, admin, c)
    const secret = await accounts.newResetSecret(member.id, BY_ADMIN)
    await accountStore.note({
      action: 'reset-link-created',
      organizationId: admin.organizationId,
      actor: admin.id,
      subject: member.id,
      at: now(),
    })
    // They should know that somebody else could have opened their account.
    if (member.id !== admin.id) {
      await resetMail?.mail.send({
        to: member.email,
        subject: 'A link for a new password was made for you',
        text: [
          `Hello ${member.name},`,
          `${admin.name}, an admin of ${member.organization.name}, made a link that sets a new password for your account in Banyan. If you did not ask for it, please ask them why.`,
          '',
        ].join('\n\n'),
      })
    }
    return c.json({ secret, expiresAt: now() + BY_ADMIN } satisfies ResetLink, 201)
  })

  return routes
}
