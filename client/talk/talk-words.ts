/** What is said of a side talk, in words. Pure. */
import { bodyToMarkdown, type TalkEntry } from '../../shared/document/index.ts'
import { namesOf } from '../chat/people.ts'

/** Who takes part beside oneself. `undefined`: it is not known yet. */
export const whoTakesPart = (others: readonly string[] | undefined): string => {
  if (others === undefined) return ''
  if (others.length === 0) return 'Nobody else takes part yet.'
  return `${namesOf(others)} ${others.length === 1 ? 'takes' : 'take'} part.`
}

/** What the button in the header is called. `count` is `undefined` where it is only known that there is something. */
export const talkLabel = (unread: {
  readonly isNew: boolean
  readonly count: number | undefined
  readonly mentions: number
}): string => {
  if (!unread.isNew) return 'Side talk'
  const news = unread.count === undefined ? 'something new' : `${unread.count} new`
  return unread.mentions === 0 ? `Side talk, ${news}` : `Side talk, ${news}, you are mentioned`
}

/** A day as people call it: 'Today', 'Yesterday', 'Monday', '3 November', with the year where it is another. */
export const dayWords = (at: number, now: number, locale = 'en'): string => {
  const start = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
  // Rounded, because a day may have 23 or 25 hours.
  const days = Math.round((start(now) - start(at)) / (24 * 60 * 60 * 1000))
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days < 7) return new Date(at).toLocaleDateString(locale, { weekday: 'long' })
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Date(at).toLocaleDateString(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}

/** A line in one line of plain words, to be read aloud. */
export const lineWords = ({ body }: Pick<TalkEntry, 'body'>): string =>
  bodyToMarkdown(body).replace(/\s+/g, ' ').trim()
