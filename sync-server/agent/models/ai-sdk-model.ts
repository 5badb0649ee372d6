/** A language model of Vercel's AI SDK behind our port. */
import { type LanguageModel, type ModelMessage as SdkMessage, streamText } from 'ai'
import type { Model, ModelMessage, ModelPart, ModelReads } from '../model.ts'
import { ModelError } from '../model.ts'
import { modelErrorFrom } from './model-errors.ts'
import type { ListedModel, Provider } from './provider.ts'

export const createAiSdkModel = (provider: Provider, listed: ListedModel, reads: ModelReads): Model => {
  const languageModel: LanguageModel = provider.languageModel(listed.id)
  return {
    id: `${provider.id}/${listed.id}`,
    name: listed.name,
    provider: provider.name,
    kind: 'language-model',
    ...(listed.contextTokens === undefined ? {} : { contextTokens: listed.contextTokens }),
    reads,
    stream: async function* (request, signal): AsyncGenerator<ModelPart> {
      const { system, messages, temperature, maxTokens } = request
      let hasBegun = false
      try {
        const { stream } = streamText({
          model: languageModel,
          ...(system === undefined ? {} : { instructions: system }),
          messages: messages.map(sdkMessage),
          ...(temperature === undefined ? {} : { temperature }),
          ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
          abortSignal: signal,
          // Trying again is the agent's, where people can see it.
          maxRetries: 0,
          // Errors come as parts of the stream; without this they are printed, too.
          onError: () => {},
        })
        for await (const part of stream) {
          switch (part.type) {
            case 'text-delta':
              hasBegun = true
              yield { type: 'text', text: part.text }
              break
            case 'reasoning-delta':
              hasBegun = true
              yield { type: 'reasoning', text: part.text }
              break
            case 'finish':
              yield usageOf(part.totalUsage)
              yield endOf(part.finishReason, provider)
              break
            case 'error':
              throw part.error
            case 'abort':
              return
            default:
              // Starts, ends and what only tools and files bring: nothing of it is text.
              break
          }
        }
      } catch (error) {
        throw signal.aborted ? error : modelErrorFrom(error, provider, listed.name, hasBegun)
      }
    },
  }
}

/** Files stand before the words that are about them. */
const sdkMessage = ({ role, text, files = [] }: ModelMessage): SdkMessage => {
  if (role === 'assistant' || files.length === 0) return { role, content: text }
  return {
    role,
    content: [
      ...files.map(({ name, type, bytes }) => ({
        type: 'file' as const,
        mediaType: type,
        filename: name,
        data: bytes,
      })),
      { type: 'text', text },
    ],
  }
}

/** Providers' own counts, where they are counts. */
const usageOf = (usage: {
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
}): ModelPart => {
  const inputTokens = countOf(usage.inputTokens)
  const outputTokens = countOf(usage.outputTokens)
  return {
    type: 'usage',
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  }
}

const countOf = (tokens: number | undefined): number | undefined =>
  tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined

const endOf = (finishReason: string, { name }: Provider): ModelPart => {
  if (finishReason === 'length') return { type: 'end', reason: 'length' }
  if (finishReason === 'content-filter') return { type: 'end', reason: 'filtered' }
  if (finishReason === 'error') {
    throw new ModelError(
      'model-unavailable',
      `${name} ended the answer with an error. Retry, or pick another model.`,
    )
  }
  return { type: 'end', reason: 'complete' }
}
