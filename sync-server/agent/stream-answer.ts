/** A model's answer on its way into a reply: pieces, what was used, and asking again where that can help. */
import type { RunError, RunUsage } from '../../shared/document/index.ts'
import { type Clock, pause } from './clock.ts'
import { type Model, ModelError, type ModelRequest } from './model.ts'
import { readParts } from './parts.ts'
import type { ReplyWriter } from './reply-writer.ts'
import { CUT_AT_LIMIT, EMPTY, HELD_BACK } from './run-errors.ts'
import type { RunOutcome } from './run-queue.ts'
import type { Thoughts } from './thoughts.ts'

/** How often a model that fails for a passing reason is asked again, and how long to wait for it at most. */
const MAX_RETRIES = 2
const MAX_RETRY_MILLISECONDS = 30_000
/** An answer of more characters is cut: no model means that. */
const MAX_REPLY_LENGTH = 400_000

/** How an answer ended. */
export interface Ending {
  readonly status: RunOutcome
  readonly error?: RunError
}

/** Asks the model, again where it failed for a passing reason before it said anything. */
export const streamAnswer = async (
  deps: {
    readonly clock: Clock
    readonly model: Model
    readonly request: ModelRequest
    readonly writer: ReplyWriter
    /** Where what it thinks goes. To be ended by the caller, however the answer ended. */
    readonly thoughts: Thoughts
    readonly signal: AbortSignal
    readonly say: (doing: string) => void
  },
  onUsage: (usage: RunUsage) => void,
): Promise<Ending> => {
  const { clock, model, request, writer, thoughts, signal, say } = deps
  /** Characters of the answer, without the thoughts. */
  let answered = 0
  const answer = (text: string): void => {
    if (answered === 0) {
      // An empty line before the first word is neither an answer nor the end of the thoughts.
      if (text.trim() === '') return
      say('writing')
      thoughts.end()
    }
    const taken = text.slice(0, MAX_REPLY_LENGTH - answered)
    answered += taken.length
    writer.write(taken)
  }
  for (let retries = 0; ; retries++) {
    let reason: 'complete' | 'length' | 'filtered' = 'complete'
    const tooLong = new AbortController()
    try {
      await readParts((abort) => model.stream(request, abort), {
        clock,
        signal: AbortSignal.any([signal, tooLong.signal]),
        take: (part) => {
          switch (part.type) {
            case 'text':
              answer(part.text)
              if (answered === MAX_REPLY_LENGTH) {
                reason = 'length'
                tooLong.abort()
              }
              return
            case 'usage':
              onUsage(withoutType(part))
              return
            case 'end':
              reason = part.reason
              return
            case 'reasoning':
              if (writer.length() === 0) say('thinking')
              thoughts.think(part.text)
              return
          }
        },
      })
    } catch (error) {
      const wait =
        error instanceof ModelError && error.passing ? (error.retryAfter ?? 1000 * 2 ** retries) : undefined
      if (
        wait === undefined ||
        wait > MAX_RETRY_MILLISECONDS ||
        retries === MAX_RETRIES ||
        writer.length() > 0
      )
        throw error
      say('waiting to try again')
      await pause(clock, wait, signal)
      if (signal.aborted) return { status: 'stopped' }
      continue
    }
    if (signal.aborted) return { status: 'stopped' }
    return endingOf(reason, answered > 0)
  }
}

const endingOf = (reason: 'complete' | 'length' | 'filtered', hasText: boolean): Ending => {
  switch (reason) {
    case 'complete':
      return hasText ? { status: 'done' } : { status: 'failed', error: EMPTY }
    case 'length':
      return { status: hasText ? 'done' : 'failed', error: CUT_AT_LIMIT }
    case 'filtered':
      return { status: 'failed', error: HELD_BACK }
  }
}

const withoutType = ({ type: _type, ...usage }: { type: 'usage' } & RunUsage): RunUsage => usage
