import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../sync-server/agent/clock.ts'
import { createGuide } from '../sync-server/agent/guide/guide.ts'
import {
  type Model,
  type ModelCatalogue,
  ModelError,
  type ModelPart,
  type ModelRequest,
} from '../sync-server/agent/model.ts'
import { createModels } from '../sync-server/agent/models/create-models.ts'
import type { LocalServer } from '../sync-server/agent/models/local-servers.ts'
import { createFakeClock } from './helpers/fake-clock.ts'
import { type ModelScript, type ModelServer, startModelServer } from './helpers/model-server.ts'

const guide = createGuide({ sections: [], clock: systemClock })

let server: ModelServer
beforeEach(async () => {
  server = await startModelServer()
})
afterEach(() => server.close())

const catalogue = (
  environment: Record<string, string>,
  options: { readonly localServers?: readonly LocalServer[]; readonly clock?: typeof systemClock } = {},
): ModelCatalogue =>
  createModels({
    environment: { BANYAN_LOCAL_MODELS: 'off', ...environment },
    guide,
    clock: options.clock ?? systemClock,
    ...(options.localServers === undefined ? {} : { localServers: options.localServers }),
  })

const compatible = async (): Promise<Model> => {
  const models = catalogue({
    OPENAI_COMPATIBLE_URL: server.url,
    OPENAI_COMPATIBLE_KEY: 'secret',
    OPENAI_COMPATIBLE_NAME: 'Test models',
  })
  const model = await models.find('compatible/tiny')
  if (model === undefined) throw new Error('The model was not found.')
  return model
}

const REQUEST: ModelRequest = { system: 'Be brief.', messages: [{ role: 'user', text: 'Hi' }] }

interface Heard {
  readonly text: string
  readonly parts: readonly ModelPart[]
  readonly error: unknown
}

const listen = async (model: Model, signal = new AbortController().signal): Promise<Heard> => {
  const parts: ModelPart[] = []
  let error: unknown
  try {
    for await (const part of model.stream(REQUEST, signal)) parts.push(part)
  } catch (thrown) {
    error = thrown
  }
  return { parts, error, text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('') }
}

