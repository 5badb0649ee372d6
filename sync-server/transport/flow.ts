/**
 * How fast a session may send. Generous: a fast typist, a paste, an agent that streams and a backlog from off line stay
 * far below. What is over is not refused but read later, so that the peer's own network holds it back.
 *
 * Each rate is a bucket that is kept as one number, the time at which it will be full again ("virtual scheduling",
 * ITU-T I.371): nothing has to be filled up while a session is idle.
 */

interface Rate {
  readonly perSecond: number
  /** What may come at once after a while of nothing. */
  readonly burst: number
}

/** What a frame is, as far as it matters here; told apart by its first bytes. */
export type FlowKind = 'write' | 'presence' | 'question'

export const RATES = {
  /** Typing is 15 a second, a reply 20 to 30; the backlog of a stock client is one. */
  write: { perSecond: 400, burst: 4_000 },
  /** A dragged selection is 60 a second. */
  presence: { perSecond: 100, burst: 1_000 },
  /** State vectors, and who is here: asked once on joining. A few bytes in may be the whole document out. */
  question: { perSecond: 5, burst: 100 },
  bytes: { perSecond: 2 * 1024 * 1024, burst: 64 * 1024 * 1024 },
} as const satisfies Record<FlowKind | 'bytes', Rate>

/** Less is not worth stopping for: a pause costs more than what it holds back. */
const LEAST_PAUSE_MILLISECONDS = 100
/** Pauses are in slices: what a peer says besides, such as that it is alive, must come through. */
const LONGEST_PAUSE_MILLISECONDS = 5_000
/** A session that is held up again within this time has not calmed down. */
const CALM_MILLISECONDS = 10_000
/** Held up again and again for so long, or owing so much at once, is a flood. */
export const FLOOD_MILLISECONDS = 60_000

export type Flow =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'pause'; readonly milliseconds: number }
  /** It has not calmed down for `FLOOD_MILLISECONDS`. */
  | { readonly kind: 'flood' }

const GO_ON: Flow = { kind: 'go-on' }

export class FlowControl {
  /** When each bucket is full again, in milliseconds. */
  #write = 0
  #presence = 0
  #question = 0
  #bytes = 0
  /** Since when it is held up again and again, and until when it was last. */
  #heldSince = 0
  #heldUntil = Number.NEGATIVE_INFINITY

  /** Takes a frame, whatever comes of it: what is over is owed, and paid by the pause. */
  take(kind: FlowKind, bytes: number, now: number): Flow {
    this.#bytes = after(this.#bytes, RATES.bytes, bytes, now)
    let owed = owedBy(this.#bytes, RATES.bytes, now)
    switch (kind) {
      case 'write':
        this.#write = after(this.#write, RATES.write, 1, now)
        owed = Math.max(owed, owedBy(this.#write, RATES.write, now))
        break
      case 'presence':
        this.#presence = after(this.#presence, RATES.presence, 1, now)
        owed = Math.max(owed, owedBy(this.#presence, RATES.presence, now))
        break
      case 'question':
        this.#question = after(this.#question, RATES.question, 1, now)
        owed = Math.max(owed, owedBy(this.#question, RATES.question, now))
        break
    }
    return owed <= 0 ? GO_ON : this.#holdUp(owed, now)
  }

  #holdUp(owed: number, now: number): Flow {
    if (now - this.#heldUntil > CALM_MILLISECONDS) this.#heldSince = now
    this.#heldUntil = now + owed
    if (this.#heldUntil - this.#heldSince >= FLOOD_MILLISECONDS) return { kind: 'flood' }
    return {
      kind: 'pause',
      milliseconds: Math.min(Math.max(owed, LEAST_PAUSE_MILLISECONDS), LONGEST_PAUSE_MILLISECONDS),
    }
  }
}

const after = (fullAt: number, { perSecond }: Rate, cost: number, now: number): number =>
  Math.max(fullAt, now) + (cost * 1000) / perSecond

const owedBy = (fullAt: number, { perSecond, burst }: Rate, now: number): number =>
  fullAt - now - (burst * 1000) / perSecond
