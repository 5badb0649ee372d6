/** The messages along the branch that one reads, with the rail in their margin. */
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type MessageEntry, readCursor, type Tree } from '../../shared/document/index.ts'
import { useOwnMovesEnd } from '../branches/following.ts'
import { ForkRow } from '../branches/fork-row.tsx'
import { PlaceStrip } from '../branches/place-strip.tsx'
import { useMeetings } from '../branches/use-meetings.ts'
import { useWayKeys } from '../branches/use-way-keys.ts'
import { classNames } from '../design/index.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import { Earlier } from './earlier.tsx'
import type { Follower } from './follower.ts'
import { JumpToLatest } from './jump-to-latest.tsx'
import styles from './message-list.module.css'
import { MessageRow } from './message-row.tsx'
import { RowRail, useMargin } from './row-rail.tsx'
import { conversationRows, type Row } from './rows.ts'
import { RunRow } from './run-row.tsx'
import { ToWhereIStopped, UnreadMark } from './unread-mark.tsx'
import { useReadingPlace } from './use-reading-place.ts'
import { useTarget } from './use-target.ts'
import { useUnreadLine } from './use-unread-line.ts'

/** Rows drawn at first, and added each time one scrolls up to their beginning. */
const ROWS_AT_FIRST = 10
const MORE_ROWS = 16

export interface MessageListProps {
  readonly follower: Follower
  readonly editing: MessageEntry | undefined
  readonly onEdit: (entry: MessageEntry | undefined) => void
}

export const MessageList = ({ follower, editing, onEdit }: MessageListProps) => {
  const { id, model, places, following } = useConversation()
  const { place, slide, target } = places
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const rows = useMemo(() => conversationRows(tree, runs, place), [tree, runs, place])
  const margin = useMargin(tree, rows)
  const personal = usePersonalDoc()
  const [hidden, setHidden] = useState(() => {
    const read = readCursor(personal, id)?.messageId
    const at = rows.findIndex((row) => row.key === read)
    return Math.max(0, Math.min(rows.length - ROWS_AT_FIRST, at < 0 ? rows.length : at - 2))
  })
  const from = Math.min(hidden, Math.max(0, rows.length - ROWS_AT_FIRST))

  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return undefined
    return follower.attach(scroller.current, content.current)
  }, [follower])
  useReadingPlace(follower, scroller)
  useKeptFork(follower, scroller)
  useTarget({ follower, scroller, rows, from, showFrom: setHidden })
  useWayKeys(scroller, rows)
  useOwnMovesEnd(following)
  useMeetings()
  const showEarlier = useCallback(() => setHidden(Math.max(0, from - MORE_ROWS)), [from])
  const unread = useUnreadLine(follower, scroller, rows)
  const slideFrom =
    slide === undefined ? -1 : rows.findIndex((row) => row.key === `fork ${slide.after ?? ''}`)

  return (
    <div className={styles.scroller} ref={scroller} data-scroller="messages">
      <PlaceStrip />
      <ToWhereIStopped
        first={unread}
        isDrawn={rows.findIndex((row) => row.key === unread) >= from}
        scroller={scroller}
      />
      <div className={styles.content} ref={content} role="log" aria-label="Messages" aria-live="off">
        {from > 0 && (
          <Earlier scroller={scroller} onNear={showEarlier} className={styles.earlier}>
            Show earlier messages
          </Earlier>
        )}
        {rows.slice(from).map((row, index) => (
          <div
            key={row.key}
            className={classNames(
              styles.row,
              row.kind === 'fork' && styles.forkRow,
              target?.as.kind === 'read' && target.messageId === row.key && styles.target,
              row.kind === 'message' && row.entry.role === 'user' && index + from > 0 && styles.person,
              slide !== undefined && slideFrom >= 0 && index + from > slideFrom && styles[slide.direction],
            )}
          >
            {row.key === unread && <UnreadMark />}
            <RowRail row={row} tree={tree} margin={margin} />
            <RowContent row={row} tree={tree} editing={editing} onEdit={onEdit} />
          </div>
        ))}
      </div>
      <JumpToLatest follower={follower} onJump={following.stop} />
    </div>
  )
}

/** Where one changes the way at a fork, the fork stays where it is on the screen. */
const useKeptFork = (follower: Follower, scroller: RefObject<HTMLDivElement | null>): void => {
  const { slide } = useConversation().places
  useLayoutEffect(() => {
    const { current } = scroller
    if (current === null || slide?.top === undefined) return
    const fork = current.querySelector(`[data-fork="${CSS.escape(slide.after ?? 'start')}"]`)
    if (fork === null) return
    current.scrollBy({ top: fork.getBoundingClientRect().top - slide.top, behavior: 'instant' })
    follower.settle()
  }, [follower, scroller, slide])
}

const RowContent = ({
  row,
  tree,
  editing,
  onEdit,
}: {
  readonly row: Row
  readonly tree: Tree
  readonly editing: MessageEntry | undefined
  readonly onEdit: (entry: MessageEntry | undefined) => void
}) => {
  switch (row.kind) {
    case 'message':
      return (
        <MessageRow
          entry={row.entry}
          run={row.run}
          order={tree.order.get(row.entry.id)}
          editing={editing?.id === row.entry.id}
          onEdit={onEdit}
        />
      )
    case 'fork':
      return <ForkRow fork={row.fork} />
    case 'run':
      return <RunRow run={row.run} />
  }
}
