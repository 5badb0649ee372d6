/**
 * Where the others write in a shared text: named carets for the editor, and who is in a text for what stands around
 * it. A caret is a hint from a peer and read as one: what cannot be resolved in this document is no caret.
 */
import { Extension } from '@tiptap/react'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { PrincipalId } from '../../shared/ids.ts'
import { readPresence } from '../../shared/presence.ts'
import { tintOf } from '../design/initials.ts'
import { createDerivedStore, type ReadableStore } from '../sync/store.ts'
import styles from './carets.module.css'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The shared type that a position from elsewhere stands in; `undefined` where it leads nowhere. */
const typeAt = (position: unknown, doc: Y.Doc): Y.AbstractType<unknown> | undefined => {
  if (!isRecord(position)) return undefined
  try {
    const relative = Y.createRelativePositionFromJSON(position)
    return Y.createAbsolutePositionFromRelativePosition(relative, doc)?.type
  } catch {
    // Whatever a changed client puts there is no position.
    return undefined
  }
}

const isWithin = (type: Y.AbstractType<unknown> | undefined, body: Y.XmlFragment): boolean => {
  let inner: unknown = type
  while (inner instanceof Y.AbstractType) {
    if (inner === body) return true
    inner = inner.parent
  }
  return false
}

const hasCaretIn = (state: unknown, body: Y.XmlFragment): boolean => {
  if (!isRecord(state) || !isRecord(state.cursor) || body.doc === null) return false
  const { anchor, head } = state.cursor
  return isWithin(typeAt(anchor, body.doc), body) && isWithin(typeAt(head, body.doc), body)
}

/** The carets of the others in `body`, each with its name. */
export const namedCarets = (body: Y.XmlFragment, awareness: Awareness): Extension =>
  Extension.create({
    name: 'namedCarets',
    // After the binding, whose positions it reads.
    priority: 999,
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        awarenessStateFilter: (mine: number, theirs: number, state: unknown) =>
          mine !== theirs && readPresence(state) !== undefined && hasCaretIn(state, body),
        cursorBuilder: caretElement,
        selectionBuilder: (user: { readonly id: string }) => ({
          class: styles.selection ?? '',
          style: `--caret-hue: ${tintOf(user.id)}`,
        }),
      }),
    ],
  })

const caretElement = (user: { readonly id: string; readonly name: string }): HTMLElement => {
  const caret = document.createElement('span')
  caret.className = styles.caret ?? ''
  // Its name says nothing of the direction of what it stands in.
  caret.dir = 'ltr'
  caret.dataset.caretOf = user.name
  caret.style.setProperty('--caret-hue', String(tintOf(user.id)))
  const name = document.createElement('span')
  name.className = styles.name ?? ''
  name.textContent = user.name
  // Word joiners on both sides, so that a line does not break for the caret's sake.
  caret.append('\u2060', name, '\u2060')
  return caret
}

/** Who else has their caret in a text, each once, in a steady order. */
export const writersIn = (
  body: Y.XmlFragment,
  awareness: Awareness,
  me: PrincipalId,
): ReadableStore<readonly PrincipalId[]> => {
  const read = (): readonly PrincipalId[] => {
    const ids = [...awareness.getStates()]
      .filter(([client, state]) => client !== awareness.clientID && hasCaretIn(state, body))
      .flatMap(([, state]) => readPresence(state)?.user.id ?? [])
    return [...new Set(ids)].filter((id) => id !== me).sort()
  }
  const store = createDerivedStore(read)
  return {
    get: store.get,
    subscribe: (listener) => {
      const onChange = (): void => {
        if (store.get().join(' ') !== read().join(' ')) store.invalidate()
      }
      awareness.on('change', onChange)
      // A caret may be told before the words that it stands in.
      body.observeDeep(onChange)
      const stop = store.subscribe(listener)
      onChange()
      return () => {
        stop()
        awareness.off('change', onChange)
        body.unobserveDeep(onChange)
      }
    },
  }
}
