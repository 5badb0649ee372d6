/** The words on a map: only where they are seen, and large enough to be read. */
import { memo, useMemo } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { shortened } from '../../shared/shortened.ts'
import { branchName, firstWords } from '../branches/branch-words.ts'
import type { PersonOf } from '../chat/people.ts'
import { type Camera, laneWidth, ROW, type Size } from './camera.ts'
import type { MapLayout, MapPoint } from './layout.ts'
import styles from './map-canvas.module.css'
import { NAME_SIZE, placeNames } from './place-names.ts'

/** Steps in which the part of the map whose words are drawn moves along, in pixels. */
const STEP = 240
const LETTER = 6.6
const MOST_LETTERS = 56
/** What a lane's own dot and the faces beside the next one take, in pixels. */
const BESIDE = 50

/** From afar: names where there is room for them. */
export const FarNames = memo(
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
          (id) => branchName(tree.branches.get(id), (person) => personOf(person).name),
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
  readonly camera: Camera
  readonly size: Size
  readonly personOf: PersonOf
}

export const Words = ({ layout, camera, size, personOf }: WordsProps) => {
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
              {shortened(branchName(branch, nameOf), roomAt(lane, firstRow))}
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
                  {shortened(wordsOf(point), roomAt(lane, point.row))}
                </text>
              ))}
          </g>
        ))}
      </g>
    )
  }, [layout, scale, left, top, size, personOf])
}

const wordsOf = ({ messages }: MapPoint): string =>
  messages[0] === undefined || messages.length > 1 ? `${messages.length} messages` : firstWords(messages[0])
