/** The line above what came while one was away, and the way to it while it is above what is seen. */
import { ArrowUp } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { Button } from '../design/index.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './unread-mark.module.css'
import { isInSight } from './use-reading-place.ts'

const SEEN_MILLISECONDS = 1_000

export const UnreadMark = () => (
  <div className={styles.line} role="separator" aria-label="New since you were here" data-unread-line="">
    <span aria-hidden="true">New since you were here</span>
  </div>
)

export interface ToWhereIStoppedProps {
  readonly first: MessageId | undefined
  /** Where the line stands: on the page, or before or after what is drawn. */
  readonly stands: 'drawn' | 'above' | 'below'
  readonly scroller: RefObject<HTMLDivElement | null>
}

export const ToWhereIStopped = ({ first, stands, scroller }: ToWhereIStoppedProps) => {
  const { places } = useConversation()
  const [isAbove, setAbove] = useState(false)
  const [done, setDone] = useState<MessageId>()
  const isDrawn = stands === 'drawn'
  useEffect(() => {
    const root = scroller.current
    const line = root?.querySelector('[data-unread-line]') ?? null
    if (first === undefined || !isDrawn || root === null || line === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return
        setAbove(!entry.isIntersecting)
        clearTimeout(timer)
        // In sight for a moment only, as while the page fills, is not seen.
        timer = setTimeout(() => {
          if (isInSight(line, root)) setDone(first)
        }, SEEN_MILLISECONDS)
      },
      // All that is below counts as in it: a jump from below to above is told as well.
      { root, rootMargin: '0px 0px 1000000px 0px' },
    )
    observer.observe(line)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [first, isDrawn, scroller])
  if (first === undefined || done === first || stands === 'below' || (isDrawn && !isAbove)) return null
  return (
    <div className={styles.jump}>
      <Button
        size="small"
        icon={<ArrowUp />}
        onClick={() => {
          setDone(first)
          places.goTo(places.place.branchId, first)
        }}
      >
        To where I stopped
      </Button>
    </div>
  )
}
