/** One quiet line: what this conversation is called, how safe one's work is, who is here, and what one can do. */

import {
  Copy,
  Ellipsis,
  GitFork,
  Paperclip,
  Pin,
  PinOff,
  Presentation,
  Share2,
  SlidersHorizontal,
  Star,
} from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { bodyToMarkdown, changeSetting, putAwayBy, type SettingKey } from '../../shared/document/index.ts'
import { isolated } from '../../shared/isolated.ts'
import { useMedia } from '../app/use-media.ts'
import { mainBranchOf } from '../branches/branch-words.ts'
import { ForkedFrom } from '../branches/forked-from.tsx'
import { useForkConversation } from '../branches/use-fork-conversation.ts'
import { usePresenting } from '../branches/use-presenting.ts'
import { AvatarStack, Badge, IconButton, Menu, type MenuEntry, Popover, useNotices } from '../design/index.ts'
import { MapButton } from '../map/map-button.tsx'
import { useDirectoryEntry, usePinned, useStore } from '../sync/hooks.tsx'
import { TalkButton } from '../talk/talk-button.tsx'
import { type Conversation, useConversation } from './conversation-context.tsx'
import { EditableTitle } from './editable-title.tsx'
import styles from './header.module.css'
import { ModelMenu } from './model-menu.tsx'
import { PeopleHere } from './people-here.tsx'
import { placeView } from './rows.ts'
import { SettingsDialog } from './settings-dialog.tsx'
import { SyncBadge } from './sync-badge.tsx'

interface HeaderProps {
  readonly onOpenSharing: () => void
  readonly onOpenFiles: () => void
}

export const Header = memo(({ onOpenSharing, onOpenFiles }: HeaderProps) => {
  const { model, id } = useConversation()
  const others = useStore(model.presence.others)
  const { personOf } = useConversation()
  const shared = useDirectoryEntry(id)?.shared === true
  const [settingsOpen, setSettingsOpen] = useState(false)
  const narrow = useMedia('(max-width: 30rem)')
  return (
    <header className={styles.header}>
      <EditableTitle />
      <ForkedFrom />
      <SettingFlash />
      <SyncBadge />
      {others.length > 0 && (
        <Popover
          label="Who is here"
          align="end"
          trigger={
            <button
              type="button"
              className={styles.here}
              aria-label={`${others.length} ${others.length === 1 ? 'other' : 'others'} here`}
            >
              <AvatarStack people={others.map(({ user }) => personOf(user.id))} max={narrow ? 2 : 4} />
            </button>
          }
        >
          <PeopleHere people={others} />
        </Popover>
      )}
      <span className={styles.model}>
        <ModelMenu side="bottom" />
      </span>
      <MapButton />
      <TalkButton />
      <IconButton
        label={shared ? 'Share. Others have access.' : 'Share'}
        icon={<Share2 />}
        onClick={onOpenSharing}
      />
      <MoreMenu onFiles={onOpenFiles} onSettings={() => setSettingsOpen(true)} />
      <SettingsDialog open={settingsOpen} onOpenChange={setSettingsOpen} />
    </header>
  )
})
Header.displayName = 'Header'

interface MoreMenuProps {
  readonly onFiles: () => void
  readonly onSettings: () => void
}

const MoreMenu = ({ onFiles, onSettings }: MoreMenuProps) => {
  const conversation = useConversation()
  const { id, canWrite, model, places } = conversation
  const [pinned, setPinned] = usePinned(id)
  const settings = useStore(model.settings)
  const notices = useNotices()
  const { place } = places
  const forkConversation = useForkConversation()
  const tree = useStore(model.tree)
  const [presenting, setPresenting] = usePresenting()
  const isMain = mainBranchOf(tree, settings) === place.branchId
  const items: MenuEntry[] = [
    {
      label: pinned ? 'Unpin' : 'Pin',
      icon: pinned ? <PinOff /> : <Pin />,
      onSelect: () => setPinned(!pinned),
    },
    { label: 'Files', hint: 'All that were sent here', icon: <Paperclip />, onSelect: onFiles },
    {
      label: 'Copy as Markdown',
      hint: 'The branch you are reading',
      icon: <Copy />,
      onSelect: () => {
        void navigator.clipboard
          .writeText(branchAsMarkdown(conversation))
          .then(() => notices.show({ text: 'Copied the branch you are reading.' }))
      },
    },
  ]
  items.push({
    label: 'Continue in a conversation of my own',
    hint: 'Copies the branch you are reading',
    icon: <GitFork />,
    onSelect: () =>
      forkConversation(
        place.kind === 'branch' ? place.branchId : place.cameFrom,
        placeView(tree, place).at(-1)?.id,
      ),
  })
  items.push({
    label: presenting ? 'Stop presenting' : 'Present',
    hint: presenting ? 'The others go on by themselves' : 'Asks the others to follow you',
    icon: <Presentation />,
    onSelect: () => setPresenting(!presenting),
  })
  if (canWrite) {
    items.push({ kind: 'separator' })
    if (place.kind === 'branch' && !isMain && putAwayBy(tree, place.branchId) === undefined) {
      items.push({
        label: 'Make this the main path',
        hint: 'What a newcomer reads first',
        icon: <Star />,
        onSelect: () => {
          const before = settings.mainBranch
          changeSetting(model.doc, 'mainBranch', place.branchId)
          notices.show({
            text: 'Newcomers now read this branch first.',
            action: { label: 'Undo', onSelect: () => changeSetting(model.doc, 'mainBranch', before) },
          })
        },
      })
    }
    items.push({ label: 'Settings for replies', icon: <SlidersHorizontal />, onSelect: onSettings })
  }
  return (
    <Menu items={items} align="end">
      <IconButton label="More" icon={<Ellipsis />} />
    </Menu>
  )
}

const branchAsMarkdown = ({ model, places, personOf }: Conversation): string => {
  const title = model.settings.get().title ?? ''
  const messages = placeView(model.tree.get(), places.place)
    .filter((message) => message.deletedBy === undefined)
    .map((message) => `**${personOf(message.author).name}**\n\n${bodyToMarkdown(message.body)}`)
  return [...(title === '' ? [] : [`# ${title}`]), ...messages].join('\n\n')
}

const SETTING_WORDS: Readonly<Record<SettingKey, string>> = {
  title: 'changed the title',
  model: 'changed the model',
  systemPrompt: 'changed the instructions',
  temperature: 'changed the temperature',
  maxTokens: 'changed the length of replies',
  mainBranch: 'changed the main path',
}

const FLASH_MILLISECONDS = 5_000

/** Says once that somebody else has changed a setting. */
const SettingFlash = () => {
  const { model } = useConversation()
  const change = useStore(model.settingChange)
  const [seen, setSeen] = useState(change?.number)
  useEffect(() => {
    if (change === undefined || change.number === seen) return undefined
    const timer = setTimeout(() => setSeen(change.number), FLASH_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [change, seen])
  const isNew = change !== undefined && change.number !== seen
  return (
    <span className={styles.flash} role="status">
      {isNew && (
        <Badge tone="leaf">{`${isolated(change.by ?? 'Somebody')} ${SETTING_WORDS[change.key]}`}</Badge>
      )}
    </span>
  )
}
