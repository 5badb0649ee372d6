/**
 * Where one is about to write, and how, stays while others' words and carets come.
 *
 * A browser tells of a moved cursor a moment later: what comes in between would put it back to where the editor last
 * knew it, and the next letters would stand there. And a format that was chosen for the next letters is forgotten by
 * whatever changes the text.
 */

import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { Plugin, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { Extension } from '@tiptap/react'
import { yCursorPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'

/** What of ProseMirror's own observer is used here (prosemirror-view 1.x, `domobserver.ts`). */
interface PageObserver {
  readonly pendingRecords: () => readonly MutationRecord[]
  readonly flush: () => void
  readonly flushSoon: () => void
}

/** Lets the editor know of a cursor that was moved on the page. */
const readCursor = (view: EditorView): void => {
  const { domObserver: observer } = view as unknown as { readonly domObserver: PageObserver }
  // Letters must never become part of another's change: they come by themselves.
  if (observer.pendingRecords().length > 0) observer.flushSoon()
  else observer.flush()
}

const isOfCarets = (transaction: Transaction): boolean =>
  transaction.getMeta(yCursorPluginKey) !== undefined && !transaction.docChanged

export const undisturbed = (body: Y.XmlFragment): Extension => {
  let shown: EditorView | undefined
  // An input method has the cursor to itself while it composes.
  const writingIn = (): EditorView | undefined => (shown?.composing === true ? undefined : shown)
  const onBeginning = (): void => {
    const view = writingIn()
    if (view !== undefined) readCursor(view)
  }
  return Extension.create({
    name: 'undisturbed',
    // Before the binding, which notes where the cursor is when something begins to come.
    priority: 1001,
    addProseMirrorPlugins: () => [
      new Plugin({
        view: (view) => {
          shown = view
          body.doc?.on('beforeAllTransactions', onBeginning)
          return {
            destroy: () => {
              shown = undefined
              body.doc?.off('beforeAllTransactions', onBeginning)
            },
          }
        },
      }),
    ],
    dispatchTransaction({ transaction, next }) {
      const view = writingIn()
      if (view !== undefined && (isOfCarets(transaction) || isChangeOrigin(transaction))) {
        if (isOfCarets(transaction)) {
          readCursor(view)
          if (!transaction.selection.eq(view.state.selection)) transaction.setSelection(view.state.selection)
        }
        transaction.setStoredMarks(view.state.storedMarks)
      }
      next(transaction)
    },
  })
}
