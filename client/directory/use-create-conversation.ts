import { useCallback, useRef } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import { useNavigation } from '../app/router.tsx'
import { useNotices } from '../design/index.ts'
import { newId } from '../sync/new-id.ts'

/** Begins a conversation and goes there. */
export const useCreateConversation = (): (() => void) => {
  const api = useApi()
  const navigation = useNavigation()
  const { show } = useNotices()
  const busy = useRef(false)
  return useCallback(() => {
    if (busy.current) return
    busy.current = true
    const id = newId<ConversationId>()
    void api.createConversation({ id }).then((created) => {
      busy.current = false
      if (created.ok) navigation.go({ page: 'conversation', id: created.value.id })
      else show({ text: `The conversation could not be made. ${created.error.message}` })
    })
  }, [api, navigation, show])
}
