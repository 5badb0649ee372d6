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

export interface ReadingPlace {
  readonly branchId: BranchId
  /** The message in sight. */
  readonly messageId?: MessageId
  /** How far down in it, from 0 to 1. */
  readonly within?: number
  /** At the end of the branch, and staying there as it grows. */
  readonly atEnd?: true
}

export interface Presence {
  readonly user: PresenceUser
  /** Where this peer reads: personal, shown to others, never binding. */
  readonly at?: ReadingPlace
  /** Asks the others to follow. */
  readonly presenting?: true
  /** Whose steps this peer follows. */
  readonly following?: PrincipalId
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
  const { user, at, typing, doing, presenting, following } = state
  return {
    user: user as unknown as PresenceUser,
    ...(isRecord(at) && typeof at.branchId === 'string' ? { at: readPlace(at) } : {}),
    ...(presenting === true ? { presenting } : {}),
    ...(typeof following === 'string' ? { following: following as PrincipalId } : {}),
    ...(typeof typing === 'string' ? { typing: typing as BranchId } : {}),
    ...(typeof doing === 'string' ? { doing } : {}),
  }
}

const readPlace = ({ branchId, messageId, within, atEnd }: Record<string, unknown>): ReadingPlace => ({
  branchId: branchId as BranchId,
  ...(typeof messageId === 'string' ? { messageId: messageId as MessageId } : {}),
  ...(typeof within === 'number' && within >= 0 && within <= 1 ? { within } : {}),
  ...(atEnd === true ? { atEnd } : {}),
})