describe('a model over HTTP', () => {
  it('[MODEL-1] streams its text, then says what was used and that it is complete', async () => {
    const { parts, text, error } = await listen(await compatible())
    expect(error).toBeUndefined()
    expect(text).toBe('Hello there')
    expect(parts.slice(-2)).toEqual([
      { type: 'usage', inputTokens: 11, outputTokens: 2 },
      { type: 'end', reason: 'complete' },
    ])
  })

  it('[MODEL-1] gives each piece as it comes', async () => {
    const next = Promise.withResolvers<void>()
    server.script({ kind: 'stream', pieces: ['One', ' two'], afterPiece: () => next.promise })
    const model = await compatible()
    const iterator = model.stream(REQUEST, new AbortController().signal)[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toEqual({ type: 'text', text: 'One' })
    next.resolve()
    expect((await iterator.next()).value).toEqual({ type: 'text', text: ' two' })
    while ((await iterator.next()).done !== true);
  })

  it('[MODEL-2] is sent the messages, the instructions, the settings and the key', async () => {
    const model = await compatible()
    const request: ModelRequest = {
      system: 'Be brief.',
      messages: [
        { role: 'user', text: 'One' },
        { role: 'assistant', text: 'Two' },
        { role: 'user', text: 'Three' },
      ],
      temperature: 0.3,
      maxTokens: 77,
    }
    for await (const part of model.stream(request, new AbortController().signal)) expect(part).toBeDefined()
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret')
    expect(server.requests[0]?.body).toMatchObject({
      model: 'tiny',
      temperature: 0.3,
      max_tokens: 77,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Three' },
      ],
    })
  })

  it('[MODEL-3] stops when told to, and closes its connection', async () => {
    server.script({ kind: 'stall', pieces: ['One'] })
    const model = await compatible()
    const stop = new AbortController()
    const heard: string[] = []
    try {
      for await (const part of model.stream(REQUEST, stop.signal)) {
        if (part.type === 'text') heard.push(part.text)
        stop.abort()
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error
    }
    expect(heard).toEqual(['One'])
    await server.clientGone()
  })

  it('[MODEL-4] says where it was cut off by its longest, or held back', async () => {
    server.script({ kind: 'stream', pieces: ['One'], finish: 'length' })
    expect((await listen(await compatible())).parts.at(-1)).toEqual({ type: 'end', reason: 'length' })
    server.script({ kind: 'stream', pieces: [], finish: 'content_filter' })
    expect((await listen(await compatible())).parts.at(-1)).toEqual({ type: 'end', reason: 'filtered' })
  })

  it('[MODEL-4] thoughts that stand in the text are taken out of it', async () => {
    server.script({ kind: 'stream', pieces: ['<think>', 'hm', '</think>', 'Yes'] })
    const { text, parts } = await listen(await compatible())
    expect(text.trim()).toBe('Yes')
    expect(parts).toContainEqual({ type: 'reasoning', text: 'hm' })
  })

  it('[MODEL-4] thoughts that come beside the text are thoughts', async () => {
    server.script({ kind: 'stream', thoughts: ['hm, ', 'two'], pieces: ['Yes'] })
    const { text, parts } = await listen(await compatible())
    expect(text).toBe('Yes')
    expect(parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('')).toBe('hm, two')
  })

  const failures: readonly (readonly [string, ModelScript, Partial<ModelError>, string])[] = [
    [
      'a wrong key',
      { kind: 'status', status: 401 },
      { code: 'model-key', passing: false },
      'OPENAI_COMPATIBLE_KEY',
    ],
    [
      'too many requests',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { code: 'model-limit', passing: true, retryAfter: 7000 },
      'Retry in 7 seconds',
    ],
    [
      'no credit',
      { kind: 'status', status: 429, message: 'You exceeded your current quota, check your billing.' },
      { code: 'model-limit', passing: false },
      'nothing left to spend',
    ],
    ['an unknown model', { kind: 'status', status: 404 }, { code: 'model-unknown', passing: false }, 'tiny'],
    [
      'a context that is too long',
      { kind: 'status', status: 400, message: "This model's maximum context length is 4096 tokens." },
      { code: 'model-context', passing: false },
      'longer than tiny at',
    ],
    ['a bad request', { kind: 'status', status: 400 }, { code: 'model-refused', passing: false }, 'scripted'],
    [
      'a broken server',
      { kind: 'status', status: 500 },
      { code: 'model-unavailable', passing: true },
      'Retry',
    ],
    [
      'nonsense',
      { kind: 'nonsense', pieces: [] },
      { code: 'model-unreadable', passing: false },
      'could not be read',
    ],
  ]
  it.each(failures)('[MODEL-5] %s is a ModelError in plain words', async (_what, script, expected, words) => {
    server.script(script)
    const { error, text } = await listen(await compatible())
    expect(text).toBe('')
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({ ...expected, message: expect.stringContaining(words) })
    expect(String(error)).toContain('Test models')
    expect(String(error)).not.toContain('secret')
    // It asked once: trying again is the agent's.
    expect(server.requests).toHaveLength(1)
  })

  const broken: readonly (readonly [ModelScript['kind'], ModelScript, string])[] = [
    ['cut', { kind: 'cut', pieces: ['So', ' far'] }, 'model-cut-off'],
    ['nonsense', { kind: 'nonsense', pieces: ['So', ' far'] }, 'model-unreadable'],
    ['error-event', { kind: 'error-event', pieces: ['So', ' far'] }, 'model-unavailable'],
  ]
  it.each(broken)(
    '[MODEL-6] a stream that ends in a %s gives what came, then the error',
    async (_kind, script, code) => {
      server.script(script)
      const { error, text } = await listen(await compatible())
      expect(text).toBe('So far')
      expect(error).toMatchObject({ name: 'ModelError', code })
    },
  )

  it('[MODEL-5] a server that is gone is unreachable', async () => {
    const model = await compatible()
    await server.close()
    const { error } = await listen(model)
    expect(error).toMatchObject({ code: 'model-unreachable', passing: true })
    server = await startModelServer()
  })
})

describe('which models there are', () => {
  it('[MODEL-7] without any, the guide is there and the default', async () => {
    const models = catalogue({})
    expect(await models.list()).toEqual({
      default: 'guide/manual',
      models: [{ id: 'guide/manual', name: guide.name, provider: 'Banyan', kind: 'guide' }],
    })
    expect(await models.find('')).toBe(guide)
    expect(await models.find('openai/gpt')).toBeUndefined()
    expect(await models.find('nonsense')).toBeUndefined()
  })

  it('[SEC-8] an address with a password in it is refused at the start, without telling it', () => {
    const start = () => catalogue({ OPENAI_COMPATIBLE_URL: 'http://ana:hunter2@127.0.0.1:1/v1' })
    expect(start).toThrow('OPENAI_COMPATIBLE_URL must not contain a name or a password.')
    expect(start).not.toThrow('hunter2')
  })

  it('[MODEL-7] with one, that is the default and the guide is the last', async () => {
    const models = catalogue({ OPENAI_COMPATIBLE_URL: server.url, OPENAI_COMPATIBLE_NAME: 'Test models' })
    expect(await models.list()).toEqual({
      default: 'compatible/tiny',
      models: [
        { id: 'compatible/tiny', name: 'tiny', provider: 'Test models', kind: 'language-model' },
        expect.objectContaining({ id: 'guide/manual' }),
      ],
    })
    expect(await models.find('')).toMatchObject({ id: 'compatible/tiny' })
    expect(await models.find('guide/manual')).toBe(guide)
  })

  it('[MODEL-8] models that do not chat are not offered; how much one can read is taken from its server', async () => {
    server.models = [
      { id: 'text-embedding-3', object: 'model' },
      { id: 'whisper-1', object: 'model' },
      { id: 'big', object: 'model', max_model_len: 32_768 },
      { nonsense: true },
    ]
    const models = catalogue({ OPENAI_COMPATIBLE_URL: server.url })
    expect((await models.list()).models.map(({ id }) => id)).toEqual(['compatible/big', 'guide/manual'])
    expect(await models.find('compatible/big')).toMatchObject({ contextTokens: 32_768 })
  })

  it('[MODEL-8] the environment can name the models and the default', async () => {
    const models = catalogue({
      OPENAI_COMPATIBLE_URL: server.url,
      OPENAI_COMPATIBLE_MODELS: 'one, two,three',
      BANYAN_DEFAULT_MODEL: 'compatible/two',
    })
    const listed = await models.list()
    expect(listed.models.map(({ id }) => id)).toEqual([
      'compatible/one',
      'compatible/two',
      'compatible/three',
      'guide/manual',
    ])
    expect(listed.default).toBe('compatible/two')
  })

  it('[MODEL-9] a provider that cannot list its models harms nobody, and can still be asked for one', async () => {
    server.models = 500
    const models = catalogue({ OPENAI_COMPATIBLE_URL: server.url })
    expect((await models.list()).default).toBe('guide/manual')
    const model = await models.find('compatible/tiny')
    if (model === undefined) throw new Error('The model was not found.')
    expect((await listen(model)).text).toBe('Hello there')
  })

  it("[MODEL-10] OpenAI's, Anthropic's and Google's own lists are read, the plain and new ones first", async () => {
    const lists = createServer((request, response) => {
      const { headers, url = '' } = request
      response.setHeader('content-type', 'application/json')
      const answer = ((): unknown => {
        if (url === '/openai/models' && headers.authorization === 'Bearer o') {
          return {
            object: 'list',
            data: [
              { id: 'gpt-5', object: 'model', created: 10 },
              { id: 'gpt-6', object: 'model', created: 20 },
              { id: 'gpt-6-pro', object: 'model', created: 30 },
              { id: 'gpt-6-2026-01-01', object: 'model', created: 25 },
              { id: 'gpt-image-2', object: 'model', created: 40 },
              { id: 'dall-e-3', object: 'model', created: 1 },
            ],
          }
        }
        if (url === '/anthropic/v1/models?limit=100' && headers['x-api-key'] === 'a') {
          return {
            data: [{ id: 'claude-big', display_name: 'Claude Big' }, { id: 'claude-sonnet-9' }],
            has_more: false,
          }
        }
        if (url === '/google/models?pageSize=200' && headers['x-goog-api-key'] === 'g') {
          const generates = { supportedGenerationMethods: ['generateContent'] }
          return {
            models: [
              {
                name: 'models/gemini-3-flash',
                displayName: 'Gemini 3 Flash',
                inputTokenLimit: 1_000_000,
                ...generates,
              },
              { name: 'models/gemini-3-pro', ...generates },
              { name: 'models/gemini-3-flash-image', ...generates },
              { name: 'models/embedding-001', supportedGenerationMethods: ['embedContent'] },
            ],
          }
        }
        response.statusCode = 401
        return {}
      })()
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => lists.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(lists.address() as AddressInfo).port}`
    const models = catalogue({
      OPENAI_API_KEY: 'o',
      OPENAI_BASE_URL: `${base}/openai/`,
      ANTHROPIC_API_KEY: 'a',
      ANTHROPIC_BASE_URL: `${base}/anthropic`,
      GOOGLE_GENERATIVE_AI_API_KEY: 'g',
      GOOGLE_GENERATIVE_AI_BASE_URL: `${base}/google`,
    })
    const listed = await models.list()
    expect(listed.models.map(({ id }) => id)).toEqual([
      'anthropic/claude-sonnet-9',
      'anthropic/claude-big',
      'openai/gpt-6',
      'openai/gpt-5',
      'openai/gpt-6-pro',
      'openai/gpt-6-2026-01-01',
      'google/gemini-3-flash',
      'google/gemini-3-pro',
      'guide/manual',
    ])
    expect(await models.find('google/gemini-3-flash')).toMatchObject({ contextTokens: 1_000_000 })
    lists.closeAllConnections()
    await new Promise((resolve) => lists.close(resolve))
  })

  it('[MODEL-11] a local server is found by itself, comes and goes, and can be switched off', async () => {
    const clock = createFakeClock()
    const localServers = [{ id: 'ollama', name: 'Ollama', port: server.port }]
    const models = catalogue({ BANYAN_LOCAL_MODELS: 'on' }, { localServers, clock })
    expect(await models.list()).toMatchObject({
      default: 'ollama/tiny',
      models: [{ id: 'ollama/tiny', provider: 'Ollama' }, { kind: 'guide' }],
    })
    expect(await models.find('ollama/tiny')).toMatchObject({ contextTokens: 4096 })

    const { port } = server
    await server.close()
    await clock.advance(60_000)
    await until(async () => (await models.list()).default === 'guide/manual')
    server = await startModelServer(port)
    await clock.advance(60_000)
    await until(async () => (await models.list()).default === 'ollama/tiny')

    const off = catalogue({ BANYAN_LOCAL_MODELS: 'off' }, { localServers })
    expect((await off.list()).default).toBe('guide/manual')
  })

  it('[MODEL-11] whatever else listens on such a port is not taken for a model server', async () => {
    const other = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: [{ id: 'a-user' }] }))
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const models = catalogue(
      { BANYAN_LOCAL_MODELS: 'on' },
      { localServers: [{ id: 'llamacpp', name: 'llama.cpp', port }] },
    )
    expect((await models.list()).default).toBe('guide/manual')
    other.closeAllConnections()
    await new Promise((resolve) => other.close(resolve))
  })

  it('[MODEL-12] nobody waits for a server that does not answer', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const clock = createFakeClock()
    const models = catalogue(
      { OPENAI_COMPATIBLE_URL: `http://127.0.0.1:${port}/v1`, BANYAN_LOCAL_MODELS: 'on' },
      { clock, localServers: [{ id: 'ollama', name: 'Ollama', port: server.port }] },
    )
    let listed: string[] | undefined
    const listing = models.list().then(({ models: found }) => {
      listed = found.map(({ id }) => id)
    })
    await until(async () => {
      await clock.advance(500)
      return listed !== undefined
    })
    await listing
    expect(listed).toContain('guide/manual')
    silent.closeAllConnections()
    await new Promise((resolve) => silent.close(resolve))
  })

  it('[MODEL-8] an address that is none is said at once', () => {
    expect(() => catalogue({ OPENAI_COMPATIBLE_URL: 'nonsense' })).toThrow('OPENAI_COMPATIBLE_URL')
  })
})

/** Turn by turn of the event loop; the test's own time limit is the bound. */
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}
