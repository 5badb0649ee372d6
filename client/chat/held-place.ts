/**
 * What somebody reads, and where it stands on the screen: for a page on which others add and remove above it. Browsers
 * keep the first thing that is seen in its place, if any; a reader's eyes are further down.
 */

/** How far down the screen one is taken to read, as a part of its height. */
export const EYE_LEVEL = 0.3

/** How far below it one looks for words, in pixels: no space between two texts is larger. */
const GAPS = [0, 24, 48, 72, 96]
const TEXT = 'p, li, pre, blockquote, h1, h3, h4, h5, h6, td, th'

export interface HeldPlace {
  /** Looks what is at eye level now. */
  readonly take: () => void
  /** Whether it is still there. */
  readonly isTaken: () => boolean
  /** How far it has gone down the screen since, in pixels; 0 where it is not there. */
  readonly drift: () => number
  /** Whether something that came or went above it since has moved it, and not scrolling alone. */
  readonly isPushed: () => boolean
  /** What came and went above it until now is dealt with. */
  readonly keep: () => void
}

interface Mark {
  readonly element: Element
  /** From the top of the screen, where it is to stay. */
  readonly top: number
  /** From the top of the page. */
  readonly depth: number
}

export const createHeldPlace = (scroller: HTMLElement, content: HTMLElement): HeldPlace => {
  /** From the smallest to the largest: a paragraph may be written anew while its message stays. */
  let marks: readonly Mark[] = []
  const standing = (): Mark | undefined => marks.find(({ element }) => content.contains(element))
  const topOf = (element: Element): number => element.getBoundingClientRect().top
  const depthOf = (element: Element): number => topOf(element) + scroller.scrollTop

  return {
    take: () => {
      const text = textAtEyes(scroller, content)
      const message = text?.closest('[data-message-id]') ?? undefined
      marks = [text, message]
        .filter((element) => element !== undefined)
        .map((element) => ({ element, top: topOf(element), depth: depthOf(element) }))
    },
    isTaken: () => standing() !== undefined,
    drift: () => {
      const mark = standing()
      return mark === undefined ? 0 : topOf(mark.element) - mark.top
    },
    isPushed: () => {
      const mark = standing()
      return mark !== undefined && Math.abs(depthOf(mark.element) - mark.depth) >= 1
    },
    keep: () => {
      marks = marks.map((mark) => ({ ...mark, depth: depthOf(mark.element) }))
    },
  }
}

/** Space between two texts belongs to what is around them, and changes with it: it is taken only where there is no text. */
const textAtEyes = (scroller: HTMLElement, content: HTMLElement): Element | undefined => {
  const box = scroller.getBoundingClientRect()
  let around: Element | undefined
  for (const gap of GAPS) {
    const seen = document
      .elementsFromPoint(box.left + box.width / 2, box.top + box.height * EYE_LEVEL + gap)
      .filter((element) => element !== content && content.contains(element))
    const text = seen.find((element) => element.matches(TEXT))
    if (text !== undefined) return text
    around ??= seen[0]
  }
  return around
}
