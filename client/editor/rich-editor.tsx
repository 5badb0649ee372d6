/** The editor of a message: what is being written, as its JSON. Knows no conversation. */
import { type Editor, EditorContent, type JSONContent, useEditor } from '@tiptap/react'
import { type Ref, useEffect, useImperativeHandle, useState } from 'react'
import { createWishBook, type EditorWishes, richTextExtensions } from './extensions.ts'
import styles from './rich-editor.module.css'
import { type EditorJson, isBlank } from './rich-text.ts'

export interface RichEditorHandle {
  readonly json: () => EditorJson
  readonly isEmpty: () => boolean
  /** Whether the cursor stands in it. */
  readonly isFocused: () => boolean
  readonly set: (content: EditorJson | undefined) => void
  readonly focus: () => void
}

export interface RichEditorProps extends EditorWishes {
  readonly label: string
  readonly initial: EditorJson | undefined
  readonly autoFocus?: boolean
  readonly ref: Ref<RichEditorHandle>
}

const EMPTY: EditorJson = { type: 'doc', content: [{ type: 'paragraph' }] }

export const RichEditor = ({ label, initial, autoFocus = false, ref, ...wishes }: RichEditorProps) => {
  const [book] = useState(() => createWishBook(wishes))
  useEffect(() => {
    book.write(wishes)
  })
  const editor = useEditor(
    {
      extensions: richTextExtensions(book, {
        enterSubmits: !window.matchMedia('(pointer: coarse)').matches,
      }),
      content: contentOf(initial),
      autofocus: autoFocus ? 'end' : false,
      shouldRerenderOnTransaction: false,
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': label,
          class: styles.text ?? '',
        },
      },
      onUpdate: () => book.read().onChange(),
      onCreate: ({ editor: made }) => book.read().onBlank(isBlank(jsonOf(made))),
      onTransaction: ({ editor: changed, transaction }) => {
        if (transaction.docChanged) book.read().onBlank(isBlank(jsonOf(changed)))
      },
    },
    [label],
  )
  // The placeholder is a decoration, drawn with the next transaction.
  useEffect(() => {
    editor.view.dispatch(editor.state.tr)
  }, [editor, wishes.placeholder])

  useImperativeHandle(ref, () => handleOf(editor), [editor])
  return <EditorContent editor={editor} className={styles.editor} />
}

/** Tiptap's type of the same thing is a mutable one. */
const contentOf = (json: EditorJson | undefined): JSONContent => (json ?? EMPTY) as JSONContent

const jsonOf = (editor: Editor): EditorJson => editor.getJSON() as EditorJson

const handleOf = (editor: Editor): RichEditorHandle => ({
  json: () => jsonOf(editor),
  isEmpty: () => editor.isEmpty,
  isFocused: () => editor.isFocused,
  set: (content) => {
    editor.commands.setContent(contentOf(content), { emitUpdate: false })
  },
  focus: () => {
    editor.commands.focus('end')
  },
})
