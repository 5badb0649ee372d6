/** The providers that the environment configures: each with its key, and an address where it differs. */
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { extractReasoningMiddleware, wrapLanguageModel } from 'ai'
import { z } from 'zod'
import { NO_CHAT, readModelList } from './openai-protocol.ts'
import { type Fetch, fetchJson, type ListedModel, type Provider } from './provider.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const LIST_MILLISECONDS = 8_000

export const hostedProviders = (environment: Environment, fetch: Fetch): readonly Provider[] =>
  [anthropic, openai, google, compatible].flatMap((create) => create(environment, fetch) ?? [])

type CreateProvider = (environment: Environment, fetch: Fetch) => Provider | undefined

const openai: CreateProvider = (environment, fetch) => {
  const apiKey = setting(environment, 'OPENAI_API_KEY')
  if (apiKey === undefined) return undefined
  const baseURL = address(environment, 'OPENAI_BASE_URL') ?? 'https://api.openai.com/v1'
  const provider = createOpenAI({ apiKey, baseURL, fetch: fetch as typeof globalThis.fetch })
  return {
    id: 'openai',
    name: 'OpenAI',
    isLocal: false,
    keyName: 'OPENAI_API_KEY',
    languageModel: (id) => provider.chat(id),
    listModels: listed(environment, 'OPENAI', async () => {
      const headers = { authorization: `Bearer ${apiKey}` }
      const json = await fetchJson(fetch, `${baseURL}/models`, { headers, milliseconds: LIST_MILLISECONDS })
      const chatting = readModelList(json)
        .filter(
          ({ id }) =>
            /^(gpt-|chatgpt-|o\d)/.test(id) && !NO_CHAT.test(id) && !/instruct|codex|search/.test(id),
        )
        .toSorted((a, b) => b.created - a.created)
      // The newest plain one by default: not the dearest, not the smallest, not a snapshot by date.
      return preferring(chatting, /^gpt-[\d.]+$/, /^(?!.*(pro|preview|nano|research|\d{4}))/).map(
        (model) => ({
          contextTokens: 128_000,
          ...model,
        }),
      )
    }),
  }
}

const anthropicList = z.object({
  data: z.array(z.object({ id: z.string(), display_name: z.string().optional() })),
})

const anthropic: CreateProvider = (environment, fetch) => {
  const apiKey = setting(environment, 'ANTHROPIC_API_KEY')
  if (apiKey === undefined) return undefined
  const given = address(environment, 'ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com/v1'
  // Both spellings are about: with the version and without.
  const baseURL = given.endsWith('/v1') ? given : `${given}/v1`
  const provider = createAnthropic({ apiKey, baseURL, fetch: fetch as typeof globalThis.fetch })
  return {
    id: 'anthropic',
    name: 'Anthropic',
    isLocal: false,
    keyName: 'ANTHROPIC_API_KEY',
    languageModel: (id) => provider(id),
    listModels: listed(environment, 'ANTHROPIC', async () => {
      const json = await fetchJson(fetch, `${baseURL}/models?limit=100`, {
        headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
        milliseconds: LIST_MILLISECONDS,
      })
      const models = anthropicList.parse(json).data
      return preferring(models, /sonnet/).map(({ id, display_name }) => ({
        id,
        name: display_name ?? id,
        contextTokens: 200_000,
      }))
    }),
  }
}

const googleList = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      displayName: z.string().optional(),
      inputTokenLimit: z.number().positive().optional(),
      supportedGenerationMethods: z.array(z.string()).default([]),
    }),
  ),
})

