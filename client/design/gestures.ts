/** How a wheel and fingers move what is looked at from near and far. Knows no element; points are in one's own pixels. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** How far the fingers moved, and how many times nearer the two of them brought what stands at their middle. */
export type FingerMove =
  | { readonly kind: 'one'; readonly by: Point }
  | { readonly kind: 'two'; readonly by: Point; readonly factor: number; readonly middle: Point }

/** Fingers that are down, by the ids of their pointers; the mouse is one, too. */
export interface Fingers {
  readonly count: () => number
  /** How far they went, all together, since the first of them came down: no tap goes far. */
  readonly travelled: () => number
  readonly down: (id: number, at: Point) => void
  /** `undefined` for one that is not down. */
  readonly move: (id: number, to: Point) => FingerMove | undefined
  readonly lift: (id: number) => void
}

export const createFingers = (): Fingers => {
  const fingers = new Map<number, Point>()
  let travelled = 0
  return {
    count: () => fingers.size,
    travelled: () => travelled,
    down: (id, at) => {
      if (fingers.size === 0) travelled = 0
      fingers.set(id, at)
    },
    move: (id, to) => {
      const from = fingers.get(id)
      if (from === undefined) return undefined
      fingers.set(id, to)
      travelled += distance(from, to)
      const by = { x: to.x - from.x, y: to.y - from.y }
      const other = [...fingers].find(([another]) => another !== id)?.[1]
      return other === undefined ? { kind: 'one', by } : pinch(from, to, other)
    },
    lift: (id) => void fingers.delete(id),
  }
}

/** Each finger moves by itself, and the middle between two by half as much. */
const pinch = (from: Point, to: Point, other: Point): FingerMove => ({
  kind: 'two',
  by: { x: (to.x - from.x) / 2, y: (to.y - from.y) / 2 },
  // Never nothing: two fingers can be told of in one place.
  factor: Math.max(1, distance(to, other)) / Math.max(1, distance(from, other)),
  middle: { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 },
})

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

/** How many times nearer a turn of the wheel brings. Two fingers on a touch pad come as a wheel with Ctrl held. */
export const wheelFactor = ({ deltaY, ctrlKey }: Pick<WheelEvent, 'deltaY' | 'ctrlKey'>): number =>
  Math.exp(-deltaY * (ctrlKey ? 0.01 : 0.0016))
