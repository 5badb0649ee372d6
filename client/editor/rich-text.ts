/**
 * People's texts between their three forms: the editor's JSON, the shared XML fragment, and plain nodes to draw.
 * Only the nodes, marks and attributes of the agreed schema pass; what else stands in a body gives its content.
 * Pure.
 */
import * as Y from 'yjs'
import { LIMITS, RICH_MARKS, RICH_NODES } from '../../shared/document/index.ts'
import { safeHref } from '../chat/markdown/safe-link.ts'

export type RichNodeName = (typeof RICH_NODES)[number]
export type RichMarkName = (typeof RICH_MARKS)[number]

export type RichNode =
  | { readonly kind: 'text'; readonly text: string; readonly marks: readonly RichMark[] }
  | {
      readonly kind: 'element'
      readonly name: RichNodeName
      readonly attributes: Readonly<Record<string, unknown>>
      readonly children: readonly RichNode[]
    }

export interface RichMark {
  readonly name: RichMarkName
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What the editor gives: ProseMirror's JSON, read leniently. */
export interface EditorJson {
  readonly type?: string
  readonly text?: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly marks?: readonly EditorJson[]
  readonly content?: readonly EditorJson[]
}

const isNodeName = (name: unknown): name is RichNodeName => RICH_NODES.some((known) => known === name)
const isMarkName = (name: unknown): name is RichMarkName => RICH_MARKS.some((known) => known === name)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

// --- From the shared fragment, to be drawn --------------------------------------------------------------------

/** y-prosemirror writes a mark that may overlap itself as `name--hash`. */
const markName = (key: string): string => key.replace(/--[A-Za-z0-9+/=]{8}$/, '')

export const fragmentToNodes = (fragment: Y.XmlFragment): readonly RichNode[] => nodesOf(fragment, 0)

/** Without the empty lines at the end: they are where a cursor waited, not what was written. */
export const withoutBlankEnd = (nodes: readonly RichNode[]): readonly RichNode[] =>
  nodes.slice(
    0,
    nodes.findLastIndex(
      (node) => node.kind === 'text' || node.name !== 'paragraph' || node.children.length > 0,
    ) + 1,
  )

const nodesOf = (parent: Y.XmlFragment | Y.XmlElement, depth: number): readonly RichNode[] =>
  parent.toArray().flatMap((node): readonly RichNode[] => {
    if (node instanceof Y.XmlText) return textNodes(node)
    if (!(node instanceof Y.XmlElement)) return []
    const children = depth < LIMITS.richDepth ? nodesOf(node, depth + 1) : []
    if (!isNodeName(node.nodeName)) return children
    return [{ kind: 'element', name: node.nodeName, attributes: node.getAttributes(), children }]
  })

const textNodes = (text: Y.XmlText): readonly RichNode[] =>
  (text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).flatMap((part) =>
    typeof part.insert === 'string'
      ? [{ kind: 'text' as const, text: part.insert, marks: marksOf(part.attributes ?? {}) }]
      : [],
  )

const marksOf = (attributes: Record<string, unknown>): readonly RichMark[] =>
  Object.entries(attributes).flatMap(([key, value]) => {
    const name = markName(key)
    if (!isMarkName(name) || value === null) return []
    return [{ name, attributes: isRecord(value) ? value : {} }]
  })

// --- From the editor, to be sent ------------------------------------------------------------------------------

/** Writes an editor's document into an empty body. */
export const writeRichText =
  (json: EditorJson) =>
  (body: Y.XmlFragment): void => {
    body.insert(0, elementsOf(trimmed(json).content ?? []))
  }

const elementsOf = (content: readonly EditorJson[]): (Y.XmlElement | Y.XmlText)[] => {
  const made: (Y.XmlElement | Y.XmlText)[] = []
  let run: EditorJson[] = []
  const endRun = (): void => {
    if (run.length > 0) made.push(textOf(run))
    run = []
  }
  for (const node of content) {
    if (node.type === 'text') {
      run.push(node)
      continue
    }
    endRun()
    if (!isNodeName(node.type)) {
      made.push(...elementsOf(node.content ?? []))
      continue
    }
    const element = new Y.XmlElement(node.type)
    for (const [key, value] of Object.entries(attributesOf(node.type, node.attrs ?? {}))) {
      // Typed as strings upstream; y-prosemirror stores numbers and booleans as they are, and reads them so.
      element.setAttribute(key, value as string)
    }
    element.insert(0, elementsOf(node.content ?? []))
    made.push(element)
  }
  endRun()
  return made
}

/** Neighbouring pieces of text are one shared text with formatting. */
const textOf = (pieces: readonly EditorJson[]): Y.XmlText => {
  const text = new Y.XmlText()
  text.applyDelta(
    pieces.map((piece) => ({
      insert: piece.text ?? '',
      attributes: Object.fromEntries(
        (piece.marks ?? []).flatMap((mark): [string, object][] => {
          if (!isMarkName(mark.type)) return []
          if (mark.type !== 'link') return [[mark.type, {}]]
          const href = safeHref(mark.attrs?.href)
          return href === undefined ? [] : [['link', { href }]]
        }),
      ),
    })),
  )
  return text
}

const attributesOf = (
  name: RichNodeName,
  attributes: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const keep = (key: string, type: 'string' | 'number' | 'boolean'): Record<string, unknown> =>
    typeof attributes[key] === type ? { [key]: attributes[key] } : {}
  switch (name) {
    case 'heading':
      return keep('level', 'number')
    case 'orderedList':
      return attributes.start === 1 ? {} : keep('start', 'number')
    case 'codeBlock':
      return keep('language', 'string')
    case 'taskItem':
      return keep('checked', 'boolean')
    case 'mention':
      return { ...keep('id', 'string'), ...keep('label', 'string') }
    default:
      return {}
  }
}

// --- Of the editor's JSON -------------------------------------------------------------------------------------

export const isBlank = (json: EditorJson): boolean => {
  if (json.type === 'text') return (json.text ?? '').trim() === ''
  if (json.type === 'mention' || json.type === 'horizontalRule') return false
  return (json.content ?? []).every(isBlank)
}

/** Empty paragraphs at the end are where the cursor waited, not what was written. */
const trimmed = (json: EditorJson): EditorJson => {
  const content = [...(json.content ?? [])]
  while (content.length > 1 && isEmptyParagraph(content.at(-1))) content.pop()
  return { ...json, content }
}

/** One document behind the other; nothing of either is lost but where the cursor waited. */
export const appended = (before: EditorJson | undefined, addition: EditorJson): EditorJson =>
  before === undefined || isBlank(before)
    ? addition
    : { type: 'doc', content: [...(trimmed(before).content ?? []), ...(addition.content ?? [])] }

const isEmptyParagraph = (node: EditorJson | undefined): boolean =>
  node?.type === 'paragraph' && (node.content ?? []).length === 0

/** The words of an editor's document, one line. */
export const plainText = (json: EditorJson): string => {
  if (json.type === 'text') return json.text ?? ''
  if (json.type === 'hardBreak') return ' '
  const parts = (json.content ?? []).map(plainText)
  return json.type === 'paragraph' || json.type === 'heading' ? parts.join('') : parts.join(' ')
}

/** A title out of a text: its first words, whole. */
export const titleFrom = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= TITLE_LENGTH) return line
  const cut = line.slice(0, TITLE_LENGTH + 1)
  const space = cut.lastIndexOf(' ')
  // Half of a character that takes two units stands alone at the cut.
  const kept =
    space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut.slice(0, -1).replace(/[\uD800-\uDBFF]$/, '')
  return `${kept.trimEnd()}…`
}

const TITLE_LENGTH = 60

/** A body as an editor's document, for editing a message as a new branch. */
export const nodesToJson = (nodes: readonly RichNode[]): EditorJson => ({
  type: 'doc',
  content: nodes.length === 0 ? [{ type: 'paragraph' }] : nodes.map(nodeToJson),
})

const nodeToJson = (node: RichNode): EditorJson =>
  node.kind === 'text'
    ? {
        type: 'text',
        text: node.text,
        marks: node.marks.map((mark) => ({ type: mark.name, attrs: mark.attributes })),
      }
    : {
        type: node.name,
        attrs: node.attributes,
        content: node.children.filter((child) => child.kind !== 'text' || child.text !== '').map(nodeToJson),
      }
