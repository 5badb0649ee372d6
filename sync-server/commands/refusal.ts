/** Why a command is not carried out: a code that HTTP has a status for, and a sentence that says what to do. */
export interface Refusal {
  readonly code: 'forbidden' | 'not-found' | 'conflict' | 'invalid'
  readonly message: string
  /** Which field of the request is meant. */
  readonly field?: string
}

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

export const refused = (refusal: Refusal) => ({ kind: 'refused', refusal }) as const

/** The same sentence for what is not there and for what one may not know of. */
export const noConversation: Refusal = {
  code: 'not-found',
  message: 'There is no such conversation, or it is not shared with you.',
}

export const adminsOnly: Refusal = {
  code: 'forbidden',
  message: 'Only admins of the organization can do this.',
}
