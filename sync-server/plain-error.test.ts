import { Writable } from 'node:stream'
import { APICallError } from 'ai'
import { expect, it } from 'vitest'
import { createLog } from './log.ts'

it('[SEC-8] an error in the log says what happened, and nothing of what was said or is secret', () => {
  let written = ''
  const log = createLog(
    'error',
    new Writable({
      write: (chunk: Buffer, _, done) => {
        written += chunk.toString('utf8')
        done()
      },
    }),
  )
  const cause = new APICallError({
    message: 'Bad request',
    url: 'https://models.example/v1?key=top-secret',
    requestBodyValues: { messages: [{ role: 'user', content: 'what we talked about' }] },
    statusCode: 400,
    responseHeaders: { 'set-cookie': 'top-secret' },
    responseBody: 'what we talked about',
  })
  log.error({ doing: 'ask a model', err: new Error('It failed.', { cause }) }, 'The agent failed.')
  log.error({ err: { text: 'what we talked about' } }, 'Not even an error.')
  expect(written).toContain('It failed.')
  expect(written).toContain('Bad request')
  expect(written).toContain('plain-error.test.ts')
  expect(written).not.toContain('what we talked about')
  expect(written).not.toContain('top-secret')
})
