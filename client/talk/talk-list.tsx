/** What was said in the side talk, with the line above what is new; at its end only while one is there. */
import { ArrowUp, MessagesSquare } from 'lucide-react'
import {
  Fragment,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Follower } from '../chat/follower.ts'
import { JumpToLatest } from '../chat/jump-to-latest.tsx'
import { MoreRows } from '../chat/more-rows.tsx'
import { Button, EmptyState, Skeleton, VisuallyHidden } from '../design/index.ts'
import type { TalkHandle } from '../sync/account.ts'
import { useStore } from '../sync/hooks.tsx'
import type { TalkModel } from '../sync/talk-model.ts'
import type { TalkAsk } from './talk-context.tsx'
import { useShowsTalk } from './talk-in-view.tsx'
import { TalkLine } from './talk-line.tsx'
import styles from './talk-list.module.css'
import { type TalkRow, talkRows } from './talk-rows.ts'
import { dayWords, lineWords } from './talk-words.ts'
import { useReadMentions } from './use-read-mentions.ts'
import { useTalkReading } from './use-talk-reading.ts'

/** Rows drawn at first, and added each time one scrolls up to their beginning. */
const ROWS_AT_FIRST = 40
const MORE_ROWS = 80
/** Rows drawn above the one that is looked for. */
const ROWS_ABOVE = 12

export interface TalkListProps {
  readonly handle: TalkHandle
  readonly model: TalkModel
  readonly follower: Follower
  readonly ask: TalkAsk | undefined
  readonly editing: MessageId | undefined
  readonly onEdit: (id: MessageId | undefined) => void
}

export const TalkList = ({ handle, model, follower, ask, editing, onEdit }: TalkListProps) => {
  const lines = useStore(model.lines)
  const state = useStore(handle.room.state)
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const firstUnread = useTalkReading({ handle, lines, follower, scroller })
  useReadMentions(lines)
  useShowsTalk(useConversation().id)
  const rows = useMemo(() => talkRows(lines, firstUnread), [lines, firstUnread])
  const [hidden, setHidden] = useState(Number.POSITIVE_INFINITY)
  const from = Math.max(0, Math.min(hidden, rows.length - ROWS_AT_FIRST))
  const showEarlier = useCallback(() => setHidden(Math.max(0, from - MORE_ROWS)), [from])
  const canSay = state.kind !== 'healing'
  const today = useToday()

  const hasLines = lines.length > 0
  useLayoutEffect(() => {
    if (!hasLines || scroller.current === null || content.current === null) return undefined
    return follower.attach(scroller.current, content.current)
  }, [follower, hasLines])
  const toUnread = useStart({ follower, scroller, rows, from, setHidden, hasLines })
  useSought({
    id: ask?.line,
    number: ask?.number ?? 0,
    focus: true,
    follower,
    scroller,
    rows,
    from,
    setHidden,
  })
  useSought({ id: editing, number: 0, focus: false, follower, scroller, rows, from, setHidden })

  if (!hasLines) {
    const isUnread = state.kind === 'loading' || state.kind === 'syncing'
    return (
      <div className={styles.empty}>
        {isUnread ? (
          <Skeleton lines={4} label="Opening the side talk" />
        ) : (
          <EmptyState
            icon={<MessagesSquare />}
            title="Nothing said yet"
            text="Talk among yourselves here: plans, doubts, asides. Any line can become a prompt with one click."
          />
        )}
      </div>
    )
  }
  return (
    <div className={styles.scroller} ref={scroller} tabIndex={0} role="group" aria-label="What was said">
      {toUnread !== undefined && (
        <div className={styles.toUnread}>
          <Button size="small" icon={<ArrowUp />} onClick={toUnread}>
            To where I stopped
          </Button>
        </div>
      )}
      <div className={styles.content} ref={content} role="log" aria-label="Side talk" aria-live="off">
        {from > 0 && (
          <MoreRows scroller={scroller} onNear={showEarlier} className={styles.earlier}>
            Show earlier lines
          </MoreRows>
        )}
        {rows.slice(from).map((row) => (
          <Fragment key={row.key}>
            {row.kind === 'line' ? (
              <TalkLine
                entry={row.entry}
                begins={row.begins}
                doc={model.doc}
                canSay={canSay}
                isSought={ask?.line === row.entry.id}
                editing={editing === row.entry.id}
                onEdit={onEdit}
              />
            ) : (
              <Divider row={row} today={today} />
            )}
          </Fragment>
        ))}
      </div>
      <JumpToLatest follower={follower} />
      <Heard lines={lines} />
    </div>
  )
}

