/**
 * What is in memory, by how much it takes: over the budget those that nobody uses are forgotten, the longest unused
 * first. Those with people in them stay, whatever they take.
 */
export interface WarmDocument {
  /** Whether everything is stored and nobody is here. */
  readonly isIdle: boolean
}

export interface WarmDocuments<Kept extends WarmDocument> {
  /** It is in memory and takes about so many bytes. */
  readonly keep: (document: Kept, bytes: number) => void
  readonly grow: (document: Kept, bytes: number) => void
  /** Somebody comes or goes. */
  readonly use: (document: Kept) => void
  readonly drop: (document: Kept) => void
  readonly bytes: () => number
}

export const createWarmDocuments = <Kept extends WarmDocument>(deps: {
  readonly budgetBytes: number
  /** Forgets a document; ends in `drop`. */
  readonly forget: (document: Kept) => void
}): WarmDocuments<Kept> => {
  /** In the order of their last use. */
  const sizes = new Map<Kept, number>()
  let total = 0

  const makeRoom = (): void => {
    if (total <= deps.budgetBytes) return
    // The last used is what somebody is just coming into.
    const candidates = [...sizes.keys()].slice(0, -1)
    for (const document of candidates) {
      if (total <= deps.budgetBytes) return
      if (document.isIdle) deps.forget(document)
    }
  }

  const take = (document: Kept): number => {
    const bytes = sizes.get(document) ?? 0
    sizes.delete(document)
    return bytes
  }

  return {
    keep: (document, bytes) => {
      total += bytes - take(document)
      sizes.set(document, bytes)
      makeRoom()
    },
    grow: (document, bytes) => {
      const known = sizes.get(document)
      if (known === undefined) return
      // Keeps its place.
      sizes.set(document, known + bytes)
      total += bytes
    },
    use: (document) => {
      if (sizes.has(document)) sizes.set(document, take(document))
    },
    drop: (document) => {
      total -= take(document)
    },
    bytes: () => total,
  }
}
