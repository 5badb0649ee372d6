/** The conversation from which this one was forked, for those who may open that one. */
import { useMemo, useState } from 'react'
import { conversationRoots, forkMark, readForkMark } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useDirectory, useStore } from '../sync/hooks.tsx'

export const useForkSource = (): ConversationId | undefined => {
  const { id, model } = useConversation()
  // It is written with the other settings, once.
  useStore(model.settings)
  const mark = readForkMark(conversationRoots(model.doc))
  const { conversations } = useDirectory()
  // A list that moves is read again and again, and may be long.
  const [marks] = useState(() => new Map<ConversationId, string>())
  return useMemo(() => {
    if (mark === undefined) return undefined
    return conversations.find((entry) => {
      const known = marks.get(entry.id) ?? forkMark(id, entry.id)
      marks.set(entry.id, known)
      return known === mark
    })?.id
  }, [mark, conversations, marks, id])
}
