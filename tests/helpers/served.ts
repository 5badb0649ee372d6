/**
 * Tests on a real server of their file's own: `const it = served()`, and then `it('...', async ({ banyan }) => ...)`.
 * What a test names is there once for its file, made when the first one asks for it and closed in the other order.
 */
import { test } from 'vitest'
import { startBanyan, type TestBanyanOptions } from './banyan.ts'
import { startModelServer } from './model-server.ts'

export interface ServedOptions extends TestBanyanOptions {
  /** Names of models that answer as a test scripts them. Without any, only the built-in guide answers. */
  readonly models?: readonly string[]
}

export const served = (options: ServedOptions = {}) =>
  test
    .extend('options', { scope: 'file' }, options)
    .extend('models', { scope: 'file' }, async ({ options }, { onCleanup }) => {
      const models = await startModelServer()
      onCleanup(() => models.close())
      models.models = (options.models ?? []).map((id) => ({ id }))
      return models
    })
    .extend('banyan', { scope: 'file' }, async ({ options, models }, { onCleanup }) => {
      const { models: names, ...server } = options
      const environment = { OPENAI_COMPATIBLE_URL: models.url, OPENAI_COMPATIBLE_NAME: 'Grove' }
      const banyan = await startBanyan(names === undefined ? server : { ...server, environment })
      onCleanup(() => banyan.close())
      return banyan
    })
