/** Alt+PageUp and Alt+PageDown change the way at the fork that one has before one's eyes, also while writing. */
import { type RefObject, useEffect } from 'react'
import { isShortcut } from '../app/shortcuts.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Fork, Row } from '../chat/rows.ts'

export const PREVIOUS_WAY = 'Alt+PageUp'
export const NEXT_WAY = 'Alt+PageDown'

export const useWayKeys = (scroller: RefObject<HTMLElement | null>, rows: readonly Row[]): void => {
  const { places } = useConversation()
  const { takePath } = places
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const step = isShortcut(event, PREVIOUS_WAY) ? -1 : isShortcut(event, NEXT_WAY) ? 1 : 0
      if (step === 0 || scroller.current === null) return
      event.preventDefault()
      const found = forkInSight(scroller.current, rows)
      if (found === undefined) return
      const index = found.fork.current + step
      if (index >= 0 && index < found.fork.paths.length) takePath(found.fork, index, found.top)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [scroller, rows, takePath])
}

/** The lowest fork on the screen; where there is none, the last one above it. */
const forkInSight = (
  scroller: HTMLElement,
  rows: readonly Row[],
): { readonly fork: Fork; readonly top: number } | undefined => {
  const box = scroller.getBoundingClientRect()
  const drawn = [...scroller.querySelectorAll<HTMLElement>('[data-fork]')].map((element) => ({
    key: element.dataset.fork,
    top: element.getBoundingClientRect().top,
  }))
  const found = drawn.findLast(({ top }) => top < box.bottom) ?? drawn[0]
  const row = rows.find((each) => each.kind === 'fork' && (each.fork.after ?? 'start') === found?.key)
  return found !== undefined && row?.kind === 'fork' ? { fork: row.fork, top: found.top } : undefined
}
