/** The lines and dots of a map: drawn once for a layout, and moved as one. */
import { memo } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { colourOf } from '../branches/branch-words.ts'
import { ROW } from './camera.ts'
import {
  type MapBranch,
  type MapLayout,
  type MapPoint,
  placeOfMessage,
  rowOfMessage,
  type Spot,
} from './layout.ts'
import styles from './map-canvas.module.css'

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

export const Lines = memo(({ layout, tree, reading, width, withDots }: LinesProps) => {
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
export const FoundDots = memo(
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

export const Ring = ({
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

export const Pulses = ({
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
