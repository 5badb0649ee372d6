/** A session within its room: who it is, what became of its writing, and whether its reading keeps up. */
import type { Level } from '../../shared/levels.ts'
import type { PresenceUser } from '../../shared/presence.ts'
import type { RejectCode } from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import type { Writer } from '../gate/gate.ts'
import type { Connection } from './rooms.ts'

/** Writing is a state of its own: reading goes on whatever becomes of it. */
export type Writing =
  | { readonly kind: 'open' }
  /** Something is missing: writes wait until the peer has answered our state vector. */
  | { readonly kind: 'resyncing'; readonly times: number }
  /** A write was refused: what follows builds on it. */
  | { readonly kind: 'refused'; readonly code: RejectCode }

export type Reading =
  | { readonly kind: 'current' }
  /** Its connection is slow: it is sent nothing more until there is room, and then one difference. */
  | { readonly kind: 'behind'; readonly stateVector: Uint8Array }

export interface Member {
  readonly principal: Principal
  readonly connection: Connection
  readonly level: Exclude<Level, 'none'>
  readonly speaksBanyan: boolean
  readonly writer: Writer
  readonly user: PresenceUser
  writing: Writing
  reading: Reading
  /** Write frames received on this connection. */
  received: number
  /** The client id under which it is seen, which it is about to write under. */
  shownAs: number | undefined
}

export const createMember = (
  principal: Principal,
  level: Member['level'],
  connection: Connection,
  speaksBanyan: boolean,
): Member => ({
  principal,
  connection,
  level,
  speaksBanyan,
  writer: { id: principal.id, kind: principal.kind === 'person' ? 'person' : 'agent', level },
  user: { id: principal.id, name: principal.name, kind: principal.kind },
  writing: { kind: 'open' },
  reading: { kind: 'current' },
  received: 0,
  shownAs: undefined,
})
