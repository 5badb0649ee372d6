/**
 * What people's texts may hold: the nodes and marks of the editor's schema and plain attributes. More than neatness:
 * y-prosemirror deletes nodes that its schema does not know when it renders them, in the name of whoever looks.
 */
import { isSafeLink, LIMITS, RICH_MARKS, RICH_NODES } from '../../shared/document/index.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { Content } from './update-struct.ts'

const NODES: ReadonlySet<string> = new Set(RICH_NODES)
const MARKS: ReadonlySet<string> = new Set(RICH_MARKS)

/** y-prosemirror writes a mark that may overlap itself as `name--hash`. */
const MARK_NAME = /^([a-z]+)(?:--[A-Za-z0-9+/=]{8})?$/
const ATTRIBUTE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/
const MAX_MARK_ATTRIBUTES = 16
/** Widths of a table cell's columns come as a list. */
const MAX_ATTRIBUTE_ITEMS = 64

export const refuseRichText = (
  content: Content,
  key: string | null,
  type: 'fragment' | 'element' | 'xmlText',
): Refusal | undefined => {
  if (content.kind === 'deleted') return undefined
  if (key !== null) {
    if (type !== 'element' || !ATTRIBUTE_NAME.test(key))
      return refuse('key', 'an attribute that does not belong there')
    return content.kind === 'plain' && content.values.every(isAttribute)
      ? undefined
      : refuse('value', 'an attribute has a value that does not belong there')
  }
  if (type === 'xmlText') {
    if (content.kind === 'string') return undefined
    if (content.kind === 'format') return refuseMark(content.mark, content.value)
    return refuse('content', `${content.kind} in a text`)
  }
  if (content.kind === 'type') {
    // The binding throws on a text that stands in no node.
    if (content.type === 'xmlText' && type === 'element') return undefined
    if (content.type === 'element' && NODES.has(content.name)) return undefined
  }
  return refuse('content', `${content.kind} among nodes`)
}

const refuseMark = (name: string, value: unknown): Refusal | undefined => {
  const mark = MARK_NAME.exec(name)?.[1]
  if (mark === undefined || !MARKS.has(mark)) return refuse('content', 'a mark that does not exist')
  // `null` ends a mark.
  if (value === null || value === true) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return refuse('value', `a mark "${mark}"`)
  const attributes = Object.entries(value)
  if (attributes.length > MAX_MARK_ATTRIBUTES)
    return refuse('limits', `a mark "${mark}" has too many attributes`)
  for (const [attribute, held] of attributes) {
    if (!ATTRIBUTE_NAME.test(attribute) || !isScalar(held)) return refuse('value', `a mark "${mark}"`)
    if (attribute === 'href' && held !== null && !(typeof held === 'string' && isSafeLink(held))) {
      return refuse('content', 'a link that may not be followed')
    }
  }
  return undefined
}

const isScalar = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= LIMITS.attributeLength)

const isAttribute = (value: unknown): boolean =>
  isScalar(value) || (Array.isArray(value) && value.length <= MAX_ATTRIBUTE_ITEMS && value.every(isScalar))
