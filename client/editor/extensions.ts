/** The editor's schema: exactly the nodes and marks that a message may hold. */

import { Placeholder } from '@tiptap/extensions'
import { Extension, type Extensions } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { isSafeLink } from '../../shared/document/index.ts'

/** What the editor asks of whoever it is a part of. */
export interface EditorWishes {
  readonly placeholder: string
  /** Something was typed; not told of what was put in from outside. */
  readonly onChange: () => void
  /** Whether there is anything to send, each time that may have changed. */
  readonly onBlank: (blank: boolean) => void
  /** Enter, where it does not belong to what is being written. */
  readonly onSubmit: () => void
  /** Whether the key was of use. */
  readonly onEscape: () => boolean
  /** Arrow up in an empty editor. */
  readonly onRecall: () => boolean
}

/** The wishes of the moment: an editor is made once, what it is a part of is rendered again and again. */
export interface WishBook {
  readonly read: () => EditorWishes
  readonly write: (wishes: EditorWishes) => void
}

export const createWishBook = (first: EditorWishes): WishBook => {
  let wishes = first
  return {
    read: () => wishes,
    write: (next) => {
      wishes = next
    },
  }
}

export const richTextExtensions = (
  wishes: WishBook,
  /** On a phone Enter begins a new line, and the button sends. */
  options: { readonly enterSubmits: boolean },
): Extensions => [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    link: {
      openOnClick: false,
      autolink: true,
      linkOnPaste: true,
      defaultProtocol: 'https',
      // As the gate does: a link that it would refuse must never get into a text.
      isAllowedUri: isSafeLink,
      HTMLAttributes: { target: null, rel: 'noopener noreferrer' },
    },
    trailingNode: false,
  }),
  Placeholder.configure({ placeholder: () => wishes.read().placeholder }),
  submitKeys(wishes, options.enterSubmits),
]

const submitKeys = (wishes: WishBook, enterSubmits: boolean): Extension =>
  Extension.create({
    name: 'submitKeys',
    // Before the keys of the nodes.
    priority: 1000,
    addKeyboardShortcuts() {
      const submit = (): boolean => {
        wishes.read().onSubmit()
        return true
      }
      return {
        // While an input method composes, Enter chooses a word.
        Enter: ({ editor }) => {
          if (editor.view.composing || !enterSubmits || editor.isActive('codeBlock')) return false
          return submit()
        },
        'Mod-Enter': submit,
        'Shift-Enter': ({ editor }) =>
          editor.isActive('listItem') ? editor.commands.splitListItem('listItem') : false,
        Escape: () => wishes.read().onEscape(),
        ArrowUp: ({ editor }) => (editor.isEmpty ? wishes.read().onRecall() : false),
      }
    },
  })
