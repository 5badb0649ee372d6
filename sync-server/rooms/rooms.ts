/**
 * The port to all rooms of this process: what transport, commands and the agent may ask of them.
 * The implementation is `createRooms` in `create-rooms.ts`.
 */
import type * as Y from 'yjs'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Room as RoomAddress, RoomName } from '../../shared/rooms.ts'
import type { CloseCode } from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'

/** The far end of a session. Implemented by the WebSocket transport, the in-process peer and the tests. */
export interface Connection {
  /** Sends one frame. Never throws; a closed connection swallows it. */
  readonly send: (frame: Uint8Array) => void
  readonly close: (code: CloseCode, reason: string) => void
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly bufferedBytes: () => number
}

export interface Session {
  /** Takes one frame. Never throws for what a peer sent. */
  readonly receive: (frame: Uint8Array) => void
  /** The connection is gone: leaves the room. */
  readonly leave: () => void
}

export type Joined =
  | { readonly joined: true; readonly session: Session }
  | { readonly joined: false; readonly code: CloseCode; readonly reason: string }

export interface JoinRequest {
  readonly room: string
  readonly principal: Principal
  readonly connection: Connection
  /** Whether the client asked for message types of our own. */
  readonly speaksBanyan: boolean
}

export interface RoomFigures {
  /** About how much memory documents take. */
  readonly bytes: number
  readonly kinds: Readonly<
    Record<RoomAddress['kind'], { readonly documents: number; readonly sessions: number }>
  >
}

export interface Rooms {
  /** Authorizes, loads and enters. The first frames are sent before it resolves. Never rejects. */
  readonly join: (request: JoinRequest) => Promise<Joined>

  /** Lets the server write into a document, loading it where needed. Resolves once stored. */
  readonly edit: (room: RoomName, write: (doc: Y.Doc) => void) => Promise<void>
  /** The same where the room is in memory; does nothing where it is not. */
  readonly editIfLoaded: (room: RoomName, write: (doc: Y.Doc) => void) => void

  /**
   * Rights in a room have changed for these principals: each of their sessions stops at once, is closed with
   * `joinAgain` and is authorized anew when it comes back. Joins under way are authorized once more.
   */
  readonly rightsChanged: (
    room: RoomName,
    principals: 'everybody' | ReadonlySet<PrincipalId>,
    reason: string,
  ) => void
  /** The document is gone for everybody: closes all sessions with `notFound`, without waiting. */
  readonly shut: (room: RoomName, reason: string) => void
  /** Closes every session of a signed-out login (`sessionId`) or of a principal who may do nothing any more. */
  readonly signedOut: (who: { readonly sessionId: string } | { readonly principalId: PrincipalId }) => void

  /** What is in memory at the moment. */
  readonly figures: () => RoomFigures

  /** Stores what waits, closes all sessions with `goingAway` and forgets all documents. */
  readonly close: () => Promise<void>
}
