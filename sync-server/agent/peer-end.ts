/** How a peer ends: once, for one reason, with everybody told who listens. */
import { CLOSE, type RejectCode } from '../../shared/wire.ts'
import type { PeerClose } from './peer.ts'

export const CLOSED_BY_PEER: PeerClose = { code: 1000, reason: 'Left.' }

/** A write was refused: the replica is not what the server has, and nothing that builds on it will be taken. */
export const refusedWrite = (rejected: {
  readonly code: RejectCode
  readonly detail: string
}): PeerClose => ({
  code: CLOSE.forbidden,
  reason: `A change was refused: ${rejected.code} ${rejected.detail}`.trim(),
})

export interface PeerEnd {
  readonly closed: () => PeerClose | undefined
  readonly onClose: (listener: (close: PeerClose) => void) => () => void
  readonly close: (close: PeerClose) => void
}

/** `release` gives back what the peer holds; it runs before the listeners do. */
export const createPeerEnd = (release: () => void): PeerEnd => {
  let ended: PeerClose | undefined
  const listeners = new Set<(close: PeerClose) => void>()
  return {
    closed: () => ended,
    onClose: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: (close) => {
      if (ended !== undefined) return
      ended = close
      release()
      for (const listener of [...listeners]) listener(close)
      listeners.clear()
    },
  }
}
