/**
 * How often a room shows what is written in it. Showing an update to five hundred readers takes milliseconds, whatever
 * its length; so what is written meanwhile goes out as one. A room that is quiet, or has few readers, never waits.
 *
 * Leave to show is a credit that grows with time, one for each window of ten times what showing last cost: at most
 * about a tenth of the time is spent on one room. A little credit is saved up, so that of a steady stream most updates
 * go out as they come and the others along with the next.
 */

/** A window is this many times the cost of showing an update to all readers. */
const WINDOW_PER_COST = 10
/** Milliseconds. What is shown 30 times a second still looks like typing. */
const MAX_WINDOW = 33
/** Below this a window is not worth a timer. */
const MIN_WINDOW = 2
const MAX_CREDIT = 2
/** How much the latest cost weighs: one slow broadcast does not make a room slow. */
const SMOOTHING = 0.25

export class Pace {
  readonly #monotonic: () => number
  #window = 0
  #credit = MAX_CREDIT
  #at = 0

  /** `monotonic`: milliseconds from some beginning, with fractions. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
  }

  /** Whether what waits may be shown now. */
  get isOpen(): boolean {
    if (this.#window < MIN_WINDOW) return true
    const now = this.#monotonic()
    this.#credit = Math.min(MAX_CREDIT, this.#credit + (now - this.#at) / this.#window)
    this.#at = now
    return this.#credit >= 1
  }

  /** Milliseconds after which whatever waits is shown, should nothing else come that takes it along. */
  get patience(): number {
    return this.#window
  }

  /** Uses leave to show, or borrows it. */
  take(): void {
    if (this.#window >= MIN_WINDOW) this.#credit = Math.max(0, this.#credit - 1)
  }

  /** What showing to all readers took just now, in milliseconds. */
  cost(milliseconds: number): void {
    const wanted = Math.min(MAX_WINDOW, milliseconds * WINDOW_PER_COST)
    this.#window += (wanted - this.#window) * SMOOTHING
  }
}
