/** Reading a model's stream: ended at once by the signal, whatever the model does, and never stalled for ever. */
import type { Clock } from './clock.ts'
import { ModelError, type ModelPart } from './model.ts'

/** How long a model may think before its first part, and pause between two, in milliseconds. */
export const FIRST_PART_MILLISECONDS = 180_000
export const NEXT_PART_MILLISECONDS = 60_000

/** Gives the parts to `take`. Resolves at the end or when the signal aborts; rejects with what the model throws. */
export const readParts = async (
  open: (signal: AbortSignal) => AsyncIterable<ModelPart>,
  options: {
    readonly clock: Clock
    readonly signal: AbortSignal
    readonly take: (part: ModelPart) => void
  },
): Promise<void> => {
  const { clock, signal, take } = options
  const request = new AbortController()
  const stopped = Promise.withResolvers<'stopped' | 'stalled'>()
  const stop = (): void => {
    request.abort()
    stopped.resolve('stopped')
  }
  const stall = (): void => {
    request.abort()
    stopped.resolve('stalled')
  }
  if (signal.aborted) return
  signal.addEventListener('abort', stop, { once: true })
  let callOff = clock.after(FIRST_PART_MILLISECONDS, stall)
  try {
    const parts = open(request.signal)[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([parts.next(), stopped.promise])
      if (next === 'stopped') return
      if (next === 'stalled') {
        throw new ModelError(
          'model-stalled',
          'The model stopped in the middle of its answer. Retry, or pick another model.',
        )
      }
      if (next.done === true) return
      callOff()
      callOff = clock.after(NEXT_PART_MILLISECONDS, stall)
      take(next.value)
    }
  } catch (error) {
    // Whatever a model throws once it was told to stop is only the echo of that.
    if (signal.aborted) return
    throw error
  } finally {
    callOff()
    signal.removeEventListener('abort', stop)
  }
}
