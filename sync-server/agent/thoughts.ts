/**
 * Writes what a model thinks in front of its answer, between the marks that everybody reads it by. Bounded; what
 * looks like the end of it within is parted, however it is cut into pieces.
 */
import { THOUGHT_BEGIN, THOUGHT_END } from '../../shared/document/index.ts'

/** Thoughts of more characters are cut: nobody reads them, and everybody's device keeps them. */
export const MAX_THOUGHT_LENGTH = 100_000

const MARK = THOUGHT_END.trim()
const CUT = '\n\n…'

export interface Thoughts {
  readonly think: (text: string) => void
  /** Its end, where it has begun. Nothing is thought after it. */
  readonly end: () => void
}

export const createThoughts = (write: (text: string) => void): Thoughts => {
  let state: 'none' | 'thinking' | 'cut' | 'over' = 'none'
  let length = 0
  /** What may be the beginning of the mark. */
  let held = ''

  return {
    think: (text) => {
      // Some begin with an empty line, and think nothing after it.
      if (state === 'none' && text.trim() === '') return
      if (state !== 'none' && state !== 'thinking') return
      const all = (held + text).replaceAll(MARK, `${MARK.slice(0, 2)} ${MARK.slice(2)}`)
      held = beginningOfMark(all)
      const taken = all.slice(0, Math.min(all.length - held.length, MAX_THOUGHT_LENGTH - length))
      length += taken.length
      write(state === 'none' ? THOUGHT_BEGIN + taken : taken)
      state = 'thinking'
      if (length < MAX_THOUGHT_LENGTH) return
      state = 'cut'
      write(CUT)
    },
    end: () => {
      if (state === 'thinking') write(held)
      if (state === 'thinking' || state === 'cut') write(THOUGHT_END)
      state = 'over'
    },
  }
}

const beginningOfMark = (text: string): string => {
  for (let size = Math.min(MARK.length - 1, text.length); size > 0; size--) {
    if (text.endsWith(MARK.slice(0, size))) return text.slice(-size)
  }
  return ''
}
