/**
 * Which of a peer's writes the server has stored, over however many connections. The server counts write frames for
 * each connection, so what was written before a connection broke counts as sent once that connection's first answer
 * to the server's state vector is: it carries everything the server lacks.
 */
import type { PeerClose } from './peer.ts'

export interface Deliveries {
  /** A new connection: its frames are counted from 1. */
  readonly connected: () => void
  /** A write frame goes out: an answer to the server's state vector, or an update. */
  readonly wrote: (kind: 'answer' | 'update') => void
  readonly acknowledged: (count: number) => void
  /** Resolves once everything written so far is stored; rejects when the peer is closed first. */
  readonly saved: () => Promise<void>
  readonly closed: (close: PeerClose) => void
}

interface Waiting {
  /** The write frame to wait for; `undefined` until this connection has sent its answer. */
  frame: number | undefined
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export const createDeliveries = (): Deliveries => {
  let state: { kind: 'connecting' } | { kind: 'answered' } | { kind: 'closed'; close: PeerClose } = {
    kind: 'connecting',
  }
  let sent = 0
  let stored = 0
  let waiting: Waiting[] = []

  const settle = (): void => {
    const done = waiting.filter(({ frame }) => frame !== undefined && frame <= stored)
    waiting = waiting.filter((entry) => !done.includes(entry))
    for (const { resolve } of done) resolve()
  }

  return {
    connected: () => {
      if (state.kind === 'closed') return
      state = { kind: 'connecting' }
      sent = 0
      stored = 0
      for (const entry of waiting) entry.frame = undefined
    },
    wrote: (kind) => {
      sent++
      if (kind === 'update' || state.kind !== 'connecting') return
      state = { kind: 'answered' }
      for (const entry of waiting) entry.frame = sent
    },
    acknowledged: (count) => {
      stored = Math.max(stored, count)
      settle()
    },
    saved: () =>
      new Promise((resolve, reject) => {
        if (state.kind === 'closed') return reject(notSaved(state.close))
        waiting.push({ frame: state.kind === 'answered' ? sent : undefined, resolve, reject })
        settle()
      }),
    closed: (close) => {
      if (state.kind === 'closed') return
      state = { kind: 'closed', close }
      const lost = waiting
      waiting = []
      for (const { reject } of lost) reject(notSaved(close))
    },
  }
}

const notSaved = ({ code, reason }: PeerClose): Error =>
  new Error(`The peer was closed before everything was saved: ${code} ${reason}`)
