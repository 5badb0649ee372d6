/**
 * The rail unrolled: a lane for each branch, a dot for each message. The list of branches beside it says the same to
 * those who do not see it. Lines and dots are drawn once for a layout and moved as one; words only where they are
 * seen and large enough to be read.
 */
import { useRef, useState } from 'react'
import type { MessageEntry, Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Avatar } from '../design/index.ts'
import { laneWidth, type Size, screenOf, WORDS_FROM } from './camera.ts'
import { placeOfMessage, type Spot } from './layout.ts'
import styles from './map-canvas.module.css'
import { type Hovered, MapCard } from './map-card.tsx'
import { FoundDots, Lines, Pulses, Ring } from './map-lines.tsx'
import { FarNames, Words } from './map-words.tsx'
import { type MapHands, useMapHands, useMapWheel } from './use-map-hands.ts'

export interface MapCanvasProps extends MapHands {
  readonly tree: Tree
  readonly size: Size
  /** The messages that one reads, from the first. */
  readonly reading: readonly MessageEntry[]
  readonly selected: Spot
  /** What was found; `undefined` where nothing is looked for. */
  readonly found: ReadonlySet<MessageId> | undefined
  readonly people: readonly { readonly id: string; readonly messageId: MessageId }[]
  readonly writing: ReadonlySet<BranchId>
}

/** From here on single messages can be told apart. */
const DOTS_FROM = 0.28

export const MapCanvas = (props: MapCanvasProps) => {
  const { layout, tree, camera, size, onCamera, reading, selected, found, people, writing } = props
  const { personOf } = useConversation()
  const surface = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<Hovered>()
  useMapWheel(surface, onCamera)
  const hands = useMapHands(props, setHovered)
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
            <Words layout={layout} camera={camera} size={size} personOf={personOf} />
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
      {hovered !== undefined && <MapCard hovered={hovered} size={size} personOf={personOf} />}
    </div>
  )
}
