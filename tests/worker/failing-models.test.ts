/** Models that fail, say nothing, say too much or stall: what stands on the run then. */
import { describe, expect, it } from 'vitest'
import { cancelRun } from '../../shared/document/index.ts'
import { ModelError } from '../../sync-server/agent/model.ts'
import { WRITE_WINDOW } from '../../sync-server/agent/reply-writer.ts'
import { settled } from '../helpers/fake-clock.ts'
import { createScriptedModel } from '../helpers/scripted-model.ts'
import { ANA, asked, WorkerWorld } from '../helpers/worker-world.ts'

describe('a run', () => {
  it('[AGENT-6] [E2] keeps the partial text when the model fails, with what to do', async () => {
    const { world, model, id } = await asked('Go on.')
    model.say('So far')
    await settled()
    model.fail(new ModelError('model-cut-off', 'The connection broke. Retry.', { passing: true }))
    await settled()
    expect(world.run(id)).toMatchObject({
      status: 'failed',
      error: { code: 'model-cut-off', text: 'The connection broke. Retry.' },
    })
    expect(world.replyText(id)).toBe('So far')
    expect(world.storedStatus(id)).toBe('failed')
  })

  it('[AGENT-6] what was not foreseen is told in plain words and logged', async () => {
    const { world, model, id } = await asked('Go on.')
    model.fail(new TypeError('x is not a function'))
    await settled()
    expect(world.run(id)).toMatchObject({ status: 'failed', error: { code: 'internal' } })
    expect(world.run(id).error?.text).not.toContain('x is not')
    expect(world.log).toContain('failed to ask a model: TypeError: x is not a function')
  })

  it('[AGENT-6] says so when a model answers with nothing, or holds its answer back', async () => {
    const { world, model, id: empty } = await asked('One?')
    model.finish()
    await settled()
    expect(world.run(empty)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
    const filtered = world.ask('Two?')
    await settled()
    model.part({ type: 'end', reason: 'filtered' })
    model.finish()
    await settled()
    expect(world.run(filtered)).toMatchObject({ status: 'failed', error: { code: 'model-refused' } })
  })

  it('[AGENT-6] an answer that was cut at its longest says so', async () => {
    const { world, model, id } = await asked('All of it.')
    model.say('Some of it')
    model.part({ type: 'end', reason: 'length' })
    model.finish()
    await settled()
    expect(world.run(id)).toMatchObject({ status: 'done', error: { code: 'length' } })
  })

  it('[AGENT-6] an answer that does not end is cut, and says so', async () => {
    const { world, model, clock, id } = await asked('All numbers.')
    for (let i = 0; i < 5; i++) model.say('0123456789'.repeat(10_000))
    await clock.advance(WRITE_WINDOW)
    expect(world.run(id)).toMatchObject({ status: 'done', error: { code: 'length' } })
    expect(world.replyText(id)).toHaveLength(400_000)
    expect(model.aborted()).toBe(1)
  })

  it('[AGENT-7] is asked again where the model failed for a passing reason before it said anything, and shows that', async () => {
    const { world, clock, model, pipe, id } = await asked('Are you there?')
    model.fail(new ModelError('model-limit', 'Too many.', { passing: true, retryAfter: 4000 }))
    await settled()
    expect(pipe.presence.at(-1)).toMatchObject({ doing: 'waiting to try again' })
    await clock.advance(3999)
    expect(model.requests).toHaveLength(1)
    await clock.advance(1)
    expect(model.requests).toHaveLength(2)
    await world.answer('Yes')
    expect(world.run(id).status).toBe('done')
    expect(world.replyText(id)).toBe('Yes')
  })

  it('[AGENT-7] gives up after a few times, at once where the wait is long, and stops while it waits', async () => {
    const world = new WorkerWorld()
    const { model } = world
    world.startWorker()
    const busy = new ModelError('model-unavailable', 'Busy.', { passing: true })
    const tired = world.ask('One?')
    for (let i = 0; i < 3; i++) {
      await settled()
      model.fail(busy)
      await world.clock.advance(5000)
    }
    expect(world.run(tired)).toMatchObject({ status: 'failed', error: { code: 'model-unavailable' } })
    expect(model.requests).toHaveLength(3)

    const long = world.ask('Two?')
    await settled()
    model.fail(new ModelError('model-limit', 'Tomorrow.', { passing: true, retryAfter: 3_600_000 }))
    await settled()
    expect(world.run(long)).toMatchObject({ status: 'failed', error: { text: 'Tomorrow.' } })

    const stopped = world.ask('Three?')
    await settled()
    model.fail(busy)
    await settled()
    cancelRun(world.pipe.doc, stopped, ANA)
    await settled()
    expect(world.run(stopped).status).toBe('stopped')
  })

  it('[AGENT-8] a model that stalls is an error with the partial text kept, not a spinner', async () => {
    const { world, clock, model, id } = await asked('Go on.', createScriptedModel({ deaf: true }))
    model.say('So far')
    await clock.advance(59_000)
    expect(world.run(id).status).toBe('running')
    await clock.advance(2_000)
    expect(world.run(id)).toMatchObject({ status: 'failed', error: { code: 'model-stalled' } })
    expect(world.replyText(id)).toBe('So far')
    expect(model.aborted()).toBe(1)
  })
})
