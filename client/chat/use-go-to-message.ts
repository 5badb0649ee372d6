/** Leads to a message wherever it stands: on the branch one reads where it is part of it, else on its own. */
import { useCallback } from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { useConversation } from './conversation-context.tsx'
import { placeView } from './rows.ts'

export const useGoToMessage = (): ((id: MessageId) => void) => {
  const { model, places } = useConversation()
  const { place, goTo } = places
  return useCallback(
    (id) => {
      const tree = model.tree.get()
      const message = tree.messages.get(id)
      if (message === undefined) return
      const isRead = place.kind === 'branch' && placeView(tree, place).some((each) => each.id === id)
      goTo(isRead ? place.branchId : message.branchId, id)
    },
    [model, place, goTo],
  )
}
