/**
 * Whether this server should be sent work: its store takes writes, and it is not about to stop. It listens only after
 * all migrations have run. The store is tried by writing, since a server that is sent nothing learns nothing of it.
 */
export type Readiness = 'ready' | 'draining' | 'store-fails'

export interface ReadinessCheck {
  readonly state: () => Promise<Readiness>
  /** From now on no new work, please. */
  readonly drain: () => void
}

/** However often one is asked, the store is written to at most this often. */
const PROBE_MILLISECONDS = 5_000

export const createReadiness = (deps: {
  /** Rejects where the store takes no writes. */
  readonly tryWriting: () => Promise<void>
  readonly now: () => number
}): ReadinessCheck => {
  let isDraining = false
  let probe: { readonly at: number; readonly works: Promise<boolean> } | undefined

  const storeWorks = (): Promise<boolean> => {
    const now = deps.now()
    if (probe === undefined || now - probe.at >= PROBE_MILLISECONDS) {
      const works = deps.tryWriting().then(
        () => true,
        // What fails is told by the store's own log lines; here it is a state.
        () => false,
      )
      probe = { at: now, works }
    }
    return probe.works
  }

  return {
    state: async () => {
      if (isDraining) return 'draining'
      return (await storeWorks()) ? 'ready' : 'store-fails'
    },
    drain: () => {
      isDraining = true
    },
  }
}
