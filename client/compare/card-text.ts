/** Markdown, as a model drafts it and a person edits it, to the rich text that people's messages are. Pure. */
import type { Token, Tokens } from 'marked'
import { lex } from '../chat/markdown/lex.ts'
import { safeHref } from '../chat/markdown/safe-link.ts'
import type { EditorJson } from '../editor/rich-text.ts'

export const markdownToRichText = (markdown: string): EditorJson => {
  const content = lex(markdown.replace(/\r\n?/g, '\n')).flatMap(blockOf)
  return { type: 'doc', content: content.length === 0 ? [{ type: 'paragraph' }] : content }
}

const node = (type: string, content: readonly EditorJson[], attrs?: Record<string, unknown>): EditorJson => ({
  type,
  ...(attrs === undefined ? {} : { attrs }),
  ...(content.length === 0 ? {} : { content }),
})

const blockOf = (token: Token): readonly EditorJson[] => {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'heading':
      return [node('heading', inlineOf(token.tokens), { level: (token as Tokens.Heading).depth })]
    case 'blockquote':
      return [node('blockquote', (token.tokens ?? []).flatMap(blockOf))]
    case 'hr':
      return [node('horizontalRule', [])]
    case 'code': {
      const { text, lang } = token as Tokens.Code
      return [node('codeBlock', text === '' ? [] : [{ type: 'text', text }], { language: lang ?? null })]
    }
    case 'list': {
      const { ordered, items, start } = token as Tokens.List
      const listed = items.map((item) => node('listItem', itemBlocks(item)))
      return ordered
        ? [node('orderedList', listed, { start: start === '' ? 1 : start })]
        : [node('bulletList', listed)]
    }
    case 'paragraph':
    case 'text':
      return [node('paragraph', inlineOf(token.tokens, token.raw))]
    default:
      // Tables, HTML and the like stay as they were written.
      return token.raw.trim() === '' ? [] : [node('paragraph', [{ type: 'text', text: token.raw.trim() }])]
  }
}

/** An item begins with a paragraph, also where it holds a list alone. */
const itemBlocks = ({ tokens }: Tokens.ListItem): readonly EditorJson[] => {
  const blocks = tokens.flatMap(blockOf)
  return blocks[0]?.type === 'paragraph' ? blocks : [node('paragraph', []), ...blocks]
}

const MARKS: Readonly<Record<string, string>> = { strong: 'bold', em: 'italic', del: 'strike' }

const inlineOf = (
  tokens: readonly Token[] | undefined,
  raw = '',
  marks: readonly EditorJson[] = [],
): readonly EditorJson[] => {
  if (tokens === undefined) return textOf(raw.trim(), marks)
  return tokens.flatMap((token): readonly EditorJson[] => {
    const mark = MARKS[token.type]
    if (mark !== undefined && 'tokens' in token) return inlineOf(token.tokens, '', [...marks, { type: mark }])
    switch (token.type) {
      case 'br':
        return [{ type: 'hardBreak' }]
      case 'codespan':
        return textOf((token as Tokens.Codespan).text, [...marks, { type: 'code' }])
      case 'link': {
        const href = safeHref((token as Tokens.Link).href)
        return inlineOf(
          (token as Tokens.Link).tokens,
          '',
          href === undefined ? marks : [...marks, { type: 'link', attrs: { href } }],
        )
      }
      case 'text':
      case 'escape':
        return 'tokens' in token && token.tokens !== undefined
          ? inlineOf(token.tokens, '', marks)
          : textOf((token as Tokens.Text).text, marks)
      default:
        return textOf(token.raw, marks)
    }
  })
}

const textOf = (text: string, marks: readonly EditorJson[]): readonly EditorJson[] =>
  text === ''
    ? []
    : [{ type: 'text', text: text.replace(/\n/g, ' '), ...(marks.length === 0 ? {} : { marks }) }]
