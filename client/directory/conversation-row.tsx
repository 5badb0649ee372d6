import {
  Ellipsis,
  Eye,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  TextCursorInput,
  Trash2,
  UserPlus,
  Users,
} from 'lucide-react'
import type { DirectoryEntry } from '../../shared/document/index.ts'
import { atLeast } from '../../shared/levels.ts'
import { Link, useRoute } from '../app/router.tsx'
import { useWorkspaceActions } from '../app/workspace-actions.tsx'
import { IconButton, Menu, type MenuEntry, VisuallyHidden, When } from '../design/index.ts'
import { usePerson, usePinned } from '../sync/hooks.tsx'
import styles from './conversation-row.module.css'
import { LEVEL_WORDS } from './level-words.ts'
import { titleOf } from './titles.ts'
import { useUnread, useUnreadTalk } from './use-unread.ts'

export const ConversationRow = ({ entry }: { readonly entry: DirectoryEntry }) => {
  const route = useRoute()
  const unread = useUnread(entry)
  const unreadTalk = useUnreadTalk(entry)
  const current = route.page === 'conversation' && route.id === entry.id
  return (
    <li className={styles.row} data-current={current || undefined} data-unread={unread || undefined}>
      <Link
        to={{ page: 'conversation', id: entry.id }}
        className={styles.link}
        aria-current={current ? 'page' : undefined}
        data-row-link=""
      >
        <span className={styles.title} dir="auto">
          {titleOf(entry)}
          {unread && <VisuallyHidden>(new messages)</VisuallyHidden>}
          {unreadTalk && <VisuallyHidden>(new in the side talk)</VisuallyHidden>}
        </span>
        <span className={styles.about}>
          <Sharing entry={entry} />
          <span className={styles.time}>
            {unreadTalk && (
              <span className={styles.talk} title="New in the side talk">
                <MessagesSquare aria-hidden="true" />
              </span>
            )}
            <When at={entry.lastActivityAt} form="short" />
          </span>
        </span>
      </Link>
      <RowMenu entry={entry} />
    </li>
  )
}

const Sharing = ({ entry }: { readonly entry: DirectoryEntry }) => {
  const owner = usePerson(entry.ownerId)
  if (entry.level === 'owner') {
    return (
      <span className={styles.sharing}>
        {entry.shared && <Users aria-hidden="true" />} {entry.shared ? 'Shared by you' : 'Only you'}
      </span>
    )
  }
  return (
    <span className={styles.sharing}>
      {entry.level === 'collaborate' ? <Pencil aria-hidden="true" /> : <Eye aria-hidden="true" />}
      <span className={styles.owner}>{owner?.name ?? 'Somebody'}</span>
      <VisuallyHidden>shared it with you: </VisuallyHidden>
      <span className={styles.level}>{LEVEL_WORDS[entry.level]}</span>
    </span>
  )
}

const RowMenu = ({ entry }: { readonly entry: DirectoryEntry }) => {
  const actions = useWorkspaceActions()
  const [pinned, setPinned] = usePinned(entry.id)
  const owns = entry.level === 'owner'
  const items: readonly MenuEntry[] = [
    pinned
      ? { label: 'Unpin', icon: <PinOff />, onSelect: () => setPinned(false) }
      : { label: 'Pin to the top', icon: <Pin />, onSelect: () => setPinned(true) },
    ...(atLeast(entry.level, 'collaborate')
      ? [{ label: 'Rename', icon: <TextCursorInput />, onSelect: () => actions.rename(entry.id) }]
      : []),
    {
      label: owns ? 'Share' : 'Who has access',
      icon: owns ? <UserPlus /> : <Users />,
      onSelect: () => actions.share(entry.id),
    },
    ...(owns
      ? [
          { kind: 'separator' } as const,
          {
            label: 'Delete for everybody',
            icon: <Trash2 />,
            danger: true,
            onSelect: () => actions.remove(entry.id),
          },
        ]
      : []),
  ]
  return (
    <span className={styles.menu}>
      <Menu items={items} align="end">
        <IconButton label={`More about ${titleOf(entry)}`} icon={<Ellipsis />} size="small" />
      </Menu>
    </span>
  )
}
