/**
 * The rail unrolled: a lane for each branch, a dot for each message. The list of branches beside it says the same to
 * those who do not see it. Lines and dots are drawn once for a layout and moved as one; words only where they are
 * seen and large enough to be read.
 */
import { memo, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { branchName, colourOf, firstWords } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { PersonOf } from '../chat/people.ts'
import { Avatar, When } from '../design/index.ts'
import {
  type Camera,
  laneWidth,
  pan,
  placeUnder,
  ROW,
  type Size,
  screenOf,
  WORDS_FROM,
  zoomAt,
} from './camera.ts'
import {
  type MapBranch,
  type MapLayout,
  type MapPoint,
  placeOfMessage,
  pointAt,
  rowOfMessage,
} from './layout.ts'
import styles from './map-canvas.module.css'
import { NAME_SIZE, placeNames } from './place-names.ts'

export interface Spot {
  readonly branchId: BranchId
  readonly messageId: MessageId | undefined
}

export interface MapCanvasProps {
  readonly layout: MapLayout
  readonly tree: Tree
  readonly camera: Camera
  readonly size: Size
  readonly onCamera: (change: (before: Camera) => Camera) => void
  /** The messages that one reads, from the first. */
  readonly reading: readonly MessageEntry[]
  readonly selected: Spot
  readonly onSelect: (spot: Spot) => void
  readonly onOpen: (spot: Spot) => void
  /** What was found; `undefined` where nothing is looked for. */
  readonly found: ReadonlySet<MessageId> | undefined
  readonly people: readonly { readonly id: string; readonly messageId: MessageId }[]
  readonly writing: ReadonlySet<BranchId>
}

/** From here on single messages can be told apart. */
const DOTS_FROM = 0.28
const CLICK_PIXELS = 8

export const MapCanvas = (props: MapCanvasProps) => {
  const { layout, tree, camera, size, onCamera, reading, selected, found, people, writing } = props
  const { personOf } = useConversation()
  const surface = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<Hovered>()
  useWheel(surface, onCamera)
  const hands = useHands(props, setHovered)
  const width = laneWidth(camera.scale)
  const transform = `translate(${camera.x} ${camera.y}) scale(${camera.scale})`
  return (
    <div
      ref={surface}
      className={styles.surface}
      data-map-scale={camera.scale.toFixed(3)}
      {...hands}
      onPointerLeave={() => setHovered(undefined)}
    >
      <svg
        className={styles.svg}
        width={size.width}
        height={size.height}
        role="img"
        aria-label={`${layout.branches.length} branches. The list beside it tells of each.`}
      >
        <g transform={transform}>
          <g className={styles.lines} data-dim={found === undefined ? undefined : ''}>
            <Lines
              layout={layout}
              tree={tree}
              reading={reading}
              width={width}
              withDots={camera.scale >= DOTS_FROM}
            />
          </g>
          {found !== undefined && <FoundDots layout={layout} found={found} width={width} />}
          <Ring layout={layout} tree={tree} selected={selected} scale={camera.scale} width={width} />
          <Pulses layout={layout} tree={tree} writing={writing} scale={camera.scale} width={width} />
          {camera.scale >= WORDS_FROM ? (
            <Words layout={layout} tree={tree} camera={camera} size={size} personOf={personOf} />
          ) : (
            <FarNames
              layout={layout}
              tree={tree}
              scale={camera.scale}
              personOf={personOf}
              reading={reading}
              selected={selected.branchId}
            />
          )}
        </g>
      </svg>
      {people.map(({ id, messageId }) => {
        const place = placeOfMessage(layout, tree, messageId)
        if (place === undefined) return null
        const at = screenOf(camera, place)
        return (
          <span key={id} className={styles.person} style={{ left: at.x, top: at.y }}>
            <Avatar person={personOf(id)} size={20} />
          </span>
        )
      })}
      {hovered !== undefined && <Card hovered={hovered} size={size} personOf={personOf} />}
    </div>
  )
}

/** The line of a branch: out of its parent between two rows, past their words, and down to its last message. */
const linePath = (
  { lane, forkRow, firstRow, lastRow, parent }: MapBranch,
  layout: MapLayout,
  width: number,
): string => {
  const x = lane * width
  const from = parent === undefined ? undefined : layout.byId.get(parent)
  if (from === undefined) return `M${x} ${firstRow * ROW}V${lastRow * ROW + 0.01}`
  const start = from.lane * width
  const between = (forkRow + 0.36) * ROW
  const bend = Math.min(12, width / 3)
  return `M${start} ${forkRow * ROW}Q${start} ${between} ${start + bend} ${between}H${x - bend}Q${x} ${between} ${x} ${
    firstRow * ROW
  }V${lastRow * ROW + 0.01}`
}

const dotsPath = (x: number, points: readonly MapPoint[], wanted: (point: MapPoint) => boolean): string =>
  points
    .filter(wanted)
    .map(({ row }) => `M${x} ${row * ROW}h.01`)
    .join('')

const isReply = ({ messages }: MapPoint): boolean => messages.length === 1 && messages[0]?.role !== 'user'
const isFolded = ({ messages }: MapPoint): boolean => messages.length > 1

interface LinesProps {
  readonly layout: MapLayout
  readonly tree: Tree
  readonly reading: readonly MessageEntry[]
  /** Of a lane. */
  readonly width: number
  readonly withDots: boolean
}

const Lines = memo(({ layout, tree, reading, width, withDots }: LinesProps) => {
  const last = new Map<BranchId, MessageEntry>()
  for (const message of reading) last.set(message.branchId, message)
  return (
    <>
      {layout.branches.map((each) => (
        <path
          key={each.branch.id}
          className={styles.line}
          d={linePath(each, layout, width)}
          stroke={colourOf(tree, each.branch.id)}
          data-put-away={each.branch.archived || each.branch.deletedBy !== undefined ? '' : undefined}
        />
      ))}
      {[...last].map(([branchId, message]) => {
        const branch = layout.byId.get(branchId)
        const row = branch === undefined ? undefined : rowOfMessage(branch, message.id)
        return branch === undefined || row === undefined ? null : (
          <path
            key={`own ${branchId}`}
            className={styles.own}
            d={linePath({ ...branch, lastRow: row }, layout, width)}
            stroke={colourOf(tree, branchId)}
          />
        )
      })}
      {withDots &&
        layout.branches.map(({ branch, lane, points }) => {
          const x = lane * width
          const colour = colourOf(tree, branch.id)
          const replies = dotsPath(x, points, isReply)
          return (
            <g key={branch.id} stroke={colour}>
              <path className={styles.dot} d={dotsPath(x, points, (point) => !isFolded(point))} />
              <path className={styles.hollow} d={replies} />
              <path
                className={styles.folded}
                d={points
                  .filter(isFolded)
                  .map(({ row }) => `M${x} ${(row - 0.3) * ROW}v${ROW * 0.6}`)
                  .join('')}
              />
            </g>
          )
        })}
    </>
  )
})
Lines.displayName = 'Lines'

/** What was found, as one line of dots, however much it is. */
const FoundDots = memo(
  ({
    layout,
    found,
    width,
  }: {
    readonly layout: MapLayout
    readonly found: ReadonlySet<MessageId>
    readonly width: number
  }) => {
    const dots = layout.branches
      .map(({ lane, points }) =>
        dotsPath(lane * width, points, ({ messages }) => messages.some(({ id }) => found.has(id))),
      )
      .join('')
    return (
      <>
        <path className={styles.foundHalo} d={dots} />
        <path className={styles.found} d={dots} />
      </>
    )
  },
)
FoundDots.displayName = 'FoundDots'

const Ring = ({
  layout,
  tree,
  selected,
  scale,
  width,
}: {
  readonly layout: MapLayout
  readonly tree: Tree
  readonly selected: Spot
  readonly scale: number
  readonly width: number
}) => {
  const branch = layout.byId.get(selected.branchId)
  const at =
    (selected.messageId === undefined ? undefined : placeOfMessage(layout, tree, selected.messageId)) ??
    (branch === undefined ? undefined : { lane: branch.lane, row: branch.lastRow })
  return at === undefined ? null : (
    <circle className={styles.selected} cx={at.lane * width} cy={at.row * ROW} r={9 / scale} />
  )
}

const Pulses = ({
  layout,
  tree,
  writing,
  scale,
  width,
}: {
  readonly layout: MapLayout
  readonly tree: Tree
  readonly writing: ReadonlySet<BranchId>
  readonly scale: number
  readonly width: number
}) =>
  [...writing].map((id) => {
    const branch = layout.byId.get(id)
    return branch === undefined ? null : (
      <circle
        key={id}
        className={styles.pulse}
        cx={branch.lane * width}
        cy={branch.lastRow * ROW}
        r={10 / scale}
        fill={colourOf(tree, id)}
      />
    )
  })

/** Steps in which the part of the map whose words are drawn moves along, in pixels. */
const STEP = 240
const LETTER = 6.6
const MOST_LETTERS = 56
/** What a lane's own dot and the faces beside the next one take, in pixels. */
const BESIDE = 50

/** From afar: names where there is room for them. */
const FarNames = memo(
  ({
    layout,
    tree,
    scale,
    personOf,
    reading,
    selected,
  }: {
    readonly layout: MapLayout
    readonly tree: Tree
    readonly scale: number
    readonly personOf: PersonOf
    readonly reading: readonly MessageEntry[]
    readonly selected: BranchId
  }) => {
    const placed = useMemo(
      () =>
        placeNames(
          layout,
          scale,
          (id) => branchName(tree, id, (person) => personOf(person).name),
          new Set([selected, ...reading.map(({ branchId }) => branchId)]),
        ),
      [layout, tree, scale, personOf, reading, selected],
    )
    return (
      <g fontSize={NAME_SIZE / scale}>
        {placed.map(({ branchId, text, x, y, down }) => (
          <text
            key={branchId}
            className={styles.name}
            transform={`translate(${x / scale} ${y / scale})${down ? ' rotate(90)' : ''}`}
          >
            {text}
          </text>
        ))}
      </g>
    )
  },
)
FarNames.displayName = 'FarNames'

interface WordsProps {
  readonly layout: MapLayout
  readonly tree: Tree
  readonly camera: Camera
  readonly size: Size
  readonly personOf: PersonOf
}

const Words = ({ layout, tree, camera, size, personOf }: WordsProps) => {
  const { scale } = camera
  const left = Math.floor(-camera.x / STEP)
  const top = Math.floor(-camera.y / STEP)
  return useMemo(() => {
    const width = laneWidth(scale)
    const box = {
      left: ((left - 1) * STEP) / scale - width,
      right: ((left + 2) * STEP + size.width) / scale,
      top: ((top - 1) * STEP) / scale,
      bottom: ((top + 2) * STEP + size.height) / scale,
    }
    const nameOf = (id: string): string => personOf(id).name
    const seen = layout.branches.filter(
      ({ lane, firstRow, lastRow }) =>
        lane * width >= box.left &&
        lane * width <= box.right &&
        (firstRow - 1) * ROW <= box.bottom &&
        lastRow * ROW >= box.top,
    )
    /** How many letters fit before the next lane that something stands in. */
    const roomAt = (lane: number, row: number): number => {
      let next = Number.POSITIVE_INFINITY
      for (const each of layout.branches) {
        if (each.lane > lane && each.lane < next && row >= each.firstRow - 1 && row <= each.lastRow)
          next = each.lane
      }
      return Math.min(MOST_LETTERS, Math.floor(((next - lane) * width * scale - BESIDE) / LETTER))
    }
    return (
      <g fontSize={12.5 / scale}>
        {seen.map(({ branch, lane, firstRow, points }) => (
          <g key={branch.id}>
            <text className={styles.name} x={lane * width + 12 / scale} y={(firstRow - 0.3) * ROW}>
              {cut(branchName(tree, branch.id, nameOf), roomAt(lane, firstRow))}
            </text>
            {points
              .filter(({ row }) => row * ROW >= box.top && row * ROW <= box.bottom)
              .map((point) => (
                <text
                  key={point.row}
                  className={styles.words}
                  x={lane * width + 14 / scale}
                  y={point.row * ROW + 4 / scale}
                >
                  {cut(wordsOf(point), roomAt(lane, point.row))}
                </text>
              ))}
          </g>
        ))}
      </g>
    )
  }, [layout, tree, scale, left, top, size, personOf])
}

const wordsOf = ({ messages }: MapPoint): string =>
  messages[0] === undefined || messages.length > 1 ? `${messages.length} messages` : firstWords(messages[0])

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1)).trimEnd()}…` : text

interface Hovered {
  readonly point: MapPoint
  readonly x: number
  readonly y: number
}

const Card = ({
  hovered: { point, x, y },
  size,
  personOf,
}: {
  readonly hovered: Hovered
  readonly size: Size
  readonly personOf: PersonOf
}) => {
  const [first] = point.messages
  if (first === undefined) return null
  return (
    <div
      className={styles.card}
      style={{ left: Math.max(8, Math.min(x + 14, size.width - 300)), top: y + 14 }}
      data-above={y > size.height - 140 ? '' : undefined}
      aria-hidden="true"
    >
      <span className={styles.cardHead}>
        <Avatar person={personOf(first.author)} size={20} decorative />
        {point.messages.length === 1
          ? personOf(first.author).name
          : `${point.messages.length} messages, from ${personOf(first.author).name}`}
        {' · '}
        <When at={first.createdAt} form="short" />
      </span>
      {firstWords(first)}
    </div>
  )
}

/** The wheel zooms about the pointer; with Shift, and sideways, it pans. */
const useWheel = (surface: RefObject<HTMLDivElement | null>, onCamera: MapCanvasProps['onCamera']): void => {
  useEffect(() => {
    const { current } = surface
    if (current === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const box = current.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (!event.ctrlKey && (event.shiftKey || sideways)) {
        onCamera((before) => pan(before, -event.deltaX || -event.deltaY, event.shiftKey ? 0 : -event.deltaY))
      } else {
        onCamera((before) => zoomAt(before, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), at))
      }
    }
    // React listens passively, and the page behind must not zoom.
    current.addEventListener('wheel', onWheel, { passive: false })
    return () => current.removeEventListener('wheel', onWheel)
  }, [surface, onCamera])
}

/** One finger or the mouse pans, two fingers zoom, a tap selects, two taps go there. */
const useHands = (
  { layout, camera, onCamera, onSelect, onOpen }: MapCanvasProps,
  setHovered: (hovered: Hovered | undefined) => void,
) => {
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const moved = useRef(0)
  const atOf = (event: { clientX: number; clientY: number; currentTarget: EventTarget }) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const find = (at: { x: number; y: number }) => {
    const under = placeUnder(camera, at)
    // Words stand to the right of their lane; from afar the nearest is meant.
    const lane =
      camera.scale >= WORDS_FROM
        ? Math.floor(under.lane + 14 / (laneWidth(camera.scale) * camera.scale))
        : Math.round(under.lane)
    return pointAt(layout, lane, Math.round(under.row))
  }
  const spotAt = (at: { x: number; y: number }): Spot | undefined => {
    const hit = find(at)
    return hit === undefined
      ? undefined
      : { branchId: hit.branch.branch.id, messageId: hit.point?.messages[0]?.id }
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      if (fingers.current.size === 0) moved.current = 0
      fingers.current.set(event.pointerId, atOf(event))
      setHovered(undefined)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const at = atOf(event)
      const before = fingers.current.get(event.pointerId)
      if (before === undefined) {
        const hit = find(at)
        setHovered(hit?.point === undefined ? undefined : { point: hit.point, ...at })
        return
      }
      moved.current += Math.abs(at.x - before.x) + Math.abs(at.y - before.y)
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1]
      fingers.current.set(event.pointerId, at)
      if (other === undefined) {
        if (moved.current > CLICK_PIXELS) onCamera((now) => pan(now, at.x - before.x, at.y - before.y))
        return
      }
      const span = (from: { x: number; y: number }): number => Math.hypot(from.x - other.x, from.y - other.y)
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }
      onCamera((now) =>
        zoomAt(
          pan(now, (at.x - before.x) / 2, (at.y - before.y) / 2),
          span(at) / Math.max(1, span(before)),
          middle,
        ),
      )
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      fingers.current.delete(event.pointerId)
      if (moved.current > CLICK_PIXELS) return
      const spot = spotAt(atOf(event))
      if (spot !== undefined) onSelect(spot)
    },
    onPointerCancel: (event: PointerEvent<HTMLDivElement>) => {
      fingers.current.delete(event.pointerId)
    },
    onDoubleClick: (event: { clientX: number; clientY: number; currentTarget: EventTarget }) => {
      const spot = spotAt(atOf(event))
      if (spot !== undefined) onOpen(spot)
    },
  }
}
