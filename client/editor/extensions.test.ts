import { getSchema } from '@tiptap/react'
import { expect, it } from 'vitest'
import { RICH_MARKS, RICH_NODES } from '../../shared/document/index.ts'
import { createWishBook, type EditorWishes, richTextExtensions } from './extensions.ts'
import { createMentionBoard } from './mention.ts'

const WISHES: EditorWishes = {
  placeholder: '',
  mentionable: [],
  onChange: () => undefined,
  onBlank: () => undefined,
  onSubmit: () => undefined,
  onEscape: () => false,
  onRecall: () => false,
}

// A binding deletes from the shared text what its schema lacks; the gate refuses what it has too much.
it('[CLIENT-5] the editor’s schema is the agreed one, no less and no more', () => {
  const schema = getSchema(
    richTextExtensions(createWishBook(WISHES), {
      enterSubmits: true,
      mentions: createMentionBoard(() => []),
    }),
  )
  expect(Object.keys(schema.nodes).toSorted()).toEqual([...RICH_NODES, 'doc', 'text'].toSorted())
  expect(Object.keys(schema.marks).toSorted()).toEqual([...RICH_MARKS].toSorted())
})
