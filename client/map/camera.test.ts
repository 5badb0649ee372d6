import { describe, expect, it } from 'vitest'
import {
  type Camera,
  fit,
  LARGEST,
  lookAt,
  pan,
  placeUnder,
  SMALLEST,
  screenOf,
  within,
  zoomAt,
} from './camera.ts'

const camera: Camera = { x: 30, y: -12, scale: 0.5 }
const screen = { width: 800, height: 600 }

describe('the map’s camera', () => {
  it('[C7] keeps what is under the pointer as it zooms, however close lanes get, and has bounds', () => {
    const at = { x: 200, y: 90 }
    const before = placeUnder(camera, at)
    for (const factor of [0.2, 0.9, 1.7, 4]) {
      const after = placeUnder(zoomAt(camera, factor, at), at)
      expect(after.lane).toBeCloseTo(before.lane)
      expect(after.row).toBeCloseTo(before.row)
    }
    expect(zoomAt(camera, 1e9, at).scale).toBe(LARGEST)
    expect(zoomAt(camera, 1e-9, at).scale).toBe(SMALLEST)
  })

  it('[C7] fits the whole, never larger than life', () => {
    expect(fit({ lanes: 2, rows: 3 }, screen, 20).scale).toBeCloseTo(1)
    const wide = fit({ lanes: 100, rows: 30 }, screen, 20)
    expect(screenOf(wide, { lane: 100, row: 30 }).x).toBeCloseTo(780, 0)
    expect(screenOf(wide, { lane: 100, row: 30 }).y).toBeLessThanOrEqual(580)
    // Lanes close up rather than that rows get too small to see.
    expect(wide.scale).toBeGreaterThan(0.1)
  })

  it('[C7] leaves no more empty at an edge than a margin, and stands in the middle where there is little', () => {
    const large = { lanes: 100, rows: 100 }
    const corner = within(lookAt({ lane: 0, row: 0 }, 1, screen), large, screen, 40)
    expect(corner).toMatchObject({ x: 40, y: 40 })
    const inside = lookAt({ lane: 50, row: 50 }, 1, screen)
    expect(within(inside, large, screen, 40)).toEqual(inside)
    const small = within(inside, { lanes: 1, rows: 3 }, screen, 40)
    expect(screenOf(small, { lane: 0.5, row: 1 })).toEqual({ x: 400, y: 300 })
  })

  it('[C7] looks at a place, and pans by what the hand moved', () => {
    const seen = lookAt({ lane: 5, row: 7 }, 2, screen, { x: 0.5, y: 0.5 })
    expect(placeUnder(seen, { x: 400, y: 300 })).toEqual({ lane: 5, row: 7 })
    expect(pan(camera, 5, -3)).toEqual({ x: 35, y: -15, scale: 0.5 })
  })
})
