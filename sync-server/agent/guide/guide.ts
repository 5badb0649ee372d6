/**
 * The guide: answers from the product's own manual, in the manual's own words, and says where they stand. It is not
 * a language model and never lets anybody think so. Streams as a model does, so that everything can be tried without
 * one.
 */
import type { Clock } from '../clock.ts'
import { pause } from '../clock.ts'
import type { Model, ModelRequest } from '../model.ts'
import type { Section } from './manual.ts'
import { createRetrieval, type FindInManual } from './retrieval.ts'

export const GUIDE_ID = 'guide/manual'

/** Milliseconds between two pieces, and the words of one. */
const PIECE_MILLISECONDS = 20
const PIECE_WORDS = 2

export const createGuide = (deps: {
  readonly sections: readonly Section[]
  readonly clock: Clock
}): Model => {
  const find = createRetrieval(deps.sections)
  const pages = [...new Set(deps.sections.map(({ page }) => page))]
  return {
    id: GUIDE_ID,
    name: 'Guide (not a language model)',
    provider: 'Banyan',
    kind: 'guide',
    reads: { text: false, pictures: false, pdf: false },
    stream: async function* (request, signal) {
      const answer = answerFrom(find, pages, request)
      for (const piece of piecesOf(answer)) {
        if (signal.aborted) return
        yield { type: 'text', text: piece }
        await pause(deps.clock, PIECE_MILLISECONDS, signal)
      }
      yield { type: 'end', reason: 'complete' }
    },
  }
}

const answerFrom = (find: FindInManual, pages: readonly string[], { messages }: ModelRequest): string => {
  const question = messages.at(-1)?.text ?? ''
  const isFirst = !messages.some(({ role }) => role === 'assistant')
  if (isGreeting(question)) return [WELCOME, topics(pages), HOW_TO_CONNECT].join('\n\n')
  const found = find(question)
  if (found === undefined) return [NOTHING_FOUND, topics(pages), HOW_TO_CONNECT].join('\n\n')
  const { best, also } = found
  return [
    `The manual says, under **${placeOf(best)}**:`,
    quoted(best.text),
    ...(also.length === 0
      ? []
      : [`See also: ${also.map((section) => `**${placeOf(section)}**`).join(', ')}.`]),
    ...(isFirst ? [WHO_I_AM] : []),
  ].join('\n\n')
}

const placeOf = ({ page, heading }: Section): string => (page === heading ? page : `${page} › ${heading}`)

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')

const topics = (pages: readonly string[]): string =>
  `The manual has pages on: ${pages.map((page) => `**${page}**`).join(', ')}.`

const WELCOME =
  'Hello, I am the guide. I am not a language model: I look things up in the manual of Banyan and show you what it says. Ask me how something works here, for example *How do I share a conversation?* or *What is a branch?*'
const WHO_I_AM =
  '*I am the guide, not a language model: I can only show what the manual says. Ask me how to connect a model.*'
const NOTHING_FOUND =
  'I found nothing about that in the manual. I am the guide, not a language model, so the manual is all I know.'
const HOW_TO_CONNECT =
  'To talk to a language model here, whoever runs this server starts a local one (Ollama, LM Studio, llama.cpp or vLLM are found by themselves) or sets the key of a provider, such as `OPENAI_API_KEY`, `ANTHROPIC_API_KEY` or `GOOGLE_GENERATIVE_AI_API_KEY`. Ask me *How do I connect a model?* for more.'

const GREETING =
  /^(?:hi|hello|hey|hallo|hola|salut|bonjour|ciao|good (?:morning|afternoon|evening|day)|greetings|moin|servus|test|who are you|what are you|what can you do|help)(?:[\s,]+(?:there|guide|banyan|all|everybody|everyone|team|me))*[\s!.?]*$/i

const isGreeting = (text: string): boolean => GREETING.test(text.trim()) || text.trim() === ''

/** Words in small groups, with the white space that follows them. */
const piecesOf = (text: string): readonly string[] => {
  const words = text.match(/\s*\S+\s*/g) ?? []
  const pieces: string[] = []
  for (let i = 0; i < words.length; i += PIECE_WORDS) pieces.push(words.slice(i, i + PIECE_WORDS).join(''))
  return pieces
}
