/**
 * One row's piece of the rail: the line of the branch that is read, forks that leave it, a pulse where a reply is
 * being written, and the others' avatars where they read.
 */
import { memo, useRef } from 'react'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Fork } from '../chat/rows.ts'
import { classNames, HoverCard } from '../design/index.ts'
import { PathList } from './fork-row.tsx'
import { PersonMenu } from './person-menu.tsx'
import styles from './rail.module.css'

export interface RailProps {
  /** Of the branch that the row belongs to. */
  readonly colour: string
  /** The ways that leave here, each with its colour. */
  readonly leaving?: { readonly fork: Fork; readonly colours: readonly string[] }
  readonly mark: 'none' | 'person' | 'reply'
  readonly pulse: boolean
  /** Ids of those who read here, and of those whose path leaves below, each joined by spaces. */
  readonly readers: string
  readonly elsewhere: string
}

export const Rail = memo(({ colour, leaving, mark, pulse, readers, elsewhere }: RailProps) => (
  <div className={styles.rail} style={{ color: colour }}>
    <span className={styles.line} aria-hidden="true" />
    {leaving !== undefined && <Leaving {...leaving} />}
    {mark !== 'none' && (
      <span className={classNames(styles.mark, mark === 'reply' && styles.hollow)} aria-hidden="true" />
    )}
    {pulse && <span className={styles.pulse} aria-hidden="true" />}
    {(readers !== '' || elsewhere !== '') && <Readers readers={readers} elsewhere={elsewhere} />}
  </div>
))
Rail.displayName = 'Rail'

const Readers = ({ readers, elsewhere }: { readonly readers: string; readonly elsewhere: string }) => {
  const ids = (joined: string): string[] => joined.split(' ').filter((id) => id !== '')
  return (
    <ul className={styles.readers} aria-label="Reading here">
      {ids(readers).map((id) => (
        <li key={id}>
          <PersonMenu id={id} />
        </li>
      ))}
      {ids(elsewhere).map((id) => (
        <li key={id} className={styles.away}>
          <PersonMenu id={id} elsewhere />
        </li>
      ))}
    </ul>
  )
}

const LEAVING_SHOWN = 3

/** Lines that bend out of the rail into the margin, one for each way that leaves here: a card tells of them. */
const Leaving = ({ fork, colours }: NonNullable<RailProps['leaving']>) => {
  const { places } = useConversation()
  const trigger = useRef<HTMLButtonElement>(null)
  const take = (index: number): void =>
    places.takePath(fork, index, trigger.current?.getBoundingClientRect().top)
  const others = fork.paths.length - 1
  return (
    <HoverCard
      side="right"
      trigger={
        <button
          ref={trigger}
          type="button"
          className={styles.fork}
          aria-label={`${others} other ${others === 1 ? 'way' : 'ways'} from here. Go to the next.`}
          onClick={() => take((fork.current + 1) % fork.paths.length)}
        >
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
        </button>
      }
    >
      <PathList fork={fork} onTake={take} />
    </HoverCard>
  )
}
