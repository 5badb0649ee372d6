/** Both ends of what there is, where they are too far away to be drawn: the keys lead there, and the follower to the last. */
import { type RefObject, useEffect, useLayoutEffect } from 'react'
import { flushSync } from 'react-dom'
import type { Follower } from './follower.ts'
import type { ShownRows } from './use-shown-rows.ts'

/** To be called after what brings one elsewhere: whoever follows still is brought to the end. */
export const useEnds = (
  follower: Follower,
  scroller: RefObject<HTMLDivElement | null>,
  { isEnd, showAround, showEnd }: ShownRows,
): void => {
  useLayoutEffect(() => follower.endsEarly(isEnd ? undefined : showEnd), [follower, isEnd, showEnd])

  useEffect(() => {
    const toStart = (element: HTMLElement): void => {
      follower.stay()
      // What comes first is to stand there before one is brought to it.
      flushSync(() => showAround(0))
      element.scrollTop = 0
      follower.settle()
    }
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, target } = event
      const { current } = scroller
      if ((key !== 'Home' && key !== 'End') || event.shiftKey || event.altKey || event.defaultPrevented)
        return
      if (current === null || !(target instanceof HTMLElement) || isField(target)) return
      // A click on a text gives the focus to what is around all of it.
      if (!target.contains(current) && !current.contains(target)) return
      event.preventDefault()
      if (key === 'Home') toStart(current)
      else follower.jump()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [follower, scroller, showAround])
}

/** What has a beginning and an end of its own. */
const isField = (element: HTMLElement): boolean =>
  element.isContentEditable || element.matches('input, textarea, select')
