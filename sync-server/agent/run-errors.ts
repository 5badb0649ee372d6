/** What a run says of itself when it did not end well: what happened, and what can be done. */
import { LIMITS, type RunError } from '../../shared/document/index.ts'
import { ModelError } from './model.ts'
import { MAX_ATTEMPTS } from './run-queue.ts'

export const runErrorOf = (error: unknown): RunError =>
  error instanceof ModelError ? { code: error.code, text: error.message } : INTERNAL

/** As much of it as fits where errors stand. */
export const bounded = ({ code, text }: RunError): RunError => ({
  code,
  text: text.slice(0, LIMITS.errorLength).toWellFormed(),
})

const INTERNAL: RunError = {
  code: 'internal',
  text: 'Something went wrong here while answering. Retry to ask again.',
}
export const CUT_OFF: RunError = { code: 'interrupted', text: 'The answer was cut off. Retry to ask again.' }
export const WORKER_ENDED: RunError = {
  code: 'interrupted',
  text: 'The answer was cut off because the server was restarted. Retry to ask again.',
}
export const GIVEN_UP: RunError = {
  code: 'interrupted',
  text: `This could not be answered in ${MAX_ATTEMPTS} attempts. Retry to ask again.`,
}
export const NO_QUESTION: RunError = {
  code: 'no-question',
  text: 'The message that asks does not stand in this branch. Ask again.',
}
export const CUT_AT_LIMIT: RunError = {
  code: 'length',
  text: 'The answer reached the largest length allowed and was cut there. Raise the length in the settings, or ask to go on.',
}
export const EMPTY: RunError = {
  code: 'model-empty',
  text: 'The model answered with nothing. Retry, or pick another model.',
}
export const HELD_BACK: RunError = {
  code: 'model-refused',
  text: 'The provider held this answer back. Ask in other words, or pick another model.',
}
