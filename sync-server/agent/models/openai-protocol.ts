/** What servers that speak OpenAI's protocol say of their models, with what some of them add. */
import { z } from 'zod'
import type { ListedModel } from './provider.ts'

const entrySchema = z.object({
  id: z.string().min(1).max(150),
  name: z.string().max(150).optional(),
  created: z.number().optional(),
  /** OpenRouter. */
  context_length: z.number().positive().optional(),
  /** vLLM. */
  max_model_len: z.number().positive().optional(),
  /** OpenRouter. */
  architecture: z
    .object({ input_modalities: z.array(z.string()) })
    .optional()
    .catch(undefined),
  /** Mistral says it in an object, llama.cpp in a list. */
  capabilities: z
    .union([z.object({ vision: z.boolean() }), z.array(z.string())])
    .optional()
    .catch(undefined),
})
const listSchema = z.object({ data: z.array(z.unknown()) })

export interface ListedEntry extends ListedModel {
  /** Seconds since 1970; 0 where it is not said. */
  readonly created: number
}

/** `GET /models`. Entries that cannot be read are left out; throws where it is no such list at all. */
export const readModelList = (json: unknown): readonly ListedEntry[] =>
  listSchema.parse(json).data.flatMap((raw) => {
    const entry = entrySchema.safeParse(raw)
    if (!entry.success) return []
    const { id, name, created, context_length, max_model_len } = entry.data
    const readsPictures = saysOfPictures(entry.data)
    const contextTokens = max_model_len ?? context_length
    return [
      {
        id,
        name: name ?? id,
        created: created ?? 0,
        ...(contextTokens === undefined ? {} : { contextTokens }),
        ...(readsPictures === undefined ? {} : { readsPictures }),
      },
    ]
  })

const saysOfPictures = ({ architecture, capabilities }: z.infer<typeof entrySchema>): boolean | undefined => {
  if (architecture !== undefined) return architecture.input_modalities.includes('image')
  if (capabilities === undefined) return undefined
  return Array.isArray(capabilities)
    ? capabilities.some((each) => each === 'vision' || each === 'multimodal')
    : capabilities.vision
}

/** Models that do not chat. */
export const NO_CHAT =
  /embed|rerank|whisper|\btts\b|-tts|audio|realtime|transcri|image|dall-e|sora|moderation|speech|guard/i
