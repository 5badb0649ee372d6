import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { MessageId } from '../ids.ts'
import { findMessage } from './find.ts'
import { type OvertakenWatch, watchOvertaken } from './overtaken.ts'
import { conversationRoots } from './schema.ts'
import { bodyToMarkdown } from './text.ts'
import { addMessage, fillWithText } from './write.ts'

const DRAFT = 'draft' as MessageId
const OTHERS = 'others'

const bodyOf = (doc: Y.Doc): Y.XmlFragment => {
  const body = findMessage(conversationRoots(doc), DRAFT)?.body
  if (!(body instanceof Y.XmlFragment)) throw new Error('There is no text.')
  return body
}
const textOf = (doc: Y.Doc): Y.XmlText => (bodyOf(doc).get(0) as Y.XmlElement).get(0) as Y.XmlText

/** Two who have the same text and do not hear of each other. */
const apart = () => {
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
  addMessage(
    theirs,
    { id: DRAFT, author: 'anna', role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
    fillWithText('water the trees'),
    { draft: true },
  )
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  return {
    mine,
    theirs,
    watch: (): OvertakenWatch =>
      watchOvertaken(mine, Y.encodeStateVector(theirs), (origin) => origin === OTHERS),
    meet: () => Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), OTHERS),
  }
}

/** As the editor does it. */
const makeQuote = (doc: Y.Doc): void =>
  doc.transact(() => {
    const words = textOf(doc).toJSON()
    bodyOf(doc).delete(0, 1)
    const [quote, paragraph] = [new Y.XmlElement('blockquote'), new Y.XmlElement('paragraph')]
    paragraph.insert(0, [new Y.XmlText(words)])
    quote.insert(0, [paragraph])
    bodyOf(doc).insert(0, [quote])
  })

it('[CLIENT-12] finds words that went with what they stood in, and has the text as it was', () => {
  const { mine, theirs, watch, meet } = apart()
  textOf(mine).insert(15, ' every morning')
  makeQuote(theirs)
  const watching = watch()
  meet()
  expect(bodyToMarkdown(bodyOf(mine))).toBe('> water the trees')
  const found = watching.found()
  watching.stop()
  expect(found?.messages).toEqual([DRAFT])
  const copy = new Y.Doc()
  Y.applyUpdate(copy, found?.update ?? new Uint8Array())
  expect(bodyToMarkdown(bodyOf(copy))).toBe('water the trees every morning')
})

it('[CLIENT-12] finds nothing where one’s words stand, where others deleted what they had seen, and where one deleted oneself', () => {
  const beside = apart()
  textOf(beside.mine).insert(15, ' every morning')
  textOf(beside.theirs).delete(0, 6)
  const watching = beside.watch()
  beside.meet()
  expect(bodyToMarkdown(bodyOf(beside.mine))).toBe('the trees every morning')
  expect(watching.found()).toBeUndefined()

  const seen = apart()
  textOf(seen.mine).insert(15, ' every morning')
  Y.applyUpdate(seen.theirs, Y.encodeStateAsUpdate(seen.mine))
  makeQuote(seen.theirs)
  textOf(seen.mine).insert(0, ' ')
  const later = seen.watch()
  seen.meet()
  expect(later.found()).toBeUndefined()

  const own = apart()
  textOf(own.mine).insert(15, ' every morning')
  const meanwhile = own.watch()
  makeQuote(own.mine)
  own.meet()
  expect(meanwhile.found()).toBeUndefined()
})
