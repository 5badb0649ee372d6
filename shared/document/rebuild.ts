/**
 * A document written anew: the same entries with the same ids, texts with their formatting, in the same order,
 * all under the client id of the document that takes them. What was deleted for good stays behind, and so does which
 * client id wrote which character.
 */
import * as Y from 'yjs'
import { PERSONAL_ROOTS, personalRoot } from './personal.ts'
import { conversationRoots } from './schema.ts'

/** Copies everything that `from` says into the empty document `into`, in one transaction. */
export const rebuildConversation = (from: Y.Doc, into: Y.Doc): void => {
  const old = conversationRoots(from)
  const roots = conversationRoots(into)
  into.transact(() => {
    copyFields(old.settings, roots.settings)
    for (const name of ['messages', 'branches', 'runs'] as const) {
      const entries = old[name].toArray().map((entry) => copyOf(entry) as Y.Map<unknown>)
      if (entries.length > 0) roots[name].push(entries)
    }
    if (old.order.length > 0) roots.order.push(old.order.toArray())
    copyFields(old.provenance, roots.provenance)
    copyFields(old.files, roots.files)
  })
}

/** The same for a document of either kind that peers write in: a conversation, or what is a person's own. */
export const rebuildDocument = (from: Y.Doc, into: Y.Doc): void => {
  into.transact(() => {
    rebuildConversation(from, into)
    for (const name of PERSONAL_ROOTS) copyFields(personalRoot(from, name), personalRoot(into, name))
  })
}

/** Copies a person's text into the empty body of another entry. */
export const copyBody = (from: Y.XmlFragment, into: Y.XmlFragment): void => into.insert(0, childrenOf(from))

const copyFields = (from: Y.Map<unknown>, into: Y.Map<unknown>): void => {
  from.forEach((value: unknown, key) => void into.set(key, copyOf(value)))
}

/** A node of a person's text, to be put elsewhere. */
export const copyNode = (node: Y.XmlElement | Y.XmlText): Y.XmlElement | Y.XmlText =>
  copyOf(node) as Y.XmlElement | Y.XmlText

/** Yjs' own `clone` of an element would do but for hooks; this one says what it does with everything. */
const copyOf = (value: unknown): unknown => {
  if (value instanceof Y.XmlElement) {
    const element = new Y.XmlElement(value.nodeName)
    const attributes = value.getAttributes() as Record<string, unknown>
    for (const [key, held] of Object.entries(attributes)) element.setAttribute(key, held as string)
    element.insert(0, childrenOf(value))
    return element
  }
  if (value instanceof Y.XmlText) return copyText(value, new Y.XmlText())
  if (value instanceof Y.XmlFragment) {
    const fragment = new Y.XmlFragment()
    fragment.insert(0, childrenOf(value))
    return fragment
  }
  if (value instanceof Y.Text) return copyText(value, new Y.Text())
  if (value instanceof Y.Map) {
    const map = new Y.Map<unknown>()
    copyFields(value, map)
    return map
  }
  return value instanceof Y.AbstractType ? (value as Y.AbstractType<unknown>).clone() : value
}

const childrenOf = (parent: Y.XmlFragment): (Y.XmlElement | Y.XmlText)[] =>
  parent.toArray().map((child) => copyNode(child as Y.XmlElement | Y.XmlText))

const copyText = <Text extends Y.Text>(from: Text, into: Text): Text => {
  if (from.length > 0) into.applyDelta(from.toDelta(), { sanitize: false })
  return into
}

/**
 * Whether two documents say the same, in every field and mark: their structs may differ. Costs about as much as
 * encoding both.
 */
export const saySame = (a: Y.Doc, b: Y.Doc): boolean => spelledOut(a) === spelledOut(b)

const spelledOut = (doc: Y.Doc): string =>
  JSON.stringify(
    [...Object.values(conversationRoots(doc)), ...PERSONAL_ROOTS.map((name) => personalRoot(doc, name))].map(
      (root) => plain(root as Y.AbstractType<unknown>),
    ),
  )

/** What a person's text or a node of it says, with everything in it: the same for two that say the same. */
export const spellOut = (node: Y.XmlFragment | Y.XmlText): string => JSON.stringify(plain(node))

const plain = (value: unknown): unknown => {
  if (value instanceof Y.XmlElement) {
    return {
      node: value.nodeName,
      attributes: sorted(value.getAttributes()),
      children: value.toArray().map(plain),
    }
  }
  if (value instanceof Y.XmlFragment) return { fragment: value.toArray().map(plain) }
  if (value instanceof Y.Text) return { text: stretches(value) }
  if (value instanceof Y.Map) return { map: sorted(Object.fromEntries(value.entries())) }
  if (value instanceof Y.Array) return { array: value.toArray().map(plain) }
  return value
}

/** Keys come in the order in which they were set. */
const sorted = (fields: object): [string, unknown][] =>
  Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, plain(value)])

/** A text with its marks; a mark that changes nothing does not cut it. */
const stretches = (text: Y.Text): [string, unknown][] => {
  const all: [string, unknown][] = []
  for (const { insert, attributes = {} } of text.toDelta() as { insert: unknown; attributes?: object }[]) {
    const marks = JSON.stringify(sorted(attributes))
    const last = all.at(-1)
    if (
      last !== undefined &&
      last[0] === marks &&
      typeof last[1] === 'string' &&
      typeof insert === 'string'
    ) {
      last[1] += insert
    } else all.push([marks, insert])
  }
  return all
}
