/** Leads to what the address names, once it is here: a message, or a line of the side talk. Then it has done its work. */
import { useEffect } from 'react'
import { useNavigation, useRoute } from '../app/router.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { useGoToMessage } from '../chat/use-go-to-message.ts'
import { useStore } from '../sync/hooks.tsx'
import { useTalkActions } from './talk-context.tsx'

export const LedTo = (): null => {
  const { id, model } = useConversation()
  const route = useRoute()
  const navigation = useNavigation()
  const talk = useTalkActions()
  const goTo = useGoToMessage()
  const at = route.page === 'conversation' && route.id === id ? route.at : undefined
  const tree = useStore(model.tree)
  const isHere = at !== undefined && tree.messages.has(at.messageId)
  useEffect(() => {
    if (at === undefined) return
    if (at.place === 'talk') {
      if (talk === undefined) return
      talk.open(at.messageId)
    } else {
      if (!isHere) return
      goTo(at.messageId)
    }
    navigation.go({ page: 'conversation', id }, { replace: true })
  }, [at, isHere, talk, goTo, navigation, id])
  return null
}
