/** What the document of the API says of one route. A route without one, or one without a route, fails the tests. */
import type { z } from 'zod'
import type { TokenScope } from '../../../shared/api-account.ts'

/**
 * `anybody`: without signing in. `caller`: people and bots. `person`: people, and their programs where a scope is
 * named. `admin`: people who are admins. `agent`: workers with the server's own key.
 */
export type Who = 'anybody' | 'caller' | 'person' | 'admin' | 'agent'

/** A body that is no JSON: its media type, and what it is. */
export interface Bytes {
  readonly mediaType: string
  readonly about: string
}

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As the router has it: `/api/groups/:id`. */
  readonly path: string
  /** One line: what it does. */
  readonly summary: string
  /** What else one has to know. */
  readonly about?: string
  readonly who: Who
  /** What a person's token needs; left out, no token will do. */
  readonly scope?: TokenScope
  readonly query?: z.ZodObject
  readonly body?: z.ZodType | Bytes
  readonly status: 200 | 201 | 202 | 204 | 206 | 302
  /** Left out where there is nothing to read: 202 and 204, or `{}`. */
  readonly answer?: z.ZodType | Bytes
  /** Refusals besides those that follow from the rest, with what they mean here. */
  readonly refusals?: Readonly<
    Partial<Record<400 | 401 | 403 | 404 | 409 | 413 | 416 | 422 | 502 | 507, string>>
  >
}

/** One part of the document. */
export interface OperationGroup {
  readonly name: string
  readonly about: string
  readonly operations: readonly Operation[]
}

export const isBytes = (body: z.ZodType | Bytes): body is Bytes => 'mediaType' in body
