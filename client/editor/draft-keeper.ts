/** Writes a draft a moment after the last keystroke, and at once when it has to. Owns the timer and nothing else. */
import type { EditorJson } from './rich-text.ts'

export interface DraftKeeper {
  readonly keep: (draft: EditorJson | undefined) => void
  /** Writes what waits now. */
  readonly flush: () => void
  /** Forgets what waits. */
  readonly drop: () => void
  readonly isWaiting: () => boolean
}

const DRAFT_MILLISECONDS = 400

export const createDraftKeeper = (write: (draft: EditorJson | undefined) => void): DraftKeeper => {
  let waiting: { readonly draft: EditorJson | undefined } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    clearTimeout(timer)
    if (waiting !== undefined) write(waiting.draft)
    waiting = undefined
  }
  return {
    keep: (draft) => {
      waiting = { draft }
      clearTimeout(timer)
      timer = setTimeout(flush, DRAFT_MILLISECONDS)
    },
    flush,
    drop: () => {
      clearTimeout(timer)
      waiting = undefined
    },
    isWaiting: () => waiting !== undefined,
  }
}
