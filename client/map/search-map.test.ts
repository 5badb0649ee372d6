import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  conversationRoots,
  fillWithText,
  readTree,
  type Tree,
} from '../../shared/document/index.ts'
import { layOutMap } from './layout.ts'
import { createMessageTexts } from './message-texts.ts'
import { searchMap } from './search-map.ts'

const names = { ofBranch: () => 'The garden', ofPerson: () => 'Ana Sousa' }

it('[C7] finding reads each message once, and again when it has changed', () => {
  const doc = new Y.Doc()
  const write = (id: string, text: string): void =>
    addMessage(
      doc,
      { id, author: 'ana-', role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
      fillWithText(text),
    )
  write('one', 'Bread and figs')
  write('two', 'Wine')
  const tree = (): Tree => readTree(conversationRoots(doc))
  const texts = createMessageTexts()
  doc.on('afterTransaction', texts.forget)
  const find = (query: string): readonly string[] =>
    (searchMap(layOutMap(tree(), { withPutAway: false }), query, names, texts.textOf)?.messages ?? []).map(
      ({ id }) => id,
    )
  expect(find('FIGS bread')).toEqual(['one'])
  expect(find('figs ana')).toEqual(['one'])
  const [one] = tree().view('main' as never)
  if (one === undefined || !(one.body instanceof Y.XmlFragment)) throw new Error('A message was written.')
  const first = texts.textOf(one)
  expect(texts.textOf(one)).toBe(first)
  const paragraph = one.body.get(0)
  if (!(paragraph instanceof Y.XmlElement)) throw new Error('It has a paragraph.')
  paragraph.insert(1, [new Y.XmlText(' and olives')])
  expect(find('olives')).toEqual(['one'])
  expect(find('wine')).toEqual(['two'])
  expect(find('garden')).toEqual([])
})
