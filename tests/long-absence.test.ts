/** However much was written off line, it goes up: in pieces, each of which the gate takes. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { type PieceSize, splitUpdate } from '../client/sync/split-update.ts'
import {
  addMessage,
  addRun,
  bodyToMarkdown,
  conversationRoots,
  fillWithText,
  readMessages,
} from '../shared/document/index.ts'
import { UPDATE_SIZE } from '../shared/update-size.ts'
import { HonestPeer } from './fuzz/honest-peer.ts'
import {
  contentOf,
  type GuardedDocument,
  guardDocument,
  newDocument,
  person,
} from './helpers/guarded-document.ts'
import { createRandom } from './helpers/random.ts'

const ANA = person('ana_')

const verdictsOf = (guarded: GuardedDocument, pieces: readonly Uint8Array[]): string[] =>
  pieces.map((piece) => {
    const verdict = guarded.receive(ANA, piece)
    return verdict.kind === 'reject' ? `${verdict.code}: ${verdict.detail}` : verdict.kind
  })

const say = (doc: Y.Doc, id: string, text: string): void =>
  doc.transact(() => {
    addMessage(
      doc,
      { id, author: ANA.id, role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
      fillWithText(text),
    )
    addRun(doc, {
      ...{ id: `run-${id}`, parentId: id, branchId: 'main', requestedBy: ANA.id },
      ...{ agent: 'banyan', model: '', createdAt: 1 },
    })
  })

const unsent = (doc: Y.Doc, guarded: GuardedDocument): Uint8Array =>
  Y.encodeStateAsUpdate(doc, Y.encodeStateVector(guarded.doc))

it('[CLIENT-11] many messages from off line, more than one frame holds, are all taken, each whole', () => {
  const guarded = guardDocument()
  const doc = newDocument(1)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(guarded.doc))
  for (let n = 0; n < 320; n++) say(doc, `message-${n}`, `${n}: ${'a long day in the field. '.repeat(300)}`)
  const update = unsent(doc, guarded)
  expect(update.length).toBeGreaterThan(UPDATE_SIZE.bytes)

  const pieces = splitUpdate(update)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(UPDATE_SIZE.bytes)
  for (const piece of pieces) {
    expect(guarded.receive(ANA, piece).kind).toBe('apply')
    // Nobody ever sees half a message of these.
    for (const { body } of readMessages(conversationRoots(guarded.doc))) {
      expect(bodyToMarkdown(body)).toMatch(/^\d+: (a long day in the field\. ){300}$/)
    }
  }
  expect(contentOf(guarded.doc)).toEqual(contentOf(doc))
})

it('[CLIENT-11] one message of more parts, or of a longer text, than an update may have is taken too', () => {
  const guarded = guardDocument()
  const doc = newDocument(1)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(guarded.doc))
  say(doc, 'a-long-log', Array.from({ length: 7_000 }, (_, n) => `${n} GET /index.html 200`).join('\n\n'))
  say(doc, 'a-long-line', 'x😀'.repeat(UPDATE_SIZE.structLength / 2))
  const pieces = splitUpdate(unsent(doc, guarded))
  expect(new Set(verdictsOf(guarded, pieces))).toEqual(new Set(['apply']))
  expect(contentOf(guarded.doc)).toEqual(contentOf(doc))
})

it('[CLIENT-11] what an open page writes at once is sent as it is where it fits', () => {
  const guarded = guardDocument()
  const doc = newDocument(1)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(guarded.doc))
  say(doc, 'all-at-once', 'word '.repeat(20_000))
  const update = unsent(doc, guarded)
  expect(splitUpdate(update)).toEqual([update])
})

/** Small enough that everything is cut somewhere. */
const TINY: PieceSize = { bytes: 400, structs: 12, structLength: 3, totalLength: 60, clients: 2 }

it('[CLIENT-11] whatever several pages of one device write, edit, undo and delete off line is taken in small pieces', () => {
  let cuts = 0
  for (let seed = 1; seed <= 10; seed++) {
    const random = createRandom(seed)
    const guarded = guardDocument()
    const pages = [1, 2, 3].map((client) => new HonestPeer(ANA, client, guarded, random))
    for (const round of [1, 2]) {
      for (const page of pages) page.goOffline()
      for (let step = 0; step < 80; step++) {
        random.pick(pages).act()
        // Pages agree by way of the local copy.
        if (random.chance(0.2)) agree(pages)
      }
      agree(pages)
      const [page] = pages
      if (page === undefined) throw new Error('There are three pages.')
      const update = unsent(page.doc, guarded)
      const whole = newDocument(99)
      Y.applyUpdate(whole, Y.encodeStateAsUpdate(guarded.doc))
      Y.applyUpdate(whole, update)
      const pieces = splitUpdate(update, TINY)
      cuts += pieces.length - 1
      const verdicts = verdictsOf(guarded, pieces).filter(
        (verdict) => verdict !== 'apply' && verdict !== 'noop',
      )
      expect(verdicts, `seed ${seed}, round ${round}`).toEqual([])
      expect(contentOf(guarded.doc), `seed ${seed}, round ${round}`).toEqual(contentOf(whole))
      for (const { doc } of pages) Y.applyUpdate(doc, Y.encodeStateAsUpdate(guarded.doc), 'network')
    }
    expect(contentOf(guarded.streaming)).toEqual(contentOf(guarded.doc))
    expect(contentOf(guarded.lateJoiner())).toEqual(contentOf(guarded.doc))
  }
  expect(cuts).toBeGreaterThan(100)
})

const agree = (pages: readonly HonestPeer[]): void => {
  for (const { doc } of pages) {
    for (const other of pages) Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(doc), 'network')
  }
}
