/** Time, as the agent asks for it: handed in, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Runs a task once, after so many milliseconds. Returns how to call it off. */
  readonly after: (milliseconds: number, task: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Waits, or stops waiting at once when the signal aborts. Never rejects. */
export const pause = (clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      callOff()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const callOff = clock.after(milliseconds, end)
    signal.addEventListener('abort', end, { once: true })
  })
