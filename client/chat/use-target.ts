/** Brings a message into sight: where one jumps to, and where somebody whom one follows reads. */
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { useConversation } from './conversation-context.tsx'
import type { Follower } from './follower.ts'
import type { Row } from './rows.ts'
import { bringToEyes } from './use-reading-place.ts'

/** Rows drawn above the one that is looked for. */
const ROWS_ABOVE = 12
/** A message that one jumps to is to be read whole. */
const NEAR_THE_TOP = 0.1

export interface TargetOptions {
  readonly follower: Follower
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly Row[]
  /** The first row that is drawn. */
  readonly from: number
  readonly showFrom: (index: number) => void
}

export const useTarget = ({ follower, scroller, rows, from, showFrom }: TargetOptions): void => {
  const { places, following } = useConversation()
  const { target } = places
  const done = useRef(0)
  useLayoutEffect(() => {
    const { current } = scroller
    if (current === null || target === undefined || done.current === target.number) return
    const index = rows.findIndex((row) => row.key === target.messageId)
    // The branch may not be on the page yet.
    if (index < 0) return
    if (index < from) {
      showFrom(Math.max(0, index - ROWS_ABOVE))
      return
    }
    const found = current.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(target.messageId)}"]`)
    if (found === null) return
    done.current = target.number
    follower.stay()
    if (target.as.kind === 'follow') {
      bringToEyes(current, found, target.as.within)
      return
    }
    bringToEyes(current, found, 0, NEAR_THE_TOP)
    found.tabIndex = -1
    found.focus({ preventScroll: true })
  }, [follower, scroller, rows, from, showFrom, target])

  const followsEnd = following.whom?.at?.atEnd === true ? following.whom.at.branchId : undefined
  useLayoutEffect(() => {
    if (followsEnd !== undefined) follower.jump()
  }, [follower, followsEnd])
}
