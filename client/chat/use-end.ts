/** The end of what there is, where it is too far away to be drawn: the follower draws it, and so does the End key. */
import { type RefObject, useEffect, useLayoutEffect } from 'react'
import type { Follower } from './follower.ts'
import type { ShownRows } from './use-shown-rows.ts'

/** To be called after what brings one elsewhere: whoever follows still is brought to the end. */
export const useEnd = (
  follower: Follower,
  scroller: RefObject<HTMLDivElement | null>,
  { isEnd, showEnd }: ShownRows,
): void => {
  useLayoutEffect(() => follower.endsEarly(isEnd ? undefined : showEnd), [follower, isEnd, showEnd])

  useEffect(() => {
    if (isEnd) return undefined
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target } = event
      if (event.key !== 'End' || event.shiftKey || event.altKey || event.defaultPrevented) return
      if (!(target instanceof HTMLElement) || target.isContentEditable) return
      if (target !== document.body && scroller.current?.contains(target) !== true) return
      event.preventDefault()
      follower.jump()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [follower, scroller, isEnd])
}
