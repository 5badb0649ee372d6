/**
 * One row's piece of the rail: the line of the branch that is read, forks that leave it, a pulse where a reply is
 * being written, and the others' avatars where they read.
 */
import { type CSSProperties, memo, useRef } from 'react'
import type { BranchId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Fork } from '../chat/rows.ts'
import { classNames, HoverCard, VisuallyHidden } from '../design/index.ts'
import { PathList } from './fork-row.tsx'
import { PersonMenu } from './person-menu.tsx'
import styles from './rail.module.css'

/** A way that leaves the rail. */
export interface LeavingWay {
  readonly branchId: BranchId
  readonly colour: string
  /** Whether a reply is being written somewhere along it. */
  readonly pulse: boolean
  /** Ids of those who read along it, joined by spaces. */
  readonly readers: string
}

export interface RailProps {
  /** Of the branch that the row belongs to. */
  readonly colour: string
  /** Of the branch above, where another one begins here. */
  readonly from?: string
  readonly leaving?: { readonly fork: Fork; readonly ways: readonly LeavingWay[] }
  readonly mark: 'none' | 'person' | 'reply'
  readonly pulse: boolean
  /** Ids of those who read here, and of those whose path leaves below, each joined by spaces. */
  readonly readers: string
  readonly elsewhere: string
}

export const Rail = memo(({ colour, from, leaving, mark, pulse, readers, elsewhere }: RailProps) => (
  <div className={styles.rail} data-rail="" style={{ color: colour, '--from': from } as CSSProperties}>
    <span className={styles.line} aria-hidden="true" />
    {leaving !== undefined && <Leaving {...leaving} />}
    {mark !== 'none' && (
      <span className={classNames(styles.mark, mark === 'reply' && styles.hollow)} aria-hidden="true" />
    )}
    {pulse && <span className={styles.pulse} aria-hidden="true" />}
    {(readers !== '' || elsewhere !== '') && (
      <ul className={styles.readers} aria-label="Reading here">
        <Readers ids={readers} />
        <Readers ids={elsewhere} elsewhere />
      </ul>
    )}
  </div>
))
Rail.displayName = 'Rail'

/** A room full of people is listed in the header; the margin is as high as the message. */
const READERS_SHOWN = 4

const Readers = ({
  ids,
  elsewhere = false,
  ring,
}: {
  readonly ids: string
  readonly elsewhere?: boolean
  readonly ring?: string
}) => {
  const all = ids.split(' ').filter((id) => id !== '')
  const shown = all.length > READERS_SHOWN ? all.slice(0, READERS_SHOWN - 1) : all
  const rest = all.length - shown.length
  return (
    <>
      {shown.map((id) => (
        <li key={id} style={{ '--ring': ring } as CSSProperties}>
          <PersonMenu id={id} elsewhere={elsewhere} />
        </li>
      ))}
      {rest > 0 && (
        <li className={styles.rest}>
          <span aria-hidden="true">+{rest}</span>
          <VisuallyHidden>
            and {rest} {rest === 1 ? 'other' : 'others'}
          </VisuallyHidden>
        </li>
      )}
    </>
  )
}

const LEAVING_SHOWN = 3

/** Lines that bend out of the rail and go on beside it, one for each way that leaves here: a card tells of them. */
const Leaving = ({ fork, ways }: NonNullable<RailProps['leaving']>) => {
  const { places } = useConversation()
  const trigger = useRef<HTMLButtonElement>(null)
  const take = (index: number): void =>
    places.takePath(fork, index, trigger.current?.getBoundingClientRect().top)
  const others = fork.paths.length - 1
  return (
    <>
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
            <LeavingLines ways={ways} />
          </button>
        }
      >
        <PathList fork={fork} onTake={take} />
      </HoverCard>
      {ways.some(({ readers }) => readers !== '') && (
        <ul className={styles.away} aria-label="Reading another branch from here">
          {ways.map(({ branchId, colour, readers }) => (
            <Readers key={branchId} ids={readers} ring={colour} elsewhere />
          ))}
        </ul>
      )}
    </>
  )
}

/** The nearest is drawn last, over the others. */
export const LeavingLines = ({
  ways,
}: {
  readonly ways: readonly Pick<LeavingWay, 'colour' | 'pulse'>[]
}) => (
  <svg
    className={styles.leaving}
    viewBox="0 0 44 72"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    {ways
      .slice(0, LEAVING_SHOWN)
      .map(({ colour, pulse }, index) => (
        <g key={index} stroke={colour}>
          <path className={styles.way} d={wayPath(index)} />
          {pulse && <path className={styles.wayPulse} d={wayPath(index)} pathLength={100} />}
        </g>
      ))
      .toReversed()}
  </svg>
)

/** From the rail at 44 to the left, and down: the further out, the later it is level. */
const wayPath = (index: number): string => {
  const x = 20 - index * 8
  const level = 30 + index * 4
  return `M44 0C44 ${level * 0.7},${x} ${level * 0.3},${x} ${level}V72`
}
