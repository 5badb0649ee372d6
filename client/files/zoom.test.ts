import { expect, it } from 'vitest'
import { FITS, moveBy, within, type Zoom, zoomAt } from './zoom.ts'

const PICTURE = { width: 300, height: 200 }
const PLACE = { width: 400, height: 400 }

/** Where a point of the picture, from its middle, is seen. */
const seenAt = ({ scale, x, y }: Zoom, point: { x: number; y: number }) => ({
  x: point.x * scale + x,
  y: point.y * scale + y,
})

it('keeps what stands under the fingers where it is', () => {
  const at = { x: 60, y: -30 }
  const near = zoomAt(FITS, 2, at)
  expect(seenAt(near, at)).toEqual(at)
  // 60 from the middle and twice as large: 30 of the picture's own on either side of it.
  expect(seenAt(zoomAt(near, 1.5, at), at)).toEqual(at)
})

it('comes no nearer than eight times, and no farther than where it fits', () => {
  expect(zoomAt(FITS, 100).scale).toBe(8)
  expect(zoomAt(FITS, 0.1)).toEqual(FITS)
  expect(within(zoomAt(zoomAt(FITS, 4, { x: 90, y: 0 }), 0.01), PICTURE, PLACE)).toEqual(FITS)
})

it('is moved to its edges and no farther', () => {
  const near = zoomAt(FITS, 3)
  expect(within(moveBy(near, 10_000, -10_000), PICTURE, PLACE)).toEqual({ scale: 3, x: 250, y: -100 })
  expect(within(moveBy(near, 40, -40), PICTURE, PLACE)).toEqual({ scale: 3, x: 40, y: -40 })
  // Wider than its place and not yet as high: sideways alone.
  expect(within(moveBy(zoomAt(FITS, 1.6), 500, 500), PICTURE, PLACE)).toEqual({ scale: 1.6, x: 40, y: 0 })
})
