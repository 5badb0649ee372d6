/** How HTTP says no: always an `ApiError`, with a code, a sentence for people, and the field where there is one. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import type { ApiError } from '../../shared/api.ts'
import type { Refusal, Result } from '../commands/refusal.ts'

/** Thrown by guards and readers within `http/`, turned into an answer by the app's error handler. */
export class HttpRefusal extends Error {
  readonly status: ContentfulStatusCode
  readonly body: ApiError
  readonly headers: Readonly<Record<string, string>>
  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    more: { readonly field?: string | undefined; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.name = 'HttpRefusal'
    this.status = status
    this.body = apiError(code, message, more.field)
    this.headers = more.headers ?? {}
  }
}

export const apiError = (code: string, message: string, field?: string): ApiError => ({
  error: { code, message, ...(field === undefined || field === '' ? {} : { field }) },
})

const STATUS = {
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  invalid: 422,
} as const satisfies Record<Refusal['code'], ContentfulStatusCode>

/** The value of a command that was carried out. */
export const valueOf = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value
  const { code, message, field } = result.refusal
  throw new HttpRefusal(STATUS[code], code, message, { field })
}

export const notFound = (message = 'There is nothing here.'): HttpRefusal =>
  new HttpRefusal(404, 'not-found', message)

/** Reads a JSON body by its schema; anything else is a 422 that names the field. */
export const readBody = async <Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> => {
  let json: unknown
  try {
    json = await c.req.json()
  } catch {
    throw new HttpRefusal(422, 'invalid', 'The body of this request is not JSON.')
  }
  return parse(schema, json)
}

export const parse = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new HttpRefusal(422, 'invalid', issue?.message ?? 'This request cannot be read.', {
    field: issue?.path.join('.'),
  })
}
