/**
 * What somebody has begun and not sent: in their own document, each under a key that says what it is. A text is the
 * editor's JSON, kept as one string: nested plain values are bounded in depth by the gate, a text's nesting is not.
 */
import type * as Y from 'yjs'
import { type BranchId, type ConversationId, MAIN_BRANCH, type MessageId } from '../ids.ts'
import { PERSONAL_VALUE_LENGTH, personalRoot } from './personal.ts'

declare const brand: unique symbol
export type DraftKey = string & { readonly [brand]: 'DraftKey' }

const key = (text: string): DraftKey => text as DraftKey

/** No id begins with a plus: none of these is another's. */
export const draftKeys = {
  /** The message that is written on a branch. */
  message: (id: ConversationId, branchId: BranchId) =>
    key(branchId === MAIN_BRANCH ? id : `${id}/${branchId}`),
  /** The line that is written in the side talk. */
  talk: (id: ConversationId) => key(`+talk/${id}`),
  /** A message that stands there, in other words, and likewise a line of the side talk. */
  edit: (id: ConversationId, messageId: MessageId) => key(`${id}/+edit/${messageId}`),
  /** A summary of a branch. What stands in it is the client's. */
  summary: (id: ConversationId, source: BranchId) => key(`${id}/+summary/${source}`),
}

const drafts = (doc: Y.Doc): Y.Map<unknown> => personalRoot(doc, 'drafts')

export const hasDraft = (doc: Y.Doc, at: DraftKey): boolean => drafts(doc).has(at)

/** `undefined` also for one that cannot be read: reading is lenient. */
export const readDraft = (doc: Y.Doc, at: DraftKey): object | undefined => {
  const value = drafts(doc).get(at)
  if (typeof value !== 'string') return undefined
  try {
    const draft: unknown = JSON.parse(value)
    return typeof draft === 'object' && draft !== null ? draft : undefined
  } catch {
    return undefined
  }
}

/** Returns whether it is kept: not one that is too long. What was kept before stays then. */
export const writeDraft = (doc: Y.Doc, at: DraftKey, draft: object | undefined): boolean => {
  const text = draft === undefined ? undefined : JSON.stringify(draft)
  if (text !== undefined && text.length > PERSONAL_VALUE_LENGTH) return false
  write(doc, at, text)
  return true
}

const write = (doc: Y.Doc, at: string, value: string | undefined): void => {
  if (value !== undefined) drafts(doc).set(at, value)
  else if (drafts(doc).has(at)) drafts(doc).delete(at)
}

const readId = <Id extends string>(doc: Y.Doc, at: string): Id | undefined => {
  const value = drafts(doc).get(at)
  return typeof value === 'string' ? (value as Id) : undefined
}

const aboutKey = (id: ConversationId): string => `${draftKeys.talk(id)}/about`

/** The message that the unsent line of the side talk is about. */
export const readTalkAbout = (doc: Y.Doc, id: ConversationId): MessageId | undefined =>
  readId(doc, aboutKey(id))

export const writeTalkAbout = (doc: Y.Doc, id: ConversationId, about: MessageId | undefined): void =>
  write(doc, aboutKey(id), about)

const begunKey = (id: ConversationId, after: MessageId | null): string => `${id}/+begun/${after ?? ''}`

/** The branch that somebody began after a message and has sent nothing to: its id, by which its draft is kept. */
export const readBegun = (doc: Y.Doc, id: ConversationId, after: MessageId | null): BranchId | undefined =>
  readId(doc, begunKey(id, after))

export const writeBegun = (
  doc: Y.Doc,
  id: ConversationId,
  after: MessageId | null,
  branchId: BranchId | undefined,
): void => {
  if (readBegun(doc, id, after) !== branchId) write(doc, begunKey(id, after), branchId)
}
