/** What a run is doing, in words, and what one can do about it. Pure. */
import type { RunEntry } from '../../shared/document/index.ts'
import { unreadWords } from '../files/unread-words.ts'

export interface RunWords {
  readonly text: string
  readonly tone: 'quiet' | 'danger'
  readonly action: 'cancel' | 'stop' | 'retry' | undefined
  /** Whether a pulse runs beside it. */
  readonly alive: boolean
}

/** `undefined` where there is nothing to say: the reply speaks for itself. */
export const runWords = (
  run: RunEntry,
  about: {
    /** Whether the server cannot be asked: off line, or the asking message has not arrived. */
    readonly waiting: boolean
    readonly hasText: boolean
    readonly agent: string
    readonly nameOf: (id: string) => string
  },
): RunWords | undefined => {
  const { cancelledBy } = run
  switch (run.status) {
    case 'queued':
      if (cancelledBy !== undefined) {
        return {
          text: `Stopped by ${about.nameOf(cancelledBy)}.`,
          tone: 'quiet',
          action: undefined,
          alive: false,
        }
      }
      return about.waiting
        ? { text: 'Waiting for connection.', tone: 'quiet', action: 'cancel', alive: false }
        : { text: `Waiting for ${about.agent}.`, tone: 'quiet', action: 'stop', alive: true }
    case 'running':
      if (cancelledBy !== undefined)
        return { text: 'Stopping.', tone: 'quiet', action: undefined, alive: true }
      return {
        text: about.hasText ? `${about.agent} is writing.` : `${about.agent} is thinking.`,
        tone: 'quiet',
        action: 'stop',
        alive: true,
      }
    case 'stopped':
      return {
        text: cancelledBy === undefined ? 'Stopped.' : `Stopped by ${about.nameOf(cancelledBy)}.`,
        tone: 'quiet',
        action: undefined,
        alive: false,
      }
    case 'failed':
      return {
        text: run.error?.text ?? 'Something went wrong while this was being written.',
        tone: 'danger',
        action: 'retry',
        alive: false,
      }
    case 'interrupted':
      return { text: 'This reply was interrupted.', tone: 'danger', action: 'retry', alive: false }
    case 'done': {
      const text = [run.error?.text, leftOutWords(run.usage?.leftOut), unreadWords(run.usage?.unread)].filter(
        (words) => words !== undefined,
      )
      return text.length === 0
        ? undefined
        : { text: text.join(' '), tone: 'quiet', action: undefined, alive: false }
    }
  }
}

/** What did not fit into the model is said, so that nobody takes its silence for an opinion. */
const leftOutWords = (count: number | undefined): string | undefined => {
  if (count === undefined || count === 0) return undefined
  return count === 1
    ? 'The oldest message was left out: it did not fit into the model.'
    : `The ${count} oldest messages were left out: they did not fit into the model.`
}
