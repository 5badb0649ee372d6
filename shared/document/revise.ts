/**
 * A person's text written anew by what differs: words that stay keep their structs, so what was written beside them
 * elsewhere meanwhile stays too.
 */
import { diff } from 'lib0/diff/patience'
import * as Y from 'yjs'
import { copyNode, spellOut } from './rebuild.ts'

type Node = Y.XmlElement | Y.XmlText

/** `fill` writes into an empty body what is to stand in this one. Call it in a transaction. */
export const reviseBody = (body: Y.XmlFragment, fill: (empty: Y.XmlFragment) => void): void => {
  const wanted = new Y.Doc().getXmlFragment('body')
  fill(wanted)
  reviseNodes(body, nodesIn(wanted))
}

const nodesIn = (parent: Y.XmlFragment): readonly Node[] => parent.toArray() as Node[]

const reviseNodes = (parent: Y.XmlFragment, wanted: readonly Node[]): void => {
  const now = nodesIn(parent)
  let ahead = 0
  const changes = diff(now.map(spellOut), wanted.map(spellOut)).map(({ index, remove, insert }) => {
    const change = {
      index,
      removed: remove.length,
      nodes: wanted.slice(index + ahead, index + ahead + insert.length),
    }
    ahead += insert.length - remove.length
    return change
  })
  // From the end, so that what stands before keeps its place.
  for (const { index, removed, nodes } of changes.toReversed()) {
    const old = now.slice(index, index + removed)
    let paired = 0
    for (const [at, node] of old.entries()) {
      const next = nodes[at]
      if (next === undefined || !reviseNode(node, next)) break
      paired++
    }
    parent.delete(index + paired, removed - paired)
    parent.insert(index + paired, nodes.slice(paired).map(copyNode))
  }
}

/** `false` where they are nodes of different kinds: then the other one takes its place. */
const reviseNode = (node: Node, wanted: Node): boolean => {
  if (node instanceof Y.XmlText || wanted instanceof Y.XmlText) {
    if (!(node instanceof Y.XmlText && wanted instanceof Y.XmlText)) return false
    reviseText(node, wanted)
    return true
  }
  if (node.nodeName !== wanted.nodeName || attributesOf(node) !== attributesOf(wanted)) return false
  reviseNodes(node, nodesIn(wanted))
  return true
}

const attributesOf = (element: Y.XmlElement): string =>
  JSON.stringify(Object.entries(element.getAttributes()).toSorted(([a], [b]) => (a < b ? -1 : 1)))

interface Word {
  readonly text: string
  readonly marks: object
}

const reviseText = (text: Y.XmlText, wanted: Y.XmlText): void => {
  const now = wordsOf(text)
  const next = wordsOf(wanted)
  let ahead = 0
  const changes = diff(now.map(wordKey), next.map(wordKey)).map(({ index, remove, insert }) => {
    const change = {
      from: lengthOf(now.slice(0, index)),
      removed: lengthOf(now.slice(index, index + remove.length)),
      words: next.slice(index + ahead, index + ahead + insert.length),
    }
    ahead += insert.length - remove.length
    return change
  })
  for (const { from, removed, words } of changes.toReversed()) {
    text.delete(from, removed)
    let at = from
    for (const { text: word, marks } of words) {
      text.insert(at, word, marks)
      at += word.length
    }
  }
}

const wordKey = ({ text, marks }: Word): string => JSON.stringify([text, marks])
const lengthOf = (words: readonly Word[]): number => words.reduce((sum, { text }) => sum + text.length, 0)

const wordsOf = (text: Y.XmlText): readonly Word[] =>
  (text.toDelta() as { insert: unknown; attributes?: object }[]).flatMap(({ insert, attributes = {} }) =>
    typeof insert === 'string'
      ? (insert.match(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]/gu) ?? []).map((word) => ({
          text: word,
          marks: attributes,
        }))
      : [],
  )
