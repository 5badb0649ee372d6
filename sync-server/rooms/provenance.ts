/**
 * Finds out, change by change, who wrote in whose message and who deleted which, and notes it in the document under
 * the server's hand. What a token costs does not grow by it: an agent's text is its agent's alone, and of a person's
 * own draft nothing is noted.
 */
import * as Y from 'yjs'
import {
  conversationRoots,
  MESSAGE_KEY,
  type MessageEntry,
  messageAround,
  noteDeletion,
  noteEdit,
  readMessage,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import { SERVER } from '../storage/document-store.ts'

export interface ProvenanceNotes {
  /** To be called from `afterTransaction`, with whoever made the change. */
  readonly take: (transaction: Y.Transaction, by: PrincipalId) => void
  /** Writes down what was taken, in one transaction, where there is anything. */
  readonly note: (now: number) => void
}

/** Who goes on writing in a message is noted again after this long. */
const AGAIN_MILLISECONDS = 5 * 60 * 1000

export const createProvenanceNotes = (doc: Y.Doc): ProvenanceNotes => {
  const roots = conversationRoots(doc)
  let edited = new Map<MessageId, PrincipalId>()
  let marked = new Map<MessageId, PrincipalId | undefined>()

  const take = (transaction: Y.Transaction, by: PrincipalId): void => {
    let written: ReadonlySet<unknown> | undefined
    for (const [type, keys] of transaction.changed) {
      const entry = messageAround(roots, type)
      if (entry === undefined) continue
      if (entry === (type as unknown)) {
        if (!keys.has(MESSAGE_KEY.deleted)) continue
        const message = readMessage(entry, -1)
        if (message !== undefined) marked.set(message.id, message.deletedBy)
        continue
      }
      const message = messageOf(entry)
      if (message === undefined || !concerns(message, wasSent(entry, transaction), by)) continue
      written ??= writtenIn(transaction)
      if (written.has(type)) edited.set(message.id, by)
    }
  }

  const note = (now: number): void => {
    if (edited.size === 0 && marked.size === 0) return
    const [edits, marks] = [edited, marked]
    edited = new Map()
    marked = new Map()
    doc.transact(() => {
      for (const [id, by] of edits) noteEdit(doc, id, { by, at: now }, AGAIN_MILLISECONDS)
      for (const [id, by] of marks) noteDeletion(doc, id, by === undefined ? undefined : { by, at: now })
    }, SERVER)
  }

  return { take, note }
}

/** What of a message says whether a change of its text is worth a note. Entries never move: read once. */
type Author = Pick<MessageEntry, 'id' | 'author' | 'role'>
const authors = new WeakMap<Y.Map<unknown>, Author | undefined>()
const messageOf = (entry: Y.Map<unknown>): Author | undefined => {
  if (!authors.has(entry)) authors.set(entry, readMessage(entry, -1))
  return authors.get(entry)
}

const concerns = ({ author, role }: Author, sent: boolean, by: PrincipalId): boolean =>
  role === 'user' && (sent || author !== by)

/** Whether it was sent before this transaction. */
const wasSent = (entry: Y.Map<unknown>, transaction: Y.Transaction): boolean => {
  const item = entry._map.get(MESSAGE_KEY.sent)
  return item !== undefined && item.id.clock < (transaction.beforeState.get(item.id.client) ?? 0)
}

/**
 * The types in which something was inserted or taken away. Whoever receives formatting tidies up marks that say
 * nothing any more: that is Yjs' doing, and not theirs.
 */
const writtenIn = (transaction: Y.Transaction): ReadonlySet<unknown> => {
  const written = new Set<unknown>()
  const { store } = transaction.doc
  for (const [client, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0
    const structs = store.clients.get(client)
    if (before === clock || structs === undefined) continue
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i]
      if (struct instanceof Y.Item) written.add(struct.parent)
    }
  }
  for (const [client, ranges] of transaction.deleteSet.clients) {
    const structs = store.clients.get(client)
    if (structs === undefined) continue
    for (const { clock, len } of ranges) {
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i]
        if (struct === undefined || struct.id.clock >= clock + len) break
        if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentFormat))
          written.add(struct.parent)
      }
    }
  }
  return written
}
