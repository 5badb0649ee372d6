/** A draft that follows the editor into the personal document, and the other way round while one is not writing. */
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { PERSONAL_VALUE_LENGTH } from '../../shared/document/index.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts'
import type { RichEditorHandle } from './rich-editor.tsx'
import type { EditorJson } from './rich-text.ts'

/** Where a draft is kept. To be stable (`useMemo`): another place has another draft. */
export interface DraftPlace {
  /** The same in every document. */
  readonly name: string
  readonly read: () => EditorJson | undefined
  readonly write: (draft: EditorJson | undefined) => void
}

export const useKeptDraft = (
  editor: RefObject<RichEditorHandle | null>,
  { name, read, write }: DraftPlace,
): DraftKeeper => {
  const personal = usePersonalDoc()
  const keeper = useMemo(
    () =>
      createDraftKeeper((draft) => {
        if (JSON.stringify(draft ?? null).length < PERSONAL_VALUE_LENGTH) write(draft)
      }),
    [write],
  )
  // Another place has another draft. One that comes from the disk or another tab fills an editor that is not in use.
  const left = useRef<{ readonly name: string; readonly isInUse: boolean }>(undefined)
  useEffect(() => {
    const shown = (): EditorJson | undefined =>
      editor.current === null || editor.current.isEmpty() ? undefined : editor.current.json()
    const load = (): void => {
      const kept = read()
      if (JSON.stringify(kept) !== JSON.stringify(shown())) editor.current?.set(kept)
    }
    // One's own document was fetched anew: what is being written stays, and goes on in that one.
    const isInUse = (): boolean => keeper.isWaiting() || editor.current?.isFocused() === true
    const { current: now } = editor
    if (now !== null && left.current?.name === name && left.current.isInUse) {
      keeper.keep(now.isEmpty() ? undefined : now.json())
    } else load()
    const onUpdate = (): void => {
      const { current } = editor
      if (current === null || keeper.isWaiting()) return
      // Nobody writes in an empty one, nor in a window behind another: what another device wrote is not to be lost.
      const isWrittenIn = current.isFocused() && !current.isEmpty() && document.hasFocus()
      if (!isWrittenIn) load()
    }
    personal.on('update', onUpdate)
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      left.current = { name, isInUse: isInUse() }
      personal.off('update', onUpdate)
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [personal, name, read, editor, keeper])
  return keeper
}
