/** A clock that a test moves by hand. Nothing happens by itself. */
import type { Clock } from '../../sync-server/agent/clock.ts'

export interface FakeClock extends Clock {
  /** Lets so much time pass, running what falls due in order, with everything that follows from it. */
  readonly advance: (milliseconds: number) => Promise<void>
  /** How many tasks wait. */
  readonly waiting: () => number
}

export const createFakeClock = (start = 1_700_000_000_000): FakeClock => {
  let time = start
  const tasks = new Map<object, { readonly at: number; readonly task: () => void }>()
  const nextDue = (until: number): [object, { at: number; task: () => void }] | undefined =>
    [...tasks].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0]

  return {
    now: () => time,
    after: (milliseconds, task) => {
      const key = {}
      tasks.set(key, { at: time + milliseconds, task })
      return () => tasks.delete(key)
    },
    waiting: () => tasks.size,
    advance: async (milliseconds) => {
      const until = time + milliseconds
      await settled()
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        const [key, { at, task }] = due
        tasks.delete(key)
        time = Math.max(time, at)
        task()
        await settled()
      }
      time = until
    },
  }
}

/** Lets everything that can go on without time passing go on: promises, and what they start. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await Promise.resolve()
}
