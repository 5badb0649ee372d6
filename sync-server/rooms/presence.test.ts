import { expect, it } from 'vitest'
import type { PresenceUser } from '../../shared/presence.ts'
import { MAX_PRESENCE_LENGTH, MAX_ROSTER, Presence } from './presence.ts'

const user = (id: number): PresenceUser => ({ id: `user-${id}` as never, name: `User ${id}`, kind: 'person' })
const row = (clientId: number, json = '{}') => ({ clientId, clock: 1, json })

it('[LIMIT-8] so many are shown; whoever comes beyond them is shown when there is room', () => {
  const presence = new Presence<object>()
  const owners = Array.from({ length: MAX_ROSTER + 2 }, () => ({}))
  for (const [index, owner] of owners.entries()) presence.set(owner, user(index), row(index))
  const ids = () => presence.roster().map(({ clientId }) => clientId)
  expect(ids()).toHaveLength(MAX_ROSTER)
  expect(presence.takeChanges()).toHaveLength(MAX_ROSTER)

  // Who is shown goes on telling of itself; who is not is passed over, and may go without a trace.
  presence.set(owners[0] ?? {}, user(0), { clientId: 0, clock: 2, json: '{"typing":"main"}' })
  presence.leave(owners[MAX_ROSTER + 1] ?? {})
  expect(presence.takeChanges()).toHaveLength(1)

  presence.leave(owners[3] ?? {})
  presence.set(owners[MAX_ROSTER] ?? {}, user(MAX_ROSTER), row(MAX_ROSTER))
  expect(ids()).toHaveLength(MAX_ROSTER)
  expect(ids()).not.toContain(3)
  expect(ids()).toContain(MAX_ROSTER)
})

it('[LIMIT-8] a session shows one client, of bounded size', () => {
  const presence = new Presence<object>()
  const owner = {}
  presence.set(owner, user(1), row(1))
  presence.set(owner, user(1), row(2))
  expect(presence.roster().map(({ clientId }) => clientId)).toEqual([1])
  const long = JSON.stringify({ doing: 'x'.repeat(MAX_PRESENCE_LENGTH) })
  presence.set(owner, user(1), { clientId: 1, clock: 2, json: long })
  expect(presence.roster()[0]?.json).not.toContain('xxx')
})
