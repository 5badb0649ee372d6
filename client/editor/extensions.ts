/** The editor's schema: exactly the nodes and marks that a message may hold. */

import { Collaboration } from '@tiptap/extension-collaboration'
import { Highlight } from '@tiptap/extension-highlight'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import { Placeholder } from '@tiptap/extensions'
import { Extension, type Extensions } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { isSafeLink, RICH_NODES } from '../../shared/document/index.ts'
import type { AvatarPerson } from '../design/index.ts'
import { namedCarets } from './carets.ts'
import type { MentionBoard } from './mention.ts'
import { plainPaste } from './plain-paste.ts'
import { tableShortcut } from './table-shortcut.ts'
import { undisturbed } from './undisturbed.ts'

/** What the editor asks of whoever it is a part of. */
export interface EditorWishes {
  readonly placeholder: string
  /** Whom `@` offers, the nearest first. */
  readonly mentionable: readonly AvatarPerson[]
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

export interface RichTextOptions {
  /** On a phone Enter begins a new line, and the button sends. */
  readonly enterSubmits: boolean
  readonly mentions: MentionBoard
  /** A text in the document that is written in directly, and who else does. */
  readonly shared?: { readonly body: Y.XmlFragment; readonly awareness: Awareness }
}

/**
 * Everything that `RICH_NODES` and `RICH_MARKS` name, also where nothing in the editor makes it: a binding deletes
 * what its schema does not know from the shared text.
 */
export const richTextExtensions = (
  wishes: WishBook,
  { enterSubmits, mentions, shared }: RichTextOptions,
): Extensions => [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    // Where others write in the same text undo is Yjs' own, and one's own.
    ...(shared === undefined ? {} : { undoRedo: false }),
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
    bulletList: OWN_DIRECTION,
    orderedList: OWN_DIRECTION,
    blockquote: OWN_DIRECTION,
    code: CODE_DIRECTION,
    codeBlock: CODE_DIRECTION,
  }),
  Highlight,
  TaskList.configure(OWN_DIRECTION),
  TaskItem.configure({ nested: true }),
  TableKit.configure({ table: { resizable: false, ...OWN_DIRECTION } }),
  mentions.extension,
  tableShortcut(),
  plainPaste(),
  Placeholder.configure({ placeholder: () => wishes.read().placeholder }),
  submitKeys(wishes, enterSubmits),
  ...(shared === undefined
    ? []
    : [
        Collaboration.configure({ fragment: shared.body, yUndoOptions: UNDO }),
        namedCarets(shared.body, shared.awareness),
        undisturbed(shared.body),
      ]),
]

/** Bars, numbers and columns stand where the text begins: as it is shown, not as it is stored. */
const OWN_DIRECTION = { HTMLAttributes: { dir: 'auto' } }
const CODE_DIRECTION = { HTMLAttributes: { dir: 'ltr' } }

/** Undo takes back what one made, but for what another has written in by now: not only in paragraphs, as by default. */
const UNDO = { protectedNodes: new Set<string>(RICH_NODES) }

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
          if (editor.view.composing || !enterSubmits) return false
          if (editor.isActive('codeBlock') || editor.isActive('table')) return false
          return submit()
        },
        'Mod-Enter': ({ editor }) => !editor.view.composing && submit(),
        'Shift-Enter': ({ editor }) =>
          editor.isActive('heading')
            ? editor.commands.splitBlock()
            : ['listItem', 'taskItem'].some(
                (item) => editor.isActive(item) && editor.commands.splitListItem(item),
              ),
        Escape: () => wishes.read().onEscape(),
        ArrowUp: ({ editor }) => (editor.isEmpty ? wishes.read().onRecall() : false),
      }
    },
  })
