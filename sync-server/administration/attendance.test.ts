import { expect, it } from 'vitest'
import type { PrincipalId } from '../../shared/ids.ts'
import { agent, person } from '../../tests/helpers/room-world.ts'
import type { Principal } from '../access/principal.ts'
import { createAttendance, SEEN_MILLISECONDS } from './attendance.ts'

it('[ADMIN-1] who was here is noted once in some minutes, however often they call, and for people alone', async () => {
  const clock = { time: 1_000_000 }
  const noted: [PrincipalId, number][] = []
  const errors: unknown[] = []
  const attendance = createAttendance({
    store: {
      noteSeen: async (id, at) => {
        noted.push([id, at])
        if (noted.length === 3) throw new Error('The disk is full.')
      },
    },
    now: () => clock.time,
    onError: (error) => errors.push(error),
  })
  const ana = person('ana')
  let caller: Principal | undefined = ana
  const authenticate = attendance.watch(async () => caller)
  const call = () => authenticate(new Headers())
  expect(await call()).toBe(ana)
  await call()
  expect(noted).toEqual([[ana.id, 1_000_000]])
  clock.time += SEEN_MILLISECONDS
  await call()
  attendance.saw(ana.id)
  expect(noted).toHaveLength(2)
  caller = agent('banyan')
  await call()
  caller = undefined
  expect(await call()).toBeUndefined()
  expect(noted).toHaveLength(2)
  // A note that is lost stops nobody.
  caller = person('ben')
  expect(await call()).toBe(caller)
  await Promise.resolve()
  expect([noted.length, errors.length]).toEqual([3, 1])
})
