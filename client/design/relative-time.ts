/** Times as people say them. Pure: the current time is handed in. All times are milliseconds since 1970. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface RelativeTime {
  readonly text: string
  /** How long the text stays true, in milliseconds. */
  readonly trueFor: number
}

/** `short` drops "ago" and long words, for narrow columns. */
export type TimeForm = 'short' | 'long'

export const relativeTime = (
  at: number,
  now: number,
  form: TimeForm = 'long',
  locale = 'en',
): RelativeTime => {
  const ago = now - at
  // A clock a little ahead of ours is no reason to speak of the future.
  if (ago < MINUTE)
    return { text: form === 'short' ? 'now' : 'just now', trueFor: Math.min(MINUTE, MINUTE - ago) }
  if (ago < HOUR) {
    const minutes = Math.floor(ago / MINUTE)
    return {
      text: form === 'short' ? `${minutes} min` : counted(minutes, 'minute'),
      trueFor: MINUTE - (ago % MINUTE),
    }
  }
  const days = daysBetween(at, now)
  const untilMidnight = startOfDay(now, 1) - now
  if (days === 0 || ago < 6 * HOUR) {
    const hours = Math.floor(ago / HOUR)
    return { text: form === 'short' ? `${hours} h` : counted(hours, 'hour'), trueFor: HOUR - (ago % HOUR) }
  }
  if (days === 1)
    return {
      text: form === 'short' ? 'yesterday' : `yesterday at ${clock(at, locale)}`,
      trueFor: untilMidnight,
    }
  if (days < 7) {
    const weekday = formatted(at, locale, { weekday: form === 'short' ? 'short' : 'long' })
    return { text: weekday, trueFor: untilMidnight }
  }
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const text = formatted(at, locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
  return { text, trueFor: untilMidnight }
}

/** `timeZone`: an IANA name, which is then named beside the time; without one the device's, unnamed. */
export const exactTime = (at: number, locale = 'en', timeZone?: string): string =>
  formatted(at, locale, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone, timeZoneName: 'short' }),
  })

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs far more than using it, and a page has dozens of times. */
const formatted = (at: number, locale: string, options: Intl.DateTimeFormatOptions): string => {
  const key = locale + JSON.stringify(options)
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format.format(at)
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`

const clock = (at: number, locale: string): string =>
  formatted(at, locale, { hour: 'numeric', minute: '2-digit' })

const startOfDay = (at: number, daysLater: number): number => {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() + daysLater)
  return day.getTime()
}

// Rounded, because a day may have 23 or 25 hours.
const daysBetween = (at: number, now: number): number =>
  Math.round((startOfDay(now, 0) - startOfDay(at, 0)) / DAY)
