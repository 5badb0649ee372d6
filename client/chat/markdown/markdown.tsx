/**
 * Markdown that a model wrote, as React elements. Nothing in it is trusted: HTML is shown as text, images are named
 * and never loaded, links are followed only to the web and to mail.
 */
import type { MarkedToken, Token, Tokens } from 'marked'
import { Fragment, memo, type ReactNode, useState } from 'react'
import { Button } from '../../design/index.ts'
import { type Block, createBlockReader } from './blocks.ts'
import { CodeBlock } from './code-block.tsx'
import type { Footnote, FootnoteMark } from './footnotes.ts'
import { Formula } from './formula.tsx'
import type { IndentedList } from './indented-list.ts'
import { weightOf } from './lex.ts'
import styles from './markdown.module.css'
import type { MathToken } from './math-tokens.ts'
import { ImageChip, SafeLink } from './safe-anchor.tsx'

export const Markdown = memo(({ text }: { readonly text: string }) => {
  const [read] = useState(createBlockReader)
  const [isWhole, setWhole] = useState(false)
  const { blocks } = read(text)
  const shown = isWhole ? blocks : withinWeight(blocks)
  return (
    <div className={styles.markdown}>
      {shown.map((block) => (
        <BlockView key={block.key} block={block} />
      ))}
      {shown.length < blocks.length && (
        <Button size="small" onClick={() => setWhole(true)}>
          Show all of this message
        </Button>
      )}
    </div>
  )
})
Markdown.displayName = 'Markdown'

/** More than any reply has; a page that is made to draw tens of thousands of headings at once stands still. */
const MAX_WEIGHT = 3_000

const withinWeight = (blocks: readonly Block[]): readonly Block[] => {
  let weight = 0
  for (const [index, { token }] of blocks.entries()) {
    weight += weightOf(token)
    if (weight > MAX_WEIGHT && index > 0) return blocks.slice(0, index)
  }
  return blocks
}

const BlockView = memo(({ block }: { readonly block: Block }) => blockElement(block.token))
BlockView.displayName = 'BlockView'

const isKnown = (token: Token): token is MarkedToken => KNOWN.has(token.type)

const KNOWN: ReadonlySet<string> = new Set<MarkedToken['type']>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
])

const isIndented = (token: Token): token is IndentedList => token.type === 'indented-list'

const isFootnote = (token: Token): token is Footnote => token.type === 'footnote'
const isFootnoteMark = (token: Token): token is FootnoteMark => token.type === 'footnote-mark'

const isMath = (token: Token): token is MathToken => token.type === 'math'

const MAX_INDENT = 6
const SPACES_PER_LEVEL = 3

const blockElement = (token: Token): ReactNode => {
  if (isMath(token)) return <Formula tex={token.tex} display />
  if (isFootnote(token)) {
    return (
      <p className={styles.footnote}>
        <sup>{token.label}</sup> {inline(token.tokens)}
      </p>
    )
  }
  if (isIndented(token)) {
    // About as deep as it stands in the list that it goes on.
    const depth = Math.min(MAX_INDENT, token.indent / SPACES_PER_LEVEL)
    return (
      <div className={styles.goesOn} style={{ marginInlineStart: `${depth * 1.5}em` }}>
        {blocks(token.tokens)}
      </div>
    )
  }
  if (!isKnown(token)) return <p>{token.raw}</p>
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{inline(token.tokens)}</Heading>
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>
    case 'code':
      return <CodeBlock code={token.text} language={token.lang} isWhole={isFenceClosed(token.raw)} />
    case 'blockquote':
      return <blockquote dir="auto">{blocks(token.tokens)}</blockquote>
    case 'list':
      return <List list={token} />
    case 'table':
      return <Table table={token} />
    case 'hr':
      return <hr />
    case 'html':
      return <p className={styles.raw}>{token.raw}</p>
    case 'text':
      return token.tokens === undefined ? token.text : inline(token.tokens)
    case 'def':
      return null
    default:
      return inline([token])
  }
}

