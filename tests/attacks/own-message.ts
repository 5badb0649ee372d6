/** Places in the messages of the scene, and ways to put one struct into the attacker’s own. */
import * as Y from 'yjs'
import { type Attack, byStructs } from './attack.ts'
import { type RawContent, type RawId, TYPE } from './craft.ts'
import { bodyOf, itemOf, MESSAGES, replyOf } from './scene.ts'

export const text = (value: string): RawContent => ({ kind: 'string', text: value })
export const paragraph: RawContent = { kind: 'type', type: TYPE.element, name: 'paragraph' }

/** The text within the first paragraph of a person's message. */
export const textOf = (doc: Y.Doc, messageId: string): Y.XmlText => {
  const [element] = bodyOf(doc, messageId).toArray()
  const found = element instanceof Y.XmlElement ? element.get(0) : undefined
  if (!(found instanceof Y.XmlText)) throw new Error('There is no text in this message.')
  return found
}

export const firstItem = (type: Y.Text | Y.XmlFragment): Y.Item => {
  if (type._start === null) throw new Error('There is nothing in this type.')
  return type._start
}

export const lastId = (type: Y.Text | Y.XmlFragment): RawId => {
  let item = firstItem(type)
  while (item.right !== null) item = item.right
  return item.lastId
}

/** The first letters of the attacker's own message, which is one item. */
export const ownLetter = (doc: Y.Doc, index: number): RawId => {
  const { client, clock } = firstItem(textOf(doc, MESSAGES.own)).id
  return { client, clock: clock + index }
}

export const ownText = (doc: Y.Doc): RawId => itemOf(textOf(doc, MESSAGES.own)).id
export const ownBody = (doc: Y.Doc): RawId => itemOf(bodyOf(doc, MESSAGES.own)).id
export const reply = (doc: Y.Doc): RawId => itemOf(replyOf(doc, MESSAGES.reply)).id

/** One struct of a kind of content, in one's own message's body. */
export const inOwnBody = (content: RawContent, key?: string): Attack['build'] =>
  byStructs((doc) => ({ structs: [{ parent: ownBody(doc), key, content }] }))

/** One struct of a kind of content, at the end of one's own message's text. */
export const inOwnText = (content: RawContent): Attack['build'] =>
  byStructs((doc) => ({ structs: [{ origin: lastId(textOf(doc, MESSAGES.own)), content }] }))

/** Honest structs first, then the same clocks again with another story and something new behind. */
