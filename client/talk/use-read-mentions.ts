/** What told one of a line is read with the line itself. */
import { useEffect } from 'react'
import type { TalkEntry } from '../../shared/document/index.ts'
import { useApi } from '../api/api-context.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { useNotifications } from '../inbox/use-inbox.ts'

export const useReadMentions = (lines: readonly TalkEntry[]): void => {
  const { id } = useConversation()
  const api = useApi()
  const here = new Set(lines.map((line) => line.id))
  const read = useNotifications()
    .filter(
      ({ conversationId, news, read: isRead }) =>
        !isRead &&
        conversationId === id &&
        news.kind === 'mentioned' &&
        news.place === 'talk' &&
        here.has(news.messageId),
    )
    .map((notification) => notification.id)
    .join(' ')
  useEffect(() => {
    if (read === '') return undefined
    const mark = (): void => {
      // Where this fails they stay new until the next look.
      if (document.visibilityState === 'visible') void api.markNotificationsRead(read.split(' '))
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [api, read])
}
