/** Where one reads on the page: told to the others, and remembered for coming back. */
import { type RefObject, useEffect, useLayoutEffect } from 'react'
import { writeCursor } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/presence.ts'
import { usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Follower } from './follower.ts'
import { EYE_LEVEL } from './held-place.ts'

const SETTLED_MILLISECONDS = 300

export const useReadingPlace = (follower: Follower, scroller: RefObject<HTMLDivElement | null>): void => {
  const { id, model, places } = useConversation()
  const personal = usePersonalDoc()
  const { place, isSettled } = places
  // A branch that is not there yet is nowhere to be found for the others.
  const isNew = place.kind === 'new-branch'
  const branchId = isNew ? place.cameFrom : place.branchId
  const tree = useStore(model.tree)
  const hasMessages = tree.messages.size > 0

  // Whoever was somewhere further up is brought there: see `useTarget`.
  useLayoutEffect(() => {
    if (hasMessages) follower.jump()
  }, [hasMessages, follower])

  useEffect(() => {
    const { current } = scroller
    if (current === null || !isSettled || !hasMessages) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (): void => {
      const { messageId, within } = messageInSight(current)
      model.presence.setAt({
        branchId,
        ...(messageId === undefined ? {} : { messageId }),
        ...(within === undefined ? {} : { within }),
        // Where one begins a branch is not where the one goes on that one came from.
        ...(follower.isFollowing() && !isNew ? { atEnd: true } : {}),
      })
      if (isNew) return
      writeCursor(personal, id, {
        branchId,
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
  }, [scroller, follower, model, personal, id, branchId, isNew, isSettled, hasMessages])
}

/** Scrolls so that a message, or a part of it (from 0 to 1), stands at eye level. */
export const bringToEyes = (
  scroller: HTMLElement,
  element: Element,
  within: number,
  eyes = EYE_LEVEL,
): void => {
  const box = scroller.getBoundingClientRect()
  // What was not seen yet is only guessed to be as high as most.
  element.parentElement?.style.setProperty('content-visibility', 'visible')
  const { top, height } = element.getBoundingClientRect()
  // Not on its very edge, which a rounding gives to the message above.
  const part = Math.max(within * height, 2)
  scroller.scrollTop += top + part - (box.top + box.height * eyes)
}

export const isInSight = (element: Element, scroller: Element): boolean => {
  const { top, bottom } = element.getBoundingClientRect()
  const around = scroller.getBoundingClientRect()
  return bottom > around.top && top < around.bottom
}

/** The message at eye level, and how far down in it. */
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
    within: Math.round(((eyes - top) / height) * 100) / 100,
  }
}