interface DividerProps {
  readonly row: Exclude<TalkRow, { readonly kind: 'line' }>
  readonly today: number
}

const Divider = ({ row, today }: DividerProps) => {
  const words = row.kind === 'unread' ? 'New since you were here' : dayWords(row.at, today)
  return (
    <div className={styles.divider} role="separator" aria-label={words} data-divider={row.kind}>
      <span aria-hidden="true">{words}</span>
    </div>
  )
}

/** When the day began; another one after midnight. */
const useToday = (): number => {
  const [today, setToday] = useState(() => new Date().setHours(0, 0, 0, 0))
  useEffect(() => {
    const midnight = new Date(today).setHours(24, 0, 0, 0)
    const timer = setTimeout(() => setToday(new Date().setHours(0, 0, 0, 0)), midnight - Date.now())
    return () => clearTimeout(timer)
  }, [today])
  return today
}

/** The latest line of somebody else, for whoever listens. */
const Heard = ({ lines }: { readonly lines: ReturnType<TalkModel['lines']['get']> }) => {
  const { me, personOf } = useConversation()
  const latest = lines.at(-1)
  const [before] = useState(latest?.id)
  const isNew = latest !== undefined && latest.id !== before && latest.author !== me
  return (
    <VisuallyHidden>
      <span role="status">
        {isNew && latest.deleted === undefined && `${personOf(latest.author).name}: ${lineWords(latest)}`}
      </span>
    </VisuallyHidden>
  )
}

/**
 * At the end to begin with, or where what is new begins, if it is more than fits. Where that is too far up to be drawn,
 * the way there is returned.
 */
const useStart = ({
  follower,
  scroller,
  rows,
  from,
  setHidden,
  hasLines,
}: Pick<TalkListProps, 'follower'> & {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly TalkRow[]
  readonly from: number
  readonly setHidden: (index: number) => void
  readonly hasLines: boolean
}): (() => void) | undefined => {
  const unread = rows.findIndex((row) => row.kind === 'unread')
  const isDrawn = unread >= from
  const hasUnread = unread >= 0
  useLayoutEffect(() => {
    if (hasLines) follower.jump()
  }, [follower, hasLines])
  useLayoutEffect(() => {
    const { current } = scroller
    const mark = current?.querySelector('[data-divider="unread"]')
    if (!hasUnread || !isDrawn || current === null || mark == null) return
    if (mark.getBoundingClientRect().top >= current.getBoundingClientRect().top) return
    mark.scrollIntoView({ block: 'start', behavior: 'instant' })
    follower.settle()
  }, [follower, scroller, hasUnread, isDrawn])
  if (!hasUnread || isDrawn) return undefined
  return () => {
    follower.stay()
    setHidden(Math.max(0, unread - ROWS_ABOVE))
  }
}

/** Brings a line into sight, once for each `number`. */
const useSought = ({
  id,
  number,
  focus,
  follower,
  scroller,
  rows,
  from,
  setHidden,
}: Pick<TalkListProps, 'follower'> & {
  readonly id: MessageId | undefined
  readonly number: number
  readonly focus: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly TalkRow[]
  readonly from: number
  readonly setHidden: (index: number) => void
}): void => {
  const done = useRef<string>(undefined)
  useLayoutEffect(() => {
    if (id === undefined) done.current = undefined
    const wanted = `${id} ${number}`
    if (id === undefined || done.current === wanted || scroller.current === null) return
    const index = rows.findIndex((row) => row.key === id)
    // It may not have come yet.
    if (index < 0) return
    if (index < from) {
      setHidden(Math.max(0, index - ROWS_ABOVE))
      return
    }
    const line = scroller.current.querySelector<HTMLElement>(`[data-line="${CSS.escape(id)}"]`)
    if (line === null) return
    done.current = wanted
    follower.stay()
    line.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    if (focus) line.focus({ preventScroll: true })
  }, [id, number, focus, follower, scroller, rows, from, setHidden])
}
