/**
 * Markdown as tokens, in time that is bounded by the length of the text and nothing else. The library's own search
 * for the ends of emphasis takes time with the square of a paragraph's length and worse: `__a` 33,000 times over
 * takes 21 s. Here long paragraphs are read in pieces, and a piece that holds more marks than anybody writes is shown
 * as it stands. Pure.
 */
import { Lexer, type MarkedOptions, type Token, type Tokens } from 'marked'
import { FOOTNOTES } from './footnotes.ts'
import { INDENTED_LIST, type IndentedList, ITEM } from './indented-list.ts'
import { MATH } from './math-tokens.ts'

const OPTIONS = {
  gfm: true,
  breaks: false,
  // For a lexer that is made without the library's registry.
  extensions: {
    renderers: {},
    childTokens: {},
    block: [INDENTED_LIST, FOOTNOTES.block, MATH.block],
    inline: [FOOTNOTES.inline, MATH.inline],
    startBlock: [FOOTNOTES.startBlock, MATH.startBlock],
    startInline: [FOOTNOTES.startInline, MATH.startInline],
  },
} satisfies MarkedOptions

/**
 * Long texts are read in pieces, in characters: of the first length, or of the second where marks are dense. The ends
 * of emphasis, formulas and links that begin within a piece are looked for in as much again beyond it, so that what
 * stands across the border of two is whole.
 */
