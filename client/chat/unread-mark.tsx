/** The line above what came while one was away, and the way to it while it is above what is seen. */
import { ArrowUp } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import type { MessageId } from '../../shared/ids.ts'
import { Button } from '../design/index.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './unread-mark.module.css'

export const UnreadMark = () => (
  <div className={styles.line} role="separator" aria-label="New since you were here" data-unread-line="">
    <span aria-hidden="true">New since you were here</span>
  </div>
)

export interface ToWhereIStoppedProps {
  readonly first: MessageId | undefined
  /** Whether the line is on the page; messages far above are not drawn yet. */
  readonly isDrawn: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
}

export const ToWhereIStopped = ({ first, isDrawn, scroller }: ToWhereIStoppedProps) => {
  const { places } = useConversation()
  const [isAbove, setAbove] = useState(false)
  const [done, setDone] = useState<MessageId>()
  useEffect(() => {
    const line = scroller.current?.querySelector('[data-unread-line]')
    if (first === undefined || !isDrawn || line === null || line === undefined) return undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return
        setAbove(!entry.isIntersecting && entry.boundingClientRect.top < (entry.rootBounds?.top ?? 0))
        if (entry.isIntersecting) setDone(first)
      },
      { root: scroller.current },
    )
    observer.observe(line)
    return () => observer.disconnect()
  }, [first, isDrawn, scroller])
  if (first === undefined || done === first || (isDrawn && !isAbove)) return null
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
