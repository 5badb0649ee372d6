/**
 * A list that stands as deep as the rest of one that was cut: a single item with all that stands below it can be
 * longer than what is read at once. Where the library sees code, because of the spaces, it goes on as a list at its
 * depth. Pure.
 */
import type { MarkedOptions, Token, Tokens } from 'marked'

export interface IndentedList extends Tokens.Generic {
  readonly type: 'indented-list'
  readonly raw: string
  /** Spaces in front. */
  readonly indent: number
  readonly tokens: Token[]
}

/** The mark of an item, with the spaces in front of it. */
export const ITEM = /^( *)(?:[-*+]|\d{1,9}[.)]) /

/** From here on a line that stands by itself is code to the library. */
const CODE_INDENT = 4

interface Reader {
  readonly lexer: {
    readonly state: { top: boolean }
    readonly blockTokens: (src: string, tokens: Token[]) => Token[]
  }
}

function read(this: Reader, src: string): IndentedList | undefined {
  const { lexer } = this
  const indent = ITEM.exec(src)?.[1]?.length ?? 0
  if (!lexer.state.top || indent < CODE_INDENT) return undefined
  const spaces = ' '.repeat(indent)
  let end = 0
  // Lines of its own depth and below, and empty ones between them.
  for (let at = 0; at < src.length; ) {
    const lineEnd = src.indexOf('\n', at) + 1 || src.length
    const isOwn = src.startsWith(spaces, at)
    if (isOwn) end = lineEnd
    else if (src.slice(at, lineEnd).trim() !== '') break
    at = lineEnd
  }
  const raw = src.slice(0, end)
  const dedented = raw
    .split('\n')
    .map((line) => line.slice(indent))
    .join('\n')
  lexer.state.top = false
  const tokens = lexer.blockTokens(dedented, [])
  lexer.state.top = true
  return { type: 'indented-list', raw, indent, tokens }
}

export const INDENTED_LIST = read as NonNullable<NonNullable<MarkedOptions['extensions']>['block']>[number]
