/** Finds what came while one was away, and remembers on all of one's devices how far one has read. */
import { type RefObject, useEffect, useState } from 'react'
import { readSeenTalk, type TalkEntry, writeSeenTalk } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import type { Follower } from '../chat/follower.ts'
import type { TalkHandle } from '../sync/account.ts'
import { useAccount, useDirectoryEntry, usePersonalDoc, useStore } from '../sync/hooks.tsx'

const SETTLED_MILLISECONDS = 300

/** What was known as one came: read up to `from`; what came before one was here ends at `to`. */
interface Absence {
  readonly from: number
  readonly to: number | undefined
}

export const useTalkReading = ({
  handle,
  lines,
  follower,
  scroller,
}: {
  readonly handle: TalkHandle
  readonly lines: readonly TalkEntry[]
  readonly follower: Follower
  readonly scroller: RefObject<HTMLDivElement | null>
}): MessageId | undefined => {
  const { id, me } = useConversation()
  const personal = usePersonalDoc()
  const personalState = useStore(useAccount().personal.state)
  const state = useStore(handle.room.state)
  const lastTalkAt = useDirectoryEntry(id)?.lastTalkAt ?? 0
  const [absence, setAbsence] = useState<Absence>()

  const isKnown = personalState.kind !== 'loading' && personalState.kind !== 'syncing'
  const isHere = state.kind === 'saved'
  const latest = lines.findLast(({ receivedAt }) => receivedAt !== undefined)?.receivedAt
  if (isKnown && absence === undefined && (latest !== undefined || isHere)) {
    const from = latest === undefined ? Number.POSITIVE_INFINITY : readSeenTalk(personal, id)
    setAbsence({ from, to: isHere ? latest : undefined })
  }
  if (absence !== undefined && absence.to === undefined && isHere && latest !== undefined) {
    setAbsence({ ...absence, to: latest })
  }

  useEffect(() => {
    const { current } = scroller
    if (current === null || !isKnown || latest === undefined) return undefined
    const note = (): void => {
      if (document.visibilityState === 'hidden') return
      // At the end of all that is there one has also seen what was noted of it meanwhile, such as a deletion.
      const seen = follower.isFollowing() ? Math.max(latest, isHere ? lastTalkAt : 0) : lastInSight(current)
      if (seen !== undefined) writeSeenTalk(personal, id, seen)
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
  }, [follower, scroller, personal, id, isKnown, isHere, latest, lastTalkAt])

  if (absence === undefined) return undefined
  const { from, to } = absence
  return lines.find(
    ({ author, receivedAt }) =>
      author !== me &&
      receivedAt !== undefined &&
      receivedAt > from &&
      (to === undefined || receivedAt <= to),
  )?.id
}

/** When the last line whose end is seen was said. */
const lastInSight = (scroller: HTMLElement): number | undefined => {
  const { bottom } = scroller.getBoundingClientRect()
  let found: number | undefined
  for (const element of scroller.querySelectorAll<HTMLElement>('[data-received-at]')) {
    if (element.getBoundingClientRect().bottom > bottom + 1) break
    found = Number(element.dataset.receivedAt)
  }
  return found
}
