/**
 * What the server notes in a conversation's document of each file that messages name: that all of it is here, or why
 * it does not come. A file of which nothing is noted is on its way.
 */
import type * as Y from 'yjs'
import { FILE_ABSENCES, type FileAbsence, type FileId, isFileType, UNKNOWN_TYPE } from '../files.ts'
import type { PrincipalId } from '../ids.ts'
import { readMessages } from './entries.ts'
import { type ConversationRoots, conversationRoots } from './schema.ts'

/** As the server knows: it has the whole file. */
export interface ArrivedFile {
  readonly size: number
  /** By its content. */
  readonly type: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Why a file is not here and is not on its way either; it may come all the same, when somebody tries again. */
export interface AbsentFile {
  readonly why: FileAbsence
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Notes that a file is here; the server's to say. */
export const noteFile = (doc: Y.Doc, id: FileId, file: ArrivedFile): void => {
  const roots = conversationRoots(doc)
  if (readFile(roots, id) === undefined) roots.files.set(id, { ...file })
}

/** Notes that a file does not come, unless it is here. */
export const noteAbsence = (doc: Y.Doc, id: FileId, absence: AbsentFile): void => {
  const roots = conversationRoots(doc)
  if (readFile(roots, id) !== undefined || readAbsence(roots, id)?.why === absence.why) return
  roots.files.set(id, { ...absence })
}

/** Notes nothing of a file any more. */
export const forgetFile = (doc: Y.Doc, id: FileId): void => {
  const { files } = conversationRoots(doc)
  if (files.has(id)) files.delete(id)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What the server has noted of a file; `undefined` while it has not all of it. */
export const readFile = ({ files }: ConversationRoots, id: FileId): ArrivedFile | undefined => {
  const value: unknown = files.get(id)
  if (!isRecord(value) || typeof value.size !== 'number' || typeof value.at !== 'number') return undefined
  return { size: value.size, type: isFileType(value.type) ? value.type : UNKNOWN_TYPE, at: value.at }
}

/** Why a file does not come; `undefined` where it is here or on its way. */
export const readAbsence = ({ files }: ConversationRoots, id: FileId): AbsentFile | undefined => {
  const value: unknown = files.get(id)
  if (!isRecord(value) || typeof value.at !== 'number') return undefined
  const why = FILE_ABSENCES.find((known) => known === value.why)
  return why && { why, at: value.at }
}

/**
 * Who brings, or was to bring, each file that a message names, drafts and deleted messages too: the author of the
 * first that does. Others name it again when they edit that message.
 */
export const readBringers = (roots: ConversationRoots): ReadonlyMap<FileId, PrincipalId> => {
  const bringers = new Map<FileId, PrincipalId>()
  for (const { author, attachments } of readMessages(roots)) {
    for (const { id } of attachments) if (!bringers.has(id)) bringers.set(id, author)
  }
  return bringers
}
