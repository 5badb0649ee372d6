/** What a run asks of which model. */
import { describe, expect, it } from 'vitest'
import { addBranch, changeSetting } from '../../shared/document/index.ts'
import { type BranchId, MAIN_BRANCH, type MessageId } from '../../shared/ids.ts'
import { WRITE_WINDOW } from '../../sync-server/agent/reply-writer.ts'
import { settled } from '../helpers/fake-clock.ts'
import { createScriptedModel } from '../helpers/scripted-model.ts'
import { ANA, WorkerWorld } from '../helpers/worker-world.ts'

describe('a run', () => {
  it("[AGENT-9] the model is the run's, else the conversation's, else the default; one that is gone is named", async () => {
    const other = createScriptedModel({ id: 'test/other' })
    const world = new WorkerWorld(createScriptedModel(), other)
    const { model } = world
    world.startWorker()
    changeSetting(world.pipe.doc, 'model', 'test/other')
    world.ask('One?', { model: 'test/scripted' })
    await settled()
    expect(model.requests).toHaveLength(1)
    await world.answer('1')
    world.ask('Two?')
    await settled()
    expect(other.requests).toHaveLength(1)
    other.say('2')
    other.finish()
    await world.clock.advance(WRITE_WINDOW)
    const gone = world.ask('Three?', { model: 'test/gone' })
    await settled()
    expect(world.run(gone)).toMatchObject({ status: 'failed', error: { code: 'model-unknown' } })
    expect(world.run(gone).error?.text).toContain('test/gone')
  })

  it("[AGENT-10] sends the branch's view up to the asking message and nothing else, with the settings", async () => {
    const world = new WorkerWorld()
    const { pipe } = world
    const first = world.say('Shared beginning')
    const side = 'side-branch' as BranchId
    addBranch(pipe.doc, {
      id: side,
      createdBy: ANA,
      forkFrom: first,
      parentBranch: MAIN_BRANCH,
      createdAt: 1,
    })
    world.say('Only in main')
    changeSetting(pipe.doc, 'systemPrompt', 'Be brief.')
    changeSetting(pipe.doc, 'temperature', 0.3)
    changeSetting(pipe.doc, 'maxTokens', 50)
    world.ask('Only in side', { branch: side })
    world.say('Later in side', { branch: side })
    world.startWorker()
    await settled()
    expect(world.model.requests).toEqual([
      {
        system: 'Be brief.',
        messages: [{ role: 'user', text: 'Shared beginning\n\nOnly in side' }],
        temperature: 0.3,
        maxTokens: 50,
      },
    ])
  })

  it('[AGENT-11] waits for the asking message, for a bounded time', async () => {
    const world = new WorkerWorld()
    const { clock } = world
    world.startWorker()
    const late = 'message-late' as MessageId
    const never = world.askFor(late)
    await clock.advance(14_000)
    expect(world.run(never).status).toBe('queued')
    await clock.advance(2_000)
    expect(world.run(never)).toMatchObject({ status: 'failed', error: { code: 'no-question' } })
    const soon = world.askFor(late)
    await clock.advance(5_000)
    world.say('Here I am', { id: late })
    await settled()
    expect(world.run(soon).status).toBe('running')
    expect(world.model.requests[0]?.messages).toEqual([{ role: 'user', text: 'Here I am' }])
  })
})
