/** Writes a draft a moment after the last keystroke, and at once when it has to. Owns the timer and nothing else. */
import type { EditorJson } from './rich-text.ts'

export interface DraftKeeper<Draft = EditorJson> {
  readonly keep: (draft: Draft | undefined) => void
  /** Writes what waits now. */
  readonly flush: () => void
  /** Writes that there is none, whatever waits. */
  readonly forget: () => void
  /** Also while it is being written: whoever hears of that need not read it. */
  readonly isWaiting: () => boolean
}

const DRAFT_MILLISECONDS = 400

export const createDraftKeeper = <Draft = EditorJson>(
  write: (draft: Draft | undefined) => void,
): DraftKeeper<Draft> => {
  let waiting: { readonly draft: Draft | undefined } | undefined
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
    forget: () => {
      waiting = { draft: undefined }
      flush()
    },
    isWaiting: () => waiting !== undefined,
  }
}
