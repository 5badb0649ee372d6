/**
 * Attached files, under `/api/conversations/:id`. Who may is asked of the conversation, for each request, and again
 * while one goes on: who may see it may have its files, who may collaborate may bring some. Admins have no more.
 */
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { TokenScope } from '../../shared/api-account.ts'
import {
  copyFilesSchema,
  newUploadSchema,
  UPLOAD_OFFSET,
  type UploadProgress,
} from '../../shared/file-api.ts'
import { type FileId, isFileId } from '../../shared/files.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { atLeast } from '../../shared/levels.ts'
import type { Authorization, Authorize } from '../access/authorization.ts'
import type { Principal } from '../access/principal.ts'
import { noConversation } from '../commands/refusal.ts'
import { type FileRefusal, type FileResult, type Files, publicOf } from '../files/files.ts'
import { HttpRefusal, notFound, readBody } from './answers.ts'
import type { Guards } from './caller.ts'
import { ARCHIVE_HEADERS, fileHeaders, rangeOf } from './file-answer.ts'
import { archiveOf } from './file-archive.ts'
import { idFrom } from './organization-routes.ts'

/** The most that one request may bring of a file. */
export const MAX_PIECE_BYTES = 16 * 1024 * 1024
/** How often it is asked, while a file is given out, whether that is still allowed. */
const ASK_AGAIN_MILLISECONDS = 1_000

export interface FileRoutesDeps {
  readonly files: Files
  readonly authorize: Authorize
  readonly guards: Guards
  readonly now: () => number
}

/** Whether a request brings a piece of a file: it may be larger than others, and is limited here. */
export const isPiece = (c: Context): boolean =>
  c.req.method === 'PATCH' && /^\/api\/conversations\/[^/]+\/uploads\/[^/]+$/.test(c.req.path)

export const createFileRoutes = ({ files, authorize, guards, now }: FileRoutesDeps): Hono => {
  const routes = new Hono()

  const levelOf = async (principal: Principal, id: ConversationId): Promise<FileLevel> => {
    return levelIn(await authorize(principal, { kind: 'conversation', id }))
  }
  /** 404 for what one may not know of, 403 for what one may see and not do. */
  const required = async (
    principal: Principal,
    id: ConversationId,
    wanted: 'view' | 'collaborate',
  ): Promise<void> => {
    const level = await levelOf(principal, id)
    if (level === 'none') throw notFound(noConversation.message)
    if (!atLeast(level, wanted)) {
      throw new HttpRefusal(403, 'forbidden', 'You can view this conversation, but not add files to it.')
    }
  }
  /** Where a message waits for a file of who may not bring it any more, everybody is told. */
  const mayBring = async (principal: Principal, id: ConversationId, file: FileId): Promise<boolean> => {
    const authorization = await authorize(principal, { kind: 'conversation', id })
    if (levelIn(authorization) === 'collaborate') return true
    if (authorization.allowed || authorization.reason === 'forbidden') {
      await files.mayNot(id, principal.id, file)
    }
    return false
  }
  const requireBringing = async (principal: Principal, id: ConversationId, file: FileId): Promise<void> => {
    if (!(await mayBring(principal, id, file))) await required(principal, id, 'collaborate')
  }
  /** Asked while a request goes on: the right may have ended, or the login, or the token it came with. */
  const mayStillHave = (c: Context, id: ConversationId) => async (): Promise<boolean> => {
    const principal = await guards.again(c)
    return principal !== undefined && (await levelOf(principal, id)) !== 'none'
  }

  routes.post('/:id/uploads', async (c) => {
    const principal = await bringer(guards, c)
    const id = idFrom<ConversationId>(c)
    const upload = await readBody(c, newUploadSchema)
    await requireBringing(principal, id, upload.id)
    return c.json(valueOf(await files.begin(id, principal.id, upload)) satisfies UploadProgress)
  })

  routes.patch('/:id/uploads/:file', async (c) => {
    const principal = await bringer(guards, c)
    const id = idFrom<ConversationId>(c)
    const file = fileIdFrom(c)
    await requireBringing(principal, id, file)
    const offset = Number(c.req.header(UPLOAD_OFFSET) ?? Number.NaN)
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw unread(422, 'invalid', `The header ${UPLOAD_OFFSET} must say where these bytes begin.`)
    }
    const length = Number(c.req.header('content-length') ?? 0)
    if (length > MAX_PIECE_BYTES) {
      throw unread(413, 'too-large', `A piece can have at most ${MAX_PIECE_BYTES / 1024 / 1024} MB.`)
    }
    const { body } = c.req.raw
    const brought = await files.append(
      { conversationId: id, id: file, by: principal.id },
      offset,
      body === null ? nothing() : atMost(body, MAX_PIECE_BYTES),
      async () => (await guards.again(c)) !== undefined && (await mayBring(principal, id, file)),
    )
    return c.json(valueOf(brought) satisfies UploadProgress)
  })

  routes.delete('/:id/uploads/:file', async (c) => {
    const principal = await bringer(guards, c)
    const id = idFrom<ConversationId>(c)
    await required(principal, id, 'collaborate')
    valueOf(await files.takeBack(id, fileIdFrom(c), principal.id))
    return c.body(null, 204)
  })

  routes.get('/:id/files', async (c) => {
    const principal = await caller(guards, c, 'read')
    const id = idFrom<ConversationId>(c)
    await required(principal, id, 'view')
    return c.json({ files: (await files.visibleTo(principal.id, await files.list(id))).map(publicOf) })
  })

  routes.post('/:id/files/copies', async (c) => {
    const principal = await bringer(guards, c)
    const to = idFrom<ConversationId>(c)
    const { from, ids } = await readBody(c, copyFilesSchema)
    await required(principal, to, 'collaborate')
    await required(principal, from, 'view')
    const wanted = new Set<FileId>(ids)
    const there = (await files.list(from)).filter((file) => wanted.has(file.id))
    const theirs = await files.visibleTo(principal.id, there)
    const copied = valueOf(
      await files.copy(
        theirs.map((file) => file.id),
        { from, to, by: principal.id },
      ),
    )
    return c.json({ files: copied.map(publicOf) })
  })

  routes.get('/:id/archive', async (c) => {
    const principal = await caller(guards, c, 'read')
    const id = idFrom<ConversationId>(c)
    await required(principal, id, 'view')
    const wanted = new Set(c.req.query('files')?.split(','))
    const all = (await files.list(id)).filter((file) => wanted.size === 0 || wanted.has(file.id))
    const chosen = await files.visibleTo(principal.id, all)
    if (chosen.length === 0) throw noFile()
    const { length, bytes } = archiveOf(chosen, async (file) => {
      const content = await files.read(file)
      if (content === undefined) throw new Error('The content of a file is gone.')
      return content
    })
    const headers = { ...ARCHIVE_HEADERS, 'content-length': String(length) }
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    return c.body(streamOf(whileAllowed(bytes, mayStillHave(c, id), now)), 200, headers)
  })

  routes.get('/:id/files/:file', async (c) => {
    const principal = await caller(guards, c, 'read')
    const id = idFrom<ConversationId>(c)
    await required(principal, id, 'view')
    const found = await files.find(id, fileIdFrom(c))
    const [file] = found === undefined ? [] : await files.visibleTo(principal.id, [found])
    if (file === undefined) throw noFile()
    const range = rangeOf(c.req.header('range'), file.size)
    const headers = fileHeaders(file, { view: c.req.query('view') !== undefined })
    if (range.kind === 'outside') {
      return c.body(null, 416, { ...headers, 'content-range': `bytes */${file.size}` })
    }
    const { from, to } = range.kind === 'part' ? range.range : { from: 0, to: file.size - 1 }
    const status = range.kind === 'part' ? 206 : 200
    const sized = {
      ...headers,
      'content-length': String(to - from + 1),
      ...(range.kind === 'part' ? { 'content-range': `bytes ${from}-${to}/${file.size}` } : {}),
    }
    if (c.req.method === 'HEAD') return c.body(null, status, sized)
    const bytes = await files.read(file, range.kind === 'part' ? range.range : undefined)
    if (bytes === undefined) throw noFile()
    return c.body(streamOf(whileAllowed(bytes, mayStillHave(c, id), now)), status, sized)
  })

  return routes
}

