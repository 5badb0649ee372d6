/**
 * A worker: claims runs and answers several at once, each as a peer of its conversation. Any number of workers may
 * run anywhere; the queue gives each run to one of them. Holds claims and their leases; the answering stands in
 * `answer.ts`.
 */
import { conversationRoom } from '../../shared/rooms.ts'
import { type AnswerDeps, type AnswerLog, answerRun, type GiveUp } from './answer.ts'
import { type JoinRoom, type Peer, PeerRefused } from './peer.ts'
import { type Claim, LEASE_MILLISECONDS, type RunOutcome, type RunQueue } from './run-queue.ts'

export interface WorkerLog extends AnswerLog {
  readonly claimed: (claim: Claim) => void
  readonly ended: (claim: Claim, outcome: RunOutcome) => void
  /** The run goes back: its lease was lost, or its peer had to leave. */
  readonly lost: (claim: Claim) => void
}

export interface WorkerDeps extends AnswerDeps {
  readonly queue: RunQueue
  readonly join: JoinRoom
  /** Names this worker in the queue. */
  readonly name: string
  readonly log: WorkerLog
  /** How many runs are answered at once. */
  readonly concurrency?: number
}

export interface Worker {
  readonly start: () => void
  /** Takes no more runs, lets those under way go on for so long, then cuts them and says so in the conversation. */
  readonly stop: (options?: { readonly graceMilliseconds?: number }) => Promise<void>
  /** How many runs are being answered. */
  readonly busy: () => number
}

/** How often the queue is asked without being told: for runs whose worker died. */
const POLL_MILLISECONDS = 5_000
const RENEW_MILLISECONDS = LEASE_MILLISECONDS / 3
/** How long a run that is cut may take to be stored, in milliseconds. */
const CUT_MILLISECONDS = 5_000

interface Answering {
  readonly giveUp: AbortController
  peer: Peer | undefined
  ended: Promise<void>
}

export const createWorker = (deps: WorkerDeps): Worker => {
  const { queue, clock, log } = deps
  const concurrency = deps.concurrency ?? 8
  const answering = new Set<Answering>()
  let state: 'new' | 'started' | 'stopped' = 'new'
  let looking: 'no' | 'yes' | 'once-more' = 'no'
  let stopListening = (): void => {}
  let callOffPoll = (): void => {}

  const look = async (): Promise<void> => {
    if (looking !== 'no') {
      looking = 'once-more'
      return
    }
    do {
      looking = 'yes'
      await claimAll()
    } while (state === 'started' && (looking as 'yes' | 'once-more') === 'once-more')
    looking = 'no'
  }

  const claimAll = async (): Promise<void> => {
    try {
      while (state === 'started' && answering.size < concurrency) {
        const claim = await queue.claim(deps.name)
        if (claim === undefined) return
        begin(claim)
      }
    } catch (error) {
      log.failed('claim a run', error)
    }
  }

  const begin = (claim: Claim): void => {
    const entry: Answering = { giveUp: new AbortController(), peer: undefined, ended: Promise.resolve() }
    if (state === 'stopped') cut(entry)
    answering.add(entry)
    entry.ended = hold(claim, entry).finally(() => {
      answering.delete(entry)
      if (state === 'started') void look()
    })
  }

  const cut = (entry: Answering): void => entry.giveUp.abort('stopping' satisfies GiveUp)
  /** Says nothing any more, and waits for nothing. */
  const abandon = (entry: Answering): void => {
    entry.giveUp.abort('lost' satisfies GiveUp)
    entry.peer?.close()
  }

  /** Answers under a lease that is kept up as long as that takes. Never rejects. */
  const hold = async (claim: Claim, entry: Answering): Promise<void> => {
    log.claimed(claim)
    const stopRenewing = keepLease(claim, () => abandon(entry))
    try {
      const outcome = await answer(claim, entry)
      stopRenewing()
      if (outcome === undefined) {
        log.lost(claim)
        await queue.release(claim)
      } else {
        await queue.finish(claim, outcome)
        log.ended(claim, outcome)
      }
    } catch (error) {
      stopRenewing()
      // The lease runs out by itself, and the run is claimed again.
      log.failed('answer a run', error)
    }
  }

  const answer = async (claim: Claim, entry: Answering): Promise<RunOutcome | undefined> => {
    let peer: Peer
    try {
      peer = await deps.join(conversationRoom(claim.conversationId), { clientId: claim.clientId })
    } catch (error) {
      // There is no such conversation any more, or none for this agent: nobody waits for an answer.
      if (error instanceof PeerRefused && isFinal(error.close.code)) return 'interrupted'
      throw error
    }
    entry.peer = peer
    peer.onClose(() => abandon(entry))
    try {
      return await answerRun(deps, claim, peer, entry.giveUp.signal)
    } catch (error) {
      // What could not be saved is said by the next worker, under another client id.
      if (peer.closed() === undefined) log.failed('answer a run', error)
      return undefined
    } finally {
      peer.close()
    }
  }

  const keepLease = (claim: Claim, lost: () => void): (() => void) => {
    let over = false
    let callOff = (): void => {}
    let heldUntil = clock.now() + LEASE_MILLISECONDS
    const renew = async (): Promise<void> => {
      try {
        const asked = clock.now()
        if (!(await queue.renew(claim))) return lost()
        heldUntil = asked + LEASE_MILLISECONDS
      } catch (error) {
        log.failed('renew a lease', error)
        if (clock.now() >= heldUntil) return lost()
      }
      if (!over) plan()
    }
    const plan = (): void => {
      callOff = clock.after(RENEW_MILLISECONDS, () => void renew())
    }
    plan()
    return () => {
      over = true
      callOff()
    }
  }

  const poll = (): void => {
    callOffPoll = clock.after(POLL_MILLISECONDS, () => {
      void look()
      poll()
    })
  }

  return {
    start: () => {
      if (state !== 'new') return
      state = 'started'
      stopListening = queue.onQueued(() => void look())
      poll()
      void look()
    },
    stop: async ({ graceMilliseconds = 0 } = {}) => {
      state = 'stopped'
      stopListening()
      callOffPoll()
      const callOffs = [
        clock.after(graceMilliseconds, () => answering.forEach(cut)),
        clock.after(graceMilliseconds + CUT_MILLISECONDS, () => answering.forEach(abandon)),
      ]
      while (answering.size > 0) await Promise.all([...answering].map(({ ended }) => ended))
      for (const callOff of callOffs) callOff()
    },
    busy: () => answering.size,
  }
}

const isFinal = (code: number): boolean => code >= 4400 && code < 4500
