/** A conversation as it stands in somebody's sidebar. Pure. */
import type { DirectoryEntry } from '../../shared/document/directory.ts'
import type { GroupId } from '../../shared/ids.ts'
import type { ConversationAccess } from '../access/access-store.ts'
import { effectiveAccess, effectiveTalkLevel, type Standing } from '../access/effective-access.ts'

/** `undefined` where this person may not open it. */
export const directoryEntry = (
  who: Standing,
  conversation: ConversationAccess,
  groupName: (id: GroupId) => string,
): DirectoryEntry | undefined => {
  const { level, reasons } = effectiveAccess(who, conversation, groupName)
  if (level === 'none') return undefined
  const { id, title, ownerId, createdAt, lastActivityAt, lastTalkAt, grants, sharingVersion } = conversation
  const shared = grants.length > 0
  const sideTalk = effectiveTalkLevel(who, conversation) !== 'none'
  return {
    id,
    title,
    ownerId,
    level,
    shared,
    reasons,
    sharingVersion,
    createdAt,
    lastActivityAt,
    sideTalk,
    // Who may not take part does not learn that anybody talks.
    ...(sideTalk && lastTalkAt !== undefined ? { lastTalkAt } : {}),
  }
}
