/** Moving about in a map, and choosing in it, with a mouse or with fingers. */
import { type PointerEvent, type RefObject, useEffect, useState } from 'react'
import { createFingers, type Point, wheelFactor } from '../design/index.ts'
import { type Camera, laneWidth, pan, placeUnder, WORDS_FROM, zoomAt } from './camera.ts'
import { type MapLayout, pointAt, type Spot } from './layout.ts'
import type { Hovered } from './map-card.tsx'

export interface MapHands {
  readonly layout: MapLayout
  readonly camera: Camera
  readonly onCamera: (change: (before: Camera) => Camera) => void
  readonly onSelect: (spot: Spot) => void
  readonly onOpen: (spot: Spot) => void
}

const CLICK_PIXELS = 8

/** The wheel zooms about the pointer; with Shift, and sideways, it pans. */
export const useMapWheel = (
  surface: RefObject<HTMLDivElement | null>,
  onCamera: MapHands['onCamera'],
): void => {
  useEffect(() => {
    const { current } = surface
    if (current === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const box = current.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (!event.ctrlKey && (event.shiftKey || sideways)) {
        onCamera((before) => pan(before, -event.deltaX || -event.deltaY, event.shiftKey ? 0 : -event.deltaY))
      } else {
        onCamera((before) => zoomAt(before, wheelFactor(event), at))
      }
    }
    // React listens passively, and the page behind must not zoom.
    current.addEventListener('wheel', onWheel, { passive: false })
    return () => current.removeEventListener('wheel', onWheel)
  }, [surface, onCamera])
}

/** One finger or the mouse pans, two fingers zoom, a tap selects, two taps go there. */
export const useMapHands = (
  { layout, camera, onCamera, onSelect, onOpen }: MapHands,
  setHovered: (hovered: Hovered | undefined) => void,
) => {
  const [fingers] = useState(createFingers)
  const atOf = (event: { clientX: number; clientY: number; currentTarget: EventTarget }): Point => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const find = (at: Point) => {
    const under = placeUnder(camera, at)
    // Words stand to the right of their lane; from afar the nearest is meant.
    const lane =
      camera.scale >= WORDS_FROM
        ? Math.floor(under.lane + 14 / (laneWidth(camera.scale) * camera.scale))
        : Math.round(under.lane)
    return pointAt(layout, lane, Math.round(under.row))
  }
  const spotAt = (at: Point): Spot | undefined => {
    const hit = find(at)
    return hit === undefined
      ? undefined
      : { branchId: hit.branch.branch.id, messageId: hit.point?.messages[0]?.id }
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      fingers.down(event.pointerId, atOf(event))
      setHovered(undefined)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const at = atOf(event)
      const move = fingers.move(event.pointerId, at)
      if (move === undefined) {
        const hit = find(at)
        setHovered(hit?.point === undefined ? undefined : { point: hit.point, ...at })
        return
      }
      const { x, y } = move.by
      if (move.kind === 'two') onCamera((now) => zoomAt(pan(now, x, y), move.factor, move.middle))
      else if (fingers.travelled() > CLICK_PIXELS) onCamera((now) => pan(now, x, y))
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      fingers.lift(event.pointerId)
      if (fingers.travelled() > CLICK_PIXELS) return
      const spot = spotAt(atOf(event))
      if (spot !== undefined) onSelect(spot)
    },
    onPointerCancel: (event: PointerEvent<HTMLDivElement>) => {
      fingers.lift(event.pointerId)
    },
    onDoubleClick: (event: { clientX: number; clientY: number; currentTarget: EventTarget }) => {
      const spot = spotAt(atOf(event))
      if (spot !== undefined) onOpen(spot)
    },
  }
}
