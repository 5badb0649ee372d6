/**
 * What a peer says of itself in presence (awareness). `user` is stamped by the server from the connection; whatever
 * a client writes there is replaced. Everything else is a hint from that peer, read leniently.
 */
import type { BranchId, MessageId, PrincipalId } from './ids.ts'

export interface PresenceUser {
  readonly id: PrincipalId
  readonly name: string
  readonly kind: 'person' | 'bot' | 'agent'
}

export interface Presence {
  readonly user: PresenceUser
  /** Where this peer reads: personal, shown to others, never binding. */
  readonly at?: { readonly branchId: BranchId; readonly messageId?: MessageId }
  /** The branch this peer is writing in right now. */
  readonly typing?: BranchId
  /** What an agent is doing, in a few plain words. */
  readonly doing?: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Reads one awareness state; `undefined` where it carries no stamped user. */
export const readPresence = (state: unknown): Presence | undefined => {
  if (!isRecord(state) || !isRecord(state.user) || typeof state.user.id !== 'string') return undefined
  const { user, at, typing, doing } = state
  return {
    user: user as unknown as PresenceUser,
    ...(isRecord(at) && typeof at.branchId === 'string'
      ? { at: at as unknown as NonNullable<Presence['at']> }
      : {}),
    ...(typeof typing === 'string' ? { typing: typing as BranchId } : {}),
    ...(typeof doing === 'string' ? { doing } : {}),
  }
}
