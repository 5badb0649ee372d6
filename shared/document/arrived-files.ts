/** What the server notes in a conversation's document of each file, once all of it has arrived. */
import type * as Y from 'yjs'
import { type FileId, isFileType, UNKNOWN_TYPE } from '../files.ts'
import { type ConversationRoots, conversationRoots } from './schema.ts'

/** As the server knows: it has the whole file. */
export interface ArrivedFile {
  readonly size: number
  /** By its content. */
  readonly type: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Notes that a file is here; the server's to say. */
export const noteFile = (doc: Y.Doc, id: FileId, file: ArrivedFile): void => {
  const { files } = conversationRoots(doc)
  if (!files.has(id)) files.set(id, { ...file })
}

/** Notes that a file is here no more. */
export const forgetFile = (doc: Y.Doc, id: FileId): void => {
  const { files } = conversationRoots(doc)
  if (files.has(id)) files.delete(id)
}

/** What the server has noted of a file; `undefined` while it has not all of it. */
export const readFile = ({ files }: ConversationRoots, id: FileId): ArrivedFile | undefined => {
  const value: unknown = files.get(id)
  if (typeof value !== 'object' || value === null) return undefined
  if (!('size' in value) || typeof value.size !== 'number') return undefined
  if (!('at' in value) || typeof value.at !== 'number') return undefined
  return {
    size: value.size,
    type: 'type' in value && isFileType(value.type) ? value.type : UNKNOWN_TYPE,
    at: value.at,
  }
}
