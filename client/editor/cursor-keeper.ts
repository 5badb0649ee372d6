/** Whether one's cursor stands in a text and where: for going on there when the text comes anew in another document. */

export interface CursorKeeper {
  /** The place of the cursor; `undefined` where it is not in the text. */
  readonly read: () => number | 'end' | undefined
  readonly write: (at: number | 'end' | undefined) => void
}

export const createCursorKeeper = (first: 'end' | undefined): CursorKeeper => {
  let at: number | 'end' | undefined = first
  return {
    read: () => at,
    write: (next) => {
      at = next
    },
  }
}
