/** Answers that somebody stops. */
import { describe, expect, it } from 'vitest'
import { cancelRun } from '../../shared/document/index.ts'
import { settled } from '../helpers/fake-clock.ts'
import { createScriptedModel } from '../helpers/scripted-model.ts'
import { ANA, asked, BEN, WorkerWorld } from '../helpers/worker-world.ts'

describe('a run', () => {
  it('[AGENT-4] [E2] is stopped by anybody, keeps what came, and calls off the request', async () => {
    const { world, model, clock, pipe, id } = await asked('Tell a long story.')
    model.say('Once upon')
    await settled()
    model.say(' a time')
    await settled()
    cancelRun(pipe.doc, id, BEN)
    await settled()
    expect(world.run(id)).toMatchObject({ status: 'stopped', cancelledBy: BEN, error: undefined })
    expect(world.replyText(id)).toBe('Once upon a time')
    expect(model.aborted()).toBe(1)
    expect(world.storedStatus(id)).toBe('stopped')
    // What a model says after that is not heard.
    model.say(' there was')
    await clock.advance(1000)
    expect(world.replyText(id)).toBe('Once upon a time')
  })

  it('[AGENT-4] is stopped at once even where the model does not listen', async () => {
    const { world, model, pipe, id } = await asked('Tell a long story.', createScriptedModel({ deaf: true }))
    model.say('Once')
    await settled()
    cancelRun(pipe.doc, id, ANA)
    await settled()
    expect(world.run(id).status).toBe('stopped')
    expect(world.storedStatus(id)).toBe('stopped')
  })

  it('[AGENT-5] cancelled before it was claimed is never sent to a model', async () => {
    const world = new WorkerWorld()
    const id = world.ask('Never mind.')
    cancelRun(world.pipe.doc, id, ANA)
    world.startWorker()
    await settled()
    expect(world.run(id).status).toBe('stopped')
    expect(world.reply(id)).toBeUndefined()
    expect(world.model.requests).toHaveLength(0)
    expect(world.storedStatus(id)).toBe('stopped')
  })
})
