import { expect, it } from 'vitest'
import { createFingers, wheelFactor } from './gestures.ts'

it('one finger moves what it is on, and says how far it went since it came down', () => {
  const fingers = createFingers()
  expect(fingers.move(1, { x: 5, y: 5 })).toBeUndefined()
  fingers.down(1, { x: 10, y: 10 })
  expect(fingers.move(1, { x: 13, y: 14 })).toEqual({ kind: 'one', by: { x: 3, y: 4 } })
  expect(fingers.move(1, { x: 10, y: 10 })).toEqual({ kind: 'one', by: { x: -3, y: -4 } })
  expect(fingers.travelled()).toBe(10)
  fingers.lift(1)
  expect(fingers.move(1, { x: 0, y: 0 })).toBeUndefined()
  fingers.down(1, { x: 10, y: 10 })
  expect(fingers.travelled()).toBe(0)
})

it('two fingers that go apart bring nearer what stands between them, and move it along', () => {
  const fingers = createFingers()
  fingers.down(1, { x: 100, y: 100 })
  fingers.down(2, { x: 200, y: 100 })
  expect(fingers.count()).toBe(2)
  expect(fingers.move(2, { x: 300, y: 100 })).toEqual({
    kind: 'two',
    by: { x: 50, y: 0 },
    factor: 2,
    middle: { x: 200, y: 100 },
  })
  expect(fingers.move(1, { x: 200, y: 100 })).toEqual({
    kind: 'two',
    by: { x: 50, y: 0 },
    factor: 0.5,
    middle: { x: 250, y: 100 },
  })
  // In one place: as if they were a pixel apart.
  expect(fingers.move(1, { x: 300, y: 100 })).toMatchObject({ factor: 0.01 })
  fingers.lift(2)
  expect(fingers.move(1, { x: 301, y: 100 })).toEqual({ kind: 'one', by: { x: 1, y: 0 } })
})

it('a wheel brings nearer as it turns away from oneself, back by as much, and quicker on a touch pad', () => {
  const away = wheelFactor({ deltaY: -100, ctrlKey: false })
  expect(away).toBeGreaterThan(1)
  expect(away * wheelFactor({ deltaY: 100, ctrlKey: false })).toBeCloseTo(1)
  expect(wheelFactor({ deltaY: -100, ctrlKey: true })).toBeGreaterThan(away)
})
