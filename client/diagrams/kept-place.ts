/**
 * A picture is rarely as high as its source. Where it takes its place in the upper half of what one sees, what stands
 * below stays on its spot; in the lower half, what stands above does so by itself.
 */

/** To be called before the change; what it returns, right after it. */
export const keepPlace = (element: Element | null): (() => void) => {
  const scroller = scrollerOf(element)
  if (element === null || scroller === undefined) return () => undefined
  const { top, bottom } = element.getBoundingClientRect()
  const seen = scroller.getBoundingClientRect()
  if ((top + bottom) / 2 > (seen.top + seen.bottom) / 2) return () => undefined
  return () => {
    scroller.scrollTop += element.getBoundingClientRect().bottom - bottom
  }
}

const scrollerOf = (element: Element | null): Element | undefined => {
  for (let above = element?.parentElement; above != null; above = above.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(above).overflowY)) return above
  }
  return undefined
}
