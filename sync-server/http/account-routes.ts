/** Signing up, in and out, and one's own profile. Rate-limited by address and by account: passwords can be guessed. */
import { Hono } from 'hono'
import {
  changePasswordSchema,
  invitationInfoSchema,
  invitationLookUpSchema,
  type Me,
  newAccountSchema,
  profileSchema,
  type State,
  signInSchema,
} from '../../shared/api.ts'
import type { AccessStore, Member } from '../access/access-store.ts'
import type { Accounts, SignedIn } from '../access/accounts.ts'
import { hashSecret } from '../access/secrets.ts'
import type { CreateAccount } from '../commands/create-account.ts'
import type { Directories } from '../directory/directories.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { HttpRefusal, notFound, readBody, valueOf } from './answers.ts'
import type { Guards } from './caller.ts'
import { type GoOnWithNewCookie, setCookies, withAddress } from './new-cookie.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RemoteAddress } from './remote-address.ts'

export interface AccountRoutesDeps {
  readonly accounts: Accounts
  readonly store: Pick<
    AccessStore,
    'isFounded' | 'member' | 'accountByEmail' | 'invitation' | 'rename' | 'endSessions' | 'directory'
  >
  readonly createAccount: CreateAccount
  readonly directories: Pick<Directories, 'peopleChanged'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  readonly goOnWithNewCookie: GoOnWithNewCookie
  readonly guards: Guards
  readonly remoteAddress: RemoteAddress
  readonly now: () => number
  /** Accounts that anybody may use: only where the server was started with --demo. */
  readonly demo?: State['demo'] | undefined
  readonly singleSignOn?: { readonly name: string } | undefined
  readonly resetsByMail: boolean
}

const MINUTE = 60_000

