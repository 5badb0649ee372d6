/** What a run sends to its model: the path of messages, who said what, and as much of it as the model takes. Pure. */
import {
  type Attachment,
  type ContextMessage,
  LIMITS,
  type Settings,
  type UnreadFile,
  type UnreadReason,
} from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { FileForModel, FilesForModel } from './attached.ts'
import type { ModelFile, ModelMessage, ModelRequest } from './model.ts'

export interface Prompt {
  readonly request: ModelRequest
  /** How many of the oldest messages did not fit. */
  readonly leftOut: number
  /** Files along the path that the model is not shown, or not all of. */
  readonly unread: readonly UnreadFile[]
}

export const createPrompt = (input: {
  /** Oldest first, ending with the message that asks. */
  readonly context: readonly ContextMessage[]
  readonly agent: PrincipalId
  readonly settings: Settings
  /** `undefined` for somebody whose name is not known here. */
  readonly names: (id: PrincipalId) => string | undefined
  readonly contextTokens: number | undefined
  /** What is attached to these messages. */
  readonly files?: FilesForModel
}): Prompt => {
  const { context, agent, settings, contextTokens, files = new Map() } = input
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

  const turns = context.map(({ author, text, attachments = [] }): ModelMessage => {
    if (author === agent) return { role: 'assistant', text }
    const own = severalSpeak ? `${labels.get(author)}: ${text}` : text
    const words = attachments.map((attachment) => wordsOf(attachment, files.get(attachment.id)))
    const shown = attachments.flatMap((attachment) => shownOf(attachment, files.get(attachment.id)) ?? [])
    return {
      role: 'user',
      text: [...(own === '' ? [] : [own]), ...words].join('\n\n'),
      ...(shown.length === 0 ? {} : { files: shown }),
    }
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
    unread: unreadOf(context.slice(turns.length - fitting.length), files),
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

const cost = (turn: ModelMessage | undefined): number => {
  if (turn === undefined) return 0
  return estimateTokens(turn.text) + MESSAGE_TOKENS + (turn.files?.length ?? 0) * FILE_TOKENS
}

/** About what providers count for a picture, or some pages. */
const FILE_TOKENS = 1_500

/** A file in words: a text itself, of anything else that it is there. */
const wordsOf = ({ name, alt }: Attachment, file: FileForModel | undefined): string => {
  if (file?.kind === 'text') {
    const longest = Math.max(2, ...(file.text.match(/`+/g) ?? []).map((run) => run.length))
    const fence = '`'.repeat(longest + 1)
    const cut = file.isCut ? ' Only its beginning is shown; it goes on.' : ''
    return `[Attached file: ${name}.${cut}]\n${fence}\n${file.text}\n${fence}`
  }
  const about = alt === undefined || alt === '' ? '' : ` It is described as: ${alt}`
  if (file?.kind === 'bytes') return `[Attached file: ${name}.${about}]`
  return `[Attached file: ${name}. ${NOT_SHOWN[file?.why ?? 'not-here']}${about}]`
}

/** Said to the model, so that it does not make up what it has not seen. */
const NOT_SHOWN: Readonly<Record<UnreadReason, string>> = {
  'no-pictures': 'It is a picture, which you cannot see.',
  'no-pdf': 'It is a PDF, which you cannot read.',
  kind: 'You cannot read files of this kind.',
  'too-large': 'It is too large to be shown to you.',
  cut: 'Only its beginning is shown.',
  'not-here': 'It has not arrived, so that you cannot see it.',
}

const shownOf = ({ name }: Attachment, file: FileForModel | undefined): ModelFile | undefined =>
  file?.kind === 'bytes' ? { name, type: file.type, bytes: file.bytes } : undefined

const unreadOf = (context: readonly ContextMessage[], files: FilesForModel): readonly UnreadFile[] => {
  const unread = new Map<string, UnreadFile>()
  for (const { attachments = [] } of context) {
    for (const { id, name } of attachments) {
      const file = files.get(id)
      if (file?.kind === 'unread' || file === undefined)
        unread.set(id, { name, why: file?.why ?? 'not-here' })
      else if (file.kind === 'text' && file.isCut) unread.set(id, { name, why: 'cut' })
    }
  }
  // The latest, where there are very many.
  return [...unread.values()].slice(-LIMITS.unreadFiles)
}

/** Some models take nothing but user and assistant in turns. */
const alternating = (turns: readonly ModelMessage[]): readonly ModelMessage[] => {
  const merged: ModelMessage[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    if (last?.role !== turn.role) {
      merged.push(turn)
      continue
    }
    const files = [...(last.files ?? []), ...(turn.files ?? [])]
    merged[merged.length - 1] = {
      role: turn.role,
      text: `${last.text}\n\n${turn.text}`,
      ...(files.length === 0 ? {} : { files }),
    }
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
