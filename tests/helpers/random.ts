/** Seeded randomness for tests: the same seed, the same run. Print the seed; take it from `SEED` to replay. */
export interface Random {
  readonly seed: number
  /** 0 <= x < 1 */
  readonly real: () => number
  /** 0 <= x < below, whole. */
  readonly below: (below: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
}

/** mulberry32. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const real = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(real() * limit)
  return {
    seed,
    real,
    below,
    chance: (probability) => real() < probability,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('Nothing to pick from.')
      return item
    },
  }
}

/** The seeds of a test: those that once failed, then fresh ones; only `SEED` where that is set. */
export const seedsOf = (pinned: readonly number[], fresh: number): number[] => {
  if (process.env.SEED !== undefined) return [Number(process.env.SEED)]
  return [...pinned, ...Array.from({ length: fresh }, () => Math.floor(Math.random() * 2 ** 31))]
}
