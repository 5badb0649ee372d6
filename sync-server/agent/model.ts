/**
 * The port to whatever answers: a language model, or the guide. `models/` and `guide/` hold the adapters.
 * A model streams parts and throws a `ModelError` for everything that a person may want to know of.
 */
import type { Models } from '../../shared/api.ts'

export interface ModelMessage {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** Pictures and PDF, for models that read them; left out where there are none. */
  readonly files?: readonly ModelFile[]
}

export interface ModelFile {
  readonly name: string
  /** A media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** Which files can be sent to a model. */
export interface ModelReads {
  readonly text: boolean
  readonly pictures: boolean
  readonly pdf: boolean
}

export interface ModelRequest {
  readonly system: string | undefined
  /** Alternating, beginning and ending with the user's. */
  readonly messages: readonly ModelMessage[]
  readonly temperature?: number
  readonly maxTokens?: number
}

export type ModelPart =
  | { readonly type: 'text'; readonly text: string }
  /** What the model thinks before it answers. */
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'usage'; readonly inputTokens?: number; readonly outputTokens?: number }
  /** The last part. `length`: cut off at the most tokens allowed; `filtered`: held back by the provider. */
  | { readonly type: 'end'; readonly reason: 'complete' | 'length' | 'filtered' }

export interface Model {
  /** `provider/model`. */
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly kind: 'language-model' | 'guide'
  /** How much it can take in, in tokens; unknown where it is left out. */
  readonly contextTokens?: number
  /** Text alone, where it is left out. */
  readonly reads?: ModelReads
  readonly stream: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelPart>
}

/** Which models there are. */
export interface ModelCatalogue {
  readonly list: () => Promise<Models>
  /** The default one for ''; `undefined` where there is none of this id. */
  readonly find: (id: string) => Promise<Model | undefined>
}

export type ModelErrorCode =
  | 'model-unknown'
  | 'model-key'
  | 'model-limit'
  | 'model-context'
  | 'model-refused'
  | 'model-unavailable'
  | 'model-unreachable'
  | 'model-cut-off'
  | 'model-stalled'
  | 'model-unreadable'
  | 'model-empty'

/** `message` is a sentence for people: what happened and what they can do. */
export class ModelError extends Error {
  readonly code: ModelErrorCode
  /** Whether asking again soon may help. */
  readonly passing: boolean
  /** When the provider says to come back, in milliseconds. */
  readonly retryAfter: number | undefined
  constructor(
    code: ModelErrorCode,
    message: string,
    options: {
      readonly passing?: boolean
      readonly retryAfter?: number | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'ModelError'
    this.code = code
    this.passing = options.passing ?? false
    this.retryAfter = options.retryAfter
  }
}