const PIECES = [2_000, 1_000] as const
/** More marks than this in what is looked through are no formatting: the worst takes about 5 ms. */
const MOST_MARKS = 300
const MARKS = /[*_~[<!$]|\\[([]/g

/** A paragraph or list beyond this is cut, so that what is read again with each word stays small. */
export const MAX_BLOCK = 8_000

/** Deeper than anybody writes. Reading and drawing go down by recursion, and a page must not fall with a text. */
const MAX_DEPTH = 40

/** The tokens of a text without carriage returns; their `raw` in a row are that text. */
export const lex = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  let from = 0
  let length = WINDOW
  while (from < text.length) {
    const window = text.slice(from, from + length)
    const end = endOfWhole(window, from + length >= text.length)
    if (end === undefined) {
      length *= 2
      continue
    }
    tokens.push(...lexWhole(window.slice(0, end)))
    from += end
    length = WINDOW
  }
  return tokens
}

/** So much is looked at together: all but the last block in it cannot change by what follows. */
const WINDOW = MAX_BLOCK * 2

/** Up to where the blocks of a window stand as they are; `undefined` where its first block goes on beyond it. */
const endOfWhole = (window: string, isLast: boolean): number | undefined => {
  if (isLast && window.length <= MAX_BLOCK) return window.length
  let end = 0
  let before = 0
  for (const token of blocksOf(window)) {
    const cut = token.raw.length > MAX_BLOCK ? cutIn(token) : undefined
    if (cut !== undefined) return end + cut
    before = end
    end += token.raw.length
  }
  if (isLast) return window.length
  return before === 0 ? undefined : before
}

/** The blocks of a text alone, without what stands in its lines. One that nests too deep is one block of code. */
const blocksOf = (text: string): readonly Token[] =>
  guarded(text, () => {
    const lexer = new Lexer(OPTIONS)
    return lexer.blockTokens(text, lexer.tokens)
  })

const lexWhole = (text: string): readonly Token[] =>
  guarded(text, () => {
    const lexer = new Lexer(OPTIONS)
    lexer.blockTokens(text, lexer.tokens)
    // What the library's own `lex` does next, with a bound.
    for (const { src, tokens } of lexer.inlineQueue) lexInline(lexer, src, tokens)
    return lexer.tokens
  })

/** Marks of lists and quotes in a row, more than anybody writes. The library takes the square of their number. */
const TOO_DEEP = /^(?:[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]|>)){41}/m

const guarded = (text: string, read: () => readonly Token[]): readonly Token[] => {
  try {
    const tokens = TOO_DEEP.test(text) ? undefined : read()
    if (tokens === undefined) return [{ type: 'code', raw: text, text }]
    if (isWithin(tokens, MAX_DEPTH)) return tokens
  } catch (error) {
    // The lexer has gone down too deep itself.
    if (!(error instanceof RangeError)) throw error
  }
  return [{ type: 'code', raw: text, text, isTooDeep: true }]
}

/** Where a block that is too long is cut: after a list's item, at the end of a line, at the worst within one. */
const cutIn = (token: Token): number | undefined => {
  switch (token.type) {
    case 'list': {
      let end = 0
      for (const item of (token as Tokens.List).items) {
        if (end > 0 && end + item.raw.length > MAX_BLOCK) return end
        end += item.raw.length
      }
      return withinItem(token.raw)
    }
    case 'indented-list':
      return withinItem(token.raw)
    case 'blockquote':
      return lineEnd(token.raw)
    case 'footnote':
    case 'paragraph':
      return lineEnd(token.raw) ?? breakBefore(token.raw, MAX_BLOCK)
    case 'code':
      // To find that out took long.
      return 'isTooDeep' in token ? (lineEnd(token.raw) ?? breakBefore(token.raw, MAX_BLOCK)) : undefined
    case 'table':
      // Its rows mean nothing without their head: only what nobody could read anyway.
      return token.raw.length > MAX_BLOCK * 4 ? lineEnd(token.raw) : undefined
    default:
      return undefined
  }
}

/** The last item that begins below an item which alone is too long; code of its own is not cut. */
const withinItem = (raw: string): number | undefined => {
  let fence: string | undefined
  let last: number | undefined
  for (let at = 0; at <= MAX_BLOCK; ) {
    const next = raw.indexOf('\n', at) + 1
    const line = raw.slice(at, next === 0 ? raw.length : next)
    const mark = /^ *(?:[-*+] |\d{1,9}[.)] )* *(```|~~~)/.exec(line)?.[1]
    if (fence === undefined && at > MAX_BLOCK / 2 && ITEM.test(line)) last = at
    if (fence === undefined) fence = mark
    else if (fence === mark) fence = undefined
    if (next === 0) break
    at = next
  }
  if (last !== undefined || fence !== undefined) return last
  return lineEnd(raw) ?? breakBefore(raw, MAX_BLOCK)
}

const lineEnd = (raw: string): number | undefined => {
  const newline = raw.lastIndexOf('\n', MAX_BLOCK)
  return newline > MAX_BLOCK / 2 ? newline + 1 : undefined
}

const lexInline = (lexer: Lexer, src: string, into: Token[]): void => {
  let from = 0
  while (from < src.length) {
    const rest = src.slice(from, from + PIECES[0] * 2)
    if (from + rest.length === src.length && rest.length <= PIECES[0] && isReadable(rest)) {
      into.push(...lexer.inlineTokens(rest, []))
      return
    }
    const piece = PIECES.find((length) => isReadable(rest.slice(0, length * 2)))
    if (piece === undefined) {
      const raw = rest.slice(0, breakBefore(rest, Math.min(rest.length, PIECES[1])))
      into.push({ type: 'text', raw, text: raw })
      from += raw.length
      continue
    }
    const looked = rest.slice(0, piece * 2)
    const isEnd = from + looked.length === src.length
    for (const token of firstOf(lexer.inlineTokens(looked, []), isEnd ? looked.length : piece)) {
      into.push(token)
      from += token.raw.length
    }
  }
}

const isReadable = (text: string): boolean => (text.match(MARKS)?.length ?? 0) <= MOST_MARKS

/** Those that begin within `length`, at least one; a long text is parted there, as what it goes into is read again. */
const firstOf = (tokens: readonly Token[], length: number): readonly Token[] => {
  const first: Token[] = []
  let end = 0
  for (const token of tokens) {
    if (end >= length) break
    const space = token.type === 'text' ? token.raw.slice(length - end).search(/\s/) : -1
    if (space >= 0) {
      const raw = token.raw.slice(0, length - end + space + 1)
      first.push({ type: 'text', raw, text: raw })
      break
    }
    first.push(token)
    end += token.raw.length
  }
  return first
}

/** The last place at or before `most` where a text can be parted: after a space, never within a character. */
const breakBefore = (text: string, most: number): number => {
  const space = Math.max(text.lastIndexOf(' ', most - 1), text.lastIndexOf('\n', most - 1))
  if (space > most / 2) return space + 1
  const unit = text.charCodeAt(most - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? most - 1 : most
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

/** About how many elements it takes to draw a token's outer layers: what a page pays for it. */
export const weightOf = (token: Token): number => {
  if (token.type === 'list') return 1 + (token as Tokens.List).items.length
  if (token.type === 'indented-list')
    return (token as IndentedList).tokens.reduce((weight, inner) => weight + weightOf(inner), 1)
  if (token.type === 'table')
    return 1 + ((token as Tokens.Table).rows.length + 1) * (token as Tokens.Table).header.length
  return 1
}
