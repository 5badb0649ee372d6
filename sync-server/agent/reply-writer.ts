/**
 * Writes a stream of text at the end of a body, in one transaction for each window of time: a token a transaction
 * costs five times the bytes. A pair of surrogates is never parted between two inserts.
 */
import type * as Y from 'yjs'
import type { Clock } from './clock.ts'

/** Milliseconds between two transactions. */
export const WRITE_WINDOW = 40

export interface ReplyWriter {
  readonly write: (text: string) => void
  /** Writes what waits, together with `more`, in one transaction. Nothing is written after it. */
  readonly end: (more: () => void) => void
  /** UTF-16 units taken so far. */
  readonly length: () => number
}

export const createReplyWriter = (body: Y.Text, clock: Clock): ReplyWriter => {
  let waiting = ''
  let taken = 0
  let state: { kind: 'idle' } | { kind: 'window'; callOff: () => void } | { kind: 'ended' } = { kind: 'idle' }

  const append = (text: string): void => {
    if (text !== '') body.insert(body.length, text.toWellFormed())
  }

  const flush = (): void => {
    const half = endsInHalfPair(waiting) ? waiting.slice(-1) : ''
    const whole = waiting.slice(0, waiting.length - half.length)
    waiting = half
    if (whole === '') {
      state = { kind: 'idle' }
      return
    }
    state = { kind: 'window', callOff: clock.after(WRITE_WINDOW, flush) }
    body.doc?.transact(() => append(whole))
  }

  return {
    write: (text) => {
      if (state.kind === 'ended') return
      waiting += text
      taken += text.length
      if (state.kind === 'idle') flush()
    },
    end: (more) => {
      if (state.kind === 'ended') return
      if (state.kind === 'window') state.callOff()
      state = { kind: 'ended' }
      body.doc?.transact(() => {
        append(waiting)
        more()
      })
    },
    length: () => taken,
  }
}

const endsInHalfPair = (text: string): boolean => {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}
