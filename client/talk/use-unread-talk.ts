/** What is new in the side talk, for its button. */
import { useMemo } from 'react'
import { mentionsIn, readSeenTalk, type TalkEntry } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useDirectoryEntry, usePersonal, useStore } from '../sync/hooks.tsx'
import { createStore, type ReadableStore } from '../sync/store.ts'
import type { TalkModel } from '../sync/talk-model.ts'
import type { Talk } from './talk-context.tsx'
import { unreadTalk } from './talk-rows.ts'

export interface UnreadOnButton {
  readonly isNew: boolean
  /** `undefined` while the lines are not here yet. */
  readonly count: number | undefined
  readonly mentions: number
}

const NO_MODEL: ReadableStore<TalkModel | undefined> = createStore(undefined)
const NO_LINES: ReadableStore<readonly TalkEntry[]> = createStore([])

export const useUnreadTalk = ({ handle }: Talk): UnreadOnButton => {
  const { id, me } = useConversation()
  const lastTalkAt = useDirectoryEntry(id)?.lastTalkAt ?? 0
  const seen = usePersonal('reads', (doc) => readSeenTalk(doc, id))
  const model = useStore<TalkModel | undefined>(handle?.model ?? NO_MODEL)
  const lines = useStore(model?.lines ?? NO_LINES)
  return useMemo(() => {
    const { count, mentions } = unreadTalk(lines, seen, me, isNamedIn)
    const isNew = count > 0 || lastTalkAt > seen
    return { isNew, count: count === 0 ? undefined : count, mentions }
  }, [lines, seen, me, lastTalkAt])
}

const isNamedIn = ({ body }: TalkEntry, id: PrincipalId): boolean =>
  body !== undefined && mentionsIn(body).has(id)
