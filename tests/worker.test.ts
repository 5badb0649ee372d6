import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  bodyToMarkdown,
  cancelRun,
  changeSetting,
  conversationRoots,
  fillWithText,
  findReply,
  findRun,
  type MessageEntry,
  type RunEntry,
  readMessages,
  reportRun,
} from '../shared/document/index.ts'
import {
  BANYAN_AGENT,
  type BranchId,
  type ConversationId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
  type RunId,
} from '../shared/ids.ts'
import { CLOSE } from '../shared/wire.ts'
import { ModelError } from '../sync-server/agent/model.ts'
import { WRITE_WINDOW } from '../sync-server/agent/reply-writer.ts'
import { LEASE_MILLISECONDS, MAX_ATTEMPTS } from '../sync-server/agent/run-queue.ts'
import { createWorker, type Worker } from '../sync-server/agent/worker.ts'
import { openDatabase, type SqliteDatabase } from '../sync-server/storage/sqlite/database.ts'
import { createSqliteRunQueue, type SqliteRunQueue } from '../sync-server/storage/sqlite/run-queue.ts'
import { createDocPipe, type DocPipe } from './helpers/doc-pipe.ts'
import { createFakeClock, type FakeClock, settled } from './helpers/fake-clock.ts'
import { createRandom } from './helpers/random.ts'
import { createScriptedModel, type ScriptedModel } from './helpers/scripted-model.ts'

const ANA = 'ana0' as PrincipalId
const BEN = 'ben0' as PrincipalId
const CONVERSATION = 'conversation-1' as ConversationId

let clock: FakeClock
let pipe: DocPipe
let database: SqliteDatabase
let queue: SqliteRunQueue
let model: ScriptedModel
let workers: Worker[]
let log: string[]
let ids: number

beforeEach(() => {
  clock = createFakeClock()
  pipe = createDocPipe()
  database = openDatabase(':memory:')
  const random = createRandom(7)
  queue = createSqliteRunQueue({
    database,
    clock,
    random: (length) => Uint8Array.from({ length }, () => random.below(256)),
  })
  model = createScriptedModel()
  workers = []
  log = []
  ids = 0
})
afterEach(() => database.close())

const startWorker = (
  options: { readonly concurrency?: number; readonly models?: ScriptedModel[] } = {},
): Worker => {
  const models = options.models ?? [model]
  const worker = createWorker({
    queue,
    join: (room, how) => pipe.join(room, how),
    models: {
      list: async () => ({ models: [], default: models[0]?.id ?? '' }),
      find: async (id) => (id === '' ? models[0] : models.find((known) => known.id === id)),
    },
    names: (id) => (id === ANA ? 'Ana' : id === BEN ? 'Ben' : undefined),
    clock,
    newMessageId: () => `reply-${++ids}` as MessageId,
    name: `worker-${workers.length + 1}`,
    log: {
      claimed: ({ runId, attempt }) => log.push(`claimed ${runId} ${attempt}`),
      ended: ({ runId }, outcome) => log.push(`ended ${runId} ${outcome}`),
      lost: ({ runId }) => log.push(`lost ${runId}`),
      failed: (doing, error) => log.push(`failed to ${doing}: ${String(error)}`),
    },
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
  })
  workers.push(worker)
  worker.start()
  return worker
}

/** Somebody asks: the message, the run, and the row that the store makes of it. */
const ask = (
  text: string,
  options: {
    readonly run?: string
    readonly model?: string
    readonly by?: PrincipalId
    readonly branch?: BranchId
  } = {},
): RunId => {
  const runId = (options.run ?? 'run-1') as RunId
  const messageId = say(text, options.by, options.branch)
  addRun(pipe.doc, {
    id: runId,
    parentId: messageId,
    branchId: options.branch ?? MAIN_BRANCH,
    requestedBy: options.by ?? ANA,
    agent: BANYAN_AGENT,
    model: options.model ?? '',
    createdAt: clock.now(),
  })
  enqueue(runId)
  return runId
}

const say = (text: string, by: PrincipalId = ANA, branchId: BranchId = MAIN_BRANCH): MessageId => {
  const id = `message-${++ids}` as MessageId
  const meta = { id, author: by, role: 'user', parentId: null, branchId, createdAt: clock.now() } as const
  addMessage(pipe.doc, meta, fillWithText(text))
  return id
}

