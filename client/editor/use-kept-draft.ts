/** A draft that follows the editor into the personal document, and the other way round while one is not writing. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type DraftKey, readDraft, writeDraft } from '../../shared/document/index.ts'
import { useNotices } from '../design/index.ts'
import { usePersonalDoc } from '../sync/hooks.tsx'
import { createStore } from '../sync/store.ts'
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts'
import type { RichEditorHandle } from './rich-editor.tsx'
import type { EditorJson } from './rich-text.ts'

/** `otherwise`: what stands there where nothing was kept; to be stable. */
export const useKeptDraft = (
  editor: RefObject<RichEditorHandle | null>,
  at: DraftKey,
  otherwise?: EditorJson,
): DraftKeeper => {
  const personal = usePersonalDoc()
  const { show } = useNotices()
  /** What was kept or filled in last, spelled out: what stands there beyond it is nowhere else. */
  const [known] = useState(() => createStore<string | undefined>(undefined))
  const keeper = useMemo(
    () =>
      createDraftKeeper((draft) => {
        if (writeDraft(personal, at, draft)) known.set(JSON.stringify(draft))
        else show({ text: 'This is too long to be kept as a draft. Send it in parts.' })
      }),
    [personal, at, known, show],
  )
  // Under another key is another draft. One that comes from the disk or another tab fills an editor that is not in use.
  const left = useRef<{ readonly at: DraftKey; readonly isInUse: boolean }>(undefined)
  useEffect(() => {
    const read = (): EditorJson | undefined => readDraft(personal, at) ?? otherwise
    const shown = (): EditorJson | undefined =>
      editor.current === null || editor.current.isEmpty() ? undefined : editor.current.json()
    const load = (): void => {
      const kept = read()
      if (JSON.stringify(kept) !== JSON.stringify(shown())) editor.current?.set(kept)
      // As the editor spells it.
      known.set(JSON.stringify(shown()))
    }
    // One's own document was fetched anew: what is being written stays, and goes on in that one.
    const isInUse = (): boolean => keeper.isWaiting() || editor.current?.isFocused() === true
    const { current: now } = editor
    if (now !== null && left.current?.at === at && left.current.isInUse) {
      keeper.keep(now.isEmpty() ? undefined : now.json())
    } else load()
    const onUpdate = (): void => {
      const { current } = editor
      if (current === null || keeper.isWaiting()) return
      const kept = JSON.stringify(read())
      // One's own keeping, as it comes by.
      if (kept === known.get()) return
      // What stands there was kept, and what another device made of it since is not to be lost, nor come back.
      if (!current.isFocused() || JSON.stringify(shown()) === known.get()) load()
    }
    personal.on('update', onUpdate)
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      left.current = { at, isInUse: isInUse() }
      personal.off('update', onUpdate)
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [personal, at, otherwise, editor, keeper, known])
  return keeper
}
