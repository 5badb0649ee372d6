/** Who else wrote in a message, beside its author: by the server's notes, not by what anybody says of themselves. */

import { Tooltip, VisuallyHidden, When } from '../design/index.ts'
import { useExactTime } from '../design/time-zone.tsx'
import styles from './message-row.module.css'
import type { Hand } from './provenance-words.ts'

export const MessageHands = ({
  hands,
  nameOf,
}: {
  readonly hands: readonly Hand[]
  readonly nameOf: (id: string) => string
}) => {
  const exactTime = useExactTime()
  return hands.map((hand) => {
    const each = hand.each.map(({ by, at }) => `${nameOf(by)}, ${exactTime(at)}`).join('; ')
    return (
      <Tooltip key={hand.words} text={each}>
        <span className={styles.about} data-hands="">
          · {hand.words} <When at={hand.at} />
          {hand.each.length > 1 && <VisuallyHidden> ({each})</VisuallyHidden>}
        </span>
      </Tooltip>
    )
  })
}