const enqueue = (runId: RunId): void => {
  database
    .prepare('INSERT INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)')
    .run(runId, CONVERSATION, BANYAN_AGENT, ANA, clock.now())
  queue.notify()
}

const run = (runId: RunId): RunEntry => {
  const entry = findRun(conversationRoots(pipe.doc), runId)
  if (entry === undefined) throw new Error(`There is no run ${runId}.`)
  return entry
}
const reply = (runId: RunId): MessageEntry | undefined =>
  findReply(conversationRoots(pipe.doc), runId, BANYAN_AGENT)
const replyText = (runId: RunId): string => bodyToMarkdown(reply(runId)?.body)
const storedStatus = (runId: RunId): unknown =>
  database.prepare('SELECT status FROM run WHERE id = ?').pluck().get(runId)

describe('a run', () => {
  it('[AGENT-1] is answered after the asking message, in its branch, by the agent', async () => {
    startWorker()
    const id = ask('What is a banyan?')
    await settled()
    expect(run(id).status).toBe('running')
    expect(pipe.presence.at(-1)).toEqual({ doing: 'thinking', at: { branchId: MAIN_BRANCH } })
    model.say('A tree ')
    model.say('whose branches root.')
    model.part({ type: 'usage', inputTokens: 12, outputTokens: 6 })
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(id)).toMatchObject({
      status: 'done',
      error: undefined,
      usage: { model: 'test/scripted', inputTokens: 12, outputTokens: 6 },
    })
    expect(replyText(id)).toBe('A tree whose branches root.')
    expect(reply(id)).toMatchObject({
      author: BANYAN_AGENT,
      role: 'assistant',
      branchId: MAIN_BRANCH,
      parentId: run(id).parentId,
      runId: id,
      sentBy: BANYAN_AGENT,
    })
    expect(storedStatus(id)).toBe('done')
    expect(pipe.presence).toContainEqual({ doing: 'writing', at: { branchId: MAIN_BRANCH } })
    expect(pipe.presence.at(-1)).toBeUndefined()
    expect(clock.waiting()).toBe(1)
  })

  it('[AGENT-2] streams in one transaction for each window of time', async () => {
    startWorker()
    const id = ask('Count.')
    await settled()
    const before = pipe.updates.length
    for (let i = 0; i < 100; i++) {
      model.say(`${i} `)
      await clock.advance(WRITE_WINDOW / 10)
    }
    const streamed = pipe.updates.length - before
    expect(streamed).toBeGreaterThanOrEqual(10)
    expect(streamed).toBeLessThanOrEqual(11)
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(replyText(id)).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(''))
  })

  it('[AGENT-2] shows the first words at once', async () => {
    startWorker()
    const id = ask('Hi')
    await settled()
    model.say('Hello')
    await settled()
    expect(replyText(id)).toBe('Hello')
  })

  it('[AGENT-3] never parts a pair of surrogates, and never writes half of one', async () => {
    startWorker()
    const id = ask('Smile.')
    await settled()
    const seen: string[] = []
    pipe.doc.on('update', () => seen.push(replyText(id)))
    const [high, low] = ['🌳'.slice(0, 1), '🌳'.slice(1)]
    for (const piece of [`a${high}`, `${low}b`, high, low, high, `${low}${high}`, `${low}c`, `d${high}`]) {
      model.say(piece)
      await clock.advance(WRITE_WINDOW)
    }
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(replyText(id)).toBe('a🌳b🌳🌳🌳cd\uFFFD')
    expect(seen.every((text) => text.isWellFormed())).toBe(true)
  })

  it('[AGENT-4] [E2] is stopped by anybody, keeps what came, and calls off the request', async () => {
    startWorker()
    const id = ask('Tell a long story.')
    await settled()
    model.say('Once upon')
    await settled()
    model.say(' a time')
    await settled()
    cancelRun(pipe.doc, id, BEN)
    await settled()
    expect(run(id)).toMatchObject({ status: 'stopped', cancelledBy: BEN, error: undefined })
    expect(replyText(id)).toBe('Once upon a time')
    expect(model.aborted()).toBe(1)
    expect(storedStatus(id)).toBe('stopped')
    // What a model says after that is not heard.
    model.say(' there was')
    await clock.advance(1000)
    expect(replyText(id)).toBe('Once upon a time')
  })

  it('[AGENT-4] is stopped at once even where the model does not listen', async () => {
    model = createScriptedModel({ deaf: true })
    startWorker()
    const id = ask('Tell a long story.')
    await settled()
    model.say('Once')
    await settled()
    cancelRun(pipe.doc, id, ANA)
    await settled()
    expect(run(id).status).toBe('stopped')
    expect(storedStatus(id)).toBe('stopped')
  })

  it('[AGENT-5] cancelled before it was claimed is never sent to a model', async () => {
    const id = ask('Never mind.')
    cancelRun(pipe.doc, id, ANA)
    startWorker()
    await settled()
    expect(run(id).status).toBe('stopped')
    expect(reply(id)).toBeUndefined()
    expect(model.requests).toHaveLength(0)
    expect(storedStatus(id)).toBe('stopped')
  })

  it('[AGENT-6] [E2] keeps the partial text when the model fails, with what to do', async () => {
    startWorker()
    const id = ask('Go on.')
    await settled()
    model.say('So far')
    await settled()
    model.fail(new ModelError('model-cut-off', 'The connection broke. Retry.', { passing: true }))
    await settled()
    expect(run(id)).toMatchObject({
      status: 'failed',
      error: { code: 'model-cut-off', text: 'The connection broke. Retry.' },
    })
    expect(replyText(id)).toBe('So far')
    expect(storedStatus(id)).toBe('failed')
  })

  it('[AGENT-6] what was not foreseen is told in plain words and logged', async () => {
    startWorker()
    const id = ask('Go on.')
    await settled()
    model.fail(new TypeError('x is not a function'))
    await settled()
    expect(run(id)).toMatchObject({ status: 'failed', error: { code: 'internal' } })
    expect(run(id).error?.text).not.toContain('x is not')
    expect(log).toContain('failed to ask a model: TypeError: x is not a function')
  })

  it('[AGENT-6] says so when a model answers with nothing, or holds its answer back', async () => {
    startWorker()
    const empty = ask('One?', { run: 'run-1' })
    await settled()
    model.finish()
    await settled()
    expect(run(empty)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
    const filtered = ask('Two?', { run: 'run-2' })
    await settled()
    model.part({ type: 'end', reason: 'filtered' })
    model.finish()
    await settled()
    expect(run(filtered)).toMatchObject({ status: 'failed', error: { code: 'model-refused' } })
  })

  it('[AGENT-6] an answer that was cut at its longest says so', async () => {
    startWorker()
    const id = ask('All of it.')
    await settled()
    model.say('Some of it')
    model.part({ type: 'end', reason: 'length' })
    model.finish()
    await settled()
    expect(run(id)).toMatchObject({ status: 'done', error: { code: 'length' } })
  })

  it('[AGENT-6] an answer that does not end is cut, and says so', async () => {
    startWorker()
    const id = ask('All numbers.')
    await settled()
    for (let i = 0; i < 5; i++) model.say('0123456789'.repeat(10_000))
    await clock.advance(WRITE_WINDOW)
    expect(run(id)).toMatchObject({ status: 'done', error: { code: 'length' } })
    expect(replyText(id)).toHaveLength(400_000)
    expect(model.aborted()).toBe(1)
  })

  const whole = (runId: RunId): string => String(reply(runId)?.body?.toJSON())

  it('[AGENT-20] shows what the model thinks as it comes, and sends it to no model again', async () => {
    startWorker()
    const first = ask('Two and two?', { run: 'run-1' })
    await settled()
    model.part({ type: 'reasoning', text: 'Adding ' })
    await settled()
    expect(whole(first)).toBe('<think>\nAdding ')
    expect(replyText(first)).toBe('')
    model.part({ type: 'reasoning', text: 'them.' })
    model.say('\n')
    model.say('Four.')
    model.part({ type: 'reasoning', text: 'Too late.' })
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(whole(first)).toBe('<think>\nAdding them.\n</think>\n\nFour.')
    expect(replyText(first)).toBe('Four.')
    expect(run(first).status).toBe('done')
    ask('And three?', { run: 'run-2' })
    await settled()
    expect(model.requests.at(-1)?.messages.map(({ text }) => text)).toEqual([
      'Two and two?',
      'Four.',
      'And three?',
    ])
  })

  it('[AGENT-20] a thought ends where the answer was stopped, and one without an answer is none', async () => {
    startWorker()
    const stopped = ask('One?', { run: 'run-1' })
    await settled()
    model.part({ type: 'reasoning', text: 'Hm' })
    await settled()
    cancelRun(pipe.doc, stopped, BEN)
    await clock.advance(WRITE_WINDOW)
    expect(run(stopped).status).toBe('stopped')
    expect(whole(stopped)).toBe('<think>\nHm\n</think>\n\n')
    const empty = ask('Two?', { run: 'run-2' })
    await settled()
    model.part({ type: 'reasoning', text: 'Hm' })
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(empty)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
  })

  it('[AGENT-7] is asked again where the model failed for a passing reason before it said anything, and shows that', async () => {
    startWorker()
    const id = ask('Are you there?')
    await settled()
    model.fail(new ModelError('model-limit', 'Too many.', { passing: true, retryAfter: 4000 }))
    await settled()
    expect(pipe.presence.at(-1)).toMatchObject({ doing: 'waiting to try again' })
    await clock.advance(3999)
    expect(model.requests).toHaveLength(1)
    await clock.advance(1)
    expect(model.requests).toHaveLength(2)
    model.say('Yes')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(id).status).toBe('done')
    expect(replyText(id)).toBe('Yes')
  })

  it('[AGENT-7] gives up after a few times, at once where the wait is long, and stops while it waits', async () => {
    startWorker()
    const busy = new ModelError('model-unavailable', 'Busy.', { passing: true })
    const tired = ask('One?', { run: 'run-1' })
    for (let i = 0; i < 3; i++) {
      await settled()
      model.fail(busy)
      await clock.advance(5000)
    }
    expect(run(tired)).toMatchObject({ status: 'failed', error: { code: 'model-unavailable' } })
    expect(model.requests).toHaveLength(3)

    const long = ask('Two?', { run: 'run-2' })
    await settled()
    model.fail(new ModelError('model-limit', 'Tomorrow.', { passing: true, retryAfter: 3_600_000 }))
    await settled()
    expect(run(long)).toMatchObject({ status: 'failed', error: { text: 'Tomorrow.' } })

    const stopped = ask('Three?', { run: 'run-3' })
    await settled()
    model.fail(busy)
    await settled()
    cancelRun(pipe.doc, stopped, ANA)
    await settled()
    expect(run(stopped).status).toBe('stopped')
  })

  it('[AGENT-8] a model that stalls is an error with the partial text kept, not a spinner', async () => {
    model = createScriptedModel({ deaf: true })
    startWorker()
    const id = ask('Go on.')
    await settled()
    model.say('So far')
    await clock.advance(59_000)
    expect(run(id).status).toBe('running')
    await clock.advance(2_000)
    expect(run(id)).toMatchObject({ status: 'failed', error: { code: 'model-stalled' } })
    expect(replyText(id)).toBe('So far')
    expect(model.aborted()).toBe(1)
  })

  it("[AGENT-9] the model is the run's, else the conversation's, else the default; one that is gone is named", async () => {
    const other = createScriptedModel({ id: 'test/other' })
    startWorker({ models: [model, other] })
    changeSetting(pipe.doc, 'model', 'test/other')
    ask('One?', { run: 'run-1', model: 'test/scripted' })
    await settled()
    expect(model.requests).toHaveLength(1)
    model.say('1')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    ask('Two?', { run: 'run-2' })
    await settled()
    expect(other.requests).toHaveLength(1)
    other.say('2')
    other.finish()
    await clock.advance(WRITE_WINDOW)
    const gone = ask('Three?', { run: 'run-3', model: 'test/gone' })
    await settled()
    expect(run(gone)).toMatchObject({ status: 'failed', error: { code: 'model-unknown' } })
    expect(run(gone).error?.text).toContain('test/gone')
  })

  it("[AGENT-10] sends the branch's view up to the asking message and nothing else, with the settings", async () => {
    const first = say('Shared beginning')
    const side = 'side-branch' as BranchId
    addBranch(pipe.doc, {
      id: side,
      createdBy: ANA,
      forkFrom: first,
      parentBranch: MAIN_BRANCH,
      createdAt: 1,
    })
    say('Only in main')
    changeSetting(pipe.doc, 'systemPrompt', 'Be brief.')
    changeSetting(pipe.doc, 'temperature', 0.3)
    changeSetting(pipe.doc, 'maxTokens', 50)
    ask('Only in side', { branch: side })
    say('Later in side', ANA, side)
    startWorker()
    await settled()
    expect(model.requests).toEqual([
      {
        system: 'Be brief.',
        messages: [{ role: 'user', text: 'Shared beginning\n\nOnly in side' }],
        temperature: 0.3,
        maxTokens: 50,
      },
    ])
  })

  it('[AGENT-11] waits for the asking message, for a bounded time', async () => {
    startWorker()
    const late = 'message-late' as MessageId
    const askBefore = (runId: string): RunId => {
      addRun(pipe.doc, {
        id: runId,
        parentId: late,
        branchId: MAIN_BRANCH,
        requestedBy: ANA,
        agent: BANYAN_AGENT,
        model: '',
        createdAt: 1,
      })
      enqueue(runId as RunId)
      return runId as RunId
    }
    const never = askBefore('run-1')
    await clock.advance(14_000)
    expect(run(never).status).toBe('queued')
    await clock.advance(2_000)
    expect(run(never)).toMatchObject({ status: 'failed', error: { code: 'no-question' } })
    const soon = askBefore('run-2')
    await clock.advance(5_000)
    addMessage(
      pipe.doc,
      { id: late, author: ANA, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
      fillWithText('Here I am'),
    )
    await settled()
    expect(run(soon).status).toBe('running')
    expect(model.requests[0]?.messages).toEqual([{ role: 'user', text: 'Here I am' }])
  })
})

