import { Bot, TreeDeciduous } from 'lucide-react'
import { type CSSProperties, type ReactNode, useState } from 'react'
import styles from './avatar.module.css'
import { classNames } from './class-names.ts'
import { initialsOf, tintOf } from './initials.ts'

export interface AvatarPerson {
  readonly id: string
  readonly name: string
  readonly kind: 'person' | 'bot' | 'agent'
  readonly image?: string | undefined
}

export interface AvatarProps {
  readonly person: AvatarPerson
  readonly size?: 20 | 24 | 32 | 64
  /** A CSS colour around it, such as `branchColour(2)`. */
  readonly ring?: string | undefined
  /** The name stands beside it already: not read aloud again. */
  readonly decorative?: boolean
}

export const Avatar = ({ person, size = 24, ring, decorative = false }: AvatarProps) => {
  const style = {
    '--avatar-size': `${size}px`,
    '--avatar-hue': tintOf(person.id),
    ...(ring === undefined ? {} : { '--avatar-ring': ring }),
  } as CSSProperties
  return (
    <span
      className={classNames(
        styles.avatar,
        person.kind !== 'person' && styles.machine,
        ring !== undefined && styles.ring,
      )}
      style={style}
      {...(decorative
        ? { 'aria-hidden': true }
        : { role: 'img', 'aria-label': person.name, title: person.name })}
    >
      <Face person={person} />
    </span>
  )
}

/** Where a list of people has somebody or something without a face: an icon in its place. */
export const SymbolFace = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles.symbol} aria-hidden="true">
    {children}
  </span>
)

const Face = ({ person }: { readonly person: AvatarPerson }) => {
  // A picture that is not on this device and cannot be had, off line, is none.
  const [missing, setMissing] = useState<string>()
  if (person.image !== undefined && person.image !== missing) {
    return <img src={person.image} alt="" onError={() => setMissing(person.image)} />
  }
  switch (person.kind) {
    case 'agent':
      return <TreeDeciduous aria-hidden="true" />
    case 'bot':
      return <Bot aria-hidden="true" />
    case 'person':
      return <span aria-hidden="true">{initialsOf(person.name)}</span>
  }
}

export interface AvatarStackProps {
  readonly people: readonly AvatarPerson[]
  /** How many are shown before the rest becomes a number. */
  readonly max?: number
  readonly size?: 20 | 24 | 32
}

export const AvatarStack = ({ people, max = 4, size = 24 }: AvatarStackProps) => {
  const shown = people.length > max ? people.slice(0, max - 1) : people
  const rest = people.slice(shown.length)
  return (
    <ul className={styles.stack}>
      {shown.map((person) => (
        <li key={person.id}>
          <Avatar person={person} size={size} />
        </li>
      ))}
      {rest.length > 0 && (
        <li
          className={styles.rest}
          style={{ '--avatar-size': `${size}px` } as CSSProperties}
          title={rest.map(({ name }) => name).join(', ')}
        >
          +{rest.length}
        </li>
      )}
    </ul>
  )
}
