/**
 * Following the end of a page that grows: only while the reader is there. Scrolling up always wins, and the page
 * never moves under somebody who reads. Owns the scroll position of one element; knows no React.
 */
import { createStore, type ReadableStore } from '../sync/store.ts'
import { createHeldPlace, type HeldPlace } from './held-place.ts'

export interface Follower {
  /** Begins to watch; `content` is what grows inside. Returns how to stop. */
  readonly attach: (scroller: HTMLElement, content: HTMLElement) => () => void
  /** How to draw the end of what there is, where the page ends before that: done where one follows. */
  readonly endsEarly: (drawEnd: (() => void) | undefined) => void
  /** Whether the end is out of sight and not followed. */
  readonly isAway: ReadableStore<boolean>
  readonly isFollowing: () => boolean
  /** To the end, and following from there. */
  readonly jump: () => void
  /** Stops following, for a place further up. */
  readonly stay: () => void
  /** Follows from here on exactly where the end is in sight. */
  readonly settle: () => void
}

/** So close to the end still counts as being there, in pixels. */
const NEAR = 40
const AWAY = 160
/** So long after the last wheel, touch, key or click, or the scrolling that goes on from it, what moves does so by hand. */
const HAND_MILLISECONDS = 200

const HANDS = ['wheel', 'touchmove', 'pointerdown', 'click'] as const

export const createFollower = (): Follower => {
  const isAway = createStore(false)
  let element: HTMLElement | undefined
  let following = true
  let lastTop = 0
  let held: HeldPlace | undefined
  let drawEnd: (() => void) | undefined
  let handAt = Number.NEGATIVE_INFINITY

  const distance = (): number =>
    element === undefined ? 0 : element.scrollHeight - element.scrollTop - element.clientHeight
  const isAtEnd = (): boolean => drawEnd === undefined && distance() <= NEAR
  const update = (): void => isAway.set(!following && (drawEnd !== undefined || distance() > AWAY))
  const toEnd = (): void => {
    if (element !== undefined) element.scrollTop = element.scrollHeight
  }

  const isByHand = (): boolean => performance.now() - handAt < HAND_MILLISECONDS
  const onHand = (): void => {
    handAt = performance.now()
  }
  /** Keys scroll the page wherever the focus is, but for a text that one writes beside it. */
  const onKey = ({ target }: KeyboardEvent): void => {
    const isWriting = target instanceof HTMLElement && target.isContentEditable
    if (!isWriting || element?.contains(target) === true) onHand()
  }
  /** Whether a scroll led elsewhere, and is not how the browser keeps its place: what that leaves is done by `hold`. */
  const isElsewhere = (place: HeldPlace): boolean => {
    const drift = Math.abs(place.drift())
    if (drift < 1 && place.isTaken()) return false
    return isByHand() || !place.isPushed() || drift > (element?.clientHeight ?? 0)
  }
  const hold = (): void => {
    if (element === undefined || held === undefined) return
    const drift = held.drift()
    // The browser has done its part by now, in whole pixels.
    if (Math.abs(drift) >= 1) element.scrollTop += drift
    if (held.isTaken()) held.keep()
    else held.take()
  }

  const onResize = (): void => {
    if (following) toEnd()
    else if (isByHand()) held?.take()
    else hold()
    update()
  }
  const onScroll = (): void => {
    if (element === undefined) return
    if (isByHand()) onHand()
    if (isAtEnd()) following = true
    else if (element.scrollTop < lastTop) following = false
    lastTop = element.scrollTop
    if (!following && held !== undefined && isElsewhere(held)) held.take()
    update()
  }
  // Comes before the scroll event: what arrives in between must not pull back.
  const onWheel = (event: WheelEvent): void => {
    if (event.deltaY < 0 && element !== undefined && element.scrollHeight > element.clientHeight)
      following = false
  }

  const jump = (): void => {
    following = true
    drawEnd?.()
    toEnd()
    update()
  }

  return {
    isAway,
    isFollowing: () => following,
    attach: (scroller, content) => {
      element = scroller
      held = createHeldPlace(scroller, content)
      const observer = new ResizeObserver(onResize)
      observer.observe(content)
      observer.observe(scroller)
      scroller.addEventListener('scroll', onScroll, { passive: true })
      scroller.addEventListener('wheel', onWheel, { passive: true })
      for (const kind of HANDS) scroller.addEventListener(kind, onHand, { passive: true, capture: true })
      window.addEventListener('keydown', onKey, true)
      return () => {
        element = undefined
        held = undefined
        observer.disconnect()
        scroller.removeEventListener('scroll', onScroll)
        scroller.removeEventListener('wheel', onWheel)
        for (const kind of HANDS) scroller.removeEventListener(kind, onHand, { capture: true })
        window.removeEventListener('keydown', onKey, true)
      }
    },
    endsEarly: (draw) => {
      drawEnd = draw
      if (following) jump()
      else update()
    },
    jump,
    stay: () => {
      following = false
      onHand()
      held?.take()
    },
    settle: () => {
      following = isAtEnd()
      onHand()
      held?.take()
      update()
    },
  }
}
