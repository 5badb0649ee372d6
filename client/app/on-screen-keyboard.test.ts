import { expect, it } from 'vitest'
import { coveredBelow } from './on-screen-keyboard.ts'

it('tells a keyboard from the bars of a browser and from a page that is seen from near', () => {
  const covered = (height: number, scale = 1): number =>
    coveredBelow({ innerHeight: 844, visible: { height, scale } })
  expect(covered(844)).toBe(0)
  expect(covered(760)).toBe(0)
  expect(covered(508)).toBe(336)
  // Seen twice as near, with no keyboard and with one.
  expect(covered(422, 2)).toBe(0)
  expect(covered(254, 2)).toBe(336)
})
