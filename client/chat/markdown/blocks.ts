/**
 * Markdown as a list of blocks that grows at its end. While a reply streams in, only the open block is read again;
 * the closed ones keep their identity, so that what is drawn already is not drawn anew.
 */
import type { Token } from 'marked'
import { lex } from './lex.ts'

export interface Block {
  readonly key: number
  readonly token: Token
}

export interface Blocks {
  readonly text: string
  readonly blocks: readonly Block[]
  /** Where the last block begins: it may still change when text is added. */
  readonly openFrom: number
}

export const NO_BLOCKS: Blocks = { text: '', blocks: [], openFrom: 0 }

/** The blocks of `written`, taking over from `previous` what cannot have changed. */
export const readBlocks = (written: string, previous: Blocks = NO_BLOCKS): Blocks => {
  const text = written.replace(/\r\n?/g, '\n')
  if (text === previous.text) return previous
  const grows = text.startsWith(previous.text.slice(0, previous.openFrom))
  const closed = grows && previous.openFrom > 0 ? previous.blocks.slice(0, -1) : []
  const from = grows ? previous.openFrom : 0
  const key = closed.length
  // Space between blocks says nothing to the reader, and a block that follows it may still belong to the one before.
  const tokens: Token[] = []
  let openFrom = from
  let at = from
  for (const token of lex(text.slice(from))) {
    if (token.type !== 'space') {
      tokens.push(token)
      openFrom = at
    }
    at += token.raw.length
  }
  return {
    text,
    blocks: [...closed, ...tokens.map((token, index) => ({ key: key + index, token }))],
    // Where the tokens do not add up to the text, it is read as a whole again.
    openFrom: at === text.length ? openFrom : 0,
  }
}

/**
 * The text without a last line that is only the beginning of something. A lone `-` below a line would make a
 * heading of it until the next word of the list item comes.
 */
export const settledText = (text: string): string => text.replace(/\n[ \t]*[-=*+]{1,2}[ \t]*$/, '\n')

/** Reads one text as it grows, remembering the last state. */
export const createBlockReader = (): ((text: string) => Blocks) => {
  let known = NO_BLOCKS
  return (text) => {
    known = readBlocks(settledText(text), known)
    return known
  }
}
