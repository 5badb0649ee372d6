import { expect, it } from 'vitest'
import type { Sharing } from '../../shared/api.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { REJECT_CODES, type RejectCode, refusalSentence } from '../../shared/wire.ts'
import { syncWords } from '../chat/sync-words.ts'
import type { SyncState } from '../sync/sync-state.ts'
import { participantsOf } from './participants.ts'
import { dayWords, talkLabel, whoTakesPart } from './talk-words.ts'

const NOW = new Date(2026, 10, 18, 14, 15).getTime()
const day = (year: number, month: number, date: number): string =>
  dayWords(new Date(year, month - 1, date, 23, 59).getTime(), NOW)

it('[B7] a day is called as people call it', () => {
  expect([
    day(2026, 11, 18),
    day(2026, 11, 17),
    day(2026, 11, 16),
    day(2026, 11, 1),
    day(2025, 12, 24),
  ]).toEqual(['Today', 'Yesterday', 'Monday', 'November 1', 'December 24, 2025'])
})

it('[B7] the button says how much is new, and where one is named', () => {
  expect([
    talkLabel({ isNew: false, count: undefined, mentions: 0 }),
    talkLabel({ isNew: true, count: undefined, mentions: 0 }),
    talkLabel({ isNew: true, count: 3, mentions: 0 }),
    talkLabel({ isNew: true, count: 3, mentions: 1 }),
  ]).toEqual([
    'Side talk',
    'Side talk, something new',
    'Side talk, 3 new',
    'Side talk, 3 new, you are mentioned',
  ])
})

it('[B7] those take part who may collaborate, and everybody where the owner says so; never a bot', () => {
  const person = (name: string, kind: 'person' | 'bot' = 'person') => ({
    id: name as PrincipalId,
    name,
    kind,
  })
  const access: Sharing['access'] = [
    { person: person('Ana'), level: 'owner', reasons: [] },
    { person: person('Ben'), level: 'collaborate', reasons: [] },
    { person: person('Vera'), level: 'view', reasons: [] },
    { person: person('Rob', 'bot'), level: 'collaborate', reasons: [] },
  ]
  const names = (sideTalk: Sharing['sideTalk']): string[] =>
    participantsOf({ access, sideTalk }).map(({ name }) => name)
  expect(names('collaborators')).toEqual(['Ana', 'Ben'])
  expect(names('everybody')).toEqual(['Ana', 'Ben', 'Vera'])
  expect([
    whoTakesPart([]),
    whoTakesPart(['Ben']),
    whoTakesPart(['Ben', 'Vera']),
    whoTakesPart(undefined),
  ]).toEqual(['Nobody else takes part yet.', 'Ben takes part.', 'Ben and Vera take part.', ''])
})

const STATES: readonly SyncState[] = [
  { kind: 'loading' },
  { kind: 'offline' },
  { kind: 'saved-here', waiting: 1 },
  { kind: 'unsaved', waiting: 1 },
  { kind: 'unreadable', waiting: 1 },
  { kind: 'syncing', waiting: 1 },
  { kind: 'healing' },
  { kind: 'saved' },
  { kind: 'ended', reason: 'forbidden' },
]

it('[TALK-11] no state and no refusal of a side talk speaks of a conversation', () => {
  const codes = Object.keys(REJECT_CODES) as RejectCode[]
  const sentences = [
    ...STATES.map((state) => syncWords(state, 'side talk').long),
    ...codes.map((code) => refusalSentence(code, 'talk')),
  ]
  expect(sentences.filter((sentence) => sentence.includes('conversation'))).toEqual([])
  expect(sentences).toContain('You no longer have access to this side talk.')
  expect(refusalSentence('read-only', 'conversation')).toBe(REJECT_CODES['read-only'])
})
