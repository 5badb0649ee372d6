/**
 * Group commit for all rooms of a process: what waits is stored together, one batch at a time, in the order in which
 * it came. Beyond the current turn of the event loop nothing waits while the store is idle; while it is busy the next
 * batch grows.
 */
import type { Append, DocumentStore } from '../storage/document-store.ts'

/** A room with something to store. */
export interface Participant {
  /** Hands over everything that waits; called once for each commit. */
  readonly take: () => readonly Append[]
  /** What was taken is durable. */
  readonly stored: () => void
  /** What was taken is not durable and never will be. */
  readonly failed: (error: unknown) => void
}

export interface Commits {
  readonly enlist: (participant: Participant) => void
}

export const createCommits = (deps: {
  readonly store: Pick<DocumentStore, 'append'>
  /** Runs a task after the current turn: `setImmediate` in the server, by hand in tests. */
  readonly schedule: (task: () => void) => void
}): Commits => {
  const enlisted = new Set<Participant>()
  let state: 'idle' | 'scheduled' | 'storing' = 'idle'

  const schedule = (): void => {
    if (state !== 'idle' || enlisted.size === 0) return
    state = 'scheduled'
    deps.schedule(() => void commit())
  }

  const commit = async (): Promise<void> => {
    state = 'storing'
    const batch = [...enlisted].map((participant) => ({ participant, entries: participant.take() }))
    enlisted.clear()
    try {
      await deps.store.append(batch.flatMap(({ entries }) => entries))
      for (const { participant } of batch) participant.stored()
    } catch (error) {
      if (batch.length === 1) batch[0]?.participant.failed(error)
      // One room's entries may be what the store cannot take: the others must not suffer for it.
      else for (const { participant, entries } of batch) await commitAlone(participant, entries)
    }
    state = 'idle'
    schedule()
  }

  const commitAlone = async (participant: Participant, entries: readonly Append[]): Promise<void> => {
    try {
      await deps.store.append(entries)
    } catch (error) {
      participant.failed(error)
      return
    }
    participant.stored()
  }

  return {
    enlist: (participant) => {
      enlisted.add(participant)
      schedule()
    },
  }
}
