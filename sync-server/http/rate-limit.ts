/** Token buckets in memory: `limit` at once, filled up again evenly over `window` milliseconds. */
import { HttpRefusal } from './answers.ts'

export interface RateLimit {
  /** Takes one for this key; throws a 429 that says when to come back where there is none left. */
  readonly take: (key: string) => void
}

/** Full buckets are forgotten when there are so many: a flood of keys costs bounded memory. */
const MAX_BUCKETS = 10_000

export const createRateLimit = (options: {
  readonly limit: number
  readonly window: number
  readonly now: () => number
}): RateLimit => {
  const { limit, window, now } = options
  const buckets = new Map<string, { tokens: number; at: number }>()

  const tokensAt = (bucket: { tokens: number; at: number }, time: number): number =>
    Math.min(limit, bucket.tokens + ((time - bucket.at) * limit) / window)

  const forget = (time: number): void => {
    for (const [key, bucket] of buckets) if (tokensAt(bucket, time) >= limit) buckets.delete(key)
    if (buckets.size < MAX_BUCKETS) return
    // All of them in use: those go that have taken least, since whoever guesses could else be forgotten by a flood.
    const fullest = [...buckets].sort(([, a], [, b]) => tokensAt(b, time) - tokensAt(a, time))
    for (const [key] of fullest.slice(0, MAX_BUCKETS / 2)) buckets.delete(key)
  }

  return {
    take: (key) => {
      const time = now()
      if (buckets.size >= MAX_BUCKETS) forget(time)
      const bucket = buckets.get(key) ?? { tokens: limit, at: time }
      const tokens = tokensAt(bucket, time)
      if (tokens < 1) {
        const seconds = Math.ceil(((1 - tokens) * window) / limit / 1000)
        throw new HttpRefusal(
          429,
          'too-many',
          `That was too often. Please try again in ${inWords(seconds)}.`,
          {
            headers: { 'retry-after': String(seconds) },
          },
        )
      }
      buckets.set(key, { tokens: tokens - 1, at: time })
    },
  }
}

const inWords = (seconds: number): string =>
  seconds < 60
    ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
    : `${Math.ceil(seconds / 60)} ${seconds <= 60 ? 'minute' : 'minutes'}`
