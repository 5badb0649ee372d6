/**
 * An error as the log has it: what kind, what it says, where it was thrown, and why. Nothing else that hangs on it:
 * errors of a model's provider carry the request with the whole conversation in it, and its headers.
 */
export interface PlainError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: PlainError
}

const MAX_TEXT = 4_000
const MAX_CAUSES = 4

export const plainError = (error: unknown, depth = 0): PlainError => {
  if (!(error instanceof Error)) return { type: typeof error, message: 'This is no error.' }
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    type: name,
    message: message.slice(0, MAX_TEXT),
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack: stack.slice(0, MAX_TEXT) }),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: plainError(cause, depth + 1) }),
  }
}
