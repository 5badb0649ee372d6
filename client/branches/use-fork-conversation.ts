/** Goes on in a conversation of one's own, with what one reads along a branch. Nobody else is there before it is shared. */
import { useCallback, useRef } from 'react'
import type { BranchId, ConversationId, MessageId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import { useNavigation } from '../app/router.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { useNotices } from '../design/index.ts'
import { leftBehindWords } from '../files/file-words.ts'
import { newId } from '../sync/new-id.ts'

export const useForkConversation = (): ((branchId: BranchId, messageId?: MessageId) => void) => {
  const api = useApi()
  const navigation = useNavigation()
  const { id: source } = useConversation()
  const { show } = useNotices()
  const busy = useRef(false)
  return useCallback(
    (branchId, messageId) => {
      if (busy.current) return
      busy.current = true
      const fork = {
        id: newId<ConversationId>(),
        branchId,
        ...(messageId === undefined ? {} : { messageId }),
      }
      void api.forkConversation(source, fork).then((made) => {
        busy.current = false
        if (!made.ok) {
          show({ text: `Nothing was copied. ${made.error.message}` })
          return
        }
        const { id, leftBehind } = made.value
        navigation.go({ page: 'conversation', id })
        show({
          text: ['This one is yours alone until you share it.', ...leftBehindWords(leftBehind)].join(' '),
        })
      })
    },
    [api, navigation, show, source],
  )
}
