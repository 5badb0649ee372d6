/** A side talk row by row: days, the line above what is new, and what was said, the same person's together. Pure. */
import type { TalkEntry } from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'

export type TalkRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'line'
      readonly key: MessageId
      readonly entry: TalkEntry
      /** Whether it says who speaks and when; what they say right after it does not. */
      readonly begins: boolean
    }

/** Who goes on within this time speaks on. */
const PAUSE_MILLISECONDS = 5 * 60 * 1000

/** When it counts as said: when it arrived; while it waits, when it was written. */
export const timeOf = ({ receivedAt, createdAt }: Pick<TalkEntry, 'receivedAt' | 'createdAt'>): number =>
  receivedAt ?? createdAt

/** `firstUnread`: what the line above what is new stands at. */
export const talkRows = (
  lines: readonly TalkEntry[],
  firstUnread: MessageId | undefined,
): readonly TalkRow[] => {
  const rows: TalkRow[] = []
  let before: TalkEntry | undefined
  for (const entry of lines) {
    const isNewDay = before === undefined || dayOf(timeOf(before)) !== dayOf(timeOf(entry))
    const isUnread = entry.id === firstUnread
    if (isNewDay)
      rows.push({ kind: 'day', key: `day ${dayOf(timeOf(entry))} ${entry.id}`, at: timeOf(entry) })
    if (isUnread) rows.push({ kind: 'unread', key: 'unread' })
    const goesOn =
      before !== undefined &&
      !isNewDay &&
      !isUnread &&
      before.author === entry.author &&
      before.deleted === undefined &&
      entry.about === undefined &&
      timeOf(entry) - timeOf(before) < PAUSE_MILLISECONDS
    rows.push({ kind: 'line', key: entry.id, entry, begins: !goesOn })
    before = entry
  }
  return rows
}

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** What others said after the moment up to which one has read, and how much of it names oneself. */
export interface UnreadTalk {
  readonly count: number
  readonly mentions: number
  readonly first: MessageId | undefined
}

/** `names`: whether a line names somebody. */
export const unreadTalk = (
  lines: readonly TalkEntry[],
  seen: number,
  me: PrincipalId,
  names: (entry: TalkEntry, id: PrincipalId) => boolean,
): UnreadTalk => {
  const unread = lines.filter(
    ({ author, receivedAt, deleted }) =>
      author !== me && deleted === undefined && receivedAt !== undefined && receivedAt > seen,
  )
  return {
    count: unread.length,
    mentions: unread.filter((entry) => names(entry, me)).length,
    first: unread[0]?.id,
  }
}
