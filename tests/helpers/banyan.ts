/** A real server on a port and folder of its own, with people who use its public interfaces and nothing else. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Me, Sharing, SharingSubject } from '../../shared/api.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { SideTalk } from '../../shared/levels.ts'
import { type Banyan, createBanyan } from '../../sync-server/banyan.ts'
import type { Config } from '../../sync-server/config.ts'

export interface TestBanyan {
  readonly url: string
  readonly dataDir: string
  /** Founds the organization. */
  readonly found: (name: string) => Promise<TestPerson>
  /** Invites and joins another member. */
  readonly join: (admin: TestPerson, name: string) => Promise<TestPerson>
  /** Stops and starts again on the same data and port. */
  readonly restart: () => Promise<void>
  readonly drain: () => void
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface TestBanyanOptions {
  readonly demo?: boolean
  /** Whether it answers runs itself. */
  readonly agent?: boolean
  readonly environment?: Record<string, string>
  readonly config?: Partial<Config>
}

export const startBanyan = async (options: TestBanyanOptions = {}): Promise<TestBanyan> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'banyan-test-'))
  let port = options.config?.port ?? 0
  const create = (): Promise<Banyan> =>
    createBanyan({
      host: '127.0.0.1',
      port,
      dataDir,
      clientDir: resolve(import.meta.dirname, '../../dist/client'),
      publicUrl: undefined,
      demo: options.demo ?? false,
      agent: options.agent ?? true,
      logLevel: 'silent',
      environment: { BANYAN_LOCAL_MODELS: 'off', ...options.environment },
      ...options.config,
    })
  let banyan: Banyan | undefined = await create()
  const { url } = banyan
  port = Number(new URL(url).port)

  const stop = async (): Promise<void> => {
    await banyan?.close()
    banyan = undefined
  }
  const start = async (): Promise<void> => {
    banyan = await create()
    // Connections that `fetch` has kept open are found to be closed.
    await until('it answers', () =>
      fetch(`${url}/healthz`).then(
        () => true,
        () => false,
      ),
    )
  }

  return {
    url,
    dataDir,
    found: async (name) => TestPerson.create(url, name, { organization: 'Acme' }),
    join: async (admin, name) => {
      const { secret } = await admin.call<{ secret: string }>('POST', '/api/invitations', { role: 'member' })
      return TestPerson.create(url, name, { invitation: secret })
    },
    drain: () => banyan?.drain(),
    stop,
    start,
    restart: async () => {
      await stop()
      await start()
    },
    close: async () => {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const PASSWORD = 'correct horse battery'
export const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@example.org`

export class ApiFailure extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown) {
    super(`The server answered ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

export class TestPerson {
  readonly url: string
  readonly name: string
  readonly me: Me
  /** `name=value` pairs, as a browser would send them. */
  readonly cookie: string

  private constructor(url: string, name: string, me: Me, cookie: string) {
    this.url = url
    this.name = name
    this.me = me
    this.cookie = cookie
  }

  static async create(url: string, name: string, more: object): Promise<TestPerson> {
    const response = await fetch(`${url}/api/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name, email: emailOf(name), password: PASSWORD, ...more }),
    })
    const me = (await response.json()) as Me
    if (!response.ok) throw new ApiFailure(response.status, me)
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return new TestPerson(url, name, me, cookie)
  }

  get id(): PrincipalId {
    return this.me.id
  }

  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? undefined : JSON.parse(text)
    if (!response.ok) throw new ApiFailure(response.status, answer)
    return answer as Answer
  }

  async newConversation(title = ''): Promise<ConversationId> {
    return (await this.call<{ id: ConversationId }>('POST', '/api/conversations', { title })).id
  }

  /** Changes sharing as the dialog does: on the version that was read. */
  async share(
    id: ConversationId,
    changes: readonly { subject: SharingSubject; level: 'none' | 'view' | 'collaborate' }[],
  ): Promise<Sharing> {
    const { version } = await this.call<Sharing>('GET', `/api/conversations/${id}/sharing`)
    return this.call('PUT', `/api/conversations/${id}/sharing`, { version, changes })
  }

  /** Says who may take part in the side talk, as the dialog does. */
  async openTalkTo(id: ConversationId, sideTalk: SideTalk): Promise<Sharing> {
    const { version } = await this.call<Sharing>('GET', `/api/conversations/${id}/sharing`)
    return this.call('PUT', `/api/conversations/${id}/sharing`, { version, sideTalk })
  }

  /** The stock y-websocket client, as anybody has it. */
  sync(
    room: string,
    options: { readonly doc?: Y.Doc; readonly params?: Record<string, string> } = {},
  ): StockPeer {
    return stockPeer(this.url, room, { cookie: this.cookie, origin: this.url }, options)
  }
}

export interface StockPeer {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly synced: Promise<void>
  /** Resolves with the close code once the server has sent this peer away for good. */
  readonly closed: Promise<number>
  readonly destroy: () => void
}

export const stockPeer = (
  url: string,
  room: string,
  headers: Record<string, string>,
  options: { readonly doc?: Y.Doc; readonly params?: Record<string, string> } = {},
): StockPeer => {
  const doc = options.doc ?? new Y.Doc()
  class WithHeaders extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers })
    }
  }
  const provider = new WebsocketProvider(`${url.replace(/^http/, 'ws')}/sync`, room, doc, {
    WebSocketPolyfill: WithHeaders as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 100,
    ...(options.params === undefined ? {} : { params: options.params }),
  })
  return {
    doc,
    provider,
    synced: new Promise((done) => provider.on('sync', (isSynced: boolean) => isSynced && done())),
    closed: new Promise((done) =>
      provider.on('connection-close', (event: { code: number } | null) => {
        if (event !== null && event.code >= 4400 && event.code < 4500) done(event.code)
      }),
    ),
    destroy: () => {
      provider.destroy()
      doc.destroy()
    },
  }
}

/** Waits for something that is to become true, looking after every update of a document; fails after `milliseconds`. */
export const until = async (
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  milliseconds = 20_000,
): Promise<void> => {
  const end = Date.now() + milliseconds
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`It never came about that ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
