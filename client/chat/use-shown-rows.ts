/**
 * Which rows are drawn: some around one's place, and more as one comes near the first or the last of them. Never all of
 * a long conversation, however far one goes in it.
 */
import { useCallback, useState } from 'react'
import { readCursor } from '../../shared/document/index.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Editing } from './editing.ts'
import type { Row } from './rows.ts'

/** Where one comes to the end. */
const ROWS_AT_FIRST = 10
/** Above and below a row that one comes to. */
const ROWS_ABOVE = 12
const ROWS_BELOW = 16
const MORE_ROWS = 16
/** Many screens of them: were both ends near at once, each would be drawn for the other. */
const MOST_ROWS = 120

interface Shown {
  readonly from: number
  /** Behind the last; infinite where what comes at the end is drawn as well. */
  readonly to: number
}

export interface ShownRows {
  readonly from: number
  readonly to: number
  readonly isEnd: boolean
  /** Whether a row is drawn, and enough below it to bring it to one's eyes. */
  readonly holds: (index: number) => boolean
  readonly showEarlier: () => void
  readonly showLater: () => void
  readonly showEnd: () => void
  /** Draws what is around a row, and nothing else. */
  readonly showAround: (index: number) => void
}

export const useShownRows = (rows: readonly Row[], editing: Editing | undefined): ShownRows => {
  const { id } = useConversation()
  const personal = usePersonalDoc()
  const { length } = rows
  const placeIn = (where: readonly Row[]): number => {
    const read = readCursor(personal, id)?.messageId
    return read === undefined ? -1 : where.findIndex((row) => row.key === read)
  }
  const [shown, setShown] = useState(() => {
    const read = placeIn(rows)
    // What is above it can wait until one sees it.
    return read < 0 ? endOf(length) : around(read, length, 2)
  })

  // What comes above one's place, others' messages before those that one wrote off line, moves it in the list.
  const [known, setKnown] = useState(rows)
  if (known !== rows) {
    setKnown(rows)
    const [before, now] = [placeIn(known), placeIn(rows)]
    if (before >= 0 && now >= 0 && now !== before) {
      setShown({ from: shown.from + now - before, to: shown.to + now - before })
    }
  }

  const from = Math.max(0, Math.min(shown.from, length - ROWS_AT_FIRST))
  const to = Math.min(length, shown.to, from + MOST_ROWS)
  const isEnd = to === length
  const showEarlier = useCallback(
    () => setShown((before) => ({ ...before, from: Math.max(0, from - MORE_ROWS) })),
    [from],
  )
  const showLater = useCallback(
    () => setShown({ from: Math.max(from, to + MORE_ROWS - MOST_ROWS), to: upTo(to + MORE_ROWS, length) }),
    [from, to, length],
  )
  const showEnd = useCallback(() => setShown(endOf(length)), [length])
  const showAround = useCallback((index: number) => setShown(around(index, length, ROWS_ABOVE)), [length])
  const holds = (index: number): boolean =>
    index >= from && (isEnd ? index < to : index < to - ROWS_BELOW / 2)
  // What one edits is drawn before its field looks for the keyboard.
  const [edited, setEdited] = useState(editing)
  if (edited !== editing) {
    setEdited(editing)
    const index = rows.findIndex((row) => row.key === editing?.entry.id)
    if (index >= 0 && !holds(index)) showAround(index)
  }
  return { from, to, isEnd, holds, showEarlier, showLater, showEnd, showAround }
}

const endOf = (length: number): Shown => ({ from: length - ROWS_AT_FIRST, to: Number.POSITIVE_INFINITY })

const around = (index: number, length: number, above: number): Shown => ({
  from: Math.max(0, index - above),
  to: upTo(index + ROWS_BELOW, length),
})

const upTo = (index: number, length: number): number => (index < length ? index : Number.POSITIVE_INFINITY)
