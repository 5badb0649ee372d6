/** What one was told about sharing, the latest first; questions are answered right here. */
import { Bell, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Notification } from '../../shared/document/index.ts'
import { useApi } from '../api/api-context.tsx'
import { Link } from '../app/router.tsx'
import { usePeople } from '../chat/people.ts'
import {
  Avatar,
  Button,
  EmptyState,
  IconButton,
  Popover,
  SymbolFace,
  VisuallyHidden,
  When,
} from '../design/index.ts'
import { useDirectoryEntry } from '../sync/hooks.tsx'
import { AnswerButtons } from './answer-buttons.tsx'
import styles from './inbox.module.css'
import { isOpenRequest, isWaiting, questionsFirst, routeOfNews } from './news-words.ts'
import { useNewsWords, useNotifications } from './use-inbox.ts'

export const InboxButton = () => {
  const [open, setOpen] = useState(false)
  const waiting = useNotifications().filter(isWaiting).length
  return (
    <Popover
      label="Notifications"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          className={styles.bell}
          aria-label={waiting === 0 ? 'Notifications' : `Notifications, ${waiting} new`}
          title="Notifications"
        >
          <Bell aria-hidden="true" />
          {waiting > 0 && (
            <span className={styles.count} aria-hidden="true">
              {waiting > 9 ? '9+' : waiting}
            </span>
          )}
        </button>
      }
    >
      <Inbox onLeave={() => setOpen(false)} />
    </Popover>
  )
}

const Inbox = ({ onLeave }: { readonly onLeave: () => void }) => {
  const api = useApi()
  const notifications = questionsFirst(useNotifications())
  // Marked as new for as long as this is open, although they count as read from now on.
  const [fresh] = useState(() => new Set(notifications.filter(({ read }) => !read).map(({ id }) => id)))
  const unread = notifications.filter(({ read }) => !read)
  const unreadIds = unread.map(({ id }) => id).join(' ')
  useEffect(() => {
    // Where this fails they stay new, here and elsewhere, until the next look.
    if (unreadIds !== '') void api.markNotificationsRead(unreadIds.split(' '))
  }, [api, unreadIds])
  const [problem, setProblem] = useState<string>()
  const clear = async (ids?: readonly string[]) => {
    const cleared = await api.clearNotifications(ids)
    setProblem(cleared.ok ? undefined : cleared.error.message)
  }
  const clearable = notifications.some(({ news }) => !isOpenRequest(news))
  return (
    <section className={styles.inbox} aria-labelledby="inbox-title">
      <header className={styles.header}>
        <h2 id="inbox-title">Notifications</h2>
        {clearable && (
          <Button size="small" variant="plain" onClick={() => void clear()}>
            Clear
          </Button>
        )}
      </header>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {notifications.length === 0 ? (
        <EmptyState
          icon={<Bell />}
          title="Nothing new"
          text="Who mentions you, shares something with you, asks you for access, or changes yours, is told here."
        />
      ) : (
        <ul className={styles.list}>
          {notifications.map((notification) => (
            <Row
              key={notification.id}
              notification={notification}
              isNew={fresh.has(notification.id) || !notification.read}
              onLeave={onLeave}
              onClear={() => void clear([notification.id])}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

const Row = ({
  notification,
  isNew,
  onLeave,
  onClear,
}: {
  readonly notification: Notification
  readonly isNew: boolean
  readonly onLeave: () => void
  readonly onClear: () => void
}) => {
  const { conversationId, news, at } = notification
  const personOf = usePeople()
  const { text, note } = useNewsWords()(notification)
  const entry = useDirectoryEntry(conversationId)
  const open = isOpenRequest(news)
  return (
    <li className={styles.row} data-new={isNew || undefined}>
      {news.by === undefined ? (
        <SymbolFace>
          <Bell />
        </SymbolFace>
      ) : (
        <Avatar person={personOf(news.by)} size={32} decorative />
      )}
      <div className={styles.words}>
        {isNew && <VisuallyHidden>New: </VisuallyHidden>}
        {entry === undefined ? (
          <span>{text}</span>
        ) : (
          <Link to={routeOfNews(notification)} className={styles.link} onClick={onLeave}>
            {text}
          </Link>
        )}
        {news.kind === 'access-requested' && news.message !== '' && (
          <blockquote className={styles.message}>{news.message}</blockquote>
        )}
        <span className={styles.quiet}>
          <When at={at} />
          {note !== undefined && <> · {note}</>}
        </span>
        {open && entry?.level === 'owner' && (
          <AnswerButtons conversationId={conversationId} asker={personOf(news.by)} wanted={news.wanted} />
        )}
      </div>
      {!open && (
        <span className={styles.clear}>
          <IconButton label="Clear this" icon={<X />} size="small" onClick={onClear} />
        </span>
      )}
    </li>
  )
}
