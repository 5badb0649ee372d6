import { describe, expect, test } from 'vitest'
import { relativeTime } from './relative-time.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** A Wednesday, at a quarter past two in the afternoon, wherever this runs. */
const now = new Date(2026, 10, 18, 14, 15).getTime()
const at = (year: number, month: number, day: number, hour = 9) =>
  new Date(year, month - 1, day, hour, 5).getTime()

describe('relative time', () => {
  test.each([
    [now, 'just now', 'now'],
    [now + 5 * SECOND, 'just now', 'now'],
    [now - 59 * SECOND, 'just now', 'now'],
    [now - MINUTE, '1 minute ago', '1 min'],
    [now - 59 * MINUTE, '59 minutes ago', '59 min'],
    [now - HOUR, '1 hour ago', '1 h'],
    [at(2026, 11, 18), '5 hours ago', '5 h'],
    [at(2026, 11, 17), 'yesterday at 9:05 AM', 'yesterday'],
    [at(2026, 11, 16), 'Monday', 'Mon'],
    [at(2026, 11, 12), 'Thursday', 'Thu'],
    [at(2026, 11, 11), 'Nov 11', 'Nov 11'],
    [at(2025, 11, 11), 'Nov 11, 2025', 'Nov 11, 2025'],
  ])('[DESIGN-3] %d is "%s"', (time, long, short) => {
    expect(relativeTime(time, now).text.replace('\u202f', ' ')).toBe(long)
    expect(relativeTime(time, now, 'short').text).toBe(short)
  })

  test('[DESIGN-3] just after midnight, an hour ago is an hour ago and not yesterday', () => {
    const midnight = new Date(2026, 10, 18, 0, 10).getTime()
    expect(relativeTime(midnight - 2 * HOUR, midnight).text).toBe('2 hours ago')
  })

  test('[DESIGN-3] a text is said to be true exactly until it changes', () => {
    for (const ago of [0, 30 * SECOND, 90 * SECOND, 59.5 * MINUTE, 3.2 * HOUR, 20 * HOUR, 60 * HOUR]) {
      const { text, trueFor } = relativeTime(now - ago, now)
      expect(trueFor).toBeGreaterThan(0)
      expect(relativeTime(now - ago, now + trueFor - 1).text).toBe(text)
      expect(relativeTime(now - ago, now + trueFor).text === text).toBe(ago >= 48 * HOUR)
    }
  })
})
