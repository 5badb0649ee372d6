/** Stands where the rows that are drawn end, and asks for more of them as one comes near. */
import { type RefObject, useEffect, useRef } from 'react'
import { Button } from '../design/index.ts'

export interface MoreRowsProps {
  readonly scroller: RefObject<HTMLElement | null>
  readonly onNear: () => void
  readonly children: string
  readonly className?: string | undefined
}

export const MoreRows = ({ scroller, onNear, children, className }: MoreRowsProps) => {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (mark.current === null) return undefined
    // Well before the reader gets there, so that the page keeps its place by itself.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onNear()
      },
      { root: scroller.current, rootMargin: '1500px 0px' },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [scroller, onNear])
  return (
    <div ref={mark} className={className}>
      <Button size="small" variant="plain" onClick={onNear}>
        {children}
      </Button>
    </div>
  )
}
