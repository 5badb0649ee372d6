/**
 * Which of a peer's writes the server has stored, over however many connections. The server counts the write frames
 * of each connection. What did not go out on this one, or went out on one that broke, goes up with the next answer to
 * the server's state vector, which carries everything that the server lacks.
 */
import type { PeerClose } from './peer.ts'

export interface Deliveries {
  /** The replica was changed by this peer; told after the frame for it went out, if one did. */
  readonly changed: () => void
  /** A write frame went out: an answer to the server's state vector, or an update. */
  readonly sent: (kind: 'answer' | 'update') => void
  /** So many frames of this connection are stored. */
  readonly acknowledged: (count: number) => void
  /** The connection is gone: frames of the next one are counted from 1. */
  readonly disconnected: () => void
  readonly closed: (close: PeerClose) => void
  /** Resolves once every change so far is stored; rejects when the peer is closed first. */
  readonly saved: () => Promise<void>
}

interface Waiting {
  /** The write frame to wait for; `undefined` until the next answer has gone out. */
  frame: number | undefined
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export const createDeliveries = (): Deliveries => {
  /** `complete`: every change has gone out in a frame of this connection. */
  let state: { kind: 'incomplete' } | { kind: 'complete' } | { kind: 'closed'; close: PeerClose } = {
    kind: 'incomplete',
  }
  let frames = 0
  let stored = 0
  /** Updates that went out and were not yet told of as changes: one at most. */
  let unclaimed = 0
  let waiting: Waiting[] = []

  const settle = (): void => {
    const done = waiting.filter(({ frame }) => frame !== undefined && frame <= stored)
    waiting = waiting.filter((entry) => !done.includes(entry))
    for (const { resolve } of done) resolve()
  }
  const incomplete = (): void => {
    if (state.kind === 'complete') state = { kind: 'incomplete' }
  }

  return {
    changed: () => {
      if (unclaimed === 0) incomplete()
      unclaimed = 0
    },
    sent: (kind) => {
      frames++
      if (kind === 'update') {
        unclaimed = 1
        return
      }
      if (state.kind !== 'incomplete') return
      state = { kind: 'complete' }
      for (const entry of waiting) entry.frame ??= frames
    },
    acknowledged: (count) => {
      stored = Math.max(stored, count)
      settle()
    },
    disconnected: () => {
      incomplete()
      frames = 0
      stored = 0
      unclaimed = 0
      for (const entry of waiting) entry.frame = undefined
    },
    closed: (close) => {
      if (state.kind === 'closed') return
      state = { kind: 'closed', close }
      const lost = waiting
      waiting = []
      for (const { reject } of lost) reject(notSaved(close))
    },
    saved: () =>
      new Promise((resolve, reject) => {
        if (state.kind === 'closed') return reject(notSaved(state.close))
        waiting.push({ frame: state.kind === 'complete' ? frames : undefined, resolve, reject })
        settle()
      }),
  }
}

const notSaved = ({ code, reason }: PeerClose): Error =>
  new Error(`The peer was closed before everything was saved: ${code} ${reason}`)
