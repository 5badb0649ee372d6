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
/** With more than this nothing is put off: sockets are not read meanwhile, which holds back whoever sends so much. */
const MAX_HELD_BYTES = 16 * 1024 * 1024
const MAX_HELD_WRITES = 20_000
/** So many that were taken are let go of at once. */
const TRIM = 1_024

export class Inbox<Author> {
  readonly #deps: InboxDeps
  readonly #pace: Pace
  /** Looks at everything that waits, by `next`. */
  readonly #due: () => void
  /** Writes, and what has to wait for those before it. */
  #items: (Write<Author> | (() => void))[] = []
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
    this.#items.push(write)
    this.#bytes += write.update.length
    if (this.#state === 'due') return
    if (this.#pace.isOpen || this.#bytes > MAX_WAITING_BYTES) this.#hurry()
    else if (this.#state === 'idle') {
      this.#state = 'waiting'
      const taken = this.#taken
      this.#deps.after(this.#pace.patience, () => {
        if (this.#taken === taken) this.#hurry()
      })
    }
  }

  /** Runs a task when everything that came before it has been looked at, which is soon. */
  defer(task: () => void): void {
    this.#items.push(task)
    this.#hurry()
  }

  /** What is left is looked at in another turn. */
  goOn(): void {
    this.#deps.afterTurn(this.#due)
  }

  /** Whether there is room for more until another turn. */
  get mayWait(): boolean {
    return this.#bytes < MAX_HELD_BYTES && this.#items.length - this.#read < MAX_HELD_WRITES
  }

  /**
   * The next write, taken out; `undefined` where nothing waits, or nothing of this author's is next. Deferred tasks
   * that stand before it are run, unless a certain author's is asked for.
   */
  next(of?: Author): Write<Author> | undefined {
    for (;;) {
      const item = this.#items[this.#read]
      if (item === undefined) {
        this.#clear()
        return undefined
      }
      const isTask = typeof item === 'function'
      if (of !== undefined && (isTask || item.author !== of)) return undefined
      this.#advance()
      if (!isTask) {
        this.#bytes -= item.update.length
        return item
      }
      item()
    }
  }

  get isEmpty(): boolean {
    return this.#read === this.#items.length
  }

  #hurry(): void {
    if (this.#state === 'due') return
    this.#state = 'due'
    this.#deps.afterTurn(this.#due)
  }

  #advance(): void {
    if (this.#read === 0) {
      this.#pace.take()
      this.#taken++
    }
    this.#read++
    if (this.#read < TRIM) return
    this.#items = this.#items.slice(this.#read)
    this.#read = 0
  }

  #clear(): void {
    this.#items = []
    this.#read = 0
    this.#bytes = 0
    this.#state = 'idle'
  }
}
