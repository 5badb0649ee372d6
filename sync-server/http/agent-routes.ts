/**
 * The queue of runs for workers elsewhere. Mounted under `/api/agent/runs` by whoever has made sure that the caller
 * is the house's own agent; nothing here asks again.
 */
import { Hono } from 'hono'
import type { RunQueue } from '../agent/run-queue.ts'
import {
  claimSchema,
  finishSchema,
  releaseSchema,
  renewSchema,
  WAIT_MILLISECONDS,
  waitSchema,
} from '../agent/run-queue-messages.ts'
import { parse, readBody } from './answers.ts'

export const createRunQueueRoutes = (
  queue: RunQueue,
  options: { readonly waitMilliseconds?: number } = {},
): Hono => {
  const routes = new Hono()

  routes.post('/claim', async (c) => {
    const { worker } = await readBody(c, claimSchema)
    return c.json({ claim: (await queue.claim(worker)) ?? null })
  })
  routes.post('/renew', async (c) => {
    const { claim } = await readBody(c, renewSchema)
    return c.json({ valid: await queue.renew(claim) })
  })
  routes.post('/finish', async (c) => {
    const { claim, outcome } = await readBody(c, finishSchema)
    await queue.finish(claim, outcome)
    return c.json({})
  })
  routes.post('/release', async (c) => {
    const { claim } = await readBody(c, releaseSchema)
    await queue.release(claim)
    return c.json({})
  })
  routes.get('/wait', async (c) => {
    parse(waitSchema, c.req.query())
    const milliseconds = options.waitMilliseconds ?? WAIT_MILLISECONDS
    return c.json({ queued: await nextQueued(queue, milliseconds, c.req.raw.signal) })
  })
  return routes
}

/** True as soon as something is queued; false where nothing is for so long, or the caller has gone. */
const nextQueued = (queue: RunQueue, milliseconds: number, gone: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const answer = (queued: boolean): void => {
      clearTimeout(timer)
      stopListening()
      gone.removeEventListener('abort', giveUp)
      resolve(queued)
    }
    const giveUp = (): void => answer(false)
    const stopListening = queue.onQueued(() => answer(true))
    const timer = setTimeout(giveUp, milliseconds)
    gone.addEventListener('abort', giveUp)
  })