describe('crashes', () => {
  it('[AGENT-12] [E3] a run whose worker died in the middle keeps its text and is not written twice', async () => {
    const id = ask('Tell me.')
    // What a dead worker left: a claim, a status, half an answer.
    const dead = await queue.claim('dead-worker')
    reportRun(pipe.doc, id, { status: 'running' })
    addReply(
      pipe.doc,
      {
        id: 'reply-0',
        author: BANYAN_AGENT,
        role: 'assistant',
        parentId: run(id).parentId,
        branchId: MAIN_BRANCH,
        createdAt: 1,
        runId: id,
      },
      'Half an ans',
    )
    startWorker()
    await clock.advance(LEASE_MILLISECONDS - 5_000)
    expect(run(id).status).toBe('running')
    await clock.advance(10_000)
    expect(run(id)).toMatchObject({
      status: 'interrupted',
      error: { code: 'interrupted', text: 'The answer was cut off. Retry to ask again.' },
    })
    expect(replyText(id)).toBe('Half an ans')
    expect(readMessages(conversationRoots(pipe.doc)).filter(({ runId }) => runId === id)).toHaveLength(1)
    expect(model.requests).toHaveLength(0)
    expect(storedStatus(id)).toBe('interrupted')
    expect(pipe.clientIds).not.toContain(dead?.clientId)
  })

  it('[AGENT-12] [E3] a run whose worker died before it wrote is answered by the next', async () => {
    const id = ask('Tell me.')
    await queue.claim('dead-worker')
    startWorker()
    await clock.advance(LEASE_MILLISECONDS + 5_000)
    model.say('Here')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(id).status).toBe('done')
    expect(log).toContain('claimed run-1 2')
  })

  it('[AGENT-13] a run that kills its workers is given up and says so', async () => {
    const id = ask('Poison.')
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      await queue.claim('dead-worker')
      await clock.advance(LEASE_MILLISECONDS)
    }
    startWorker()
    await settled()
    expect(run(id)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(model.requests).toHaveLength(0)
    expect(storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-14] a worker whose lease was lost writes no more, and leaves the run to the next', async () => {
    const id = ask('Tell me.')
    startWorker()
    await settled()
    model.say('One')
    await settled()
    // This process slept through its lease and another one took the run.
    database.prepare("UPDATE run SET token = 'another' WHERE id = ?").run(id)
    await clock.advance(LEASE_MILLISECONDS / 3)
    model.say(' two')
    await clock.advance(1000)
    expect(replyText(id)).toBe('One')
    expect(run(id).status).toBe('running')
    expect(storedStatus(id)).toBe('claimed')
    expect(log).toContain('lost run-1')
  })

  it('[AGENT-15] when the room sends the agent away, the run goes back and the next one says that it was cut off', async () => {
    const id = ask('Tell me.')
    startWorker()
    await settled()
    model.say('One')
    await settled()
    pipe.closeAll({ code: CLOSE.internal, reason: '' })
    await clock.advance(10_000)
    expect(run(id)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(replyText(id)).toBe('One')
    expect(new Set(pipe.clientIds).size).toBe(2)
    expect(storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-15] a run in a conversation that is gone ends', async () => {
    const id = ask('Tell me.')
    pipe.refuse = { code: CLOSE.notFound, reason: '' }
    startWorker()
    await settled()
    expect(storedStatus(id)).toBe('interrupted')
  })

  it('[AGENT-15] a server that does not let the agent in is tried again', async () => {
    const id = ask('Tell me.')
    pipe.refuse = { code: CLOSE.tryLater, reason: '' }
    startWorker()
    await settled()
    pipe.refuse = undefined
    await clock.advance(LEASE_MILLISECONDS + 5_000)
    model.say('Here')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(id).status).toBe('done')
  })

  it('[AGENT-16] a run is not ended before everything is stored', async () => {
    pipe.storing = false
    const id = ask('Tell me.')
    startWorker()
    await settled()
    model.say('One')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(run(id).status).toBe('done')
    expect(storedStatus(id)).toBe('claimed')
    // The store fails: everybody is sent away, and what was shown was never true.
    pipe.closeAll({ code: CLOSE.internal, reason: '' })
    await settled()
    expect(log).toContain('lost run-1')
  })
})

