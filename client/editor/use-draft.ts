/** The draft of the branch one is on, kept in the personal document. */
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { PERSONAL_VALUE_LENGTH, readDraft, writeDraft } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { usePersonalDoc } from '../sync/hooks.tsx'
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts'
import type { RichEditorHandle } from './rich-editor.tsx'

export const useDraft = (editor: RefObject<RichEditorHandle | null>): DraftKeeper => {
  const { id, places } = useConversation()
  const personal = usePersonalDoc()
  const { branchId } = places.place
  const keeper = useMemo(
    () =>
      createDraftKeeper((draft) => {
        if (JSON.stringify(draft ?? null).length < PERSONAL_VALUE_LENGTH)
          writeDraft(personal, id, branchId, draft)
      }),
    [personal, id, branchId],
  )

  // Another branch has another draft. One that comes from the disk or another tab fills an editor that is not in use.
  const left = useRef<{ readonly place: string; readonly isInUse: boolean }>(undefined)
  useEffect(() => {
    const place = `${id} ${branchId}`
    const load = (): void => editor.current?.set(readDraft(personal, id, branchId))
    // One's own document was fetched anew: what is being written stays, and goes on in that one.
    const isInUse = (): boolean => keeper.isWaiting() || editor.current?.isFocused() === true
    const { current: now } = editor
    if (now !== null && left.current?.place === place && left.current.isInUse) {
      keeper.keep(now.isEmpty() ? undefined : now.json())
    } else load()
    const onUpdate = (): void => {
      const { current } = editor
      if (current === null || current.isFocused() || keeper.isWaiting()) return
      const shown = current.isEmpty() ? undefined : current.json()
      if (JSON.stringify(readDraft(personal, id, branchId)) !== JSON.stringify(shown)) load()
    }
    personal.on('update', onUpdate)
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      left.current = { place, isInUse: isInUse() }
      personal.off('update', onUpdate)
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [personal, id, branchId, editor, keeper])
  return keeper
}