export const createAccountRoutes = (deps: AccountRoutesDeps): Hono => {
  const { accounts, store, guards, rooms, now } = deps
  const routes = new Hono()
  const addressed = withAddress(deps.remoteAddress)

  const limit = (count: number, window: number) => createRateLimit({ limit: count, window, now })
  // A whole office may stand behind one address.
  const signInsByAddress = limit(200, 5 * MINUTE)
  const signInsByAddressAndAccount = limit(10, 5 * MINUTE)
  // Also where guesses come from many addresses.
  const signInsByAccount = limit(100, 60 * MINUTE)
  const takeGuess = (address: string, account: string): void => {
    signInsByAddressAndAccount.take(`${address} ${account}`)
    signInsByAccount.take(account)
  }
  const newAccounts = limit(60, 10 * MINUTE)
  const lookUps = limit(60, MINUTE)
  const passwordChanges = limit(10, 10 * MINUTE)

  routes.get('/state', async (c) => {
    const session = await accounts.session(c.req.raw.headers)
    setCookies(c, session?.setCookie ?? [])
    const member = session && (await store.member(session.userId))
    const founded = await store.isFounded()
    const state: State = {
      founded,
      ...(member === undefined ? {} : { me: meOf(member) }),
      ...(deps.demo === undefined ? {} : { demo: deps.demo }),
      ...(founded && deps.singleSignOn !== undefined ? { singleSignOn: deps.singleSignOn.name } : {}),
      ...(founded ? { passwordReset: deps.resetsByMail ? 'by-mail' : 'by-admin' } : {}),
    }
    return c.json(state)
  })

  routes.get('/me', async (c) => {
    const { id } = await guards.person(c)
    const member = await store.member(id)
    if (member === undefined) throw new HttpRefusal(401, 'signed-out', 'Please sign in.')
    return c.json(meOf(member))
  })

  routes.post('/accounts', async (c) => {
    newAccounts.take(deps.remoteAddress(c))
    const account = await readBody(c, newAccountSchema)
    // Coming back with an old password is a way of guessing it, too.
    if (account.invitation !== undefined) takeGuess(deps.remoteAddress(c), account.email.toLowerCase())
    const id = valueOf(await deps.createAccount(account))
    const signedIn = await accounts.signIn(account, addressed(c))
    // Whoever comes back with a second factor signs in by it.
    if (signedIn.kind === 'signed-in') setCookies(c, signedIn.cookies)
    const member = await store.member(id)
    if (member === undefined) throw new Error('An account was made without a membership.')
    return c.json(meOf(member), 201)
  })

  routes.post('/invitations/look-up', async (c) => {
    lookUps.take(deps.remoteAddress(c))
    const { secret } = await readBody(c, invitationLookUpSchema)
    const found = await store.invitation(hashSecret(secret), now())
    if (found === undefined) {
      throw notFound('This invitation is not valid any more. Please ask for a new one.')
    }
    return c.json(
      invitationInfoSchema.parse({ organization: found.organization.name, invitedBy: found.invitedBy }),
    )
  })

  routes.post('/auth/sign-in/email', async (c) => {
    const address = deps.remoteAddress(c)
    signInsByAddress.take(address)
    const { email, password, code } = await readBody(c, signInSchema)
    const account = email.trim().toLowerCase()
    takeGuess(address, account)
    const signedIn = await accounts.signIn({ email: account, password, code }, addressed(c))
    if (signedIn.kind !== 'signed-in') throw SIGN_IN_REFUSALS[signedIn.kind]()
    const found = await store.accountByEmail(account)
    if (found?.isSuspended === true) {
      await store.endSessions(found.id)
      throw new HttpRefusal(
        403,
        'suspended',
        'This account is suspended. Please ask an admin of your organization.',
      )
    }
    if (found?.isMember !== true) {
      if (found !== undefined) await store.endSessions(found.id)
      throw new HttpRefusal(
        403,
        'no-member',
        'This account does not belong to the organization any more. Please ask an admin for an invitation.',
      )
    }
    setCookies(c, signedIn.cookies)
    return c.json({})
  })

  routes.post('/auth/sign-out', async (c) => {
    const session = await accounts.session(c.req.raw.headers)
    setCookies(c, await accounts.signOut(c.req.raw.headers))
    if (session !== undefined) rooms.signedOut({ sessionId: session.sessionId })
    return c.json({})
  })

  routes.post('/auth/update-user', async (c) => {
    const person = await guards.person(c)
    const { name } = await readBody(c, profileSchema)
    await store.rename(person.id, name, now())
    await deps.directories.peopleChanged(person.organizationId)
    return c.json({})
  })

  routes.post('/auth/change-password', async (c) => {
    const person = await guards.person(c)
    passwordChanges.take(person.id)
    const change = await readBody(c, changePasswordSchema)
    const renewed = await accounts.changePassword(change, addressed(c))
    if (renewed === undefined) {
      throw new HttpRefusal(422, 'wrong-password', 'This is not your current password.', {
        field: 'currentPassword',
      })
    }
    // Whoever has a copy of the cookie in use is out, too: this page goes on with a new session.
    setCookies(c, renewed.cookies)
    const begunMeanwhile = await store.endSessions(person.id, renewed.sessionId)
    for (const sessionId of [...renewed.ended, ...begunMeanwhile]) {
      if (sessionId !== person.sessionId) rooms.signedOut({ sessionId })
    }
    await deps.goOnWithNewCookie(c, person, 'Your password was changed.')
    return c.json({})
  })

  return routes
}

const meOf = ({ id, name, email, role, organization }: Member): Me => ({
  id,
  name,
  kind: 'person',
  email,
  role,
  organization,
})

const SIGN_IN_REFUSALS = {
  'wrong-password': () =>
    new HttpRefusal(401, 'wrong-password', 'This e-mail address and password do not belong together.'),
  'code-needed': () =>
    new HttpRefusal(401, 'code-needed', 'Please enter the code that your authenticator app shows.', {
      field: 'code',
    }),
  'wrong-code': () =>
    new HttpRefusal(
      401,
      'wrong-code',
      'This code is wrong, or its time is over. Please enter the next one.',
      {
        field: 'code',
      },
    ),
  locked: () =>
    new HttpRefusal(429, 'too-many', 'There were too many wrong codes. Please try again in 15 minutes.', {
      headers: { 'retry-after': '900' },
    }),
} satisfies Record<Exclude<SignedIn['kind'], 'signed-in'>, () => HttpRefusal>
