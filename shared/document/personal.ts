/**
 * A user's own document: what is theirs alone and should follow them over tabs and devices. Each root is a Y.Map of
 * small plain values, so that two tabs that write the same key agree on one of the two.
 */
import type * as Y from 'yjs'
import type { BranchId, ConversationId, MessageId } from '../ids.ts'

export const PERSONAL_ROOTS = [
  'cursors',
  'drafts',
  'reads',
  'pins',
  'folders',
  'filed',
  'preferences',
] as const
export type PersonalRoot = (typeof PERSONAL_ROOTS)[number]

/** Largest plain value under one key, as JSON, in characters. */
export const PERSONAL_VALUE_LENGTH = 200_000

export interface Cursor {
  readonly branchId: BranchId
  /** The message at eye level. */
  readonly messageId?: MessageId
  /** How far down in it, from 0 to 1. */
  readonly within?: number
}

export const personalRoot = (doc: Y.Doc, name: PersonalRoot): Y.Map<unknown> => doc.getMap(name)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Where this person last read in a conversation; `undefined` where they never did. */
export const readCursor = (doc: Y.Doc, id: ConversationId): Cursor | undefined => {
  const value = personalRoot(doc, 'cursors').get(id)
  if (!isRecord(value) || typeof value.branchId !== 'string') return undefined
  return {
    branchId: value.branchId as BranchId,
    ...(typeof value.messageId === 'string' ? { messageId: value.messageId as MessageId } : {}),
    ...(typeof value.within === 'number' ? { within: value.within } : {}),
  }
}

export const writeCursor = (doc: Y.Doc, id: ConversationId, cursor: Cursor): void => {
  const known = readCursor(doc, id)
  if (
    known?.branchId === cursor.branchId &&
    known.messageId === cursor.messageId &&
    known.within === cursor.within
  )
    return
  personalRoot(doc, 'cursors').set(id, { ...cursor })
}

/** How many messages of a conversation's `order` this person has seen. */
export const readSeen = (doc: Y.Doc, id: ConversationId): number => {
  const value = personalRoot(doc, 'reads').get(id)
  return typeof value === 'number' ? value : 0
}

export const writeSeen = (doc: Y.Doc, id: ConversationId, seen: number): void => {
  if (seen > readSeen(doc, id)) personalRoot(doc, 'reads').set(id, seen)
}

const activityKey = (id: ConversationId): string => `${id}/activity`

/** Up to which activity (`lastActivityAt` of its directory entry) this person has seen a conversation; 0: never. */
export const readSeenActivity = (doc: Y.Doc, id: ConversationId): number => {
  const value = personalRoot(doc, 'reads').get(activityKey(id))
  return typeof value === 'number' ? value : 0
}

export const writeSeenActivity = (doc: Y.Doc, id: ConversationId, at: number): void => {
  if (at > readSeenActivity(doc, id)) personalRoot(doc, 'reads').set(activityKey(id), at)
}

const talkKey = (id: ConversationId): string => `${id}/talk`

/** Up to which moment (`lastTalkAt` of its directory entry) this person has seen the side talk; 0: never. */
export const readSeenTalk = (doc: Y.Doc, id: ConversationId): number => {
  const value = personalRoot(doc, 'reads').get(talkKey(id))
  return typeof value === 'number' ? value : 0
}

export const writeSeenTalk = (doc: Y.Doc, id: ConversationId, at: number): void => {
  if (at > readSeenTalk(doc, id)) personalRoot(doc, 'reads').set(talkKey(id), at)
}

export const isPinned = (doc: Y.Doc, id: ConversationId): boolean =>
  personalRoot(doc, 'pins').get(id) === true

export const setPinned = (doc: Y.Doc, id: ConversationId, pinned: boolean): void => {
  if (pinned) personalRoot(doc, 'pins').set(id, true)
  else personalRoot(doc, 'pins').delete(id)
}

export const readPreference = (doc: Y.Doc, key: string): unknown => personalRoot(doc, 'preferences').get(key)
export const writePreference = (doc: Y.Doc, key: string, value: string | number | boolean): void => {
  personalRoot(doc, 'preferences').set(key, value)
}

/**
 * Writes into `server` what this page wrote in `copy`, a document of an earlier epoch, and what only `copy` has of
 * drafts and reading: places that one has read to move forward only, and a draft too many is better than one lost.
 */
export const carryOverPersonal = (server: Y.Doc, copy: Y.Doc): void => {
  server.transact(() => {
    for (const name of PERSONAL_ROOTS) {
      const there = personalRoot(server, name)
      const here = personalRoot(copy, name)
      here.forEach((value, key) => {
        const known = there.get(key)
        const isOurs = here._map.get(key)?.id.client === copy.clientID
        const isFurther = typeof value === 'number' && (typeof known !== 'number' || known < value)
        const isMissing = known === undefined && name === 'drafts'
        if (name === 'reads' ? isFurther : (isOurs && !isSame(known, value)) || isMissing)
          there.set(key, value)
      })
    }
  })
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
