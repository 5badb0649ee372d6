/** Brings a message into sight: where one jumps to, where somebody whom one follows reads, and what one edits. */
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { useConversation } from './conversation-context.tsx'
import type { Editing } from './editing.ts'
import type { Follower } from './follower.ts'
import type { Row } from './rows.ts'
import { bringToEyes, isInSight } from './use-reading-place.ts'
import type { ShownRows } from './use-shown-rows.ts'

/** A message that one jumps to is to be read whole. */
const NEAR_THE_TOP = 0.1

export interface TargetOptions {
  readonly follower: Follower
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly Row[]
  readonly shown: ShownRows
  readonly editing: Editing | undefined
}

export const useTarget = ({ follower, scroller, rows, shown, editing }: TargetOptions): void => {
  const { places, following } = useConversation()
  const { target } = places
  const { holds, showAround } = shown
  const done = useRef(0)
  useLayoutEffect(() => {
    const { current } = scroller
    if (current === null || target === undefined || done.current === target.number) return
    const index = rows.findIndex((row) => row.key === target.messageId)
    // The branch may not be on the page yet.
    if (index < 0) return
    if (!holds(index)) {
      showAround(index)
      return
    }
    const found = articleOf(current, target.messageId)
    if (found === null) return
    done.current = target.number
    const { as } = target
    if (as.kind === 'follow') bringToEyes(current, found, as.within)
    else bringToEyes(current, found, 0, NEAR_THE_TOP)
    // Only now: what is held is what one has come to, also where the page is too busy to hear of the scrolling soon.
    follower.stay()
    if (as.kind === 'follow') return
    found.tabIndex = -1
    found.focus({ preventScroll: true })
  })

  useLayoutEffect(() => {
    const { current } = scroller
    const found = editing === undefined || current === null ? null : articleOf(current, editing.entry.id)
    if (found === null || current === null) return
    if (!isInSight(found, current)) {
      bringToEyes(current, found, 0, NEAR_THE_TOP)
      follower.stay()
    }
    // Where it was edited already, its field is not new.
    found.querySelector<HTMLElement>('[contenteditable="true"]')?.focus({ preventScroll: true })
  }, [follower, scroller, editing])

  const followsEnd = following.whom?.at?.atEnd === true ? following.whom.at.branchId : undefined
  useLayoutEffect(() => {
    if (followsEnd !== undefined) follower.jump()
  }, [follower, followsEnd])
}

const articleOf = (scroller: HTMLElement, id: MessageId): HTMLElement | null =>
  scroller.querySelector(`[data-message-id="${CSS.escape(id)}"]`)
