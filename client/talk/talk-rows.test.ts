import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addTalk,
  conversationRoots,
  deleteMessage,
  readTalk,
  type TalkEntry,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import { talkRows, unreadTalk } from './talk-rows.ts'

const ANA = 'ana-' as PrincipalId
const BEN = 'ben-' as PrincipalId
const MINUTE = 60_000
/** A Wednesday at noon, wherever this runs. */
const NOON = new Date(2026, 10, 18, 12).getTime()

/** What was said, each with who and how many minutes after noon; as the server took it. */
const said = (...lines: readonly (readonly [PrincipalId, number, about?: string])[]): Y.Doc => {
  const doc = new Y.Doc()
  lines.forEach(([author, minutes, about], index) => {
    const id = `line-${index}` as MessageId
    const createdAt = NOON + minutes * MINUTE
    addTalk(doc, { id, author, createdAt, about: about as MessageId | undefined }, () => undefined)
    conversationRoots(doc).order.push([[id, createdAt]])
  })
  return doc
}
const shape = (lines: readonly TalkEntry[], firstUnread?: string): string =>
  talkRows(lines, firstUnread as MessageId | undefined)
    .map((row) => (row.kind === 'line' ? (row.begins ? `[${row.entry.author}` : row.entry.author) : row.kind))
    .join(' ')

it('[B7] what one person says in a row stands under one name, until a pause, another day or another subject', () => {
  expect(shape(readTalk(said([ANA, 0], [ANA, 1], [BEN, 2], [ANA, 3], [ANA, 9])))).toBe(
    'day [ana- ana- [ben- [ana- [ana-',
  )
  expect(shape(readTalk(said([ANA, -13 * 60], [ANA, 0], [ANA, 1, 'message-1'], [ANA, 2])))).toBe(
    'day [ana- day [ana- [ana- ana-',
  )
})

it('[B7] the line above what is new begins a new entry, and a deleted line ends one', () => {
  const doc = said([ANA, 0], [ANA, 1], [ANA, 2])
  expect(shape(readTalk(doc), 'line-1')).toBe('day [ana- unread [ana- ana-')
  deleteMessage(doc, 'line-1' as MessageId, ANA)
  expect(shape(readTalk(doc))).toBe('day [ana- ana- [ana-')
})

it('[B7] new is what others said since one looked and has not been deleted; what waits has not been said', () => {
  const doc = said([BEN, 0], [ANA, 1], [BEN, 2], [BEN, 3], [BEN, 4])
  deleteMessage(doc, 'line-3' as MessageId, BEN)
  addTalk(doc, { id: 'waits' as MessageId, author: BEN, createdAt: NOON + 9 * MINUTE }, () => undefined)
  const names = ({ id }: TalkEntry): boolean => id === 'line-4'
  expect(unreadTalk(readTalk(doc), NOON, ANA, names)).toEqual({ count: 2, mentions: 1, first: 'line-2' })
  expect(unreadTalk(readTalk(doc), NOON + 4 * MINUTE, ANA, names).count).toBe(0)
})
