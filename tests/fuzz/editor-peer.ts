/**
 * Somebody who writes in the editor: ProseMirror with Tiptap's schema, its binding to Yjs and its undo, as in the
 * browser, on a view without a screen.
 */
import { getSchema } from '@tiptap/core'
import { joinBackward, lift, setBlockType, splitBlock, toggleMark, wrapIn } from '@tiptap/pm/commands'
import type { NodeType } from '@tiptap/pm/model'
import { wrapInList } from '@tiptap/pm/schema-list'
import { type Command, EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import StarterKit from '@tiptap/starter-kit'
import { redo, undo, ySyncPlugin, ySyncPluginKey, yUndoPlugin, yUndoPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import type { Random } from '../helpers/random.ts'
import type { HonestPeer } from './honest-peer.ts'

const SCHEMA = getSchema([StarterKit.configure({ trailingNode: false })])

export class EditorPeer {
  readonly peer: HonestPeer
  readonly #random: Random
  readonly #body: Y.XmlFragment
  #views: readonly { update?: (view: EditorView, before: EditorState) => void }[] = []
  #state: EditorState

  constructor(peer: HonestPeer, body: Y.XmlFragment, random: Random) {
    this.peer = peer
    this.#random = random
    this.#body = body
    this.#state = EditorState.create({ schema: SCHEMA, plugins: [ySyncPlugin(body), yUndoPlugin()] })
    withoutSelection(this.#state)
    const view = this.#view()
    this.#views = this.#state.plugins.map((plugin) => plugin.spec.view?.(view) ?? {})
    const manager = this.#undoManager()
    if (manager === undefined) throw new Error('The editor has no undo.')
    // What is undone in one step is the seed's to say, not the clock's.
    manager.captureTimeout = Number.POSITIVE_INFINITY
  }

  /** What the editor shows. */
  get shown(): string {
    return this.#state.doc.toString()
  }

  /** What the document holds. */
  get held(): string {
    return JSON.stringify(this.#body.toJSON())
  }

  act(): void {
    const random = this.#random
    const { doc, tr } = this.#state
    const from = random.below(doc.content.size + 1)
    const to = Math.min(doc.content.size, from + random.below(8))
    if (random.chance(0.4)) this.#undoManager()?.stopCapturing()
    const kind = random.below(20)
    if (kind < 7) {
      const at = TextSelection.near(doc.resolve(from))
      this.#dispatch(tr.setSelection(at).insertText(random.pick(['a', 'word ', 'two words', 'é'])))
    } else if (kind < 9) this.#dispatch(tr.deleteRange(from, to))
    else if (kind < 12) undo(this.#state)
    else if (kind < 13) redo(this.#state)
    else {
      this.#dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
      random.pick(COMMANDS)(this.#state, (next) => this.#dispatch(next))
    }
  }

  #dispatch(transaction: Transaction): void {
    const before = this.#state
    this.#state = before.apply(transaction)
    for (const view of this.#views) view.update?.(this.#view(), before)
  }

  /** As much of a view as the plugins look at. */
  #view(): EditorView {
    const state = (): EditorState => this.#state
    const view = {
      get state() {
        return state()
      },
      dispatch: (transaction: Transaction) => this.#dispatch(transaction),
      hasFocus: () => false,
    }
    return view as unknown as EditorView
  }

  #undoManager(): Y.UndoManager | undefined {
    return (yUndoPluginKey.getState(this.#state) as { undoManager: Y.UndoManager } | undefined)?.undoManager
  }
}

/**
 * Keeps the binding from restoring selections: y-tiptap 3.0.9 looks them up in documents that have become shorter
 * meanwhile, and throws. Selections are not shared, so nothing is lost here.
 */
const withoutSelection = (state: EditorState): void => {
  const { binding } = ySyncPluginKey.getState(state) as { binding: object }
  Object.defineProperty(binding, 'beforeTransactionSelection', {
    get: () => null,
    set: () => {
      // Stays as it is.
    },
  })
}

const node = (name: string): NodeType => {
  const type = SCHEMA.nodes[name]
  if (type === undefined) throw new Error(`The schema has no ${name}.`)
  return type
}

const mark = (name: string, attributes?: Record<string, unknown>): Command => {
  const type = SCHEMA.marks[name]
  if (type === undefined) throw new Error(`The schema has no ${name}.`)
  return toggleMark(type, attributes)
}

const COMMANDS: readonly Command[] = [
  splitBlock,
  splitBlock,
  joinBackward,
  lift,
  mark('bold'),
  mark('italic'),
  mark('link', { href: 'https://example.org' }),
  setBlockType(node('heading'), { level: 2 }),
  setBlockType(node('paragraph')),
  setBlockType(node('codeBlock'), { language: 'ts' }),
  wrapIn(node('blockquote')),
  wrapInList(node('bulletList')),
  wrapInList(node('orderedList')),
  (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(node('hardBreak').create()))
    return true
  },
]
