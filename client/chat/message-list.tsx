/** The messages along the branch that one reads, with the rail in their margin. */
import { type RefObject, useLayoutEffect, useMemo, useRef } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import { useOwnMovesEnd } from '../branches/following.ts'
import { ForkRow } from '../branches/fork-row.tsx'
import { PlaceStrip } from '../branches/place-strip.tsx'
import { useMeetings } from '../branches/use-meetings.ts'
import { useWayKeys } from '../branches/use-way-keys.ts'
import { classNames } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Editing } from './editing.ts'
import type { Follower } from './follower.ts'
import { JumpToLatest } from './jump-to-latest.tsx'
import styles from './message-list.module.css'
import { MessageRow } from './message-row.tsx'
import { MoreRows } from './more-rows.tsx'
import { RowRail, useMargin } from './row-rail.tsx'
import { conversationRows, type Row } from './rows.ts'
import { RunRow } from './run-row.tsx'
import { ToWhereIStopped, UnreadMark } from './unread-mark.tsx'
import { useEnds } from './use-ends.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useReadingPlace } from './use-reading-place.ts'
import { type ShownRows, useShownRows } from './use-shown-rows.ts'
import { useTarget } from './use-target.ts'
import { useUnreadLine } from './use-unread-line.ts'

export interface MessageListProps {
  readonly follower: Follower
  readonly editing: Editing | undefined
  readonly onEdit: (entry: MessageEntry | undefined) => void
}

export const MessageList = ({ follower, editing, onEdit }: MessageListProps) => {
  const { model, places, following } = useConversation()
  const { place, slide, target } = places
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const rows = useMemo(() => conversationRows(tree, runs, place), [tree, runs, place])
  const margin = useMargin(tree, rows)
  const shown = useShownRows(rows, editing)
  const { from, to } = shown

  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (scroller.current === null || content.current === null) return undefined
    return follower.attach(scroller.current, content.current)
  }, [follower])
  useReadingPlace(follower, scroller)
  useKeptFork({ follower, scroller, rows, shown })
  useTarget({ follower, scroller, rows, shown, editing })
  useEnds(follower, scroller, shown)
  useKeptFocus(scroller, shown)
  useWayKeys(scroller, rows, from)
  useOwnMovesEnd(following)
  useMeetings()
  const unread = useUnreadLine(follower, scroller, rows)
  const unreadAt = rows.findIndex((row) => row.key === unread)
  const slideFrom =
    slide === undefined ? -1 : rows.findIndex((row) => row.key === `fork ${slide.after ?? ''}`)

  return (
    <div className={styles.scroller} ref={scroller} data-scroller="messages">
      <PlaceStrip />
      <ToWhereIStopped
        first={unread}
        stands={unreadAt < from ? 'above' : unreadAt < to ? 'drawn' : 'below'}
        scroller={scroller}
      />
      <div className={styles.content} ref={content} role="log" aria-label="Messages" aria-live="off">
        {from > 0 && (
          <MoreRows scroller={scroller} onNear={shown.showEarlier} className={styles.more}>
            Show earlier messages
          </MoreRows>
        )}
        {drawnRows(rows, shown, editing).map(({ row, index }) => (
          <div
            key={row.key}
            hidden={index < from || index >= to}
            className={classNames(
              styles.row,
              row.kind === 'fork' && styles.forkRow,
              target?.as.kind === 'read' && target.messageId === row.key && styles.target,
              row.kind === 'message' && row.entry.role === 'user' && index > 0 && styles.person,
              slide !== undefined && slideFrom >= 0 && index > slideFrom && styles[slide.direction],
            )}
          >
            {row.key === unread && <UnreadMark />}
            <RowRail row={row} tree={tree} margin={margin} />
            <RowContent row={row} tree={tree} editing={editing} onEdit={onEdit} />
          </div>
        ))}
        {!shown.isEnd && (
          <MoreRows scroller={scroller} onNear={shown.showLater} className={styles.more}>
            Show later messages
          </MoreRows>
        )}
      </div>
      <JumpToLatest follower={follower} onJump={following.stop} />
    </div>
  )
}

/** The rows from first to last, and the one that is edited wherever it is: what one writes there is not lost. */
const drawnRows = (
  rows: readonly Row[],
  { from, to }: ShownRows,
  editing: Editing | undefined,
): readonly { readonly row: Row; readonly index: number }[] => {
  const drawn = rows.slice(from, to).map((row, offset) => ({ row, index: from + offset }))
  if (editing === undefined || drawn.some(({ row }) => row.key === editing.entry.id)) return drawn
  const index = rows.findIndex((row) => row.key === editing.entry.id)
  const row = rows[index]
  return row === undefined ? drawn : [{ row, index }, ...drawn]
}

/** Where one changes the way at a fork, the fork stays where it is on the screen. */
const useKeptFork = ({
  follower,
  scroller,
  rows,
  shown,
}: {
  readonly follower: Follower
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly Row[]
  readonly shown: ShownRows
}): void => {
  const { slide } = useConversation().places
  const done = useRef<typeof slide>(undefined)
  useLayoutEffect(() => {
    const { current } = scroller
    if (current === null || slide?.top === undefined || done.current === slide) return
    const index = rows.findIndex((row) => row.key === `fork ${slide.after ?? ''}`)
    if (index < 0) return
    if (!shown.holds(index)) {
      shown.showAround(index)
      return
    }
    const fork = current.querySelector(`[data-fork="${CSS.escape(slide.after ?? 'start')}"]`)
    if (fork === null) return
    done.current = slide
    current.scrollBy({ top: fork.getBoundingClientRect().top - slide.top, behavior: 'instant' })
    follower.settle()
  })
}

const RowContent = ({
  row,
  tree,
  editing,
  onEdit,
}: {
  readonly row: Row
  readonly tree: Tree
  readonly editing: Editing | undefined
  readonly onEdit: (entry: MessageEntry | undefined) => void
}) => {
  switch (row.kind) {
    case 'message':
      return (
        <MessageRow
          entry={row.entry}
          run={row.run}
          order={tree.order.get(row.entry.id)}
          editing={editing?.entry.id === row.entry.id}
          onEdit={onEdit}
        />
      )
    case 'fork':
      return <ForkRow fork={row.fork} />
    case 'run':
      return <RunRow run={row.run} />
  }
}
