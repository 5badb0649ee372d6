/**
 * One row's piece of the rail: the line of the branch that is read, forks that leave it, a pulse where a reply is
 * being written, and the others' avatars where they read.
 */
import { memo } from 'react'
import { useConversation } from '../chat/conversation-context.tsx'
import { Avatar, classNames } from '../design/index.ts'
import styles from './rail.module.css'

export interface RailProps {
  /** Of the branch that the row belongs to. */
  readonly colour: string
  /** Colours of the branches that leave here. */
  readonly leaving?: readonly string[]
  readonly mark: 'none' | 'person' | 'reply'
  readonly pulse: boolean
  /** Ids of those who read here, and of those whose path leaves below, each joined by spaces. */
  readonly readers: string
  readonly elsewhere: string
}

export const Rail = memo(({ colour, leaving, mark, pulse, readers, elsewhere }: RailProps) => (
  <div className={styles.rail} style={{ color: colour }}>
    <span className={styles.line} aria-hidden="true" />
    {leaving !== undefined && <Leaving colours={leaving} />}
    {mark !== 'none' && (
      <span className={classNames(styles.mark, mark === 'reply' && styles.hollow)} aria-hidden="true" />
    )}
    {pulse && <span className={styles.pulse} aria-hidden="true" />}
    {(readers !== '' || elsewhere !== '') && <Readers readers={readers} elsewhere={elsewhere} />}
  </div>
))
Rail.displayName = 'Rail'

const Readers = ({ readers, elsewhere }: { readonly readers: string; readonly elsewhere: string }) => {
  const { personOf } = useConversation()
  const ids = (joined: string): string[] => joined.split(' ').filter((id) => id !== '')
  return (
    <ul className={styles.readers} aria-label="Reading here">
      {ids(readers).map((id) => (
        <li key={id} title={`${personOf(id).name} is reading here`}>
          <Avatar person={personOf(id)} size={20} />
        </li>
      ))}
      {ids(elsewhere).map((id) => (
        <li
          key={id}
          className={styles.away}
          title={`${personOf(id).name} is reading another branch from here`}
        >
          <Avatar person={personOf(id)} size={20} />
        </li>
      ))}
    </ul>
  )
}

const LEAVING_SHOWN = 3

/** Lines that bend out of the rail into the margin, one for each branch that leaves here, with its tip. */
const Leaving = ({ colours }: { readonly colours: readonly string[] }) => (
  <svg className={styles.leaving} viewBox="-24 0 24 28" aria-hidden="true" focusable="false">
    {colours.slice(0, LEAVING_SHOWN).map((colour, index) => {
      const x = -9 - index * 5
      const y = 25 - index * 7
      return (
        <g key={index} stroke={colour} fill={colour}>
          <path d={`M0 0 C 0 ${y * 0.55}, ${x} ${y * 0.4}, ${x} ${y}`} fill="none" strokeWidth="2" />
          <circle cx={x} cy={y} r="1.5" />
        </g>
      )
    })}
  </svg>
)
