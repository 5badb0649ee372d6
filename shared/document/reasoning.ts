/**
 * What a model thought before it answered stands in front of its answer, between `<think>` and `</think>`: as many
 * models write it themselves, and as ours writes what a provider sends apart. It is shown, folded; everything else
 * that reads a message reads its answer alone (`bodyToMarkdown`). Pure.
 */

export interface ThoughtAndAnswer {
  readonly thought: string | undefined
  readonly answer: string
  /** Whether the thought has come to its end. */
  readonly isOver: boolean
}

export const THOUGHT_BEGIN = '<think>\n'
export const THOUGHT_END = '\n</think>\n\n'

const BEGINNING = /^\s*<(think|thinking|reasoning)>/

export const partReasoning = (text: string): ThoughtAndAnswer => {
  const begin = BEGINNING.exec(text)
  if (begin === null) return { thought: undefined, answer: text, isOver: true }
  const from = begin[0].length
  const mark = `</${begin[1] ?? ''}>`
  const end = text.indexOf(mark, from)
  if (end < 0) return { thought: text.slice(from), answer: '', isOver: false }
  return { thought: text.slice(from, end), answer: text.slice(end + mark.length).trimStart(), isOver: true }
}
