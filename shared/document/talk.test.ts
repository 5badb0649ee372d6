/** Corrections in the side talk: by what differs, so that two of them from two devices both hold. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { MessageId, PrincipalId } from '../ids.ts'
import { spellOut } from './rebuild.ts'
import { addTalk, editTalk, readTalk } from './talk.ts'
import { bodyToMarkdown } from './text.ts'
import { fillWithText } from './write.ts'

const id = 'line' as MessageId
const line = (fill: (body: Y.XmlFragment) => void): Y.Doc => {
  const doc = new Y.Doc()
  addTalk(doc, { id, author: 'ana' as PrincipalId, createdAt: 1 }, fill)
  return doc
}
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
const meet = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
}
const textIn = (doc: Y.Doc): string => bodyToMarkdown(readTalk(doc)[0]?.body)

it('[TALK-10] two corrections from two devices both hold', () => {
  const here = line(fillWithText('We met on Monday in the old house, with Ben.'))
  const there = copyOf(here)
  editTalk(here, id, fillWithText('We met on Tuesday in the old house, with Ben.'))
  editTalk(there, id, fillWithText('We met on Monday in the old house, with Ben and Vera.'))
  meet(here, there)
  expect(textIn(here)).toBe('We met on Tuesday in the old house, with Ben and Vera.')
  expect(textIn(there)).toBe(textIn(here))
})

it('[TALK-10] what came while one was correcting stays', () => {
  const here = line(fillWithText('We met on Monday, with Ben.'))
  const read = Y.encodeStateAsUpdate(here)
  const there = copyOf(here)
  editTalk(there, id, fillWithText('We met on Monday, with Ben and Vera.'))
  meet(here, there)
  editTalk(here, id, fillWithText('We met on Tuesday, with Ben.'), read)
  meet(here, there)
  expect(textIn(here)).toBe('We met on Tuesday, with Ben and Vera.')
  expect(textIn(there)).toBe(textIn(here))
})

const said = (doc: Y.Doc): string => {
  const { body } = readTalk(doc)[0] ?? {}
  return body === undefined ? '' : spellOut(body)
}

const rich =
  (...paragraphs: readonly (readonly [string, object?][])[]) =>
  (body: Y.XmlFragment): void => {
    body.insert(
      0,
      paragraphs.map((parts) => {
        const paragraph = new Y.XmlElement('paragraph')
        const text = new Y.XmlText()
        text.applyDelta(parts.map(([insert, attributes = {}]) => ({ insert, attributes })))
        const mention = new Y.XmlElement('mention')
        mention.setAttribute('label', parts[0]?.[0] ?? '')
        paragraph.insert(0, [text, mention])
        return paragraph
      }),
    )
  }

it.each([
  [
    'marks',
    rich([['so '], ['bold', { bold: {} }], [' and so']]),
    rich([['so ', { italic: {} }], ['bold and so']]),
  ],
  ['another paragraph before', rich([['two']], [['three']]), rich([['one']], [['two']], [['three']])],
  ['paragraphs less', rich([['one']], [['two']], [['two']], [['three']]), rich([['two']], [['four 🌳']])],
  ['all of it', rich([['one']]), fillWithText('Something else')],
])('[TALK-10] a correction says what was written, whatever differs: %s', (_, before, after) => {
  const doc = line(before)
  editTalk(doc, id, after)
  expect(said(doc)).toBe(said(line(after)))
})
