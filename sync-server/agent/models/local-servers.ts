/** Model servers on this machine, looked for on the ports they use by default. Nothing outside of it is asked. */
import { z } from 'zod'
import { compatibleModels, type Environment } from './hosted-providers.ts'
import { NO_CHAT, readModelList } from './openai-protocol.ts'
import { type Fetch, fetchJson, type Provider } from './provider.ts'

export interface LocalServer {
  readonly id: string
  readonly name: string
  readonly port: number
}

export const LOCAL_SERVERS: readonly LocalServer[] = [
  { id: 'ollama', name: 'Ollama', port: 11434 },
  { id: 'lmstudio', name: 'LM Studio', port: 1234 },
  { id: 'llamacpp', name: 'llama.cpp', port: 8080 },
  { id: 'vllm', name: 'vLLM', port: 8000 },
]

const PROBE_MILLISECONDS = 700
/** What these servers take in unless they are told otherwise; more would be cut by them, in silence. */
const CONTEXT_TOKENS = 4096

export const localProviders = (
  environment: Environment,
  fetch: Fetch,
  servers: readonly LocalServer[] = LOCAL_SERVERS,
): readonly Provider[] => {
  if (environment.BANYAN_LOCAL_MODELS?.toLowerCase() === 'off') return []
  const configured = Number(environment.BANYAN_LOCAL_CONTEXT_TOKENS)
  const contextTokens = configured > 0 ? configured : CONTEXT_TOKENS
  return servers.map(({ id, name, port }): Provider => {
    const baseURL = `http://127.0.0.1:${port}/v1`
    return {
      id,
      name,
      isLocal: true,
      keyName: undefined,
      languageModel: compatibleModels({ name: id, baseURL, apiKey: undefined, fetch }),
      listModels: async () => {
        const json = await fetchJson(fetch, `${baseURL}/models`, { milliseconds: PROBE_MILLISECONDS })
        return readModelList(strictListSchema.parse(json))
          .filter((model) => !NO_CHAT.test(model.id))
          .map((model) => ({ contextTokens, ...model }))
      },
    }
  })
}

/** Other things listen on such ports too: only what says that it lists models is taken for a model server. */
const strictListSchema = z.object({
  object: z.literal('list'),
  data: z.array(z.looseObject({ id: z.string(), object: z.literal('model') })),
})
