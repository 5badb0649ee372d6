/** What those see who look after a server: its figures, whether it is ready, its log. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeSetting, conversationRoots } from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { conversationRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { HttpRefusal } from '../sync-server/http/answers.ts'
import { createOperatorRoutes } from '../sync-server/http/operator-routes.ts'
import { createLog, roomLogOf, slowCommitLogOf, socketLogOf } from '../sync-server/log.ts'
import { createReadiness } from '../sync-server/readiness.ts'
import { openDatabase } from '../sync-server/storage/sqlite/database.ts'
import { createWriteProbe } from '../sync-server/storage/sqlite/write-probe.ts'
import { startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'

const TITLE = 'Zanzibar budget'

/** The value of a metric with exactly these labels; 0 where it is not there yet. */
const valueOf = (text: string, metric: string): number => {
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}

describe('a server', () => {
  let banyan: TestBanyan
  let ana: TestPerson
  let vera: TestPerson
  let conversation: ConversationId
  const scrape = async (): Promise<string> => (await fetch(`${banyan.url}/metrics`)).text()

  beforeAll(async () => {
    banyan = await startBanyan({ agent: false })
    ana = await banyan.found('Anastasia Quill')
    vera = await banyan.join(ana, 'Vera Umbra')
    conversation = await ana.newConversation(TITLE)
    await ana.share(conversation, [{ subject: { kind: 'person', id: vera.id }, level: 'view' }])
  })
  afterAll(() => banyan?.close())

  it('[OPS-1] says what it does, and names no person, no room and nothing written', async () => {
    const room = conversationRoom(conversation)
    const writer = ana.sync(room)
    const reader = vera.sync(room)
    await Promise.all([writer.synced, reader.synced])
    changeSetting(writer.doc, 'systemPrompt', 'Speak like Nostradamus.')
    const { settings } = conversationRoots(reader.doc)
    await until('it is read', () => settings.has('systemPrompt'))
    changeSetting(reader.doc, 'title', 'Written by who may only view')
    await until('it is refused', async () =>
      (await scrape()).includes('banyan_refusals_total{code="read-only"} 1'),
    )

    const text = await scrape()
    expect(valueOf(text, 'banyan_documents{kind="conversation"}')).toBe(1)
    expect(valueOf(text, 'banyan_sessions{kind="conversation"}')).toBe(2)
    expect(valueOf(text, 'banyan_document_bytes')).toBeGreaterThan(0)
    expect(valueOf(text, 'banyan_sockets')).toBe(2)
    for (const metric of [
      'banyan_frames_received_total',
      'banyan_received_bytes_total',
      'banyan_frames_sent_total',
      'banyan_sent_bytes_total',
      'banyan_room_frames_total{kind="write"}',
      'banyan_writes_total{outcome="applied"}',
      'banyan_writes_total{outcome="refused"}',
      'banyan_updates_stored_total',
      'banyan_deliveries_total',
      'banyan_commit_seconds_count',
      'banyan_fan_out_seconds_count',
      'process_resident_memory_bytes',
    ]) {
      expect([metric, valueOf(text, metric) > 0]).toEqual([metric, true])
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
    expect(text).toMatch(/^banyan_buffered_bytes \d/m)
    expect(text).toContain('\nbanyan_runs_queued 0\n')
    expect(text).toContain('\nbanyan_runs_running 0\n')
    expect(text).toContain('\nbanyan_store_healthy 1\n')
    expect(text).toContain('\nbanyan_ready 1\n')

    for (const secret of [
      ana.id,
      vera.id,
      conversation,
      'Anastasia',
      'Umbra',
      'Zanzibar',
      'Nostradamus',
      'example.org',
    ]) {
      expect(text).not.toContain(secret)
    }
    for (const kind of ['state-vector', 'presence'])
      expect(text).toContain(`banyan_room_frames_total{kind="${kind}"}`)
    writer.destroy()
    reader.destroy()
  })

  it('[OPS-4] counts what HTTP answered by the pattern of its route', async () => {
    await ana.call('GET', `/api/conversations/${conversation}/sharing`)
    await fetch(`${banyan.url}/api/nothing/of/the/kind`)
    const text = await scrape()
    const counted =
      'banyan_http_requests_total{method="GET",route="/api/conversations/:id/sharing",status="200"}'
    expect(valueOf(text, counted)).toBeGreaterThan(0)
    expect(text).toMatch(/banyan_http_requests_total\{method="GET",route="[^"]*",status="404"\} 1/)
    expect(text).not.toContain('of/the/kind')
  })

  it('[OPS-2] tells its figures to nobody who comes through a proxy on its machine, or by a name of its own', async () => {
    const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(`${banyan.url}/metrics`, { headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        asked.on('error', reject)
        asked.end()
      })
    const { port } = new URL(banyan.url)
    expect(await statusWith({})).toBe(200)
    expect(await statusWith({ host: `localhost:${port}` })).toBe(200)
    expect(await statusWith({ 'x-forwarded-for': '127.0.0.1' })).toBe(403)
    expect(await statusWith({ forwarded: 'for=127.0.0.1' })).toBe(403)
    expect(await statusWith({ host: 'banyan.example.org' })).toBe(403)
    expect(await statusWith({ host: 'localhost.example.org' })).toBe(403)
  })
})

it('[OPS-2] metrics are for this machine alone, or for who has the token', async () => {
  const app = (metricsToken: string | undefined, publicUrl?: string): Hono => {
    const routes = createOperatorRoutes({
      isHealthy: async () => true,
      readiness: async () => 'ready',
      metrics: async () => ({ contentType: 'text/plain', text: 'figures' }),
      metricsToken,
      publicUrl,
      onError: () => undefined,
    })
    return new Hono()
      .onError((error, c) => c.json({}, error instanceof HttpRefusal ? error.status : 500))
      .route('/', routes)
  }
  const ask = async (
    token: string | undefined,
    remoteAddress: string,
    headers: Record<string, string> = {},
    publicUrl?: string,
  ): Promise<number> => {
    const answer = app(token, publicUrl).request(
      'http://127.0.0.1/metrics',
      { headers: { host: '127.0.0.1', ...headers } },
      { incoming: { socket: { remoteAddress } } },
    )
    return (await answer).status
  }
  expect(await ask(undefined, '127.0.0.1')).toBe(200)
  expect(await ask(undefined, '::1')).toBe(200)
  expect(await ask(undefined, '::ffff:127.0.0.1')).toBe(200)
  expect(await ask(undefined, '10.0.0.7')).toBe(403)
  expect(await ask(undefined, '127.0.0.1', {}, 'https://banyan.example')).toBe(403)
  expect(await ask('secret', '127.0.0.1')).toBe(401)
  expect(await ask('secret', '10.0.0.7', { authorization: 'Bearer wrong' })).toBe(401)
  expect(await ask('secret', '10.0.0.7', { authorization: 'Bearer secret' })).toBe(200)
})

describe('readiness', () => {
  it('[OPS-3] a server that is told to stop says so first, and goes on serving', async () => {
    const banyan = await startBanyan({ agent: false })
    try {
      const ana = await banyan.found('Ana')
      const peer = ana.sync(conversationRoom(await ana.newConversation('Still here')))
      await peer.synced
      const ready = async () => {
        const answer = await fetch(`${banyan.url}/readyz`)
        return [answer.status, await answer.json()]
      }
      expect(await ready()).toEqual([200, { status: 'ready' }])
      banyan.drain()
      expect(await ready()).toEqual([503, { status: 'draining' }])
      expect((await fetch(`${banyan.url}/healthz`)).status).toBe(200)
      expect(peer.provider.wsconnected).toBe(true)
      expect(await ana.newConversation('One more')).toBeTypeOf('string')
      peer.destroy()
    } finally {
      await banyan.close()
    }
  })

  it('[OPS-3] a store that takes no writes makes it not ready, until it takes them again, by being tried', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'banyan-test-'))
    const database = openDatabase(join(folder, 'banyan.sqlite'))
    const probe = createWriteProbe(database)
    let now = 0
    let probes = 0
    const readiness = createReadiness({
      tryWriting: () => {
        probes++
        return probe()
      },
      now: () => now,
    })
    expect(await readiness.state()).toBe('ready')
    database.pragma('query_only = ON')
    // However often one asks, the store is tried now and then.
    for (let i = 0; i < 100; i++) await readiness.state()
    expect(probes).toBe(1)
    now += 5_000
    expect(await readiness.state()).toBe('store-fails')
    database.pragma('query_only = OFF')
    now += 5_000
    expect(await readiness.state()).toBe('ready')
    readiness.drain()
    expect(await readiness.state()).toBe('draining')
    database.close()
    rmSync(folder, { recursive: true })
  })
})

