/** Who wrote the message under the pointer, when, and its first words. */
import { firstWords } from '../branches/branch-words.ts'
import type { PersonOf } from '../chat/people.ts'
import { Avatar, When } from '../design/index.ts'
import type { Size } from './camera.ts'
import type { MapPoint } from './layout.ts'
import styles from './map-canvas.module.css'

export interface Hovered {
  readonly point: MapPoint
  readonly x: number
  readonly y: number
}

export const MapCard = ({
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
