/** The list of people to name, above the words that are being written. The cursor stays in the text. */
import { type CSSProperties, useEffect, useId } from 'react'
import { Avatar, classNames } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import type { MentionBoard } from './mention.ts'
import styles from './mention-menu.module.css'

export interface MentionMenuProps {
  readonly board: MentionBoard
  /** The element that has the cursor: it says which name is chosen. */
  readonly field: () => HTMLElement | undefined
}

export const MentionMenu = ({ board, field }: MentionMenuProps) => {
  const list = useStore(board.list)
  const id = useId()
  const active = list === undefined ? undefined : `${id}-${list.active}`
  useEffect(() => {
    const element = field()
    if (element === undefined || active === undefined) return undefined
    element.setAttribute('aria-controls', id)
    element.setAttribute('aria-activedescendant', active)
    return () => {
      element.removeAttribute('aria-controls')
      element.removeAttribute('aria-activedescendant')
    }
  }, [field, id, active])
  if (list === undefined) return null
  return (
    <div
      id={id}
      className={styles.menu}
      role="listbox"
      aria-label="People to mention"
      style={{ '--at-left': `${list.at.left}px`, '--at-top': `${list.at.top}px` } as CSSProperties}
    >
      {list.people.map((person, index) => (
        <div
          key={person.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === list.active}
          className={classNames(styles.option, index === list.active && styles.active)}
          // Before the editor loses the cursor.
          onMouseDown={(event) => {
            event.preventDefault()
            list.choose(index)
          }}
        >
          <Avatar person={person} size={24} decorative />
          <span>{person.name}</span>
        </div>
      ))}
    </div>
  )
}
