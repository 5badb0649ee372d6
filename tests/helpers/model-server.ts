/**
 * A real HTTP server that speaks OpenAI's protocol and answers as a test has scripted: one script for each request,
 * in order; the last one stays. Requests are kept as they came.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ModelScript =
  /** Streams these pieces, and ends. */
  | {
      readonly kind: 'stream'
      /** What it thinks first, as many servers send it: in `reasoning_content`. */
      readonly thoughts?: readonly string[]
      readonly pieces: readonly string[]
      readonly finish?: 'stop' | 'length' | 'content_filter'
      /** The first piece waits for it. */
      readonly beforePieces?: () => Promise<void>
      /** Told after each piece; the next one waits for it. */
      readonly afterPiece?: (index: number) => Promise<void>
    }
  /** Streams these pieces, and then nothing more, without ending. */
  | { readonly kind: 'stall'; readonly pieces: readonly string[] }
  /** Streams these pieces, and then the connection breaks. */
  | { readonly kind: 'cut'; readonly pieces: readonly string[] }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Streams these pieces, and then something that is no JSON. */
  | { readonly kind: 'nonsense'; readonly pieces: readonly string[] }
  /** Streams these pieces, and then an error as the protocol has it. */
  | { readonly kind: 'error-event'; readonly pieces: readonly string[] }

export interface ModelRequestSeen {
  readonly path: string
  /** The body, as it came. */
  readonly text: string
  readonly headers: IncomingMessage['headers']
  readonly body: {
    readonly model?: string
    readonly messages?: readonly { readonly role: string; readonly content: unknown }[]
    readonly temperature?: number
    readonly max_tokens?: number
  }
}

export interface ModelServer {
  /** With `/v1`. */
  readonly url: string
  readonly port: number
  readonly requests: readonly ModelRequestSeen[]
  /** Resolves once a client has gone away in the middle of an answer. */
  readonly clientGone: () => Promise<void>
  readonly script: (...scripts: ModelScript[]) => void
  /** What `GET /models` lists; a status where it should fail. */
  models: readonly object[] | number
  readonly close: () => Promise<void>
}

export const startModelServer = async (port = 0): Promise<ModelServer> => {
  const requests: ModelRequestSeen[] = []
  let scripts: ModelScript[] = [{ kind: 'stream', pieces: ['Hello', ' there'] }]
  let gone = Promise.withResolvers<void>()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    if (request.method === 'GET') return sendModels(response, server.models)
    const text = await textOf(request)
    const body = JSON.parse(text) as ModelRequestSeen['body']
    requests.push({ path, text, headers: request.headers, body })
    const [script, ...later] = scripts
    if (script === undefined) throw new Error('The model server has no script.')
    if (later.length > 0) scripts = later
    response.on('close', () => {
      if (!response.writableFinished) gone.resolve()
    })
    await play(script, response)
  }

  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const bound = (http.address() as AddressInfo).port
  const server: ModelServer = {
    url: `http://127.0.0.1:${bound}/v1`,
    port: bound,
    requests,
    clientGone: async () => {
      await gone.promise
      gone = Promise.withResolvers<void>()
    },
    script: (...next) => {
      scripts = next
    },
    models: [{ id: 'tiny', object: 'model', created: 1, owned_by: 'test' }],
    close: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  return server
}

const sendModels = (response: ServerResponse, models: ModelServer['models']): void => {
  if (typeof models === 'number') response.writeHead(models).end('{}')
  else {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'list', data: models }))
  }
}

const play = async (script: ModelScript, response: ServerResponse): Promise<void> => {
  if (script.kind === 'status') {
    const message = script.message ?? 'This is what was scripted.'
    response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers })
    response.end(JSON.stringify({ error: { message, type: 'scripted', param: null, code: null } }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const event = (data: object | string): Promise<void> =>
    new Promise((resolve) => {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      response.write(`data: ${text}\n\n`, () => resolve())
    })
  const chunk = (delta: object, finish: string | null = null): object => ({
    id: 'chat-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'tiny',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  for (const thought of script.kind === 'stream' ? (script.thoughts ?? []) : []) {
    await event(chunk({ role: 'assistant', reasoning_content: thought }))
  }
  if (script.kind === 'stream') await script.beforePieces?.()
  for (const [index, content] of script.pieces.entries()) {
    await event(chunk({ role: 'assistant', content }))
    if (script.kind === 'stream') await script.afterPiece?.(index)
  }
  switch (script.kind) {
    case 'stream': {
      await event(chunk({}, script.finish ?? 'stop'))
      const usage = { prompt_tokens: 11, completion_tokens: script.pieces.length, total_tokens: 11 }
      await event({ ...chunk({}), choices: [], usage })
      await event('[DONE]')
      response.end()
      return
    }
    case 'stall':
      return
    case 'cut':
      response.destroy()
      return
    case 'nonsense':
      await event('{"choices": [this is no JSON')
      await event('[DONE]')
      response.end()
      return
    case 'error-event':
      await event({ error: { message: 'The model has fallen over.', type: 'server_error', code: 500 } })
      response.end()
      return
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
