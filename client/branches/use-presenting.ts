/** Whether one presents here: told to everybody who is here, and over when one leaves. */
import { useSyncExternalStore } from 'react'
import { useConversation } from '../chat/conversation-context.tsx'

export const usePresenting = (): readonly [boolean, (presenting: boolean) => void] => {
  const { presence } = useConversation().model
  const presenting = useSyncExternalStore(presence.isPresenting.subscribe, presence.isPresenting.get)
  return [presenting, presence.setPresenting]
}
