import { useEffect, useRef } from 'react'
import type { Notification } from '../../shared/document/index.ts'
import { useNavigation } from '../app/router.tsx'
import { useWorkspaceActions } from '../app/workspace-actions.tsx'
import { useNotices } from '../design/index.ts'
import { useAccount, useStore } from '../sync/hooks.tsx'
import { useTalkInView } from '../talk/talk-in-view.tsx'
import { isOpenRequest, routeOfNews } from './news-words.ts'
import { useNewsWords, useNotifications } from './use-inbox.ts'

/** Says what comes while one is here, once. What came before waits in the inbox; what one is looking at needs no word. */
export const useAnnouncedNews = (): void => {
  const notifications = useNotifications()
  const words = useNewsWords()
  const navigation = useNavigation()
  const actions = useWorkspaceActions()
  const { show } = useNotices()
  const talkInView = useTalkInView()
  const isSynced = useStore(useAccount().directory.state).kind === 'saved'
  /** The latest that need not be said any more; `undefined` until the server's list is here. */
  const said = useRef<number>(undefined)
  useEffect(() => {
    if (said.current === undefined && !isSynced) return
    const latest = Math.max(0, ...notifications.map(({ id }) => Number(id)))
    const since = said.current
    said.current = Math.max(latest, since ?? 0)
    if (since === undefined) return
    const open = (notification: Notification) => {
      if (notification.news.kind === 'access-requested') actions.share(notification.conversationId)
      else navigation.go(routeOfNews(notification))
    }
    const isInView = ({ conversationId, news }: Notification): boolean =>
      news.kind === 'mentioned' &&
      news.place === 'talk' &&
      conversationId === talkInView.get() &&
      document.visibilityState === 'visible'
    for (const notification of notifications
      .filter(
        (notification) => !notification.read && Number(notification.id) > since && !isInView(notification),
      )
      .toReversed()) {
      const { news } = notification
      const leadsOn =
        isOpenRequest(news) || news.kind === 'shared' || news.kind === 'restored' || news.kind === 'mentioned'
      show({
        text: words(notification).text,
        ...(leadsOn
          ? {
              action: {
                label: isOpenRequest(news) ? 'Answer' : 'Open',
                onSelect: () => open(notification),
              },
            }
          : {}),
      })
    }
  }, [notifications, words, navigation, actions, show, talkInView, isSynced])
}
