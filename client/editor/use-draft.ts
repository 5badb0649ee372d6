/** The draft of the branch one is on, kept in the personal document. */
import { type RefObject, useMemo } from 'react'
import { readDraft, writeDraft } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { usePersonalDoc } from '../sync/hooks.tsx'
import type { DraftKeeper } from './draft-keeper.ts'
import type { RichEditorHandle } from './rich-editor.tsx'
import { type DraftPlace, useKeptDraft } from './use-kept-draft.ts'

export const useDraft = (editor: RefObject<RichEditorHandle | null>): DraftKeeper => {
  const { id, places } = useConversation()
  const personal = usePersonalDoc()
  const { branchId } = places.place
  const place = useMemo<DraftPlace>(
    () => ({
      name: `${id} ${branchId}`,
      read: () => readDraft(personal, id, branchId),
      write: (draft) => writeDraft(personal, id, branchId, draft),
    }),
    [personal, id, branchId],
  )
  return useKeptDraft(editor, place)
}
