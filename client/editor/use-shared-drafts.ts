/** The shared drafts of the branch one reads, oldest first; not those that were discarded. */
import { useMemo } from 'react'
import type { MessageEntry } from '../../shared/document/index.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useStore } from '../sync/hooks.tsx'

export const useSharedDrafts = (): readonly MessageEntry[] => {
  const { model, places } = useConversation()
  const tree = useStore(model.tree)
  const { branchId } = places.place
  return useMemo(
    () => tree.drafts(branchId).filter(({ deletedBy, role }) => deletedBy === undefined && role === 'user'),
    [tree, branchId],
  )
}