describe('the log', () => {
  const listen = () => {
    const lines: Record<string, unknown>[] = []
    const log = createLog('info', {
      write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    })
    let windows: (() => void)[] = []
    return {
      lines,
      log,
      afterWindow: (task: () => void) => windows.push(task),
      endWindow: () => {
        const ended = windows
        windows = []
        for (const task of ended) task()
      },
    }
  }

  it('[OPS-5] a flood of refusals is a few lines and a count, for each principal and code', () => {
    const { lines, log, afterWindow, endWindow } = listen()
    const { refused } = roomLogOf(log, afterWindow)
    const room = conversationRoom('talk' as ConversationId)
    for (let i = 0; i < 1_000; i++) {
      refused({ room, principal: 'mallory', code: 'author', detail: 'somebody', bytes: 40 })
    }
    refused({ room, principal: 'mallory', code: 'limits', detail: 'too long', bytes: 40 })
    refused({ room, principal: 'ana', code: 'author', detail: 'somebody', bytes: 40 })
    expect(lines).toHaveLength(7)
    endWindow()
    expect(lines).toHaveLength(8)
    expect(lines.at(-1)).toMatchObject({ principal: 'mallory', code: 'author', count: 995 })
    refused({ room, principal: 'mallory', code: 'author', detail: 'somebody', bytes: 40 })
    expect(lines).toHaveLength(9)
    endWindow()
    expect(lines).toHaveLength(9)
  })

  it('[OPS-5] many names at once take bounded room', () => {
    const { lines, log, afterWindow, endWindow } = listen()
    const { ended } = socketLogOf(log, afterWindow)
    for (let i = 0; i < 5_000; i++) ended({ principal: `nobody-${i}`, code: CLOSE.forbidden, wasIn: false })
    expect(lines.length).toBeLessThan(1_010)
    endWindow()
    expect(lines.at(-1)).toMatchObject({ count: 3_995 })
  })

  it('[OPS-5] slow commits are a warning a minute', () => {
    const { lines, log, afterWindow, endWindow } = listen()
    const slow = slowCommitLogOf(log, afterWindow)
    for (let i = 0; i < 50; i++) slow(2, 10)
    endWindow()
    expect(lines).toMatchObject([
      { level: 40, seconds: 2, updates: 10 },
      { level: 40, count: 49 },
    ])
  })

  it('[OPS-6] who was not let in, or was sent away, with which code', () => {
    const { lines, log, afterWindow } = listen()
    const { ended } = socketLogOf(log, afterWindow)
    ended({ principal: 'vera', code: CLOSE.forbidden, wasIn: false })
    ended({ principal: 'vera', code: CLOSE.joinAgain, wasIn: true })
    // Everybody goes when the server stops: no news.
    ended({ principal: 'vera', code: CLOSE.goingAway, wasIn: true })
    expect(lines.map(({ principal, code, msg }) => ({ principal, code, msg }))).toEqual([
      { principal: 'vera', code: CLOSE.forbidden, msg: 'Somebody was not let in.' },
      { principal: 'vera', code: CLOSE.joinAgain, msg: 'A session was ended.' },
    ])
  })
})
