/** One's own second factor; and an admin takes it from somebody who has lost theirs. */
import { type Context, Hono } from 'hono'
import {
  type BegunSecondFactor,
  beginSecondFactorSchema,
  confirmSecondFactorSchema,
  provenSchema,
  type SecondFactorState,
} from '../../shared/api-account.ts'
import type { AccountAction } from '../access/access-events.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { AccountStore } from '../access/account-store.ts'
import type { Accounts } from '../access/accounts.ts'
import type { Renewed } from '../access/second-factor.ts'
import { HttpRefusal, readBody } from './answers.ts'
import type { Guards, PersonPrincipal } from './caller.ts'
import { memberFor } from './member-for.ts'
import { type GoOnWithNewCookie, setCookies, withAddress } from './new-cookie.ts'
import type { ResetMail } from './password-reset-routes.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RemoteAddress } from './remote-address.ts'

const MINUTE = 60_000

export const createSecondFactorRoutes = (deps: {
  readonly accounts: Pick<Accounts, 'secondFactor'>
  readonly store: Pick<AccessStore, 'member'>
  readonly accountStore: Pick<AccountStore, 'hasPassword' | 'note'>
  /** Tells members what was done to their accounts; absent where no mail goes out. */
  readonly resetMail?: ResetMail | undefined
  readonly goOnWithNewCookie: GoOnWithNewCookie
  readonly remoteAddress: RemoteAddress
  readonly guards: Guards
  readonly now: () => number
}): Hono => {
  const { accountStore, guards, now } = deps
  const { secondFactor } = deps.accounts
  const addressed = withAddress(deps.remoteAddress)
  const routes = new Hono()
  // A page left open is no place to guess passwords and codes at.
  const guesses = createRateLimit({ limit: 10, window: 10 * MINUTE, now })

  const note = (person: PersonPrincipal, action: AccountAction, subject = person.id): Promise<void> =>
    accountStore.note({
      action,
      organizationId: person.organizationId,
      actor: person.id,
      subject,
      at: now(),
    })

  const goOn = async (c: Context, person: PersonPrincipal, renewed: Renewed, reason: string) => {
    setCookies(c, renewed.cookies)
    await deps.goOnWithNewCookie(c, person, reason)
  }

  routes.get('/me/second-factor', async (c) => {
    const { id } = await guards.person(c)
    const state: SecondFactorState = {
      on: await secondFactor.isOn(id),
      hasPassword: await accountStore.hasPassword(id),
    }
    return c.json(state)
  })

  routes.post('/me/second-factor', async (c) => {
    const person = await guards.person(c)
    guesses.take(person.id)
    const { password } = await readBody(c, beginSecondFactorSchema)
    const begun = await secondFactor.begin(password, addressed(c))
    switch (begun.kind) {
      case 'wrong-password':
        throw REFUSALS['wrong-password']()
      case 'on-already':
        throw new HttpRefusal(409, 'conflict', 'Two-factor sign-in is on already.')
      case 'begun': {
        const { uri, backupCodes } = begun
        return c.json({ uri, backupCodes: [...backupCodes] } satisfies BegunSecondFactor, 201)
      }
    }
  })

  routes.post('/me/second-factor/confirm', async (c) => {
    const person = await guards.person(c)
    guesses.take(person.id)
    const { code } = await readBody(c, confirmSecondFactorSchema)
    const confirmed = await secondFactor.confirm(code, addressed(c))
    if (confirmed.kind === 'wrong-code') throw REFUSALS['wrong-code']()
    await note(person, 'second-factor-on')
    await goOn(c, person, confirmed.renewed, 'Two-factor sign-in was switched on.')
    return c.json({})
  })

  routes.post('/me/second-factor/off', async (c) => {
    const person = await guards.person(c)
    guesses.take(person.id)
    const off = await secondFactor.switchOff(await readBody(c, provenSchema), addressed(c))
    if (off.kind !== 'off') throw REFUSALS[off.kind]()
    await note(person, 'second-factor-off')
    await goOn(c, person, off.renewed, 'Two-factor sign-in was switched off.')
    return c.json({})
  })

  routes.post('/me/second-factor/backup-codes', async (c) => {
    const person = await guards.person(c)
    guesses.take(person.id)
    const made = await secondFactor.newBackupCodes(await readBody(c, provenSchema), addressed(c))
    if (made.kind !== 'made') throw REFUSALS[made.kind]()
    return c.json({ backupCodes: [...made.backupCodes] })
  })

  routes.delete('/members/:id/second-factor', async (c) => {
    const admin = await guards.admin(c)
    const member = await memberFor(deps.store, admin, c)
    if (!(await secondFactor.isOn(member.id))) {
      throw new HttpRefusal(409, 'conflict', `${member.name} does not use two-factor sign-in.`)
    }
    await secondFactor.remove(member.id)
    await note(admin, 'second-factor-removed', member.id)
    await deps.resetMail?.mail.send({
      to: member.email,
      subject: 'Your two-factor sign-in was reset',
      text: [
        `Hello ${member.name},`,
        `${admin.name}, an admin of ${member.organization.name}, reset two-factor sign-in for your account in Banyan: your password alone is enough now. If you did not ask for it, please ask them why, and switch it on again.`,
        '',
      ].join('\n\n'),
    })
    return c.body(null, 204)
  })

  return routes
}

const REFUSALS = {
  'wrong-password': () =>
    new HttpRefusal(422, 'wrong-password', 'This is not your current password.', { field: 'password' }),
  'wrong-code': () =>
    new HttpRefusal(
      422,
      'wrong-code',
      'This code is wrong, or its time is over. Please enter the next one.',
      {
        field: 'code',
      },
    ),
} as const
