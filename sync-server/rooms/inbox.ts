/**
 * Writes that came in and were not looked at yet: those of one turn of the event loop, or of one window of the room's
 * pace, are checked and applied together. What one peer sent in a row is one transaction, one row and one frame.
 */
import type { Pace } from './pace.ts'

export interface Write<Author> {
  readonly author: Author
  readonly update: Uint8Array
  /** Whether it is the answer to a state vector: a peer's SyncStep2. */
  readonly answersStateVector: boolean
}

export interface InboxDeps {
  /** Runs a task after the current turn of the event loop. */
  readonly afterTurn: (task: () => void) => void
  /** Runs a task once, after so many milliseconds. */
  readonly after: (milliseconds: number, task: () => void) => void
}

/** So many bytes are looked at without waiting for the window to end. */
const MAX_WAITING_BYTES = 256 * 1024

export class Inbox<Author> {
  readonly #deps: InboxDeps
  readonly #pace: Pace
  /** Looks at everything that waits, by `next`. */
  readonly #due: () => void
  #writes: Write<Author>[] = []
  #read = 0
  #bytes = 0
  #state: 'idle' | 'waiting' | 'due' = 'idle'
  /** Counts what was taken, so that a timer knows whether what it was set for still waits. */
  #taken = 0

  constructor(deps: InboxDeps, pace: Pace, due: () => void) {
    this.#deps = deps
    this.#pace = pace
    this.#due = due
  }

  push(write: Write<Author>): void {
    this.#writes.push(write)
    this.#bytes += write.update.length
    if (this.#state === 'due') return
    if (this.#pace.isOpen || this.#bytes > MAX_WAITING_BYTES) {
      this.#state = 'due'
      this.#deps.afterTurn(this.#due)
    } else if (this.#state === 'idle') {
      this.#state = 'waiting'
      const taken = this.#taken
      this.#deps.after(this.#pace.patience, () => {
        if (this.#taken === taken) this.#due()
      })
    }
  }

  /** The next write, taken out; `undefined` where nothing waits, or nothing of this author's is next. */
  next(of?: Author): Write<Author> | undefined {
    const write = this.#writes[this.#read]
    if (write === undefined) {
      this.#clear()
      return undefined
    }
    if (of !== undefined && write.author !== of) return undefined
    if (this.#read === 0) {
      this.#pace.take()
      this.#taken++
    }
    this.#read++
    return write
  }

  get isEmpty(): boolean {
    return this.#read === this.#writes.length
  }

  #clear(): void {
    this.#writes = []
    this.#read = 0
    this.#bytes = 0
    this.#state = 'idle'
  }
}
