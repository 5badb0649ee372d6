/** Finds the line between what one has read on a branch and what came meanwhile, and remembers how far one reads. */
import { type RefObject, useEffect, useState } from 'react'
import { readStopped, type Tree, writeStopped } from '../../shared/document/index.ts'
import type { BranchId, MessageId } from '../../shared/ids.ts'
import { useAccount, usePersonalDoc, useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import type { Follower } from './follower.ts'
import { placeView, type Row } from './rows.ts'
import { type Absence, firstUnread } from './unread-line.ts'

const SETTLED_MILLISECONDS = 500

export const useUnreadLine = (
  follower: Follower,
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
): MessageId | undefined => {
  const { id, handle, model, places, me } = useConversation()
  const personal = usePersonalDoc()
  const personalState = useStore(useAccount().personal.state)
  const state = useStore(handle.room.state)
  const tree = useStore(model.tree)
  const { place } = places
  const [absence, setAbsence] = useState<Absence & { readonly branchId: BranchId }>()

  const isKnown = personalState.kind !== 'loading' && personalState.kind !== 'syncing'
  const isHere = state.kind === 'saved'
  if (isKnown && tree.order.size > 0 && absence?.branchId !== place.branchId) {
    const from = readStopped(personal, id, place.branchId) ?? Number.POSITIVE_INFINITY
    setAbsence({ branchId: place.branchId, from, to: isHere ? tree.order.size : undefined })
  }
  if (absence !== undefined && absence.to === undefined && isHere) {
    setAbsence({ ...absence, to: tree.order.size })
  }

  useEffect(() => {
    const { current } = scroller
    if (current === null || !isKnown || place.kind === 'new-branch') return undefined
    const note = (): void => {
      if (document.visibilityState === 'hidden') return
      const view = placeView(tree, place)
      const last = follower.isFollowing() ? view.at(-1)?.id : lastInSight(current)
      const position = last === undefined ? undefined : positionOf(tree, last)
      if (position !== undefined) writeStopped(personal, id, place.branchId, position + 1)
    }
    let timer = setTimeout(note, SETTLED_MILLISECONDS)
    const later = (): void => {
      clearTimeout(timer)
      timer = setTimeout(note, SETTLED_MILLISECONDS)
    }
    current.addEventListener('scroll', later, { passive: true })
    document.addEventListener('visibilitychange', later)
    return () => {
      clearTimeout(timer)
      current.removeEventListener('scroll', later)
      document.removeEventListener('visibilitychange', later)
    }
  }, [follower, scroller, personal, id, isKnown, place, tree])

  return absence?.branchId === place.branchId ? firstUnread(rows, tree, absence, me) : undefined
}

const positionOf = (tree: Tree, id: MessageId): number | undefined => tree.order.get(id)?.position

/** The last message whose end is seen. */
const lastInSight = (scroller: HTMLElement): MessageId | undefined => {
  const { bottom } = scroller.getBoundingClientRect()
  let found: MessageId | undefined
  for (const element of scroller.querySelectorAll<HTMLElement>(':not([hidden]) > [data-message-id]')) {
    if (element.getBoundingClientRect().bottom > bottom + 1) break
    found = element.dataset.messageId as MessageId | undefined
  }
  return found
}
