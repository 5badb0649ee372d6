/** The messages along the branch that one reads, with the rail in their margin. */
import { ArrowDown } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import { readCursor, writeCursor } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { colourOf } from '../branches/branch-words.ts'
import { ForkRow } from '../branches/fork-row.tsx'
import { Rail } from '../branches/rail.tsx'
import { distantPulses, placeReaders, type Reader } from '../branches/readers.ts'
import { Button, classNames } from '../design/index.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Follower } from './follower.ts'
import styles from './message-list.module.css'
import { MessageRow } from './message-row.tsx'
import { conversationRows, placeView, type Row } from './rows.ts'
import { RunRow } from './run-row.tsx'

/** Rows drawn at first, and added each time one scrolls up to their beginning. */
const ROWS_AT_FIRST = 24
const MORE_ROWS = 60

export interface MessageListProps {
  readonly follower: Follower
  readonly editing: MessageEntry | undefined
  readonly onEdit: (entry: MessageEntry | undefined) => void
}

export const MessageList = ({ follower, editing, onEdit }: MessageListProps) => {
  const { id, model, places } = useConversation()
  const { place, slide } = places
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const rows = useMemo(() => conversationRows(tree, runs, place), [tree, runs, place])
  const margin = useMargin(tree)
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
  const showEarlier = useCallback(() => setHidden(Math.max(0, from - MORE_ROWS)), [from])
  const slideFrom =
    slide === undefined ? -1 : rows.findIndex((row) => row.key === `fork ${slide.after ?? ''}`)

  return (
    <div className={styles.scroller} ref={scroller} data-scroller="messages">
      <div className={styles.content} ref={content} role="log" aria-label="Messages" aria-live="off">
        {from > 0 && <Earlier scroller={scroller} onNear={showEarlier} />}
        {rows.slice(from).map((row, index) => (
          <div
            key={row.key}
            className={classNames(
              styles.row,
              row.kind === 'fork' && styles.forkRow,
              row.kind === 'message' && row.entry.role === 'user' && index + from > 0 && styles.person,
              slide !== undefined && slideFrom >= 0 && index + from > slideFrom && styles[slide.direction],
            )}
          >
            <RowRail row={row} tree={tree} margin={margin} />
            <RowContent row={row} tree={tree} editing={editing} onEdit={onEdit} />
          </div>
        ))}
      </div>
      <JumpToLatest follower={follower} />
    </div>
  )
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

// --- The rail --------------------------------------------------------------------------------------------------

interface Margin {
  readonly readers: ReadonlyMap<MessageId, readonly Reader[]>
  readonly pulses: ReadonlySet<MessageId>
}

/** Who reads where, and where replies are being written out of sight. */
const useMargin = (tree: Tree): Margin => {
  const { model, places } = useConversation()
  const others = useStore(model.presence.others)
  const runs = useStore(model.runs)
  return useMemo(() => {
    const view = placeView(tree, places.place)
    const writing = new Set<BranchId>(
      runs.active.filter(({ status }) => status === 'running').map(({ branchId }) => branchId),
    )
    return { readers: placeReaders(tree, view, others), pulses: distantPulses(tree, view, writing) }
  }, [tree, runs, others, places.place])
}

const RowRail = ({
  row,
  tree,
  margin,
}: {
  readonly row: Row
  readonly tree: Tree
  readonly margin: Margin
}) => {
  const { places } = useConversation()
  switch (row.kind) {
    case 'message': {
      const here = margin.readers.get(row.entry.id) ?? []
      return (
        <Rail
          colour={colourOf(tree, row.entry.branchId)}
          mark={row.entry.role === 'user' ? 'person' : 'reply'}
          pulse={row.run?.status === 'running'}
          readers={idsOf(here.filter(({ elsewhere }) => !elsewhere))}
          elsewhere={idsOf(here.filter(({ elsewhere }) => elsewhere))}
        />
      )
    }
    case 'fork': {
      const { fork } = row
      const current = fork.paths[fork.current]
      return (
        <Rail
          colour={colourOf(tree, current?.branchId ?? places.place.branchId)}
          leaving={fork.paths
            .filter((_path, index) => index !== fork.current)
            .map((path) => colourOf(tree, path.branchId))}
          mark="none"
          pulse={fork.after !== null && margin.pulses.has(fork.after)}
          readers=""
          elsewhere=""
        />
      )
    }
    case 'run':
      return (
        <Rail
          colour={colourOf(tree, row.run.branchId)}
          mark="none"
          pulse={row.run.status === 'running'}
          readers=""
          elsewhere=""
        />
      )
  }
}

const idsOf = (readers: readonly Reader[]): string => readers.map(({ person }) => person.user.id).join(' ')

// --- Scrolling -------------------------------------------------------------------------------------------------

const Earlier = ({
  scroller,
  onNear,
}: {
  readonly scroller: React.RefObject<HTMLDivElement | null>
  readonly onNear: () => void
}) => {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (mark.current === null) return undefined
    // Well before the reader gets there, so that the page keeps its place by itself.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onNear()
      },
      { root: scroller.current, rootMargin: '1500px 0px 0px' },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [scroller, onNear])
  return (
    <div ref={mark} className={styles.earlier}>
      <Button size="small" variant="plain" onClick={onNear}>
        Show earlier messages
      </Button>
    </div>
  )
}

