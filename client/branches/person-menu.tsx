/** Somebody's picture where they read; behind it the ways to them. */
import { Footprints, LocateFixed } from 'lucide-react'
import { useConversation } from '../chat/conversation-context.tsx'
import { Avatar, Menu } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './person-menu.module.css'

export interface PersonMenuProps {
  readonly id: string
  /** Whether they read another branch than the one beside which they stand. */
  readonly elsewhere?: boolean
}

export const PersonMenu = ({ id, elsewhere = false }: PersonMenuProps) => {
  const { model, personOf, places, following } = useConversation()
  const person = useStore(model.presence.others).find(({ user }) => user.id === id)
  const { name } = personOf(id)
  const at = person?.at
  const where = elsewhere ? 'is reading another branch from here' : 'is reading here'
  return (
    <Menu
      items={[
        { kind: 'heading', label: `${name} ${where}` },
        {
          label: `Follow ${name}`,
          hint: 'Until you move yourself',
          icon: <Footprints />,
          disabled: person === undefined,
          onSelect: () => person !== undefined && following.follow(person.user.id),
        },
        {
          label: 'Go there',
          icon: <LocateFixed />,
          disabled: at === undefined,
          onSelect: () => at !== undefined && places.goTo(at.branchId, at.messageId),
        },
      ]}
    >
      <button
        type="button"
        className={styles.person}
        aria-label={`${name} ${where}`}
        title={`${name} ${where}`}
      >
        <Avatar person={personOf(id)} size={20} decorative />
      </button>
    </Menu>
  )
}
