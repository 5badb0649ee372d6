/** The editor of a message: what is being written, as its JSON. Knows no conversation. */
import { Editor, type JSONContent } from '@tiptap/core'
import {
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createWishBook, type EditorWishes, richTextExtensions, type WishBook } from './extensions.ts'
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
  const [begun] = useState({ initial, autoFocus })
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor>(null)

  useEffect(() => {
    book.write(wishes)
  })
  // Made with the element and gone with it, before any effect of the parent asks for it.
  useLayoutEffect(() => {
    const made = createEditor(place.current, label, book, begun)
    editor.current = made
    return () => {
      editor.current = null
      made.destroy()
    }
  }, [label, book, begun])
  // The placeholder is a decoration, drawn with the next transaction.
  useEffect(() => {
    const { current } = editor
    current?.view.dispatch(current.state.tr)
  }, [wishes.placeholder])

  useImperativeHandle(ref, () => handleOf(editor), [])
  return <div ref={place} className={styles.editor} data-editor={label} />
}

const createEditor = (
  element: HTMLElement | null,
  label: string,
  book: WishBook,
  begun: { readonly initial: EditorJson | undefined; readonly autoFocus: boolean },
): Editor =>
  new Editor({
    element,
    extensions: richTextExtensions(book, {
      enterSubmits: !window.matchMedia('(pointer: coarse)').matches,
    }),
    content: contentOf(begun.initial),
    autofocus: begun.autoFocus ? 'end' : false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        class: styles.text ?? '',
      },
    },
    onUpdate: () => book.read().onChange(),
    onCreate: ({ editor }) => book.read().onBlank(isBlank(jsonOf(editor))),
    onTransaction: ({ editor, transaction }) => {
      if (transaction.docChanged) book.read().onBlank(isBlank(jsonOf(editor)))
    },
  })

/** Tiptap's type of the same thing is a mutable one. */
const contentOf = (json: EditorJson | undefined): JSONContent => (json ?? EMPTY) as JSONContent

const jsonOf = (editor: Editor): EditorJson => editor.getJSON() as EditorJson

const handleOf = (editor: RefObject<Editor | null>): RichEditorHandle => ({
  json: () => (editor.current === null ? EMPTY : jsonOf(editor.current)),
  isEmpty: () => editor.current?.isEmpty ?? true,
  isFocused: () => editor.current?.isFocused ?? false,
  set: (content) => {
    editor.current?.commands.setContent(contentOf(content), { emitUpdate: false })
  },
  focus: () => {
    editor.current?.commands.focus('end')
  },
})
