/** Where one reads on the page: told to the others, and remembered for coming back. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { readCursor, writeCursor } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/presence.ts'
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
  const [wasAt] = useState(() => readCursor(personal, id))
  useLayoutEffect(() => {
    const { current } = scroller
    if (!hasMessages || current === null) return
    const element =
      wasAt?.messageId === undefined
        ? null
        : current.querySelector(`[data-message-id="${CSS.escape(wasAt.messageId)}"]`)
    if (element === null) {
      follower.jump()
      return
    }
    follower.stay()
    bringToEyes(current, element, wasAt?.within ?? 0)
  }, [hasMessages, follower, scroller, wasAt])

  useEffect(() => {
    const { current } = scroller
    if (current === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      const { messageId, within } = messageInSight(current)
      model.presence.setAt({
        branchId: place.branchId,
        ...(messageId === undefined ? {} : { messageId }),
        ...(within === undefined ? {} : { within }),
        ...(follower.isFollowing() ? { atEnd: true } : {}),
      })
      if (place.kind === 'new-branch' || !hasMessages) return
      writeCursor(personal, id, {
        branchId: place.branchId,
        ...(follower.isFollowing() || messageId === undefined ? {} : { messageId }),
        ...(follower.isFollowing() || within === undefined ? {} : { within }),
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

/** How far down the screen one is taken to read, as a part of its height. */
const EYE_LEVEL = 0.3

/** Scrolls so that a message, or a part of it (from 0 to 1), stands at eye level. */
export const bringToEyes = (
  scroller: HTMLElement,
  element: Element,
  within: number,
  eyes = EYE_LEVEL,
): void => {
  const box = scroller.getBoundingClientRect()
  const { top, height } = element.getBoundingClientRect()
  scroller.scrollTop += top + within * height - (box.top + box.height * eyes)
}

/** The message at eye level, and how far down in it where it is longer than the screen. */
const messageInSight = (scroller: HTMLElement): Pick<ReadingPlace, 'messageId' | 'within'> => {
  const box = scroller.getBoundingClientRect()
  const eyes = box.top + box.height * EYE_LEVEL
  const found = document
    .elementsFromPoint(box.left + box.width / 2, eyes)
    .map((element) => element.closest<HTMLElement>('[data-message-id]'))
    .find((element) => element !== null && scroller.contains(element))
  if (found?.dataset.messageId === undefined) return {}
  const { top, height } = found.getBoundingClientRect()
  return {
    messageId: found.dataset.messageId as MessageId,
    ...(height > box.height ? { within: Math.round(((eyes - top) / height) * 100) / 100 } : {}),
  }
}
