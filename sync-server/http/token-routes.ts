/** Tokens that one makes for programs of one's own. Bots, which have grants of their own, are another thing. */
import { Hono } from 'hono'
import { newApiTokenSchema } from '../../shared/api-account.ts'
import type { AccountAction } from '../access/access-events.ts'
import type { AccountStore } from '../access/account-store.ts'
import { type Accounts, tokenSessionId } from '../access/accounts.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { HttpRefusal, notFound, readBody } from './answers.ts'
import type { Guards, PersonPrincipal } from './caller.ts'
import { idFrom } from './organization-routes.ts'

const MOST_TOKENS = 50

export const createTokenRoutes = (deps: {
  readonly accounts: Pick<Accounts, 'tokens'>
  readonly accountStore: Pick<AccountStore, 'note'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  readonly guards: Guards
  readonly now: () => number
}): Hono => {
  const { accountStore, rooms, guards, now } = deps
  const { tokens } = deps.accounts
  const routes = new Hono()

  const note = ({ id, organizationId }: PersonPrincipal, action: AccountAction): Promise<void> =>
    accountStore.note({ action, organizationId, actor: id, subject: id, at: now() })

  routes.get('/me/tokens', async (c) => {
    const { id } = await guards.person(c)
    return c.json({ tokens: await tokens.list(id) })
  })

  routes.post('/me/tokens', async (c) => {
    const person = await guards.person(c)
    const wanted = await readBody(c, newApiTokenSchema)
    if ((await tokens.list(person.id)).length >= MOST_TOKENS) {
      throw new HttpRefusal(
        409,
        'conflict',
        `One has at most ${MOST_TOKENS} tokens. Please revoke one first.`,
      )
    }
    const { token, secret } = await tokens.create(person.id, wanted)
    await note(person, 'api-token-created')
    return c.json({ ...token, secret }, 201)
  })

  routes.delete('/me/tokens/:id', async (c) => {
    const person = await guards.person(c)
    const id = idFrom(c)
    if (!(await tokens.revoke(person.id, id))) throw notFound('There is no such token.')
    rooms.signedOut({ sessionId: tokenSessionId(id) })
    await note(person, 'api-token-revoked')
    return c.body(null, 204)
  })

  return routes
}
