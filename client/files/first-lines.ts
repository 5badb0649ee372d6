/** The beginning of a text, as a message shows it. Pure. */
import { ATTACHMENT_LIMITS } from '../../shared/document/index.ts'

/** How much of a text is read for that, in bytes. */
export const LINES_BYTES = 2_000
const SHOWN_LINES = ATTACHMENT_LIMITS.lines - 1

/** How many lines a text has, up to one more than are shown. */
export const countLines = (text: string): number =>
  text.trim() === '' ? 0 : Math.min(ATTACHMENT_LIMITS.lines, text.trimEnd().split('\n').length)

export interface Beginning {
  readonly text: string
  readonly isAll: boolean
}

/** `isWhole`: whether this is all there is. */
export const beginningOf = (text: string, isWhole: boolean): Beginning => ({
  text: text.split('\n').slice(0, SHOWN_LINES).join('\n').trimEnd(),
  isAll: isWhole && countLines(text) <= SHOWN_LINES,
})

/** The same of a text that is not here yet, as empty lines: its place. Without a count, about as many. */
export const placeOf = (lines: number | undefined, size: number): Beginning => {
  const count = lines ?? Math.min(ATTACHMENT_LIMITS.lines, Math.ceil(size / 60))
  return {
    text: '\n'.repeat(Math.min(SHOWN_LINES, count)),
    isAll: size <= LINES_BYTES && count <= SHOWN_LINES,
  }
}
