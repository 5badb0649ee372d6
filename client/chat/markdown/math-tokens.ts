/**
 * Formulas in Markdown, as models write them: `$$…$$` and `\[…\]` on lines of their own or within a line, `\(…\)`,
 * and `$…$` where the dollars hug what they enclose, so that prices stay prices. Pure; drawing is `formula.tsx`.
 */
import type { Tokens } from 'marked'

export interface MathToken extends Tokens.Generic {
  readonly type: 'math'
  readonly raw: string
  readonly tex: string
  readonly display: boolean
}

/** Nobody writes longer ones, and looking for their ends and setting them is bounded by it. In characters. */
export const MAX_FORMULA = 2_000

const DISPLAY = [/^\$\$([^$]{1,2000}?)\$\$/, /^\\\[([\s\S]{1,2000}?)\\\]/] as const
const INLINE = [
  /^\$\$([^$\n]{1,2000}?)\$\$/,
  /^\\\(([^\n]{1,2000}?)\\\)/,
  /^\\\[([^\n]{1,2000}?)\\\]/,
  /^\$((?![\s$])(?:\\.|[^$\\\n]){0,1999}?(?:\\.|[^$\\\s]))\$(?!\d)/,
] as const

const firstMatch = (patterns: readonly RegExp[], src: string): RegExpExecArray | undefined => {
  for (const pattern of patterns) {
    const match = pattern.exec(src)
    if (match !== null) return match
  }
  return undefined
}

const token = (match: RegExpExecArray, display: boolean): MathToken => ({
  type: 'math',
  raw: match[0],
  tex: (match[1] ?? '').trim(),
  display,
})

/** As far as a paragraph is looked through for a formula that ends it: it is asked for again at every paragraph. */
const LOOK_AHEAD = 2_000

/** Only where there is one: a paragraph that is cut in vain is put together again, line by line. */
const startBlock = (src: string): number | undefined => {
  const near = src.slice(0, LOOK_AHEAD)
  for (const candidate of near.matchAll(/\n(?= {0,3}(?:\$\$|\\\[))/g)) {
    if (block(src.slice(candidate.index + 1)) !== undefined) return candidate.index + 1
  }
  return undefined
}

const block = (src: string): MathToken | undefined => {
  const indent = /^ {0,3}(?=\$\$|\\\[)/.exec(src)?.[0]
  if (indent === undefined) return undefined
  const match = firstMatch(DISPLAY, src.slice(indent.length))
  if (match === undefined) return undefined
  const rest = /^[ \t]*(?:\n+|$)/.exec(src.slice(indent.length + match[0].length))
  return rest === null ? undefined : { ...token(match, true), raw: indent + match[0] + rest[0] }
}

const startInline = (src: string): number | undefined => {
  const at = src.search(/\$|\\[([]/)
  return at < 0 ? undefined : at
}

const inline = (src: string): MathToken | undefined => {
  if (src[0] !== '$' && src[0] !== '\\') return undefined
  const match = firstMatch(INLINE, src)
  return match && token(match, match[0].startsWith('$$') || match[0].startsWith('\\['))
}

export const MATH = { block, inline, startBlock, startInline }
