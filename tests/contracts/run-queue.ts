/** What every adapter of the run queue must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, RunId } from '../../shared/ids.ts'
import {
  type Claim,
  LEASE_MILLISECONDS,
  MAX_ATTEMPTS,
  type RunQueue,
} from '../../sync-server/agent/run-queue.ts'

export interface RunQueueSubject {
  readonly queue: RunQueue
  /** What the store does when a document's update asks for a run. */
  readonly enqueue: (runId: string, conversationId?: string) => void
  readonly notify: () => void
  /** Lets time pass for the store. */
  readonly pass: (milliseconds: number) => void
  /** The store's word on how a run stands. */
  readonly status: (runId: string) => string | undefined
  readonly close: () => void
}

export const runQueueContract = (name: string, setup: () => RunQueueSubject): void => {
  describe(`run queue: ${name}`, () => {
    let subject: RunQueueSubject
    beforeEach(() => {
      subject = setup()
    })
    afterEach(() => subject.close())

    const claim = async (worker = 'worker-1'): Promise<Claim> => {
      const claimed = await subject.queue.claim(worker)
      if (claimed === undefined) throw new Error('There was nothing to claim.')
      return claimed
    }

    it('[RUNS-1] gives out the oldest run first, each once', async () => {
      subject.enqueue('run-1')
      subject.pass(1)
      subject.enqueue('run-2')
      expect([(await claim()).runId, (await claim('worker-2')).runId]).toEqual(['run-1', 'run-2'])
      expect(await subject.queue.claim('worker-3')).toBeUndefined()
    })

    it('[RUNS-1] gives a run to one of many that ask at once', async () => {
      subject.enqueue('run-1')
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, i) => subject.queue.claim(`worker-${i}`)),
      )
      expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1)
    })

    it('[RUNS-2] a lease that is renewed holds, one that is not runs out and voids its claim', async () => {
      subject.enqueue('run-1')
      const first = await claim()
      expect(first).toMatchObject({ attempt: 1, conversationId: 'conversation-1', agent: 'banyan' })
      subject.pass(LEASE_MILLISECONDS - 1)
      expect(await subject.queue.renew(first)).toBe(true)
      subject.pass(LEASE_MILLISECONDS - 1)
      expect(await subject.queue.claim('worker-2')).toBeUndefined()
      subject.pass(1)
      const second = await claim('worker-2')
      expect(second).toMatchObject({ runId: first.runId, attempt: 2 })
      expect(await subject.queue.renew(first)).toBe(false)
      await subject.queue.finish(first, 'done')
      expect(await subject.queue.renew(second)).toBe(true)
      expect(subject.status('run-1')).toBe('claimed')
    })

    it('[RUNS-3] a finished run is never given out again', async () => {
      subject.enqueue('run-1')
      const claimed = await claim()
      await subject.queue.finish(claimed, 'stopped')
      subject.pass(10 * LEASE_MILLISECONDS)
      expect(await subject.queue.claim('worker-2')).toBeUndefined()
      expect(await subject.queue.renew(claimed)).toBe(false)
      expect(subject.status('run-1')).toBe('stopped')
    })

    it('[RUNS-4] client ids come from a pool for each conversation: freed by a clean end, never by a death', async () => {
      subject.enqueue('run-1')
      const first = await claim()
      await subject.queue.finish(first, 'done')
      subject.enqueue('run-2')
      const second = await claim()
      expect(second.clientId).toBe(first.clientId)
      // Two at once never share one.
      subject.enqueue('run-3')
      const third = await claim()
      expect(third.clientId).not.toBe(second.clientId)
      await subject.queue.finish(third, 'failed')
      // The worker of run-2 dies: its id is never seen again, the free one is taken.
      subject.pass(LEASE_MILLISECONDS)
      const again = await claim('worker-2')
      expect(again).toMatchObject({ runId: 'run-2', clientId: third.clientId })
      await subject.queue.finish(again, 'done')
      const seen = new Set<number>()
      for (const run of ['run-4', 'run-5', 'run-6']) {
        subject.enqueue(run)
        seen.add((await claim()).clientId)
      }
      expect(seen.size).toBe(3)
      expect(seen.has(third.clientId)).toBe(true)
      expect(seen.has(second.clientId)).toBe(false)
    })

    it('[RUNS-4] another conversation has a pool of its own', async () => {
      subject.enqueue('run-1', 'conversation-1')
      subject.enqueue('run-2', 'conversation-2')
      const [one, two] = [await claim(), await claim()]
      await subject.queue.finish(one, 'done')
      await subject.queue.finish(two, 'done')
      subject.enqueue('run-3', 'conversation-2')
      expect((await claim()).clientId).toBe(two.clientId)
    })

    it('[RUNS-5] a run that was given back can be claimed after a pause, under another client id', async () => {
      subject.enqueue('run-1')
      const first = await claim()
      await subject.queue.release(first)
      expect(await subject.queue.renew(first)).toBe(false)
      expect(await subject.queue.claim('worker-2')).toBeUndefined()
      subject.pass(LEASE_MILLISECONDS)
      const second = await claim('worker-2')
      expect(second).toMatchObject({ runId: 'run-1', attempt: 2 })
      expect(second.clientId).not.toBe(first.clientId)
    })

    it('[RUNS-6] a run whose workers all died is given out once more than may be tried, to be ended', async () => {
      subject.enqueue('run-1')
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        expect((await claim()).attempt).toBe(attempt)
        subject.pass(LEASE_MILLISECONDS)
      }
      const last = await claim()
      expect(last.attempt).toBe(MAX_ATTEMPTS + 1)
      await subject.queue.finish(last, 'interrupted')
      expect(subject.status('run-1')).toBe('interrupted')
    })

    it('[RUNS-7] whoever listens is told of new runs until it stops listening', async () => {
      let told = Promise.withResolvers<void>()
      let count = 0
      const stop = subject.queue.onQueued(() => {
        count++
        told.resolve()
      })
      await Promise.resolve()
      subject.enqueue('run-1')
      subject.notify()
      await told.promise
      const before = count
      told = Promise.withResolvers<void>()
      stop()
      subject.notify()
      await claim()
      expect(count).toBe(before)
    })

    it('[RUNS-8] answers for conversations and runs that do not exist harm nothing', async () => {
      const stranger: Claim = {
        runId: 'run-9' as RunId,
        conversationId: 'conversation-9' as ConversationId,
        agent: 'banyan' as Claim['agent'],
        attempt: 1,
        clientId: 7,
        token: 'made-up',
      }
      expect(await subject.queue.renew(stranger)).toBe(false)
      await subject.queue.finish(stranger, 'done')
      await subject.queue.release(stranger)
      expect(subject.status('run-9')).toBeUndefined()
    })
  })
}
