/** The editor of a message: what is being written, as its JSON. Knows no conversation. */
import { EditorState } from '@tiptap/pm/state'
import { type Editor, EditorContent, type JSONContent, useEditor } from '@tiptap/react'
import { type Ref, useCallback, useEffect, useImperativeHandle, useState } from 'react'
import { createWishBook, type EditorWishes, richTextExtensions } from './extensions.ts'
import { createMentionBoard } from './mention.ts'
import { MentionMenu } from './mention-menu.tsx'
import styles from './rich-editor.module.css'
import { appended, type EditorJson, isBlank } from './rich-text.ts'

export interface RichEditorHandle {
  readonly json: () => EditorJson
  readonly isEmpty: () => boolean
  /** Whether the cursor stands in it. */
  readonly isFocused: () => boolean
  readonly set: (content: EditorJson | undefined) => void
  /** Adds this to what stands there, as if one had typed it. */
  readonly append: (content: EditorJson) => void
  readonly focus: () => void
}

export interface RichEditorProps extends EditorWishes {
  readonly label: string
  readonly initial: EditorJson | undefined
  readonly autoFocus?: boolean
  readonly ref: Ref<RichEditorHandle>
}

/** What the editor holds, for as long as there is none. */
interface Memory {
  readonly read: () => EditorJson | undefined
  readonly write: (content: EditorJson | undefined) => void
}

const createMemory = (first: EditorJson | undefined): Memory => {
  let content = first
  return {
    read: () => content,
    write: (next) => {
      content = next
    },
  }
}

const EMPTY: EditorJson = { type: 'doc', content: [{ type: 'paragraph' }] }

export const RichEditor = ({ label, initial, autoFocus = false, ref, ...wishes }: RichEditorProps) => {
  const [book] = useState(() => createWishBook(wishes))
  const [mentions] = useState(() => createMentionBoard(() => book.read().mentionable))
  const [begun] = useState({ initial, autoFocus })
  const [memory] = useState(() => createMemory(initial))
  // Made once and kept: what is rendered around it again and again reaches it through the book of wishes.
  const editor = useEditor(
    {
      extensions: richTextExtensions(book, {
        enterSubmits: !window.matchMedia('(pointer: coarse)').matches,
        mentions,
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
      shouldRerenderOnTransaction: false,
      onUpdate: ({ editor: changed }) => {
        memory.write(jsonOf(changed))
        book.read().onChange()
      },
      onBlur: mentions.close,
      onCreate: ({ editor: made }) => book.read().onBlank(isBlank(jsonOf(made))),
      onTransaction: ({ editor: changed, transaction }) => {
        if (transaction.docChanged) book.read().onBlank(isBlank(jsonOf(changed)))
      },
    },
    [label, book, mentions, begun, memory],
  )

  useEffect(() => {
    book.write(wishes)
  })
  // React may hide a part of the page and show it again: the editor is another one then, what was written is not.
  useEffect(() => {
    if (!editor.isDestroyed) editor.commands.setContent(contentOf(memory.read()), { emitUpdate: false })
  }, [editor, memory])
  // The placeholder is a decoration, drawn with the next transaction.
  useEffect(() => {
    if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr)
  }, [editor, wishes.placeholder])

  useImperativeHandle(ref, () => handleOf(editor, memory), [editor, memory])
  const field = useCallback(() => (editor.isDestroyed ? undefined : editor.view.dom), [editor])
  return (
    <>
      <EditorContent editor={editor} className={styles.editor} data-editor={label} />
      <MentionMenu board={mentions} field={field} />
    </>
  )
}

/** Tiptap's type of the same thing is a mutable one. */
const contentOf = (json: EditorJson | undefined): JSONContent => (json ?? EMPTY) as JSONContent

const jsonOf = (editor: Editor): EditorJson => editor.getJSON() as EditorJson

/** What is taken back is what one wrote in this text, not in the one that stood here before. */
const forgetSteps = ({ state, view }: Editor): void => {
  const { doc, selection, plugins } = state
  view.updateState(EditorState.create({ doc, selection, plugins }))
}

const handleOf = (editor: Editor, memory: Memory): RichEditorHandle => ({
  json: () => (editor.isDestroyed ? (memory.read() ?? EMPTY) : jsonOf(editor)),
  isEmpty: () => (editor.isDestroyed ? memory.read() === undefined : editor.isEmpty),
  isFocused: () => !editor.isDestroyed && editor.isFocused,
  set: (content) => {
    memory.write(content)
    if (editor.isDestroyed) return
    editor.commands.setContent(contentOf(content), { emitUpdate: false })
    forgetSteps(editor)
  },
  append: (content) => {
    const joined = appended(editor.isDestroyed ? memory.read() : jsonOf(editor), content)
    if (editor.isDestroyed) memory.write(joined)
    else editor.commands.setContent(contentOf(joined), { emitUpdate: true })
  },
  focus: () => {
    if (!editor.isDestroyed) editor.commands.focus('end')
  },
})
