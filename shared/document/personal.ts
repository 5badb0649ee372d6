/**
 * A user's own document: what is theirs alone and should follow them over tabs and devices. Each root is a Y.Map of
 * small plain values, so that two tabs that write the same key agree on one of the two.
 */
import type * as Y from 'yjs'
import type { BranchId, ConversationId, MessageId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'

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

const root = (doc: Y.Doc, name: PersonalRoot): Y.Map<unknown> => doc.getMap(name)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Where this person last read in a conversation; `undefined` where they never did. */
export const readCursor = (doc: Y.Doc, id: ConversationId): Cursor | undefined => {
  const value = root(doc, 'cursors').get(id)
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
  root(doc, 'cursors').set(id, { ...cursor })
}

const draftKey = (id: ConversationId, branchId: BranchId): string =>
  branchId === MAIN_BRANCH ? id : `${id}/${branchId}`

/**
 * The unsent text of the composer on a branch, as the editor's JSON. Kept as one string: nested plain values are
 * bounded in depth by the gate, a text's nesting is not.
 */
export const readDraft = (doc: Y.Doc, id: ConversationId, branchId: BranchId): object | undefined =>
  readDraftAt(doc, draftKey(id, branchId))

export const writeDraft = (
  doc: Y.Doc,
  id: ConversationId,
  branchId: BranchId,
  draft: object | undefined,
): void => writeDraftAt(doc, draftKey(id, branchId), draft === undefined ? undefined : JSON.stringify(draft))

export const hasDraft = (doc: Y.Doc, id: ConversationId, branchId: BranchId): boolean =>
  root(doc, 'drafts').has(draftKey(id, branchId))

// No id begins like that: it can be no branch's draft, and so it is with what follows.
const talkDraftKey = (id: ConversationId): string => `+talk/${id}`

/** The same for the side talk. */
export const readTalkDraft = (doc: Y.Doc, id: ConversationId): object | undefined =>
  readDraftAt(doc, talkDraftKey(id))

export const writeTalkDraft = (doc: Y.Doc, id: ConversationId, draft: object | undefined): void =>
  writeDraftAt(doc, talkDraftKey(id), draft === undefined ? undefined : JSON.stringify(draft))

/** The message that the unsent line is about. */
export const readTalkAbout = (doc: Y.Doc, id: ConversationId): MessageId | undefined => {
  const value = root(doc, 'drafts').get(`${talkDraftKey(id)}/about`)
  return typeof value === 'string' ? (value as MessageId) : undefined
}

export const writeTalkAbout = (doc: Y.Doc, id: ConversationId, about: MessageId | undefined): void =>
  writeDraftAt(doc, `${talkDraftKey(id)}/about`, about)

const summaryKey = (id: ConversationId, source: BranchId): string => `${id}/+summary/${source}`

/** A summary of a branch, written and not posted. What stands in it is the client's. */
export const readSummaryDraft = (doc: Y.Doc, id: ConversationId, source: BranchId): object | undefined =>
  readDraftAt(doc, summaryKey(id, source))

export const writeSummaryDraft = (
  doc: Y.Doc,
  id: ConversationId,
  source: BranchId,
  summary: object | undefined,
): void =>
  writeDraftAt(doc, summaryKey(id, source), summary === undefined ? undefined : JSON.stringify(summary))

const readDraftAt = (doc: Y.Doc, key: string): object | undefined => {
  const value = root(doc, 'drafts').get(key)
  if (typeof value !== 'string') return undefined
  try {
    const draft: unknown = JSON.parse(value)
    return isRecord(draft) ? draft : undefined
  } catch {
    // A draft that cannot be read is no draft; reading is lenient.
    return undefined
  }
}

const writeDraftAt = (doc: Y.Doc, key: string, draft: string | undefined): void => {
  const drafts = root(doc, 'drafts')
  if (draft !== undefined) drafts.set(key, draft)
  else if (drafts.has(key)) drafts.delete(key)
}

const editKey = (id: ConversationId, messageId: MessageId): string => `${id}/+edit/${messageId}`

/** A message in other words, written and not sent, as the editor's JSON. */
export const readEdit = (doc: Y.Doc, id: ConversationId, messageId: MessageId): object | undefined =>
  readDraftAt(doc, editKey(id, messageId))

export const hasEdit = (doc: Y.Doc, id: ConversationId, messageId: MessageId): boolean =>
  root(doc, 'drafts').has(editKey(id, messageId))

export const writeEdit = (
  doc: Y.Doc,
  id: ConversationId,
  messageId: MessageId,
  edit: object | undefined,
): void => writeDraftAt(doc, editKey(id, messageId), edit === undefined ? undefined : JSON.stringify(edit))

const begunKey = (id: ConversationId, after: MessageId | null): string => `${id}/+begun/${after ?? ''}`

/** The branch that this person began after a message and has sent nothing to: its id, by which its draft is kept. */
export const readBegun = (doc: Y.Doc, id: ConversationId, after: MessageId | null): BranchId | undefined => {
  const value = root(doc, 'drafts').get(begunKey(id, after))
  return typeof value === 'string' ? (value as BranchId) : undefined
}

export const writeBegun = (
  doc: Y.Doc,
  id: ConversationId,
  after: MessageId | null,
  branchId: BranchId | undefined,
): void => {
  if (readBegun(doc, id, after) !== branchId) writeDraftAt(doc, begunKey(id, after), branchId)
}

/** How many messages of a conversation's `order` this person has seen. */
export const readSeen = (doc: Y.Doc, id: ConversationId): number => {
  const value = root(doc, 'reads').get(id)
  return typeof value === 'number' ? value : 0
}

export const writeSeen = (doc: Y.Doc, id: ConversationId, seen: number): void => {
  if (seen > readSeen(doc, id)) root(doc, 'reads').set(id, seen)
}

const activityKey = (id: ConversationId): string => `${id}/activity`

/** Up to which activity (`lastActivityAt` of its directory entry) this person has seen a conversation; 0: never. */
export const readSeenActivity = (doc: Y.Doc, id: ConversationId): number => {
  const value = root(doc, 'reads').get(activityKey(id))
  return typeof value === 'number' ? value : 0
}

export const writeSeenActivity = (doc: Y.Doc, id: ConversationId, at: number): void => {
  if (at > readSeenActivity(doc, id)) root(doc, 'reads').set(activityKey(id), at)
}

const talkKey = (id: ConversationId): string => `${id}/talk`

/** Up to which moment (`lastTalkAt` of its directory entry) this person has seen the side talk; 0: never. */
export const readSeenTalk = (doc: Y.Doc, id: ConversationId): number => {
  const value = root(doc, 'reads').get(talkKey(id))
  return typeof value === 'number' ? value : 0
}

export const writeSeenTalk = (doc: Y.Doc, id: ConversationId, at: number): void => {
  if (at > readSeenTalk(doc, id)) root(doc, 'reads').set(talkKey(id), at)
}

export const isPinned = (doc: Y.Doc, id: ConversationId): boolean => root(doc, 'pins').get(id) === true

export const setPinned = (doc: Y.Doc, id: ConversationId, pinned: boolean): void => {
  if (pinned) root(doc, 'pins').set(id, true)
  else root(doc, 'pins').delete(id)
}

export const readPreference = (doc: Y.Doc, key: string): unknown => root(doc, 'preferences').get(key)
export const writePreference = (doc: Y.Doc, key: string, value: string | number | boolean): void => {
  root(doc, 'preferences').set(key, value)
}

export const personalRoots = (doc: Y.Doc): readonly Y.Map<unknown>[] =>
  PERSONAL_ROOTS.map((name) => root(doc, name))

/**
 * Writes into `server` what this page wrote in `copy`, a document of an earlier epoch, and what only `copy` has of
 * drafts and reading: places that one has read to move forward only, and a draft too many is better than one lost.
 */
export const carryOverPersonal = (server: Y.Doc, copy: Y.Doc): void => {
  server.transact(() => {
    for (const name of PERSONAL_ROOTS) {
      const there = root(server, name)
      const here = root(copy, name)
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
