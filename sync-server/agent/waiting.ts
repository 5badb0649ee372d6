/** Waiting for something to stand in a replica that others write to. */
import type * as Y from 'yjs'
import type { Clock } from './clock.ts'

/** What `read` gives, as soon as it gives something; `undefined` after so long or when the signal aborts. */
export const waitFor = <T>(
  doc: Y.Doc,
  read: () => T | undefined,
  options: { readonly clock: Clock; readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<T | undefined> =>
  new Promise((resolve) => {
    const found = read()
    if (found !== undefined || options.signal.aborted) return resolve(found)
    const end = (value: T | undefined): void => {
      callOff()
      doc.off('update', look)
      options.signal.removeEventListener('abort', giveUp)
      resolve(value)
    }
    const look = (): void => {
      const value = read()
      if (value !== undefined) end(value)
    }
    const giveUp = (): void => end(undefined)
    const callOff = options.clock.after(options.milliseconds, giveUp)
    doc.on('update', look)
    options.signal.addEventListener('abort', giveUp, { once: true })
  })
