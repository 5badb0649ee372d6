/** Everything at hand: conversations and actions behind one field. A listbox that the field steers. */
import {
  Bot,
  House,
  LogOut,
  MessageSquare,
  Moon,
  Palette as PaletteIcon,
  SquarePen,
  Sun,
  Trash2,
  UserPlus,
  UserRound,
  Users,
} from 'lucide-react'
import { Dialog } from 'radix-ui'
import { Fragment, type ReactNode, useMemo, useState } from 'react'
import { Kbd, useDialogFocus, useListbox, VisuallyHidden, When } from '../design/index.ts'
import { searchTitles, titleOf } from '../directory/titles.ts'
import { useDirectory } from '../sync/hooks.tsx'
import styles from './palette.module.css'
import { type PaletteAction, useAddedActions } from './palette-actions.tsx'
import { useNavigation, useRoute } from './router.tsx'
import { useSignOut } from './sign-out.tsx'
import { useTheme } from './use-theme.ts'
import { useWorkspaceActions } from './workspace-actions.tsx'

interface Choice {
  readonly id: string
  readonly group: 'Conversations' | 'Actions'
  readonly title: string
  readonly icon: ReactNode
  readonly note?: ReactNode
  readonly onSelect: () => void
}

const MOST_CONVERSATIONS = 8

const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  const [query, setQuery] = useState('')
  const choices = useChoices(query)
  const { reset, fieldProps, listProps, optionProps } = useListbox({
    label: 'Found',
    count: choices.length,
    onChoose: (index) => {
      onClose()
      choices[index]?.onSelect()
    },
  })
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content {...useDialogFocus()} className={styles.palette} aria-describedby={undefined}>
          <Dialog.Title asChild>
            <span>
              <VisuallyHidden>Everything at hand</VisuallyHidden>
            </span>
          </Dialog.Title>
          <input
            {...fieldProps}
            className={styles.field}
            type="text"
            aria-label="Find a conversation or an action"
            placeholder="Find a conversation or an action"
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              reset()
            }}
          />
          <div {...listProps} className={styles.list}>
            {choices.map((choice, index) => (
              <Fragment key={choice.id}>
                {choices[index - 1]?.group !== choice.group && (
                  <div className={styles.heading} role="presentation">
                    {choice.group}
                  </div>
                )}
                <div {...optionProps(index)} className={styles.option}>
                  <span className={styles.icon} aria-hidden="true">
                    {choice.icon}
                  </span>
                  <span className={styles.title} dir="auto">
                    {choice.title}
                  </span>
                  {choice.note !== undefined && <span className={styles.note}>{choice.note}</span>}
                </div>
              </Fragment>
            ))}
          </div>
          {choices.length === 0 && (
            <p className={styles.nothing} role="status">
              Nothing of that name.
            </p>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export default Palette

const useChoices = (query: string): readonly Choice[] => {
  const { conversations } = useDirectory()
  const navigation = useNavigation()
  const actions = useActions()
  return useMemo(() => {
    const found = searchTitles(conversations, query)
      .slice(0, MOST_CONVERSATIONS)
      .map(
        (entry): Choice => ({
          id: entry.id,
          group: 'Conversations',
          title: titleOf(entry),
          icon: <MessageSquare />,
          note: <When at={entry.lastActivityAt} form="short" />,
          onSelect: () => navigation.go({ page: 'conversation', id: entry.id }),
        }),
      )
    const named = actions.map(
      (action): Choice => ({
        id: action.id,
        group: 'Actions',
        title: action.label,
        icon: action.icon,
        ...(action.shortcut === undefined ? {} : { note: <Kbd keys={action.shortcut} /> }),
        onSelect: action.onSelect,
      }),
    )
    return [...found, ...searchTitles(named, query)]
  }, [conversations, navigation, actions, query])
}

const useActions = (): readonly PaletteAction[] => {
  const workspace = useWorkspaceActions()
  const added = useAddedActions()
  const route = useRoute()
  const navigation = useNavigation()
  const [theme, setTheme] = useTheme()
  const signOut = useSignOut()
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return [
    ...added,
    ...(route.page === 'conversation'
      ? [
          {
            id: 'share',
            label: 'Share this conversation',
            icon: <UserPlus />,
            onSelect: () => workspace.share(route.id),
          },
        ]
      : []),
    {
      id: 'create',
      label: 'New conversation',
      icon: <SquarePen />,
      shortcut: 'Mod+Shift+O',
      onSelect: workspace.create,
    },
    {
      id: 'home',
      label: 'All conversations',
      icon: <House />,
      onSelect: () => navigation.go({ page: 'home' }),
    },
    {
      id: 'deleted',
      label: 'Deleted conversations',
      icon: <Trash2 />,
      onSelect: () => navigation.go({ page: 'deleted' }),
    },
    {
      id: 'theme',
      label: dark ? 'Light appearance' : 'Dark appearance',
      icon: dark ? <Sun /> : <Moon />,
      onSelect: () => setTheme(dark ? 'light' : 'dark'),
    },
    ...(
      [
        ['profile', 'Your profile', <UserRound key="i" />],
        ['appearance', 'Appearance settings', <PaletteIcon key="i" />],
        ['members', 'Members and invitations', <Users key="i" />],
        ['groups', 'Groups', <Users key="i" />],
        ['bots', 'Bots', <Bot key="i" />],
      ] as const
    ).map(([section, label, icon]) => ({
      id: `settings-${section}`,
      label,
      icon,
      onSelect: () => navigation.go({ page: 'settings', section }),
    })),
    { id: 'sign-out', label: 'Sign out', icon: <LogOut />, onSelect: signOut },
  ]
}
