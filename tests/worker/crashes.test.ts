/** Workers that die or lose their lease, rooms that send them away, stores that do not store. */
import { describe, expect, it } from 'vitest'
import { addReply, conversationRoots, readMessages, reportRun } from '../../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH } from '../../shared/ids.ts'
import { CLOSE } from '../../shared/wire.ts'
import { LEASE_MILLISECONDS, MAX_ATTEMPTS } from '../../sync-server/agent/run-queue.ts'
import { settled } from '../helpers/fake-clock.ts'
import { WorkerWorld } from '../helpers/worker-world.ts'

describe('crashes', () => {
  it('[AGENT-12] [E3] a run whose worker died in the middle keeps its text and is not written twice', async () => {
    const world = new WorkerWorld()
    const { clock, pipe } = world
    const id = world.ask('Tell me.')
    // What a dead worker left: a claim, a status, half an answer.
    const dead = await world.queue.claim('dead-worker')
    reportRun(pipe.doc, id, { status: 'running' })
    addReply(
      pipe.doc,
      {
        id: 'reply-0',
        author: BANYAN_AGENT,
        role: 'assistant',
        parentId: world.run(id).parentId,
        branchId: MAIN_BRANCH,
        createdAt: 1,
        runId: id,
      },
      'Half an ans',
    )
    world.startWorker()
    await clock.advance(LEASE_MILLISECONDS - 5_000)
    expect(world.run(id).status).toBe('running')
    await clock.advance(10_000)
    expect(world.run(id)).toMatchObject({
      status: 'interrupted',
      error: { code: 'interrupted', text: 'The answer was cut off. Retry to ask again.' },
    })
    expect(world.replyText(id)).toBe('Half an ans')
    expect(readMessages(conversationRoots(pipe.doc)).filter(({ runId }) => runId === id)).toHaveLength(1)
    expect(world.model.requests).toHaveLength(0)
    expect(world.storedStatus(id)).toBe('interrupted')
    expect(pipe.clientIds).not.toContain(dead?.clientId)
  })

  it('[AGENT-12] [E3] a run whose worker died before it wrote is answered by the next', async () => {
    const world = new WorkerWorld()
    const id = world.ask('Tell me.')
    await world.queue.claim('dead-worker')
    world.startWorker()
    await world.clock.advance(LEASE_MILLISECONDS + 5_000)
    await world.answer('Here')
    expect(world.run(id).status).toBe('done')
    expect(world.log).toContain('claimed run-1 2')
  })

  it('[AGENT-13] a run that kills its workers is given up and says so', async () => {
    const world = new WorkerWorld()
    const id = world.ask('Poison.')
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      await world.queue.claim('dead-worker')
      await world.clock.advance(LEASE_MILLISECONDS)
    }
    world.startWorker()
    await settled()
    expect(world.run(id)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(world.model.requests).toHaveLength(0)
    expect(world.storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-14] a worker whose lease was lost writes no more, and leaves the run to the next', async () => {
    const world = new WorkerWorld()
    const { clock, model } = world
    const id = world.ask('Tell me.')
    world.startWorker()
    await settled()
    model.say('One')
    await settled()
    // This process slept through its lease and another one took the run.
    world.database.prepare("UPDATE run SET token = 'another' WHERE id = ?").run(id)
    await clock.advance(LEASE_MILLISECONDS / 3)
    model.say(' two')
    await clock.advance(1000)
    expect(world.replyText(id)).toBe('One')
    expect(world.run(id).status).toBe('running')
    expect(world.storedStatus(id)).toBe('claimed')
    expect(world.log).toContain('lost run-1')
  })

  it('[AGENT-15] when the room sends the agent away, the run goes back and the next one says that it was cut off', async () => {
    const world = new WorkerWorld()
    const { pipe } = world
    const id = world.ask('Tell me.')
    world.startWorker()
    await settled()
    world.model.say('One')
    await settled()
    pipe.closeAll({ code: CLOSE.internal, reason: '' })
    await world.clock.advance(10_000)
    expect(world.run(id)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(world.replyText(id)).toBe('One')
    expect(new Set(pipe.clientIds).size).toBe(2)
    expect(world.storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-15] a run in a conversation that is gone ends', async () => {
    const world = new WorkerWorld()
    const id = world.ask('Tell me.')
    world.pipe.refuse = { code: CLOSE.notFound, reason: '' }
    world.startWorker()
    await settled()
    expect(world.storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-15] a server that does not let the agent in is tried again', async () => {
    const world = new WorkerWorld()
    const { pipe } = world
    const id = world.ask('Tell me.')
    pipe.refuse = { code: CLOSE.tryLater, reason: '' }
    world.startWorker()
    await settled()
    pipe.refuse = undefined
    await world.clock.advance(LEASE_MILLISECONDS + 5_000)
    await world.answer('Here')
    expect(world.run(id).status).toBe('done')
  })

  it('[AGENT-16] a run is not ended before everything is stored', async () => {
    const world = new WorkerWorld()
    const { pipe } = world
    pipe.storing = false
    const id = world.ask('Tell me.')
    world.startWorker()
    await settled()
    await world.answer('One')
    expect(world.run(id).status).toBe('done')
    expect(world.storedStatus(id)).toBe('claimed')
    // The store fails: everybody is sent away, and what was shown was never true.
    pipe.closeAll({ code: CLOSE.internal, reason: '' })
    await settled()
    expect(world.log).toContain('lost run-1')
  })
})
