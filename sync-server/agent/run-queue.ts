/**
 * The port behind the workers: runs that wait, claimed by lease so that one worker answers each, once, however many
 * run. Adapters: the store's own, and HTTP for workers elsewhere. Every adapter passes `tests/contracts/run-queue.ts`.
 */
import type { ConversationId, PrincipalId, RunId } from '../../shared/ids.ts'

export interface Claim {
  readonly runId: RunId
  readonly conversationId: ConversationId
  readonly agent: PrincipalId
  /** Counted from 1. More than 1: an earlier worker died, its lease ran out. */
  readonly attempt: number
  /**
   * The Yjs client id to write under: out of a small pool kept for each document, since every new id makes the
   * document slower for ever, while two streams under one id cost twenty times the memory. An id whose worker died
   * is never given out again.
   */
  readonly clientId: number
  /** Names this claim; an older one of the same run is void. */
  readonly token: string
}

export const RUN_OUTCOMES = ['done', 'failed', 'stopped', 'interrupted'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]

export interface RunQueue {
  /** The oldest run that waits or whose lease has run out; `undefined` where there is none. */
  readonly claim: (worker: string) => Promise<Claim | undefined>
  /** Prolongs the lease; false where the claim is void: stop writing. */
  readonly renew: (claim: Claim) => Promise<boolean>
  /** Ends the run. Only where everything that was written under the claim is stored: its client id is free again. */
  readonly finish: (claim: Claim, outcome: RunOutcome) => Promise<void>
  /** Gives a run back that could not be ended, as if its worker had died, to be claimed again after a pause. */
  readonly release: (claim: Claim) => Promise<void>
  /** Called when there may be something to claim. Returns how to stop listening. */
  readonly onQueued: (listener: () => void) => () => void
}

/** How long a claim holds without being renewed, in milliseconds. */
export const LEASE_MILLISECONDS = 30_000
/** After this many claims a run is given up as interrupted. */
export const MAX_ATTEMPTS = 3
/** How long a run that was given back waits before it can be claimed again, times the claims so far. */
export const RELEASE_MILLISECONDS = 1_000
