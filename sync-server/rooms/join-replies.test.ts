import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { readPeerFrame } from './frames.ts'
import { createJoinReplies } from './join-replies.ts'

const EMPTY = Uint8Array.of(0)

const textOf = (frame: Uint8Array): string => {
  const read = readPeerFrame(frame)
  if (read.kind !== 'write') throw new Error('Not an answer.')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, read.payload)
  return doc.getText('text').toJSON()
}

it('[ROOM-16] those who join with nothing share one encoding, until the document changes', () => {
  const doc = new Y.Doc()
  const replies = createJoinReplies(doc)
  doc.getText('text').insert(0, 'one')
  const first = replies.answer(EMPTY)
  expect(replies.answer(EMPTY)).toBe(first)
  doc.getText('text').insert(3, ' two')
  const second = replies.answer(EMPTY)
  expect([textOf(first), textOf(second)]).toEqual(['one', 'one two'])
})

it('[ROOM-16] who has something is given what is missing', () => {
  const doc = new Y.Doc()
  const replies = createJoinReplies(doc)
  doc.getText('text').insert(0, 'one')
  const vector = Y.encodeStateVector(doc)
  doc.getText('text').insert(3, ' two')
  expect(replies.answer(vector).length).toBeLessThan(replies.answer(EMPTY).length + 8)
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  const read = readPeerFrame(replies.answer(Y.encodeStateVector(doc)))
  expect(read.kind === 'write' && Y.decodeUpdate(read.payload).structs).toEqual([])
  expect(() => replies.answer(Uint8Array.of(3, 200, 1))).toThrow()
})
