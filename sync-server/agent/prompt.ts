/** What a run sends to its model: the path of messages, who said what, and as much of it as the model takes. Pure. */
import type { ContextMessage, Settings } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { ModelMessage, ModelRequest } from './model.ts'

export interface Prompt {
  readonly request: ModelRequest
  /** How many of the oldest messages did not fit. */
  readonly leftOut: number
}

export const createPrompt = (input: {
  /** Oldest first, ending with the message that asks. */
  readonly context: readonly ContextMessage[]
  readonly agent: PrincipalId
  readonly settings: Settings
  /** `undefined` for somebody whose name is not known here. */
  readonly names: (id: PrincipalId) => string | undefined
  readonly contextTokens: number | undefined
}): Prompt => {
  const { context, agent, settings, contextTokens } = input
  const others = [...new Set(context.map(({ author }) => author).filter((author) => author !== agent))]
  const labels = new Map(others.map((id, index) => [id, label(input.names(id)) ?? `Person ${index + 1}`]))
  const severalSpeak = others.length > 1

  const system = [
    settings.systemPrompt?.trim(),
    severalSpeak
      ? `Several people take part in this conversation: ${[...labels.values()].join(', ')}. Each of their messages begins with the name of its author and a colon. Do not begin your own that way.`
      : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n')

  const turns = context.map(({ author, text }): ModelMessage => {
    if (author === agent) return { role: 'assistant', text }
    return { role: 'user', text: severalSpeak ? `${labels.get(author)}: ${text}` : text }
  })
  const room =
    contextTokens === undefined
      ? Number.POSITIVE_INFINITY
      : contextTokens - answerTokens(settings, contextTokens) - estimateTokens(system)
  const fitting = newestThatFit(turns, room)
  return {
    request: {
      system: system === '' ? undefined : system,
      messages: alternating(fitting),
      ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
      ...(settings.maxTokens === undefined ? {} : { maxTokens: settings.maxTokens }),
    },
    leftOut: turns.length - fitting.length,
  }
}

/**
 * A cautious guess without the model's own tokenizer: three bytes a token. English has about four, other scripts
 * about three; what is guessed too high is left out too early, what is guessed too low is refused by the model.
 */
export const estimateTokens = (text: string): number => Math.ceil(new TextEncoder().encode(text).length / 3)

/** Tokens that a message costs besides its text. */
const MESSAGE_TOKENS = 4

/** What is kept free for the answer. */
const answerTokens = (settings: Settings, contextTokens: number): number =>
  Math.min(settings.maxTokens ?? 4096, Math.floor(contextTokens / 4))

/** The asking message always goes, and no answer goes without what it answered. */
const newestThatFit = (turns: readonly ModelMessage[], room: number): readonly ModelMessage[] => {
  let first = turns.length - 1
  let left = room - cost(turns[first])
  while (first > 0) {
    left -= cost(turns[first - 1])
    if (left < 0) break
    first--
  }
  while (first < turns.length - 1 && turns[first]?.role === 'assistant') first++
  return turns.slice(Math.max(first, 0))
}

const cost = (turn: ModelMessage | undefined): number =>
  turn === undefined ? 0 : estimateTokens(turn.text) + MESSAGE_TOKENS

/** Some models take nothing but user and assistant in turns. */
const alternating = (turns: readonly ModelMessage[]): readonly ModelMessage[] => {
  const merged: ModelMessage[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    if (last?.role === turn.role)
      merged[merged.length - 1] = { role: turn.role, text: `${last.text}\n\n${turn.text}` }
    else merged.push(turn)
  }
  return merged
}

/** A name on one line; `undefined` where nothing is left of it. */
const label = (name: string | undefined): string | undefined => {
  const plain = name
    ?.replace(/[\p{C}\s:]+/gu, ' ')
    .trim()
    .slice(0, 60)
  return plain === '' ? undefined : plain
}
