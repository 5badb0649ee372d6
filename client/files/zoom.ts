/**
 * How near one looks at a picture: `scale` times as large as it fits its place, and how far its middle stands from the
 * middle of that, in pixels. Pure.
 */
import type { Point } from '../design/gestures.ts'

export interface Zoom {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/** As it fits. */
export const FITS: Zoom = { scale: 1, x: 0, y: 0 }
/** What a second tap in the same place leads to. */
export const NEAR = 2.5
export const STEP = 1.5
const MOST = 8

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Nearer or farther by a factor; what stands at a point, as seen from the middle of the place, stays there. */
export const zoomAt = (zoom: Zoom, factor: number, at: Point = { x: 0, y: 0 }): Zoom => {
  const scale = clamp(zoom.scale * factor, 1, MOST)
  const by = scale / zoom.scale
  return { scale, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by }
}

export const moveBy = (zoom: Zoom, x: number, y: number): Zoom => ({
  ...zoom,
  x: zoom.x + x,
  y: zoom.y + y,
})

/** Nothing stays empty at an edge that the picture could fill. `picture`: as it fits; `place`: where it is seen. */
export const within = ({ scale, x, y }: Zoom, picture: Extent, place: Extent): Zoom => {
  const settle = (at: number, length: number, room: number): number => {
    const most = Math.max(0, (length * scale - room) / 2)
    // Not `-0`, which is another number to whoever compares.
    return most === 0 ? 0 : clamp(at, -most, most)
  }
  return { scale, x: settle(x, picture.width, place.width), y: settle(y, picture.height, place.height) }
}
