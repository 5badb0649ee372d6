import { useEffect } from 'react'
import {
  type DirectoryEntry,
  readSeenActivity,
  readSeenTalk,
  writeSeenActivity,
} from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { useDirectoryEntry, usePersonal, usePersonalDoc } from '../sync/hooks.tsx'

/** Whether something happened in a conversation since this person last looked at it, on any device. */
export const useUnread = (entry: DirectoryEntry): boolean =>
  usePersonal('reads', (doc) => readSeenActivity(doc, entry.id) < entry.lastActivityAt)

/** The same of its side talk, for whoever may take part. */
export const useUnreadTalk = ({ id, sideTalk, lastTalkAt = 0 }: DirectoryEntry): boolean =>
  usePersonal('reads', (doc) => sideTalk && readSeenTalk(doc, id) < lastTalkAt)

/** While a conversation is open and looked at, what happens in it is seen. */
export const useMarkSeen = (id: ConversationId): void => {
  const doc = usePersonalDoc()
  const lastActivityAt = useDirectoryEntry(id)?.lastActivityAt
  useEffect(() => {
    if (lastActivityAt === undefined) return
    const mark = () => {
      if (document.visibilityState === 'visible') writeSeenActivity(doc, id, lastActivityAt)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [doc, id, lastActivityAt])
}
