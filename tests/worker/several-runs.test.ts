/** A worker beside its runs: how many at once, how it stops, and how it finds them. */
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../shared/ids.ts'
import { settled } from '../helpers/fake-clock.ts'
import { WorkerWorld } from '../helpers/worker-world.ts'

describe('a worker', () => {
  it('[AGENT-17] answers several runs at once, each under a client id of its own, and no more than it may', async () => {
    const world = new WorkerWorld()
    const worker = world.startWorker({ concurrency: 2 })
    for (const which of ['first', 'second', 'third']) world.ask(`The ${which} question`)
    await settled()
    expect(world.log).toEqual(['claimed run-1 1', 'claimed run-2 1'])
    expect(new Set(world.pipe.clientIds).size).toBe(2)
    expect(worker.busy()).toBe(2)
    await world.answer('x')
    expect(world.log).toContain('claimed run-3 1')
  })

  it('[AGENT-18] that stops lets its runs end in the time given, then cuts them and says so', async () => {
    const world = new WorkerWorld()
    const { clock, model } = world
    const worker = world.startWorker()
    const quick = world.ask('Quick.')
    await settled()
    const slow = world.ask('Slow.')
    await settled()
    const stopping = worker.stop({ graceMilliseconds: 1000 })
    const late = world.ask('Late.')
    model.say('Done')
    model.finish()
    await clock.advance(500)
    const ended = [quick, slow].filter((id) => world.run(id).status === 'done')
    expect(ended).toHaveLength(1)
    await clock.advance(500)
    await stopping
    const [cut] = [quick, slow].filter((id) => !ended.includes(id))
    if (cut === undefined) throw new Error('Nothing was cut.')
    expect(world.run(cut)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(world.storedStatus(cut)).toBe('interrupted')
    expect(world.run(late).status).toBe('queued')
    expect(clock.waiting()).toBe(0)
  })

  it('[AGENT-18] that cannot store its last words stops all the same', async () => {
    const world = new WorkerWorld()
    const { clock } = world
    const worker = world.startWorker()
    const id = world.ask('Slow.')
    await settled()
    world.pipe.storing = false
    const stopping = worker.stop()
    await clock.advance(6_000)
    await stopping
    expect(world.storedStatus(id)).toBe('claimed')
    expect(world.log).toContain('lost run-1')
    expect(clock.waiting()).toBe(0)
  })

  it('[AGENT-19] finds runs that nobody told it of', async () => {
    const world = new WorkerWorld()
    world.startWorker()
    await settled()
    world.storeRun('run-1' as RunId)
    await world.clock.advance(5_000)
    expect(world.log).toContain('claimed run-1 1')
  })
})