const JumpToLatest = ({ follower }: { readonly follower: Follower }) => {
  const isAway = useStore(follower.isAway)
  if (!isAway) return null
  return (
    <div className={styles.jump}>
      <Button size="small" icon={<ArrowDown />} onClick={follower.jump}>
        Jump to latest
      </Button>
    </div>
  )
}

const SETTLED_MILLISECONDS = 300

/** Tells the others where one reads, and remembers it for coming back. */
const useReadingPlace = (follower: Follower, scroller: React.RefObject<HTMLDivElement | null>): void => {
  const { id, model, places } = useConversation()
  const personal = usePersonalDoc()
  const { place } = places
  const tree = useStore(model.tree)
  const hasMessages = tree.messages.size > 0

  // Back to where one was, once, when there is something to go back to.
  useLayoutEffect(() => {
    const { current } = scroller
    if (!hasMessages || current === null) return
    const cursor = readCursor(personal, id)
    const element =
      cursor?.messageId === undefined
        ? null
        : current.querySelector(`[data-message-id="${CSS.escape(cursor.messageId)}"]`)
    if (element === null) {
      follower.jump()
      return
    }
    follower.stay()
    element.scrollIntoView({ block: 'start' })
    // Only at the beginning: the cursor changes with one's own reading.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [hasMessages, follower, scroller])

  useEffect(() => {
    const { current } = scroller
    if (current === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      const messageId = messageInSight(current)
      model.presence.setAt(place.branchId, messageId)
      if (place.kind === 'new-branch' || !hasMessages) return
      writeCursor(personal, id, {
        branchId: place.branchId,
        ...(follower.isFollowing() || messageId === undefined ? {} : { messageId }),
      })
    }
    const onScroll = (): void => {
      clearTimeout(timer)
      timer = setTimeout(tell, SETTLED_MILLISECONDS)
    }
    onScroll()
    current.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      current.removeEventListener('scroll', onScroll)
    }
  }, [scroller, follower, model, personal, id, place, hasMessages])
}

/** The message that stands a little below the top of what is seen. */
const messageInSight = (scroller: HTMLElement): MessageId | undefined => {
  const box = scroller.getBoundingClientRect()
  const found = document
    .elementsFromPoint(box.left + box.width / 2, box.top + box.height * 0.3)
    .map((element) => element.closest<HTMLElement>('[data-message-id]'))
    .find((element) => element !== null && scroller.contains(element))
  return found?.dataset.messageId as MessageId | undefined
}
