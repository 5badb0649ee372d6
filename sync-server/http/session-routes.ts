/** Where one is signed in, and signing out there. */
import { Hono } from 'hono'
import type { AccountSession } from '../../shared/api-account.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { Accounts } from '../access/accounts.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { notFound } from './answers.ts'
import type { Guards } from './caller.ts'
import { deviceWords } from './device-words.ts'
import { idFrom } from './organization-routes.ts'

export const createSessionRoutes = (deps: {
  readonly accounts: Pick<Accounts, 'sessions' | 'endSession'>
  readonly store: Pick<AccessStore, 'endSessions'>
  readonly rooms: Pick<Rooms, 'signedOut'>
  readonly guards: Guards
}): Hono => {
  const { accounts, store, rooms, guards } = deps
  const routes = new Hono()

  routes.get('/me/sessions', async (c) => {
    const person = await guards.person(c)
    const sessions: AccountSession[] = (await accounts.sessions(person.id)).map(
      ({ id, userAgent, address, createdAt, lastUsedAt }) => ({
        id,
        device: deviceWords(userAgent),
        address,
        createdAt,
        lastUsedAt,
        current: id === person.sessionId,
      }),
    )
    return c.json({ sessions })
  })

  routes.delete('/me/sessions/:id', async (c) => {
    const person = await guards.person(c)
    const sessionId = idFrom(c)
    if (!(await accounts.endSession(person.id, sessionId))) throw notFound('This session has ended already.')
    rooms.signedOut({ sessionId })
    return c.body(null, 204)
  })

  routes.delete('/me/sessions', async (c) => {
    const person = await guards.person(c)
    for (const sessionId of await store.endSessions(person.id, person.sessionId)) {
      rooms.signedOut({ sessionId })
    }
    return c.body(null, 204)
  })

  return routes
}
