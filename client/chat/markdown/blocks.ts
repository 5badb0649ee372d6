/**
 * Markdown as a list of blocks that grows at its end. While a reply streams in, only the open block is read again;
 * the closed ones keep their identity, so that what is drawn already is not drawn anew.
 */
import { Marked, type Token, type Tokens } from 'marked'

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

const marked = new Marked({ gfm: true, breaks: false })

export const NO_BLOCKS: Blocks = { text: '', blocks: [], openFrom: 0 }

/** The blocks of `text`, taking over from `previous` what cannot have changed. */
export const readBlocks = (text: string, previous: Blocks = NO_BLOCKS): Blocks => {
  if (text === previous.text) return previous
  const grows = text.startsWith(previous.text.slice(0, previous.openFrom))
  const closed = grows ? previous.blocks.slice(0, -1) : []
  const from = grows ? previous.openFrom : 0
  const key = closed.length
  // Space between blocks says nothing to the reader, and a block that follows it may still belong to the one before.
  const tokens: Token[] = []
  let openFrom = from
  let at = from
  for (const token of lexed(text.slice(from))) {
    if (token.type !== 'space' && token.type !== 'def') {
      tokens.push(token)
      openFrom = at
    }
    at += token.raw.length
  }
  // Tabs and line ends are normalized by the lexer, and offsets with them: read such texts as a whole.
  const exact = at === text.length
  return {
    text,
    blocks: [...closed, ...tokens.map((token, index) => ({ key: key + index, token }))],
    openFrom: exact ? openFrom : 0,
    ...(exact ? {} : { blocks: wholeBlocks(text) }),
  }
}

/** Deeper than anybody writes. Reading and drawing go down by recursion, and a page must not fall with a text. */
const MAX_DEPTH = 40

/** The tokens of a text; one that nests too deep is shown as it was written. */
const lexed = (text: string): readonly Token[] => {
  if (text.length === 0) return []
  try {
    const tokens = marked.lexer(text)
    if (isWithin(tokens, MAX_DEPTH)) return tokens
  } catch (error) {
    // The lexer has gone down too deep itself.
    if (!(error instanceof RangeError)) throw error
  }
  return [{ type: 'code', raw: text, text }]
}

const isWithin = (tokens: readonly Token[], depth: number): boolean =>
  depth > 0 &&
  tokens.every((token) => {
    const children = childrenOf(token)
    return children.length === 0 || isWithin(children, depth - 1)
  })

const childrenOf = (token: Token): readonly Token[] => {
  if (token.type === 'list') return (token as Tokens.List).items
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table
    return [header, ...rows].flatMap((row) => row.flatMap(({ tokens }) => tokens))
  }
  return 'tokens' in token ? (token.tokens ?? []) : []
}

const wholeBlocks = (text: string): readonly Block[] =>
  lexed(text)
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map((token, key) => ({ key, token }))

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
