import { expect, it } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

it('[SEC-6] who has taken much is not forgotten for a flood of others', () => {
  const limit = createRateLimit({ limit: 3, window: 60_000, now: () => 0 })
  for (let i = 0; i < 3; i++) limit.take('guessed at')
  for (let i = 0; i < 30_000; i++) limit.take(`flood ${i}`)
  expect(() => limit.take('guessed at')).toThrow('too often')
  expect(() => limit.take('somebody new')).not.toThrow()
})
