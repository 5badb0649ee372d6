/** The draft of the branch one is on, kept in the personal document. */
import { type RefObject, useEffect, useMemo } from 'react'
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
  useEffect(() => {
    const load = (): void => editor.current?.set(readDraft(personal, id, branchId))
    load()
    const onUpdate = (): void => {
      const { current } = editor
      if (current === null || current.isFocused() || keeper.isWaiting()) return
      const shown = current.isEmpty() ? undefined : current.json()
      if (JSON.stringify(readDraft(personal, id, branchId)) !== JSON.stringify(shown)) load()
    }
    personal.on('update', onUpdate)
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      personal.off('update', onUpdate)
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [personal, id, branchId, editor, keeper])
  return keeper
}
