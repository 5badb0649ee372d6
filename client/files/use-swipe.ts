/**
 * Leads on with one finger that is drawn sideways, and says how far it is, so that what is drawn follows it. Leaves
 * alone what a finger scrolls, two fingers, and a page that the browser shows magnified: there it is moved about.
 */
import { type PointerEvent, useCallback, useRef, useState, useSyncExternalStore } from 'react'

export interface Swipe {
  /** Pixels from where it stands at rest. */
  readonly offset: number
  readonly isMagnified: boolean
  readonly hands: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerCancel: () => void
  }
}

export type Step = -1 | 1

/** Before that nobody knows where a finger is going. */
const UNDECIDED_PIXELS = 10
const FAR_PIXELS = 72
const FLICK_PIXELS = 24
const FLICK_PIXELS_A_MILLISECOND = 0.5

interface Drawing {
  readonly pointer: number
  readonly x: number
  readonly y: number
  readonly at: number
  readonly kind: 'undecided' | 'sideways'
}

/** `onSwipe`: what the finger asks for; 1 is on, which it asks for by moving to the left. */
export const useSwipe = (canGo: (step: Step) => boolean, onSwipe: (step: Step) => void): Swipe => {
  const [offset, setOffset] = useState(0)
  const drawing = useRef<Drawing>(undefined)
  const isMagnified = useIsMagnified()
  const stop = useCallback(() => {
    drawing.current = undefined
    setOffset(0)
  }, [])
  const stepOf = (x: number): Step => (x < 0 ? 1 : -1)
  return {
    offset,
    isMagnified,
    hands: {
      onPointerDown: (event) => {
        if (event.pointerType === 'mouse') return
        // A second finger: it is no swipe any more.
        if (!event.isPrimary || isMagnified || isScrolledSideways(event.target, event.currentTarget)) {
          stop()
          return
        }
        const { pointerId: pointer, clientX: x, clientY: y, timeStamp: at } = event
        drawing.current = { pointer, x, y, at, kind: 'undecided' }
      },
      onPointerMove: (event) => {
        const { current } = drawing
        if (current?.pointer !== event.pointerId) return
        const x = event.clientX - current.x
        const y = event.clientY - current.y
        if (current.kind === 'undecided') {
          if (Math.hypot(x, y) < UNDECIDED_PIXELS) return
          if (Math.abs(x) <= Math.abs(y)) {
            stop()
            return
          }
          drawing.current = { ...current, kind: 'sideways' }
        }
        // Where there is nothing to go on to it gives way a little, so that one feels the end.
        setOffset(canGo(stepOf(x)) ? x : x / 4)
      },
      onPointerUp: (event) => {
        const { current } = drawing
        if (current?.pointer !== event.pointerId) return
        stop()
        if (current.kind === 'undecided') return
        const x = event.clientX - current.x
        const speed = Math.abs(x) / Math.max(1, event.timeStamp - current.at)
        const isMeant =
          Math.abs(x) >= FAR_PIXELS || (Math.abs(x) >= FLICK_PIXELS && speed >= FLICK_PIXELS_A_MILLISECOND)
        if (isMeant && canGo(stepOf(x))) onSwipe(stepOf(x))
      },
      onPointerCancel: stop,
    },
  }
}

/** Whether anything between the two is wider than its place, and so is moved sideways itself. */
export const isScrolledSideways = (from: EventTarget, until: Element): boolean => {
  for (
    let element = from instanceof Element ? from : null;
    element !== null && element !== until;
    element = element.parentElement
  ) {
    const { overflowX } = getComputedStyle(element)
    if (element.scrollWidth > element.clientWidth && (overflowX === 'auto' || overflowX === 'scroll'))
      return true
  }
  return false
}

const useIsMagnified = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      window.visualViewport?.addEventListener('resize', listener)
      return () => window.visualViewport?.removeEventListener('resize', listener)
    },
    () => (window.visualViewport?.scale ?? 1) > 1.01,
  )
