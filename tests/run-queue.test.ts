import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { createHttpRunQueue } from '../sync-server/agent/http-run-queue.ts'
import { createRunQueueRoutes } from '../sync-server/http/agent-routes.ts'
import { HttpRefusal } from '../sync-server/http/answers.ts'
import { openDatabase } from '../sync-server/storage/sqlite/database.ts'
import { createSqliteRunQueue, type SqliteRunQueue } from '../sync-server/storage/sqlite/run-queue.ts'
import { type RunQueueSubject, runQueueContract } from './contracts/run-queue.ts'
import { createFakeClock } from './helpers/fake-clock.ts'
import { createRandom } from './helpers/random.ts'

const sqlite = (): RunQueueSubject & { readonly queue: SqliteRunQueue } => {
  const database = openDatabase(':memory:')
  const random = createRandom(1)
  let now = 1_700_000_000_000
  const queue = createSqliteRunQueue({
    database,
    clock: { now: () => now },
    random: (length) => Uint8Array.from({ length }, () => random.below(256)),
  })
  const insert = database.prepare(
    'INSERT INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)',
  )
  const read = database.prepare<[string], { status: string }>('SELECT status FROM run WHERE id = ?')
  return {
    queue,
    enqueue: (runId, conversationId = 'conversation-1') =>
      insert.run(runId, conversationId, 'banyan', 'ana0', now),
    notify: queue.notify,
    pass: (milliseconds) => {
      now += milliseconds
    },
    status: (runId) => read.get(runId)?.status,
    close: () => database.close(),
  }
}

/** The same store behind its routes, reached by requests. */
const http = (): RunQueueSubject => {
  const behind = sqlite()
  const app = new Hono()
  app.route('/api/agent/runs', createRunQueueRoutes(behind.queue, { waitMilliseconds: 20 }))
  app.onError((error, c) => {
    if (error instanceof HttpRefusal) return c.json(error.body, error.status)
    throw error
  })
  return {
    ...behind,
    queue: createHttpRunQueue({
      url: 'http://banyan.test',
      key: 'key',
      worker: 'worker-1',
      clock: createFakeClock(),
      fetch: async (url, init) => app.request(url, init),
    }),
  }
}

runQueueContract('SQLite', sqlite)
runQueueContract('HTTP', http)

it('[RUNS-9] only the runs of its own agent are given out', async () => {
  const database = openDatabase(':memory:')
  const queue = createSqliteRunQueue({
    database,
    clock: { now: () => 5 },
    random: (length) => new Uint8Array(length).fill(3),
  })
  database
    .prepare('INSERT INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)')
    .run('run-1', 'conversation-1', 'some-bot', 'ana0', 1)
  expect(await queue.claim('worker-1')).toBeUndefined()
  database.close()
})

it('[RUNS-10] a request that breaks its schema is refused with the field', async () => {
  const { queue } = sqlite()
  const app = new Hono().route('/', createRunQueueRoutes(queue))
  const seen: unknown[] = []
  app.onError((error, c) => {
    if (!(error instanceof HttpRefusal)) throw error
    seen.push(error.body.error.field)
    return c.json(error.body, error.status)
  })
  for (const [path, body] of [
    ['/claim', {}],
    ['/renew', { claim: { runId: 'x' } }],
    ['/finish', 'not json'],
  ] as const) {
    const response = await app.request(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    expect(response.status).toBe(422)
  }
  expect((await app.request('/wait')).status).toBe(422)
  expect(seen).toEqual(['worker', 'claim.runId', undefined, 'worker'])
})
