/** What some models write before their answer, between `<think>` and `</think>`. Pure. */

export interface ThoughtAndAnswer {
  readonly thought: string | undefined
  readonly answer: string
  /** Whether the thought has come to its end. */
  readonly isOver: boolean
}

const BEGINNING = /^\s*<(think|thinking|reasoning)>/

export const partReasoning = (text: string): ThoughtAndAnswer => {
  const begin = BEGINNING.exec(text)
  if (begin === null) return { thought: undefined, answer: text, isOver: true }
  const from = begin[0].length
  const mark = `</${begin[1] ?? ''}>`
  const end = text.indexOf(mark, from)
  if (end < 0) return { thought: text.slice(from), answer: '', isOver: false }
  return { thought: text.slice(from, end), answer: text.slice(end + mark.length), isOver: true }
}
