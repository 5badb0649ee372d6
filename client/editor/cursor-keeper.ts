/** Whether one's cursor stands in a text and where: for going on there when the text comes anew in another document. */

/** What is selected; both are the same where that is nothing but a place. */
export interface Cursor {
  readonly from: number
  readonly to: number
}

export interface CursorKeeper {
  /** The place of the cursor; `undefined` where it is not in the text. */
  readonly read: () => Cursor | 'end' | undefined
  readonly write: (at: Cursor | 'end' | undefined) => void
}

export const createCursorKeeper = (first: 'end' | undefined): CursorKeeper => {
  let at: Cursor | 'end' | undefined = first
  return {
    read: () => at,
    write: (next) => {
      at = next
    },
  }
}
