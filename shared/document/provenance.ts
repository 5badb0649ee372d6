/**
 * Who had a hand in a message beside what its facts say: who wrote in its text, who deleted it, and when. The server
 * notes it under its own client id, from the connection that the change came over: leases say who wrote a character,
 * but a deletion carries nobody's name.
 */
import type * as Y from 'yjs'
import type { MessageId, PrincipalId } from '../ids.ts'
import { type ConversationRoots, conversationRoots } from './schema.ts'

/** Somebody's change, and when the server took it, in milliseconds since 1970. */
export interface Change {
  readonly by: PrincipalId
  readonly at: number
}

export interface Provenance {
  /**
   * Each person who wrote in the text once it was sent, and others than the author before; when they last did, to
   * within some minutes. The latest last.
   */
  readonly edits: readonly Change[]
  /** Who marked it as deleted. */
  readonly deletion: Change | undefined
}

/** Keys are `<what>/<message>` and, of an edit, `/<person>`: ids hold no slash. */
const EDITED = 'edited'
const DELETED = 'deleted'

const editKey = (messageId: MessageId, by: PrincipalId): string => `${EDITED}/${messageId}/${by}`
const deletionKey = (messageId: MessageId): string => `${DELETED}/${messageId}`

/** Notes that somebody wrote in a message, unless that was noted less than `within` milliseconds before. */
export const noteEdit = (doc: Y.Doc, messageId: MessageId, { by, at }: Change, within: number): void => {
  const { provenance } = conversationRoots(doc)
  const key = editKey(messageId, by)
  const noted: unknown = provenance.get(key)
  if (typeof noted !== 'number' || at - noted >= within) provenance.set(key, at)
}

/** Notes who deleted a message; `undefined` takes the note back. */
export const noteDeletion = (doc: Y.Doc, messageId: MessageId, deletion: Change | undefined): void => {
  const { provenance } = conversationRoots(doc)
  const key = deletionKey(messageId)
  if (deletion !== undefined) provenance.set(key, { ...deletion })
  else if (provenance.has(key)) provenance.delete(key)
}

/** Of every message that has any. */
export const readProvenance = ({ provenance }: ConversationRoots): ReadonlyMap<MessageId, Provenance> => {
  const all = new Map<MessageId, Provenance>()
  const of = (id: string | undefined): Provenance =>
    all.get(id as MessageId) ?? { edits: [], deletion: undefined }
  provenance.forEach((value: unknown, key) => {
    const [what, id, by] = key.split('/')
    if (what === EDITED && by !== undefined && typeof value === 'number') {
      const edit = { by: by as PrincipalId, at: value }
      all.set(id as MessageId, { ...of(id), edits: [...of(id).edits, edit].sort((a, b) => a.at - b.at) })
    }
    if (what === DELETED && isChange(value)) {
      all.set(id as MessageId, { ...of(id), deletion: { by: value.by, at: value.at } })
    }
  })
  return all
}

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' &&
  value !== null &&
  'by' in value &&
  typeof value.by === 'string' &&
  'at' in value &&
  typeof value.at === 'number'
