/**
 * The port through which the agent takes part: a document in sync with a room, and presence. Two adapters, within
 * the server's process and over a WebSocket, are held by one contract suite, `tests/contracts/peer.ts`.
 */
import type * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'

export interface Peer {
  /** The peer's own replica. What it writes passes the gate like anybody's. */
  readonly doc: Y.Doc
  /** Replaces one's presence; `undefined` leaves. */
  readonly setPresence: (state: Record<string, unknown> | undefined) => void
  /** Resolves once everything written so far is stored by the server. Rejects when the peer was closed first. */
  readonly saved: () => Promise<void>
  /** Why this peer has left, or `undefined` while it is in. */
  readonly closed: () => PeerClose | undefined
  /** Called once, when the peer leaves for whatever reason. Returns how to stop listening. */
  readonly onClose: (listener: (close: PeerClose) => void) => () => void
  readonly close: () => void
}

export interface PeerClose {
  /** One of `CLOSE` in `shared/wire.ts`, or 1000 where the peer closed itself. */
  readonly code: number
  readonly reason: string
}

/** Resolves once the replica is in sync; rejects with a `PeerRefused` where the room will not have this peer. */
export type JoinRoom = (room: RoomName, options?: { readonly clientId?: number }) => Promise<Peer>

export class PeerRefused extends Error {
  readonly close: PeerClose
  constructor(close: PeerClose) {
    super(`The room refused this peer: ${close.code} ${close.reason}`)
    this.name = 'PeerRefused'
    this.close = close
  }
}
