/**
 * Looking at one picture from near: two fingers or the wheel, about where they are; a second tap in the same place;
 * one finger or the mouse moves what is larger than its place. A picture that fits leaves one finger to others.
 */
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { createFingers, type Point, wheelFactor } from '../design/index.ts'
import { type Extent, FITS, moveBy, NEAR, within, type Zoom, zoomAt } from './zoom.ts'

export interface PictureZoom {
  readonly zoom: Zoom
  readonly change: (step: (before: Zoom) => Zoom) => void
  readonly takePlace: (element: HTMLDivElement | null) => () => void
  readonly picture: RefObject<HTMLImageElement | null>
  /** For the place. */
  readonly hands: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void
  }
}

const TAP_PIXELS = 10
const SECOND_TAP_MILLISECONDS = 320
const SECOND_TAP_PIXELS = 32

export const useZoom = (): PictureZoom => {
  const place = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLImageElement>(null)
  const [zoom, setZoom] = useState(FITS)
  const [fingers] = useState(createFingers)
  const lastTap = useRef<Point & { readonly at: number }>(undefined)

  const change = useCallback((step: (before: Zoom) => Zoom): void => {
    const size = extentOf(picture.current)
    const room = extentOf(place.current)
    setZoom((before) => within(step(before), size, room))
  }, [])
  useEffect(() => {
    const settle = (): void => change((before) => before)
    window.addEventListener('resize', settle)
    return () => window.removeEventListener('resize', settle)
  }, [change])
  const takePlace = useCallback(
    (element: HTMLDivElement | null) => {
      place.current = element
      const onWheel = (event: WheelEvent): void => {
        event.preventDefault()
        if (element === null) return
        change((before) => zoomAt(before, wheelFactor(event), fromMiddle(element, event)))
      }
      // React listens passively, and the page must not zoom.
      element?.addEventListener('wheel', onWheel, { passive: false })
      return () => element?.removeEventListener('wheel', onWheel)
    },
    [change],
  )

  const isNear = zoom.scale > 1
  const lift = (event: PointerEvent<HTMLElement>): void => {
    fingers.lift(event.pointerId)
    if (isNear) event.stopPropagation()
  }
  return {
    zoom,
    change,
    takePlace,
    picture,
    hands: {
      onPointerDown: (event) => {
        // What is near is moved: whoever else follows the finger is not told of it.
        if (isNear) event.stopPropagation()
        fingers.down(event.pointerId, fromMiddle(event.currentTarget, event))
        if (isNear && event.target === picture.current) event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove: (event) => {
        const move = fingers.move(event.pointerId, fromMiddle(event.currentTarget, event))
        if (move === undefined) return
        if (isNear) event.stopPropagation()
        const { x, y } = move.by
        if (move.kind === 'two') change((now) => zoomAt(moveBy(now, x, y), move.factor, move.middle))
        else if (isNear) change((now) => moveBy(now, x, y))
      },
      onPointerUp: (event) => {
        const wasAlone = fingers.count() === 1
        lift(event)
        // What is near holds the finger itself, which is then no longer said to be on the picture.
        if (!isNear && event.target !== picture.current) return
        if (!wasAlone || fingers.travelled() > TAP_PIXELS) return
        const tap = fromMiddle(event.currentTarget, event)
        const last = lastTap.current
        const isSecond =
          last !== undefined &&
          event.timeStamp - last.at < SECOND_TAP_MILLISECONDS &&
          Math.hypot(tap.x - last.x, tap.y - last.y) < SECOND_TAP_PIXELS
        lastTap.current = isSecond ? undefined : { ...tap, at: event.timeStamp }
        if (isSecond) change((now) => (now.scale > 1 ? FITS : zoomAt(now, NEAR, tap)))
      },
      onPointerCancel: lift,
    },
  }
}

/** As it is laid out, however it is magnified. */
const extentOf = (element: HTMLElement | null): Extent => ({
  width: element?.clientWidth ?? 0,
  height: element?.clientHeight ?? 0,
})

const fromMiddle = (
  element: HTMLElement,
  at: { readonly clientX: number; readonly clientY: number },
): Point => {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: at.clientX - left - width / 2, y: at.clientY - top - height / 2 }
}
