/** Whether the store does what it is asked: red from a failure until the same kind of call works again. */
import type { DocumentStore } from './storage/document-store.ts'

export interface Health {
  /** The same store, watched. */
  readonly store: DocumentStore
  readonly isHealthy: () => boolean
}

export const watchStore = (store: DocumentStore): Health => {
  const failing = new Set<keyof DocumentStore>()
  const watched =
    <Arguments extends readonly unknown[], Answer>(
      kind: keyof DocumentStore,
      call: (...args: Arguments) => Promise<Answer>,
    ) =>
    async (...args: Arguments): Promise<Answer> => {
      try {
        const answer = await call(...args)
        failing.delete(kind)
        return answer
      } catch (error) {
        failing.add(kind)
        throw error
      }
    }
  return {
    store: {
      load: watched('load', store.load),
      append: watched('append', store.append),
      compact: watched('compact', store.compact),
      startEpoch: watched('startEpoch', store.startEpoch),
      loadPast: watched('loadPast', store.loadPast),
      remove: watched('remove', store.remove),
      quarantine: watched('quarantine', store.quarantine),
      quarantineOf: watched('quarantineOf', store.quarantineOf),
      quarantined: watched('quarantined', store.quarantined),
      setAside: watched('setAside', store.setAside),
    },
    isHealthy: () => failing.size === 0,
  }
}
