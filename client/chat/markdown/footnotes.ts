/**
 * Footnotes: `[^1]` in a line, and `[^1]: what it says` as a paragraph of its own. A note is shown where it stands;
 * which mark belongs to which says its label. Pure.
 */
import type { MarkedOptions, Token, Tokens } from 'marked'

export interface FootnoteMark extends Tokens.Generic {
  readonly type: 'footnote-mark'
  readonly raw: string
  readonly label: string
}

export interface Footnote extends Tokens.Generic {
  readonly type: 'footnote'
  readonly raw: string
  readonly label: string
  readonly tokens: Token[]
}

const MARK = /^\[\^([^\]\s]{1,40})\](?!:)/
/** Up to an empty line or the next note. */
const NOTE = /^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*([^\n]*(?:\n(?![ \t]*(?:\n|$)| {0,3}\[\^)[^\n]+)*)(?:\n+|$)/
const NOTE_BELOW = /\n {0,3}\[\^[^\]\s]{1,40}\]:/
/** As far as a paragraph is looked through for a note right below it: it is asked for again at every paragraph. */
const LOOK_AHEAD = 2_000

interface Reader {
  readonly lexer: { readonly inline: (src: string, tokens: Token[]) => Token[] }
}

function note(this: Reader, src: string): Footnote | undefined {
  const [raw, label = '', text = ''] = NOTE.exec(src) ?? []
  if (raw === undefined) return undefined
  return { type: 'footnote', raw, label, tokens: this.lexer.inline(text, []) }
}

const mark = (src: string): FootnoteMark | undefined => {
  const [raw, label = ''] = MARK.exec(src) ?? []
  return raw === undefined ? undefined : { type: 'footnote-mark', raw, label }
}

const startNote = (src: string): number | undefined => {
  const at = src.slice(0, LOOK_AHEAD).search(NOTE_BELOW)
  return at < 0 ? undefined : at + 1
}

const startMark = (src: string): number | undefined => {
  const at = src.indexOf('[^')
  return at < 0 ? undefined : at
}

type Extensions = NonNullable<MarkedOptions['extensions']>

export const FOOTNOTES = {
  block: note as NonNullable<Extensions['block']>[number],
  inline: mark as NonNullable<Extensions['inline']>[number],
  startBlock: startNote,
  startInline: startMark,
}
