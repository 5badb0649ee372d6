import { expect, it } from 'vitest'
import { createAccessWorld } from '../../tests/helpers/access-world.ts'

const DAY = 24 * 60 * 60 * 1000

it('[LIMIT-7] a session is prolonged for who hands on its cookie; until when it holds can be asked', async () => {
  const { accounts, database, found, close } = await createAccessWorld()
  const ana = await found('Ana')
  const headers = new Headers({ cookie: ana.cookie })
  const { sessionId = '', expiresAt } = (await accounts.session(headers, 'as-it-is')) ?? {}
  expect(await accounts.sessionExpiry(sessionId)).toBe(expiresAt)

  // Two days later.
  const aged = (expiresAt ?? 0) - 2 * DAY
  database.prepare('UPDATE session SET expiresAt = ?').run(new Date(aged).toISOString())
  const seen = await accounts.session(headers, 'as-it-is')
  expect([seen?.expiresAt, seen?.setCookie]).toEqual([aged, []])
  expect(await accounts.sessionExpiry(sessionId)).toBe(aged)
  expect((await accounts.session(headers))?.setCookie).not.toEqual([])
  expect(await accounts.sessionExpiry(sessionId)).toBeGreaterThan(aged + DAY)

  await accounts.signOut(headers)
  expect(await accounts.sessionExpiry(sessionId)).toBeUndefined()
  close()
})
