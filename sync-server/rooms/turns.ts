/**
 * Turns of the event loop, shared by all rooms. Whoever has much to look at looks at some of it and goes on in a later
 * turn: however much is sent into one room, sockets are read and the others are served meanwhile.
 */
export interface Turns {
  /** Runs a task after the current turn of the event loop; later where that one's time is used up. */
  readonly afterTurn: (task: () => void) => void
  /** Asked from within such a task: whether it has to make way. It goes on by `afterTurn`. */
  readonly isTurnOver: () => boolean
}

/** Milliseconds for all rooms together, before sockets are read again. */
const TURN = 20

export const createTurns = (deps: {
  /** Runs a task after the current turn of the event loop. */
  readonly afterTurn: (task: () => void) => void
  /** Milliseconds from some beginning, with fractions. */
  readonly monotonic: () => number
}): Turns => {
  let waiting: (() => void)[] = []
  let isScheduled = false
  let end = 0

  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    deps.afterTurn(run)
  }
  const isTurnOver = (): boolean => deps.monotonic() >= end
  const run = (): void => {
    isScheduled = false
    end = deps.monotonic() + TURN
    const tasks = waiting
    waiting = []
    let done = 0
    do tasks[done++]?.()
    while (done < tasks.length && !isTurnOver())
    // Whoever had no turn comes before those who had one and go on.
    waiting = [...tasks.slice(done), ...waiting]
    schedule()
  }

  return {
    afterTurn: (task) => {
      waiting.push(task)
      schedule()
    },
    isTurnOver,
  }
}
