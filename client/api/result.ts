/** The answer to a call: its value, or what went wrong as a value that a page can show. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure }

export interface Failure {
  /** The server's code, or one of our own: `offline`, `unreadable`. */
  readonly code: string
  /** A sentence for people. */
  readonly message: string
  /** The field of the body that is meant, dotted. */
  readonly field?: string
  /** The HTTP status; absent where there was no answer. */
  readonly status?: number
}
