/** Where one reads on the page: told to the others, and remembered for coming back. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { readCursor, writeCursor } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Follower } from './follower.ts'

const SETTLED_MILLISECONDS = 300

export const useReadingPlace = (follower: Follower, scroller: RefObject<HTMLDivElement | null>): void => {
  const { id, model, places } = useConversation()
  const personal = usePersonalDoc()
  const { place } = places
  const tree = useStore(model.tree)
  const hasMessages = tree.messages.size > 0

  // The cursor moves with one's own reading; where one was is what it said at first.
  const [wasAt] = useState(() => readCursor(personal, id)?.messageId)
  useLayoutEffect(() => {
    const { current } = scroller
    if (!hasMessages || current === null) return
    const element =
      wasAt === undefined ? null : current.querySelector(`[data-message-id="${CSS.escape(wasAt)}"]`)
    if (element === null) {
      follower.jump()
      return
    }
    follower.stay()
    element.scrollIntoView({ block: 'start' })
  }, [hasMessages, follower, scroller, wasAt])

  useEffect(() => {
    const { current } = scroller
    if (current === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      const messageId = messageInSight(current)
      model.presence.setAt(place.branchId, messageId)
      if (place.kind === 'new-branch' || !hasMessages) return
      writeCursor(personal, id, {
        branchId: place.branchId,
        ...(follower.isFollowing() || messageId === undefined ? {} : { messageId }),
      })
    }
    const onScroll = (): void => {
      clearTimeout(timer)
      timer = setTimeout(tell, SETTLED_MILLISECONDS)
    }
    onScroll()
    current.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      current.removeEventListener('scroll', onScroll)
    }
  }, [scroller, follower, model, personal, id, place, hasMessages])
}

/** The message that stands a little below the top of what is seen. */
const messageInSight = (scroller: HTMLElement): MessageId | undefined => {
  const box = scroller.getBoundingClientRect()
  const found = document
    .elementsFromPoint(box.left + box.width / 2, box.top + box.height * 0.3)
    .map((element) => element.closest<HTMLElement>('[data-message-id]'))
    .find((element) => element !== null && scroller.contains(element))
  return found?.dataset.messageId as MessageId | undefined
}
