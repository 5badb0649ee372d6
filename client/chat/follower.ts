/**
 * Following the end of a page that grows: only while the reader is there. Scrolling up always wins, and the page
 * never moves under somebody who reads. Owns the scroll position of one element; knows no React.
 */
import { createStore, type ReadableStore } from '../sync/store.ts'

export interface Follower {
  /** Begins to watch; `content` is what grows inside. Returns how to stop. */
  readonly attach: (scroller: HTMLElement, content: HTMLElement) => () => void
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

export const createFollower = (): Follower => {
  const isAway = createStore(false)
  let element: HTMLElement | undefined
  let following = true
  let lastTop = 0

  const distance = (): number =>
    element === undefined ? 0 : element.scrollHeight - element.scrollTop - element.clientHeight
  const update = (): void => isAway.set(!following && distance() > AWAY)
  const toEnd = (): void => {
    if (element !== undefined) element.scrollTop = element.scrollHeight
  }

  const onResize = (): void => {
    if (following) toEnd()
    update()
  }
  const onScroll = (): void => {
    if (element === undefined) return
    if (distance() <= NEAR) following = true
    else if (element.scrollTop < lastTop) following = false
    lastTop = element.scrollTop
    update()
  }
  // Comes before the scroll event: what arrives in between must not pull back.
  const onWheel = (event: WheelEvent): void => {
    if (event.deltaY < 0 && element !== undefined && element.scrollHeight > element.clientHeight)
      following = false
  }

  return {
    isAway,
    isFollowing: () => following,
    attach: (scroller, content) => {
      element = scroller
      const observer = new ResizeObserver(onResize)
      observer.observe(content)
      observer.observe(scroller)
      scroller.addEventListener('scroll', onScroll, { passive: true })
      scroller.addEventListener('wheel', onWheel, { passive: true })
      return () => {
        element = undefined
        observer.disconnect()
        scroller.removeEventListener('scroll', onScroll)
        scroller.removeEventListener('wheel', onWheel)
      }
    },
    jump: () => {
      following = true
      toEnd()
      update()
    },
    stay: () => {
      following = false
    },
    settle: () => {
      following = distance() <= NEAR
      update()
    },
  }
}
