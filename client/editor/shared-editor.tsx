/**
 * An editor bound to a text in the document: every keystroke is in it, and everybody sees it. Undo is one's own: it
 * takes back what was written here, never what somebody else wrote. Only for whoever may write in the text: the
 * binding tidies up what it shows.
 */
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type Editor, EditorContent, useEditor } from '@tiptap/react'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Cursor, CursorKeeper } from './cursor-keeper.ts'
import { createWishBook, type EditorWishes, richTextExtensions } from './extensions.ts'
import { createMentionBoard } from './mention.ts'
import { MentionMenu } from './mention-menu.tsx'
import styles from './rich-editor.module.css'
import { type EditorJson, isBlank } from './rich-text.ts'

export interface SharedEditorHandle {
  readonly json: () => EditorJson | undefined
  readonly focus: () => void
  /** Writes this text in place of what is there, as far as the two differ. */
  readonly rewrite: (content: EditorJson) => void
  /** Takes back everything that was written through this editor. */
  readonly takeBack: () => void
}

export interface SharedEditorProps extends Omit<EditorWishes, 'onRecall'> {
  readonly label: string
  readonly body: Y.XmlFragment
  readonly awareness: Awareness
  /** False while what would be written could not be kept. */
  readonly editable: boolean
  /** Where the cursor is to be; kept by whoever outlives this editor. */
  readonly cursor: CursorKeeper
  readonly ref?: Ref<SharedEditorHandle>
}

/** Where texts are written together Enter begins a new line for all; sending takes a second key. */
export const SharedEditor = ({
  label,
  body,
  awareness,
  editable,
  cursor,
  ref,
  ...others
}: SharedEditorProps) => {
  const wishes: EditorWishes = { ...others, onRecall: () => false }
  const [book] = useState(() => createWishBook(wishes))
  const [mentions] = useState(() => createMentionBoard(() => book.read().mentionable))
  const isGoing = useRef(false)
  const editor = useEditor(
    {
      extensions: richTextExtensions(book, { enterSubmits: false, mentions, shared: { body, awareness } }),
      editable,
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': label,
          class: styles.text ?? '',
        },
      },
      shouldRerenderOnTransaction: false,
      onFocus: ({ editor: focused }) => cursor.write(cursorIn(focused)),
      onSelectionUpdate: ({ editor: changed }) => {
        if (changed.isFocused) cursor.write(cursorIn(changed))
      },
      onBlur: ({ editor: left }) => {
        mentions.close()
        // One that may not be written in for a moment, or goes because the text comes anew, gives the cursor on.
        if (left.isEditable && !isGoing.current) cursor.write(undefined)
      },
      onCreate: ({ editor: made }) => {
        book.read().onBlank(isBlank(jsonOf(made)))
      },
      onTransaction: ({ editor: changed, transaction }) => {
        if (!transaction.docChanged) return
        book.read().onBlank(isBlank(jsonOf(changed)))
        if (!isChangeOrigin(transaction)) book.read().onChange()
      },
    },
    [label, book, mentions, cursor, body, awareness],
  )

  useLayoutEffect(() => {
    isGoing.current = false
    return () => {
      isGoing.current = true
      cursor.write(cursorOnPage(editor) ?? cursor.read())
    }
  }, [editor, cursor])
  // At once, and not when the editor gets to it: whoever is typing would lose letters in between.
  useLayoutEffect(() => takeCursor(editor, cursor), [editor, cursor])
  useEffect(() => {
    book.write(wishes)
  })
  useEffect(() => {
    if (editor.isDestroyed || editor.isEditable === editable) return
    editor.setEditable(editable, false)
    takeCursor(editor, cursor)
  }, [editor, editable, cursor])

  useImperativeHandle(ref, () => handleOf(editor), [editor])
  const field = useCallback(() => (editor.isDestroyed ? undefined : editor.view.dom), [editor])
  return (
    <>
      <EditorContent editor={editor} className={styles.editor} data-editor={label} />
      <MentionMenu board={mentions} field={field} />
    </>
  )
}

/** Puts the cursor where it was, as far as the text reaches. */
const takeCursor = (editor: Editor, cursor: CursorKeeper): void => {
  const at = cursor.read()
  if (at === undefined || !editor.isEditable) return
  editor.commands.setTextSelection(
    at === 'end' ? editor.state.doc.content.size : { from: at.from, to: at.to },
  )
  editor.view.focus()
  const { input } = editor.view as unknown as { readonly input: { lastFocus: number } }
  // Else ProseMirror takes whoever goes to the beginning within 200 ms for a browser that lost the place.
  input.lastFocus = 0
}

const cursorIn = ({ state }: Editor): Cursor => ({ from: state.selection.from, to: state.selection.to })

/** An editor is told of a moved cursor a moment later. On a busy page it may have to go before that. */
const cursorOnPage = ({ isDestroyed, view }: Editor): Cursor | undefined => {
  const selection = document.getSelection()
  if (isDestroyed || selection?.rangeCount !== 1 || !view.hasFocus()) return undefined
  const { startContainer, startOffset, endContainer, endOffset, commonAncestorContainer } =
    selection.getRangeAt(0)
  if (!view.dom.contains(commonAncestorContainer)) return undefined
  return { from: view.posAtDOM(startContainer, startOffset), to: view.posAtDOM(endContainer, endOffset) }
}

const jsonOf = (editor: Editor): EditorJson => editor.getJSON() as EditorJson

const handleOf = (editor: Editor): SharedEditorHandle => ({
  json: () => (editor.isDestroyed ? undefined : jsonOf(editor)),
  focus: () => {
    if (!editor.isDestroyed) editor.commands.focus('end')
  },
  rewrite: (content) => {
    if (!editor.isDestroyed)
      editor.commands.setContent(content as Parameters<typeof editor.commands.setContent>[0])
  },
  takeBack: () => {
    if (editor.isDestroyed) return
    const { undoManager } = yUndoPluginKey.getState(editor.state) as { readonly undoManager: Y.UndoManager }
    while (undoManager.canUndo()) undoManager.undo()
  },
})