type FileLevel = 'none' | 'view' | 'collaborate'

const levelIn = (authorization: Authorization): FileLevel => {
  if (!authorization.allowed) return 'none'
  return atLeast(authorization.level, 'collaborate') ? 'collaborate' : 'view'
}

/** Anybody signed in; a program with a person's token where that lets it. */
const caller = async (guards: Guards, c: Context, scope: TokenScope): Promise<Principal> => {
  const principal = await guards.principal(c)
  if (principal.kind === 'person' && principal.token?.scopes.includes(scope) === false) {
    throw new HttpRefusal(403, 'missing-scope', `This token does not have the scope '${scope}'.`)
  }
  return principal
}

/** People and bots; the house's own agent writes no files. */
const bringer = async (guards: Guards, c: Context): Promise<Principal> => {
  const principal = await caller(guards, c, 'write')
  if (principal.kind !== 'agent') return principal
  throw new HttpRefusal(403, 'forbidden', 'Agents cannot add files.')
}

const fileIdFrom = (c: Context): FileId => {
  const id = c.req.param('file')
  if (!isFileId(id)) throw noFile()
  return id
}

const noFile = (): HttpRefusal => notFound('This file is not here, or not any more.')

const STATUS = {
  'not-yours': 403,
  'too-large': 413,
  'conversation-full': 413,
  'person-full': 413,
  'no-room': 507,
  'not-found': 404,
  offset: 409,
  busy: 409,
  different: 409,
} as const satisfies Record<FileRefusal['code'], ContentfulStatusCode>

const valueOf = <Value>(result: FileResult<Value>): Value => {
  if (result.ok) return result.value
  const { code, message } = result.refusal
  throw unread(STATUS[code], code, message)
}

/** What is left of a body is still coming: nobody may send the next request behind it. */
const unread = (status: ContentfulStatusCode, code: string, message: string): HttpRefusal =>
  new HttpRefusal(status, code, message, { headers: { connection: 'close' } })

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A request without a body brings nothing.
}

async function* atMost(body: ReadableStream<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let left = most
  for await (const chunk of body) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

/** Breaks off where the right to it ends: what follows does not come. */
async function* whileAllowed(
  bytes: AsyncIterable<Uint8Array>,
  isAllowed: () => Promise<boolean>,
  now: () => number,
): AsyncGenerator<Uint8Array> {
  let askedAt = now()
  for await (const chunk of bytes) {
    if (now() - askedAt >= ASK_AGAIN_MILLISECONDS) {
      if (!(await isAllowed())) throw new Error('The right to this file has ended.')
      askedAt = now()
    }
    yield chunk
  }
}

/** Read as fast as it is taken; whoever goes away ends the reading. `ReadableStream.from` is not in the DOM's types. */
const streamOf = (bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: async (controller) => {
      const next = await bytes.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await bytes.return(undefined)
    },
  })
