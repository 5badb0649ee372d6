/** Keys go on scrolling where what had the focus is too far away to be drawn. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { ShownRows } from './use-shown-rows.ts'

export const useKeptFocus = (
  scroller: RefObject<HTMLDivElement | null>,
  { from, to }: Pick<ShownRows, 'from' | 'to'>,
): void => {
  const wasInside = useRef(false)
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent): void => {
      wasInside.current = target instanceof Node && scroller.current?.contains(target) === true
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [scroller])
  useLayoutEffect(() => {
    if (!wasInside.current || document.activeElement !== document.body) return
    scroller.current?.setAttribute('tabindex', '-1')
    scroller.current?.focus({ preventScroll: true })
  }, [scroller, from, to])
}
