/** Alt+PageUp and Alt+PageDown change the way at the fork that one has before one's eyes, also while writing. */
import { type RefObject, useEffect } from 'react'
import { isShortcut } from '../app/shortcuts.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { EYE_LEVEL } from '../chat/held-place.ts'
import type { Fork, Row } from '../chat/rows.ts'

export const PREVIOUS_WAY = 'Alt+PageUp'
export const NEXT_WAY = 'Alt+PageDown'

/** `from`: the first row that is drawn. */
export const useWayKeys = (
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  from: number,
): void => {
  const { places } = useConversation()
  const { takePath } = places
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const step = isShortcut(event, PREVIOUS_WAY) ? -1 : isShortcut(event, NEXT_WAY) ? 1 : 0
      if (step === 0 || scroller.current === null) return
      event.preventDefault()
      const found = forkInSight(scroller.current, rows, from)
      if (found === undefined) return
      const index = found.fork.current + step
      if (index >= 0 && index < found.fork.paths.length) takePath(found.fork, index, found.top)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [scroller, rows, from, takePath])
}

/**
 * The lowest fork on the screen; where there is none, the last one above it, then the first one below. What is not
 * drawn comes to one's eyes where it is above, and leaves one's place alone where it is below.
 */
const forkInSight = (
  scroller: HTMLElement,
  rows: readonly Row[],
  from: number,
): { readonly fork: Fork; readonly top: number | undefined } | undefined => {
  const box = scroller.getBoundingClientRect()
  const drawn = [...scroller.querySelectorAll<HTMLElement>('[data-fork]')].map((element) => ({
    key: element.dataset.fork,
    top: element.getBoundingClientRect().top,
  }))
  const seen = drawn.findLast(({ top }) => top < box.bottom)
  const forks = rows.flatMap((row, index) => (row.kind === 'fork' ? [{ fork: row.fork, index }] : []))
  if (seen !== undefined) {
    const found = forks.find(({ fork }) => (fork.after ?? 'start') === seen.key)
    return found === undefined ? undefined : { fork: found.fork, top: seen.top }
  }
  const above = forks.findLast(({ index }) => index < from)
  if (above !== undefined) return { fork: above.fork, top: box.top + box.height * EYE_LEVEL }
  const [below] = forks
  return below === undefined ? undefined : { fork: below.fork, top: undefined }
}
