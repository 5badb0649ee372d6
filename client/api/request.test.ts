import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createRequest, type Fetch } from './request.ts'

const answering = (status: number, body?: unknown) => {
  const seen: { path: string; init: RequestInit }[] = []
  let signedOut = 0
  const fetch: Fetch = (path, init) => {
    seen.push({ path, init })
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }))
  }
  const request = createRequest({ fetch, onSignedOut: () => signedOut++ })
  return { request, seen, signedOut: () => signedOut }
}

const greeting = z.object({ hello: z.string() })

describe('a request', () => {
  test('[API-1] the answer is checked by its schema', async () => {
    const { request, seen } = answering(200, { hello: 'you', more: 1 })
    const result = await request({ method: 'POST', path: '/api/x', body: { a: 1 }, answer: greeting })
    expect(result).toEqual({ ok: true, value: { hello: 'you' } })
    expect(seen[0]?.init.body).toBe('{"a":1}')
  })

  test('[API-1] an answer that does not fit is a failure with a way on', async () => {
    const result = await answering(200, { hello: 7 }).request({
      method: 'GET',
      path: '/api/x',
      answer: greeting,
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'unreadable', status: 200 } })
  })

  test('[API-2] a refusal keeps its code, its sentence and its field', async () => {
    const error = { code: 'taken', message: 'This e-mail is taken.', field: 'email' }
    const result = await answering(422, { error }).request({ method: 'POST', path: '/api/accounts' })
    expect(result).toEqual({ ok: false, error: { ...error, status: 422 } })
  })

  test('[API-2] an error without a body has a plain sentence', async () => {
    for (const status of [403, 404, 413, 429, 500, 502]) {
      const result = await answering(status).request({ method: 'GET', path: '/api/x' })
      expect(result).toMatchObject({ ok: false, error: { code: `http-${status}`, status } })
      expect(result.ok ? '' : result.error.message).toMatch(/^[A-Z].*\.$/)
    }
  })

  test('[API-3] no connection is a failure of its own, never an exception', async () => {
    const request = createRequest({
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      onSignedOut: () => {},
    })
    expect(await request({ method: 'GET', path: '/api/x' })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    })
  })

  test('[API-4] a 401 anywhere says that one is signed out, except where one signs in or out', async () => {
    const { request, signedOut } = answering(401)
    await request({ method: 'POST', path: '/api/auth/sign-in/email' })
    await request({ method: 'POST', path: '/api/auth/sign-out' })
    expect(signedOut()).toBe(0)
    await request({ method: 'GET', path: '/api/groups' })
    expect(signedOut()).toBe(1)
  })
})
