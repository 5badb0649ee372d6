/** Types of `control.mjs`, for our own server. */
export const answerControl: (answers: Readonly<Record<string, (question: never) => unknown>>) => void
export const ready: (where: {
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
  readonly writerHeaders: Readonly<Record<string, string>>
}) => void
