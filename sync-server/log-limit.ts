/**
 * Keeps a flood of like lines from flooding the log: the first few of each kind in a window are written, the others
 * counted and told in one line when the window ends.
 */
export interface LineLimit<Entry> {
  readonly log: (kind: string, entry: Entry) => void
}

/** Kinds told apart in a window; whatever comes beyond them counts as one more kind. */
const MAX_KINDS = 1_000

export const createLineLimit = <Entry>(deps: {
  /** Lines of a kind that are written in a window. */
  readonly lines: number
  readonly write: (entry: Entry) => void
  /** So many more like this one, not written; told once when the window ends. */
  readonly summarize: (last: Entry, count: number) => void
  /** Runs a task once, when a window that begins now ends. */
  readonly afterWindow: (task: () => void) => void
}): LineLimit<Entry> => {
  let kinds = new Map<string, { written: number; held: number; last: Entry }>()

  const endWindow = (): void => {
    const ended = kinds
    kinds = new Map()
    for (const { held, last } of ended.values()) if (held > 0) deps.summarize(last, held)
  }

  return {
    log: (wanted, entry) => {
      if (kinds.size === 0) deps.afterWindow(endWindow)
      const kind = kinds.has(wanted) || kinds.size < MAX_KINDS ? wanted : ''
      const known = kinds.get(kind) ?? { written: 0, held: 0, last: entry }
      kinds.set(kind, known)
      known.last = entry
      if (known.written < deps.lines) {
        known.written++
        deps.write(entry)
      } else known.held++
    },
  }
}