/** While a reply streams in, the last block may still be open. */
const isFenceClosed = (raw: string): boolean => /\n *(`{3,}|~{3,})\s*$/.test(raw)

const blocks = (tokens: readonly Token[]): ReactNode =>
  // Tokens have no ids; within a block they are always read anew together.
  tokens.map((token, index) => <Fragment key={index}>{blockElement(token)}</Fragment>)

const inline = (tokens: readonly Token[] | undefined): ReactNode => {
  if (tokens === undefined) return undefined
  const drawn: ReactNode[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token === undefined) continue
    const Tag = token.type === 'html' ? PLAIN_TAGS[token.raw] : undefined
    const end = Tag === undefined ? -1 : tokens.findIndex(({ raw }, at) => at > index && raw === `</${Tag}>`)
    if (Tag === undefined || end < 0) {
      drawn.push(<Fragment key={index}>{inlineElement(token)}</Fragment>)
      continue
    }
    drawn.push(<Tag key={index}>{inline(tokens.slice(index + 1, end))}</Tag>)
    index = end
  }
  return drawn
}

/** What Markdown has no marks for. Without attributes these do nothing but look; all other HTML is shown as text. */
const PLAIN_TAGS: Readonly<Record<string, 'sub' | 'sup' | 'kbd' | 'mark' | 'u'>> = {
  '<sub>': 'sub',
  '<sup>': 'sup',
  '<kbd>': 'kbd',
  '<mark>': 'mark',
  '<u>': 'u',
}
const LINE_BREAK = /^<br *\/?>$/

const inlineElement = (token: Token): ReactNode => {
  if (isMath(token)) return <Formula tex={token.tex} display={token.display} />
  if (isFootnoteMark(token)) return <sup>{token.label}</sup>
  if (!isKnown(token)) return token.raw
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? unescaped(token.text) : inline(token.tokens)
    case 'escape':
      return unescaped(token.text)
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>
    case 'em':
      return <em>{inline(token.tokens)}</em>
    case 'del':
      return <del>{inline(token.tokens)}</del>
    case 'codespan':
      return <code dir="ltr">{unescaped(token.text)}</code>
    case 'br':
      return <br />
    case 'link':
      return <SafeLink href={token.href}>{inline(token.tokens)}</SafeLink>
    case 'image':
      return <ImageChip href={token.href} alt={token.text} />
    case 'checkbox':
      return null
    case 'html':
      return LINE_BREAK.test(token.raw) ? <br /> : token.raw
    default:
      return token.raw
  }
}

/** marked leaves character references as they are written, for HTML; React wants the characters. */
const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (reference) => REFERENCES[reference] ?? reference)

const REFERENCES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
}

/** Headings of a reply stand below the page's own (the title is h1, each message's author h2). */
const Heading = ({ depth, children }: { readonly depth: number; readonly children: ReactNode }) => {
  if (depth === 1) return <h3 className={styles.first}>{children}</h3>
  if (depth === 2) return <h4 className={styles.second}>{children}</h4>
  return <h5 className={styles.third}>{children}</h5>
}

const List = ({ list }: { readonly list: Tokens.List }) => {
  const items = list.items.map((item, index) => (
    <li key={index} className={item.task ? styles.task : undefined}>
      {item.task && (
        <input
          type="checkbox"
          checked={item.checked === true}
          readOnly
          disabled
          aria-label={item.checked === true ? 'Done' : 'Not done'}
        />
      )}
      {item.loose ? blocks(item.tokens) : <Tight tokens={item.tokens} />}
    </li>
  ))
  if (!list.ordered) return <ul dir="auto">{items}</ul>
  return (
    <ol dir="auto" start={list.start === '' ? undefined : list.start}>
      {items}
    </ol>
  )
}

/** Items of a tight list hold their text without paragraphs. */
const Tight = ({ tokens }: { readonly tokens: readonly Token[] }) => (
  <>
    {tokens.map((token, index) => (
      <Fragment key={index}>
        {isKnown(token) && token.type === 'paragraph' ? inline(token.tokens) : blockElement(token)}
      </Fragment>
    ))}
  </>
)

const Table = ({ table }: { readonly table: Tokens.Table }) => (
  // Scrolls by itself where it is wider than the column; focusable so that the keyboard can scroll it.
  <div className={styles.tableFrame} dir="auto" tabIndex={0} role="group" aria-label="Table">
    <table>
      <thead>
        <tr>
          {table.header.map((cell, index) => (
            <th key={index} style={{ textAlign: cell.align ?? undefined }}>
              {inline(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, rowIndex) => (
          <tr key={rowIndex}>
            {row.map((cell, index) => (
              <td key={index} style={{ textAlign: cell.align ?? undefined }}>
                {inline(cell.tokens)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
