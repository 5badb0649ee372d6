/** The queue of runs for a worker elsewhere: the server's queue over HTTP, with the agent key. */
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import { pause } from './clock.ts'
import type { RunQueue } from './run-queue.ts'
import {
  claimAnswerSchema,
  RUN_QUEUE_PATH,
  renewAnswerSchema,
  WAIT_MILLISECONDS,
  waitAnswerSchema,
} from './run-queue-messages.ts'

export interface HttpRunQueueDeps {
  /** Where the server is, `https://host`. */
  readonly url: string
  readonly key: string
  readonly worker: string
  readonly clock: Clock
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** The server could not be asked; it will be asked again. */
  readonly onTrouble?: (error: unknown) => void
}

/** The server said no: the key is wrong, or this is not Banyan. */
export class RunQueueRefused extends Error {
  readonly status: number
  constructor(status: number, text: string) {
    super(`The server refused with ${status}: ${text.slice(0, 200)}`)
    this.name = 'RunQueueRefused'
    this.status = status
  }
}

const REQUEST_MILLISECONDS = 15_000
const PAUSE_AFTER_TROUBLE = 3_000

export const createHttpRunQueue = (deps: HttpRunQueueDeps): RunQueue => {
  const base = new URL(RUN_QUEUE_PATH, deps.url).href

  const request = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await deps.fetch(`${base}/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${deps.key}`, 'content-type': 'application/json' },
    })
    if (!response.ok) throw new RunQueueRefused(response.status, await response.text())
    return response.json()
  }
  const post = (path: string, body: unknown): Promise<unknown> =>
    request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
    })
  const read = async <T>(schema: z.ZodType<T>, answer: Promise<unknown>): Promise<T> =>
    schema.parse(await answer)

  const listeners = new Set<() => void>()
  let listening: AbortController | undefined

  const listen = async (signal: AbortSignal): Promise<void> => {
    const path = `wait?worker=${encodeURIComponent(deps.worker)}`
    while (!signal.aborted) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(2 * WAIT_MILLISECONDS)])
      try {
        const { queued } = await read(waitAnswerSchema, request(path, { method: 'GET', signal: patience }))
        if (queued) for (const listener of [...listeners]) listener()
      } catch (error) {
        if (signal.aborted) return
        deps.onTrouble?.(error)
        await pause(deps.clock, PAUSE_AFTER_TROUBLE, signal)
      }
    }
  }

  return {
    claim: async (worker) => (await read(claimAnswerSchema, post('claim', { worker }))).claim ?? undefined,
    renew: async (claim) => (await read(renewAnswerSchema, post('renew', { claim }))).valid,
    finish: async (claim, outcome) => {
      await post('finish', { claim, outcome })
    },
    release: async (claim) => {
      await post('release', { claim })
    },
    onQueued: (listener) => {
      listeners.add(listener)
      if (listening === undefined) {
        listening = new AbortController()
        void listen(listening.signal)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        listening?.abort()
        listening = undefined
      }
    },
  }
}
