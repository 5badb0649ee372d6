import { useMemo } from 'react'
import type { DeletedConversation, Notification, OwnRequest } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { usePeople } from '../chat/people.ts'
import { titleOf } from '../directory/titles.ts'
import { useDirectory } from '../sync/hooks.tsx'
import { type NewsWords, newsInWords } from './news-words.ts'

export const useNotifications = (): readonly Notification[] => useDirectory().inbox.notifications

/** What one has asked for in this conversation and was not given. */
export const useOwnRequest = (id: ConversationId): OwnRequest | undefined =>
  useDirectory().inbox.requests.find((request) => request.conversationId === id)

export const useDeleted = (): readonly DeletedConversation[] => useDirectory().inbox.deleted

/** The latest that one was told about a conversation; `undefined` where there is nothing, or it was cleared. */
export const useLatestNews = (id: ConversationId): Notification | undefined =>
  useNotifications().find(({ conversationId }) => conversationId === id)

/** Who made one's access view only, in words, for as long as that stands in the inbox. */
export const useWhoMadeViewOnly = (id: ConversationId): string | undefined => {
  const latest = useLatestNews(id)
  const inWords = useNewsWords()
  return latest?.news.kind === 'level-changed' && latest.news.level === 'view'
    ? inWords(latest).text
    : undefined
}

/** Says a notification in words, with the title that the conversation has now. */
export const useNewsWords = (): ((
  notification: Pick<Notification, 'conversationId' | 'news'>,
) => NewsWords) => {
  const { conversations } = useDirectory()
  const personOf = usePeople()
  return useMemo(() => {
    const titles = new Map(conversations.map((entry) => [entry.id, entry.title]))
    return ({ conversationId, news }) => {
      const title = titles.get(conversationId) ?? news.title ?? ''
      return newsInWords(news, (id) => personOf(id).name, titleOf({ title }))
    }
  }, [conversations, personOf])
}
