/** How a run is answered: where, in which pieces, and with which thoughts before. */
import { describe, expect, it } from 'vitest'
import { cancelRun } from '../../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH, type RunId } from '../../shared/ids.ts'
import { WRITE_WINDOW } from '../../sync-server/agent/reply-writer.ts'
import { settled } from '../helpers/fake-clock.ts'
import { asked, BEN, type WorkerWorld } from '../helpers/worker-world.ts'

/** With what the model thought before. */
const whole = (world: WorkerWorld, id: RunId): string => String(world.reply(id)?.body?.toJSON())

describe('a run', () => {
  it('[AGENT-1] is answered after the asking message, in its branch, by the agent', async () => {
    const { world, model, pipe, clock, id } = await asked('What is a banyan?')
    expect(world.run(id).status).toBe('running')
    expect(pipe.presence.at(-1)).toEqual({ doing: 'thinking', at: { branchId: MAIN_BRANCH } })
    model.say('A tree ')
    model.say('whose branches root.')
    model.part({ type: 'usage', inputTokens: 12, outputTokens: 6 })
    await world.finish()
    expect(world.run(id)).toMatchObject({
      status: 'done',
      error: undefined,
      usage: { model: 'test/scripted', inputTokens: 12, outputTokens: 6 },
    })
    expect(world.replyText(id)).toBe('A tree whose branches root.')
    expect(world.reply(id)).toMatchObject({
      author: BANYAN_AGENT,
      role: 'assistant',
      branchId: MAIN_BRANCH,
      parentId: world.run(id).parentId,
      runId: id,
      sentBy: BANYAN_AGENT,
    })
    expect(world.storedStatus(id)).toBe('done')
    expect(pipe.presence).toContainEqual({ doing: 'writing', at: { branchId: MAIN_BRANCH } })
    expect(pipe.presence.at(-1)).toBeUndefined()
    expect(clock.waiting()).toBe(1)
  })

  it('[AGENT-2] streams in one transaction for each window of time', async () => {
    const { world, pipe, model, clock, id } = await asked('Count.')
    const before = pipe.updates.length
    for (let i = 0; i < 100; i++) {
      model.say(`${i} `)
      await clock.advance(WRITE_WINDOW / 10)
    }
    const streamed = pipe.updates.length - before
    expect(streamed).toBeGreaterThanOrEqual(10)
    expect(streamed).toBeLessThanOrEqual(11)
    await world.finish()
    expect(world.replyText(id)).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(''))
  })

  it('[AGENT-2] shows the first words at once', async () => {
    const { world, model, id } = await asked('Hi')
    model.say('Hello')
    await settled()
    expect(world.replyText(id)).toBe('Hello')
  })

  it('[AGENT-3] never parts a pair of surrogates, and never writes half of one', async () => {
    const { world, model, clock, pipe, id } = await asked('Smile.')
    const seen: string[] = []
    pipe.doc.on('update', () => seen.push(world.replyText(id)))
    const [high, low] = ['🌳'.slice(0, 1), '🌳'.slice(1)]
    for (const piece of [`a${high}`, `${low}b`, high, low, high, `${low}${high}`, `${low}c`, `d${high}`]) {
      model.say(piece)
      await clock.advance(WRITE_WINDOW)
    }
    await world.finish()
    expect(world.replyText(id)).toBe('a🌳b🌳🌳🌳cd\uFFFD')
    expect(seen.every((text) => text.isWellFormed())).toBe(true)
  })

  it('[AGENT-20] shows what the model thinks as it comes, and sends it to no model again', async () => {
    const { world, model, id: first } = await asked('Two and two?')
    model.part({ type: 'reasoning', text: 'Adding ' })
    await settled()
    expect(whole(world, first)).toBe('<think>\nAdding ')
    expect(world.replyText(first)).toBe('')
    model.part({ type: 'reasoning', text: 'them.' })
    model.say('\n')
    model.say('Four.')
    model.part({ type: 'reasoning', text: 'Too late.' })
    await world.finish()
    expect(whole(world, first)).toBe('<think>\nAdding them.\n</think>\n\nFour.')
    expect(world.replyText(first)).toBe('Four.')
    expect(world.run(first).status).toBe('done')
    world.ask('And three?')
    await settled()
    expect(model.requests.at(-1)?.messages.map(({ text }) => text)).toEqual([
      'Two and two?',
      'Four.',
      'And three?',
    ])
  })

  it('[AGENT-20] a thought ends where the answer was stopped, and one without an answer is none', async () => {
    const { world, model, clock, pipe, id: stopped } = await asked('One?')
    model.part({ type: 'reasoning', text: 'Hm' })
    await settled()
    cancelRun(pipe.doc, stopped, BEN)
    await clock.advance(WRITE_WINDOW)
    expect(world.run(stopped).status).toBe('stopped')
    expect(whole(world, stopped)).toBe('<think>\nHm\n</think>\n\n')
    const empty = world.ask('Two?')
    await settled()
    model.part({ type: 'reasoning', text: 'Hm' })
    await world.finish()
    expect(world.run(empty)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
  })
})