describe('a worker', () => {
  it('[AGENT-17] answers several runs at once, each under a client id of its own, and no more than it may', async () => {
    startWorker({ concurrency: 2 })
    for (const id of ['run-1', 'run-2', 'run-3']) ask(`Question of ${id}`, { run: id })
    await settled()
    expect(log).toEqual(['claimed run-1 1', 'claimed run-2 1'])
    expect(new Set(pipe.clientIds).size).toBe(2)
    expect(workers[0]?.busy()).toBe(2)
    model.say('x')
    model.finish()
    await clock.advance(WRITE_WINDOW)
    expect(log).toContain('claimed run-3 1')
  })

  it('[AGENT-18] that stops lets its runs end in the time given, then cuts them and says so', async () => {
    const worker = startWorker()
    const quick = ask('Quick.', { run: 'run-1' })
    await settled()
    const slow = ask('Slow.', { run: 'run-2' })
    await settled()
    const stopping = worker.stop({ graceMilliseconds: 1000 })
    const late = ask('Late.', { run: 'run-3' })
    model.say('Done')
    model.finish()
    await clock.advance(500)
    const ended = [quick, slow].filter((id) => run(id).status === 'done')
    expect(ended).toHaveLength(1)
    await clock.advance(500)
    await stopping
    const [cut] = [quick, slow].filter((id) => !ended.includes(id))
    if (cut === undefined) throw new Error('Nothing was cut.')
    expect(run(cut)).toMatchObject({ status: 'interrupted', error: { code: 'interrupted' } })
    expect(storedStatus(cut)).toBe('interrupted')
    expect(run(late).status).toBe('queued')
    expect(clock.waiting()).toBe(0)
  })

  it('[AGENT-18] that cannot store its last words stops all the same', async () => {
    const worker = startWorker()
    const id = ask('Slow.')
    await settled()
    pipe.storing = false
    const stopping = worker.stop()
    await clock.advance(6_000)
    await stopping
    expect(storedStatus(id)).toBe('claimed')
    expect(log).toContain('lost run-1')
    expect(clock.waiting()).toBe(0)
  })

  it('[AGENT-19] finds runs that nobody told it of', async () => {
    startWorker()
    await settled()
    database
      .prepare('INSERT INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)')
      .run('run-1', CONVERSATION, BANYAN_AGENT, ANA, clock.now())
    await clock.advance(5_000)
    expect(log).toContain('claimed run-1 1')
  })
})
