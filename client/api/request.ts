/**
 * One HTTP call, typed by the schema of its answer. Never throws: no connection, an error of the server and an
 * answer that cannot be read are all values. Owns no paths; these stand in `api.ts`.
 */
import type { z } from 'zod'
import { apiErrorSchema } from '../../shared/api.ts'
import type { Failure, Result } from './result.ts'

export type Fetch = (input: string, init: RequestInit) => Promise<Response>

export interface Call<Value> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Sent as JSON; a Blob as it is, under its own type. */
  readonly body?: unknown
  /** Without one, the answer's body is not looked at. */
  readonly answer?: z.ZodType<Value>
  readonly signal?: AbortSignal | undefined
}

export interface RequestDeps {
  readonly fetch: Fetch
  /** Told of every 401: the session is over. */
  readonly onSignedOut: () => void
}

export const createRequest =
  ({ fetch, onSignedOut }: RequestDeps) =>
  async <Value = undefined>({ method, path, body, answer, signal }: Call<Value>): Promise<Result<Value>> => {
    let response: Response
    try {
      response = await fetch(path, {
        method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': typeOf(body) }),
        },
        ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      })
    } catch {
      // The only reasons are no network and an aborted signal; nobody waits for the latter.
      return failed(OFFLINE)
    }
    const json = await readJson(response)
    if (!response.ok) {
      const failure = failureOf(response.status, json)
      if (response.status === 401 && !path.startsWith(SIGN_IN_PATHS)) onSignedOut()
      return failed(failure)
    }
    // Without a schema, `Value` is `undefined` by default.
    if (answer === undefined) return { ok: true, value: undefined as Value }
    const read = answer.safeParse(json)
    return read.success ? { ok: true, value: read.data } : failed({ ...UNREADABLE, status: response.status })
  }

const typeOf = (body: unknown): string => (body instanceof Blob ? body.type : 'application/json')

export type Request = ReturnType<typeof createRequest>

// A wrong password answers with 401 and ends no session; signing out ends it itself.
const SIGN_IN_PATHS = '/api/auth/sign-'

const OFFLINE: Failure = {
  code: 'offline',
  message: 'You are offline, or the server cannot be reached. Please try again when you are back on line.',
}

const UNREADABLE: Failure = {
  code: 'unreadable',
  message: 'The server gave an answer this page does not understand. Please reload the page.',
}

const failed = (error: Failure): { readonly ok: false; readonly error: Failure } => ({ ok: false, error })

const readJson = async (response: Response): Promise<unknown> => {
  try {
    return await response.json()
  } catch {
    // No body, or none that is JSON: the schema or the status says what that means.
    return undefined
  }
}

const failureOf = (status: number, json: unknown): Failure => {
  const read = apiErrorSchema.safeParse(json)
  if (read.success) {
    const { code, message, field } = read.data.error
    return { code, message, status, ...(field === undefined ? {} : { field }) }
  }
  return { code: `http-${status}`, message: sentenceFor(status), status }
}

const sentenceFor = (status: number): string => {
  switch (status) {
    case 401:
      return 'Please sign in again.'
    case 403:
      return 'You may see this, but not change it.'
    case 404:
      return 'This does not exist, or you have no access to it.'
    case 409:
      return 'This was changed in the meantime. Please look again.'
    case 413:
      return 'This is too large.'
    case 429:
      return 'That was too much at once. Please wait a moment and try again.'
    default:
      return 'The server could not do this. Please try again in a moment.'
  }
}
