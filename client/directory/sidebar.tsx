import { Command, MessagesSquare, PanelLeftClose, SearchX, SquarePen } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DirectoryEntry } from '../../shared/document/index.ts'
import { Link, useNavigation } from '../app/router.tsx'
import { useWorkspaceActions } from '../app/workspace-actions.tsx'
import { Button, EmptyState, IconButton, SearchField, Skeleton } from '../design/index.ts'
import { InboxButton } from '../inbox/inbox.tsx'
import { useAccount, useDirectory, useMe, usePins, useStore } from '../sync/hooks.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { sectionsOf } from './sections.ts'
import styles from './sidebar.module.css'
import { searchTitles } from './titles.ts'
import { useRowArrows } from './use-row-arrows.ts'

export const Sidebar = ({ onCollapse }: { readonly onCollapse: () => void }) => {
  const actions = useWorkspaceActions()
  const navigation = useNavigation()
  const { conversations } = useDirectory()
  const [query, setQuery] = useState('')
  const found = useMemo(() => searchTitles(conversations, query), [conversations, query])
  const searching = query.trim() !== ''

  return (
    <nav ref={useRowArrows()} className={styles.sidebar} aria-label="Conversations">
      <header className={styles.header}>
        <Link to={{ page: 'home' }} className={styles.brand}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          Banyan
        </Link>
        <InboxButton />
        <IconButton
          label="Everything at hand"
          shortcut="Mod+K"
          icon={<Command />}
          onClick={actions.openPalette}
        />
        <span className={styles.collapse}>
          <IconButton
            label="Hide the sidebar"
            shortcut="Mod+\"
            icon={<PanelLeftClose />}
            onClick={onCollapse}
          />
        </span>
      </header>
      <div className={styles.tools}>
        <Button icon={<SquarePen />} onClick={actions.create} className={styles.create}>
          New conversation
        </Button>
        <SearchField
          label="Search titles"
          value={query}
          onChange={setQuery}
          onKeyDown={(event) => {
            const first = found[0]
            if (event.key === 'Enter' && searching && first !== undefined) {
              navigation.go({ page: 'conversation', id: first.id })
            }
          }}
        />
      </div>
      <div className={styles.lists} data-rows="">
        {searching ? <Found entries={found} query={query} /> : <Sections entries={conversations} />}
      </div>
      <footer className={styles.footer}>
        <ConnectionLine />
        <AccountMenu />
      </footer>
    </nav>
  )
}

const Sections = ({ entries }: { readonly entries: readonly DirectoryEntry[] }) => {
  const me = useMe()
  const pins = usePins()
  const { pinned, sharedWithMe, own } = useMemo(
    () => sectionsOf(entries, me.id, pins),
    [entries, me.id, pins],
  )
  if (entries.length === 0) return <Nothing />
  return (
    <>
      <Section title="Pinned" entries={pinned} />
      <Section title="Shared with me" entries={sharedWithMe} first={8} />
      <Section title="Recent" entries={own} />
    </>
  )
}

/** An empty list says so; one that has not been read yet does not. */
const Nothing = () => {
  const state = useStore(useAccount().directory.state)
  if (state.kind === 'loading' || state.kind === 'syncing')
    return <Skeleton lines={6} label="Loading conversations" />
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title="No conversations yet"
      text={
        state.kind === 'offline'
          ? 'This device has none yet. They appear here when you are back on line.'
          : 'Begin one, or wait until somebody shares one with you: it appears here at once.'
      }
    />
  )
}

const Section = ({
  title,
  entries,
  first = Number.POSITIVE_INFINITY,
}: {
  readonly title: string
  readonly entries: readonly DirectoryEntry[]
  /** How many are shown before one asks for the rest. */
  readonly first?: number
}) => {
  const [all, setAll] = useState(false)
  if (entries.length === 0) return null
  const shown = all ? entries : entries.slice(0, first)
  const rest = entries.length - shown.length
  return (
    <section>
      <h2 className={styles.section}>{title}</h2>
      <ul>
        {shown.map((entry) => (
          <ConversationRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {rest > 0 && (
        <Button variant="plain" size="small" className={styles.more} onClick={() => setAll(true)}>
          Show {rest} more
        </Button>
      )}
    </section>
  )
}

const Found = ({
  entries,
  query,
}: {
  readonly entries: readonly DirectoryEntry[]
  readonly query: string
}) => {
  if (entries.length === 0) {
    return (
      <EmptyState icon={<SearchX />} title="Nothing found" text={`No title has “${query.trim()}” in it.`} />
    )
  }
  return (
    <section>
      <h2 className={styles.section} aria-live="polite">
        {entries.length === 1 ? '1 conversation' : `${entries.length} conversations`}
      </h2>
      <ul>
        {entries.map((entry) => (
          <ConversationRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  )
}
