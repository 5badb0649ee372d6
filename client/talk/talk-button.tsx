/** Opens and closes the side talk: from the header, from the palette, and by its key. Says how much is new there. */
import { AtSign, MessagesSquare } from 'lucide-react'
import { useMemo } from 'react'
import { usePaletteActions } from '../app/palette-actions.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { IconButton } from '../design/index.ts'
import styles from './talk-button.module.css'
import { type Talk, type TalkActions, useTalk, useTalkActions } from './talk-context.tsx'
import { talkLabel } from './talk-words.ts'
import { useUnreadTalk } from './use-unread-talk.ts'

export const TALK_SHORTCUT = 'Mod+J'

export const TalkButton = () => {
  const talk = useTalk()
  const actions = useTalkActions()
  return talk === undefined || actions === undefined ? null : <Offered talk={talk} actions={actions} />
}

const Offered = ({ talk, actions }: { readonly talk: Talk; readonly actions: TalkActions }) => {
  const { isOpen, opener } = talk
  const unread = useUnreadTalk(talk)
  const toggle = useMemo(
    () => () => {
      if (isOpen) actions.close()
      else actions.open()
    },
    [isOpen, actions],
  )
  useShortcuts(useMemo(() => ({ [TALK_SHORTCUT]: toggle }), [toggle]))
  usePaletteActions(
    useMemo(
      () => [
        {
          id: 'side-talk',
          label: isOpen ? 'Close the side talk' : 'Side talk',
          icon: <MessagesSquare />,
          shortcut: TALK_SHORTCUT,
          onSelect: toggle,
        },
      ],
      [isOpen, toggle],
    ),
  )
  return (
    <span className={styles.place}>
      <IconButton
        ref={opener}
        label={talkLabel(unread)}
        shortcut={TALK_SHORTCUT}
        icon={<MessagesSquare />}
        aria-expanded={isOpen}
        data-open={isOpen || undefined}
        className={styles.button}
        onClick={toggle}
      />
      {unread.isNew && (
        <span className={styles.count} data-mentioned={unread.mentions > 0 || undefined} aria-hidden="true">
          {unread.mentions > 0 && <AtSign />}
          {unread.count === undefined ? '' : unread.count > 99 ? '99+' : unread.count}
        </span>
      )}
    </span>
  )
}
