/**
 * A body as Markdown: what the model reads, what is copied and exported. People's bodies are Tiptap's XML, agents'
 * are Markdown already, with what a model thought before it answered left out. Unknown nodes give their content, so that nothing a person wrote is dropped.
 */
import * as Y from 'yjs'
import { partReasoning } from './reasoning.ts'

type Attributes = Record<string, unknown>

/** The text of a message's body; '' where there is none. */
export const bodyToMarkdown = (body: Y.Text | Y.XmlFragment | undefined): string => {
  if (body === undefined) return ''
  if (body instanceof Y.XmlFragment) return blocks(body.toArray()).join('\n\n')
  return partReasoning(body.toJSON()).answer
}

type XmlNode = Y.XmlElement | Y.XmlText | Y.XmlHook

/** Without those at the end in which nothing stands. */
const blocks = (nodes: readonly XmlNode[]): string[] => {
  const texts = nodes.map((node) => block(node))
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1)
}

const block = (node: XmlNode): string => {
  if (!(node instanceof Y.XmlElement)) return inline([node])
  const children = node.toArray() as XmlNode[]
  const attributes = node.getAttributes() as Attributes
  switch (node.nodeName) {
    case 'heading':
      return `${'#'.repeat(clamp(Number(attributes.level) || 1, 1, 6))} ${inline(children)}`
    case 'blockquote':
      return prefixed(blocks(children).join('\n\n'), '> ', '> ')
    case 'codeBlock': {
      const code = plain(children)
      const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length))
      const fence = '`'.repeat(longest + 1)
      return `${fence}${typeof attributes.language === 'string' ? attributes.language : ''}\n${code}\n${fence}`
    }
    case 'horizontalRule':
      return '---'
    case 'bulletList':
      return children.map((item) => prefixed(itemText(item), '- ', '  ')).join('\n')
    case 'orderedList': {
      const start = Number(attributes.start) || 1
      return children
        .map((item, index) => {
          const marker = `${start + index}. `
          return prefixed(itemText(item), marker, ' '.repeat(marker.length))
        })
        .join('\n')
    }
    case 'taskList':
      return children
        .map((item) => {
          const done = item instanceof Y.XmlElement && (item.getAttributes() as Attributes).checked === true
          return prefixed(itemText(item), done ? '- [x] ' : '- [ ] ', '  ')
        })
        .join('\n')
    case 'table':
      return table(children)
    default:
      return inline(children)
  }
}

const itemText = (item: XmlNode): string =>
  item instanceof Y.XmlElement ? blocks(item.toArray() as XmlNode[]).join('\n') : inline([item])

const table = (rows: readonly XmlNode[]): string => {
  const lines = rows
    .filter((row): row is Y.XmlElement => row instanceof Y.XmlElement)
    .map((row) =>
      row.toArray().map((cell) =>
        itemText(cell as XmlNode)
          .replace(/\n+/g, ' ')
          .replace(/\|/g, '\\|'),
      ),
    )
  const [head, ...body] = lines
  if (head === undefined) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

const inline = (nodes: readonly XmlNode[]): string =>
  nodes
    .map((node) => {
      if (node instanceof Y.XmlText) return markedText(node)
      if (!(node instanceof Y.XmlElement)) return ''
      if (node.nodeName === 'hardBreak') return '\n'
      if (node.nodeName === 'mention') {
        const { label, id } = node.getAttributes() as Attributes
        return `@${typeof label === 'string' ? label : typeof id === 'string' ? id : ''}`
      }
      return block(node)
    })
    .join('')

/** y-prosemirror writes a mark that may overlap itself as `name--hash`. */
const markName = (key: string): string => key.replace(/--[A-Za-z0-9+/=]{8}$/, '')

const markedText = (text: Y.XmlText): string =>
  (text.toDelta() as { insert: unknown; attributes?: Attributes }[])
    .map(({ insert, attributes }) => {
      if (typeof insert !== 'string') return ''
      let out = insert
      const marks = new Map(Object.entries(attributes ?? {}).map(([key, value]) => [markName(key), value]))
      // Spaces at the edges stay outside: `** bold **` is not bold.
      const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(out) ?? []
      if (core === '') return out
      out = core
      if (marks.has('code')) out = `\`${out}\``
      if (marks.has('bold')) out = `**${out}**`
      if (marks.has('italic')) out = `*${out}*`
      if (marks.has('strike')) out = `~~${out}~~`
      const link = marks.get('link')
      if (typeof link === 'object' && link !== null && 'href' in link && typeof link.href === 'string') {
        out = `[${out}](${link.href})`
      }
      return before + out + after
    })
    .join('')

const plain = (nodes: readonly XmlNode[]): string =>
  nodes
    .map((node) => {
      if (node instanceof Y.XmlText) {
        return (node.toDelta() as { insert: unknown }[])
          .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
          .join('')
      }
      if (node instanceof Y.XmlElement)
        return node.nodeName === 'hardBreak' ? '\n' : plain(node.toArray() as XmlNode[])
      return ''
    })
    .join('')

const prefixed = (text: string, first: string, others: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? others.trimEnd() : others) + line)
    .join('\n')

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