const google: CreateProvider = (environment, fetch) => {
  const apiKey = setting(environment, 'GOOGLE_GENERATIVE_AI_API_KEY')
  if (apiKey === undefined) return undefined
  const baseURL =
    address(environment, 'GOOGLE_GENERATIVE_AI_BASE_URL') ??
    'https://generativelanguage.googleapis.com/v1beta'
  const provider = createGoogle({ apiKey, baseURL, fetch: fetch as typeof globalThis.fetch })
  return {
    id: 'google',
    name: 'Google',
    isLocal: false,
    keyName: 'GOOGLE_GENERATIVE_AI_API_KEY',
    languageModel: (id) => provider(id),
    listModels: listed(environment, 'GOOGLE_GENERATIVE_AI', async () => {
      const json = await fetchJson(fetch, `${baseURL}/models?pageSize=200`, {
        headers: { 'x-goog-api-key': apiKey },
        milliseconds: LIST_MILLISECONDS,
      })
      const models = googleList
        .parse(json)
        .models.map(({ name, ...model }) => ({ id: name.replace(/^models\//, ''), ...model }))
        .filter(({ supportedGenerationMethods }) => supportedGenerationMethods.includes('generateContent'))
        .filter(
          ({ id }) => id.startsWith('gemini') && !NO_CHAT.test(id) && !/live|robotics|computer-use/.test(id),
        )
        .toReversed()
      return preferring(models, /flash(?!.*(lite|preview))/, /^(?!.*preview)/).map(
        ({ id, displayName, inputTokenLimit }) => ({
          id,
          name: displayName ?? id,
          ...(inputTokenLimit === undefined ? {} : { contextTokens: inputTokenLimit }),
        }),
      )
    }),
  }
}

const compatible: CreateProvider = (environment, fetch) => {
  const baseURL = address(environment, 'OPENAI_COMPATIBLE_URL')
  if (baseURL === undefined) return undefined
  const apiKey = setting(environment, 'OPENAI_COMPATIBLE_KEY')
  const name = setting(environment, 'OPENAI_COMPATIBLE_NAME') ?? new URL(baseURL).host
  const contextTokens = Number(setting(environment, 'OPENAI_COMPATIBLE_CONTEXT_TOKENS'))
  return {
    id: 'compatible',
    name,
    isLocal: false,
    keyName: apiKey === undefined ? undefined : 'OPENAI_COMPATIBLE_KEY',
    languageModel: compatibleModels({ name: 'compatible', baseURL, apiKey, fetch }),
    listModels: listed(environment, 'OPENAI_COMPATIBLE', async () => {
      const headers: Record<string, string> =
        apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
      const json = await fetchJson(fetch, `${baseURL}/models`, { headers, milliseconds: LIST_MILLISECONDS })
      return readModelList(json)
        .filter(({ id }) => !NO_CHAT.test(id))
        .map((model) => ({ ...model, ...(contextTokens > 0 ? { contextTokens } : {}) }))
    }),
  }
}

/** Models behind OpenAI's protocol; thoughts that stand in the text itself are taken out of it. */
export const compatibleModels = (options: {
  readonly name: string
  readonly baseURL: string
  readonly apiKey: string | undefined
  readonly fetch: Fetch
}): Provider['languageModel'] => {
  const { name, baseURL, apiKey, fetch } = options
  const provider = createOpenAICompatible({
    name,
    baseURL,
    ...(apiKey === undefined ? {} : { apiKey }),
    fetch: fetch as typeof globalThis.fetch,
    includeUsage: true,
  })
  return (id) =>
    wrapLanguageModel({
      model: provider.chatModel(id),
      middleware: extractReasoningMiddleware({ tagName: 'think' }),
    })
}

const setting = (environment: Environment, name: string): string | undefined => {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

const address = (environment: Environment, name: string): string | undefined => {
  const value = setting(environment, name)?.replace(/\/+$/, '')
  if (value === undefined) return undefined
  const url = URL.parse(value)
  if (url === null) throw new Error(`${name} must be an address such as https://example.org/v1.`)
  // Nothing can be asked at such an address, and what says so would tell the password to a conversation.
  if (url.username !== '' || url.password !== '') {
    throw new Error(`${name} must not contain a name or a password. A key has a variable of its own.`)
  }
  return value
}

/** `<PROVIDER>_MODELS`, names with commas between them, stands instead of what the provider lists. */
const listed = (
  environment: Environment,
  prefix: string,
  ask: Provider['listModels'],
): Provider['listModels'] => {
  const names = setting(environment, `${prefix}_MODELS`)
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names === undefined) return ask
  const models = names.map((id): ListedModel => ({ id, name: id }))
  return async () => models
}

/** Those that match the first pattern first, then those that match the next; else as they stand. */
const preferring = <M extends { readonly id: string }>(
  models: readonly M[],
  ...patterns: RegExp[]
): readonly M[] => {
  const rank = ({ id }: M): number => {
    const index = patterns.findIndex((pattern) => pattern.test(id))
    return index < 0 ? patterns.length : index
  }
  return models.toSorted((a, b) => rank(a) - rank(b))
}
