/**
 * The side talk of a conversation: a document of its own, with the same `messages`, `order` and `provenance` and
 * nothing else, so that what is said there is in no document that an agent ever has. One line of messages, each sent
 * as it is made. Deleting and restoring are those of `write.ts`.
 */
import * as Y from 'yjs'
import type { MessageId, PrincipalId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import { readMessage, readOrder } from './entries.ts'
import { findEntry } from './find.ts'
import { type Change, readProvenance } from './provenance.ts'
import { spellOut } from './rebuild.ts'
import { reviseBody } from './revise.ts'
import { conversationRoots, MESSAGE_KEY, type MessageMeta } from './schema.ts'
import { addMessage } from './write.ts'

/** Immutable facts of a message in the side talk. */
export interface TalkMeta
  extends Pick<MessageMeta, 'id' | 'author' | 'role' | 'parentId' | 'branchId' | 'createdAt'> {
  readonly role: 'user'
  readonly parentId: null
  readonly branchId: typeof MAIN_BRANCH
  /** A message of the conversation that is talked about. Nobody checks that it is there. */
  readonly about?: string
}

export interface TalkEntry {
  readonly id: MessageId
  readonly author: PrincipalId
  /** Milliseconds since 1970, by the author's clock; only shown. */
  readonly createdAt: number
  /** When the server took it; `undefined` while it waits. */
  readonly receivedAt: number | undefined
  readonly about: MessageId | undefined
  /** Who deleted it, and when where the server has said so. It can be restored. */
  readonly deleted: { readonly by: PrincipalId; readonly at: number | undefined } | undefined
  /** The author's corrections, the latest last. */
  readonly edits: readonly Change[]
  /** The text; `undefined` where it is missing. */
  readonly body: Y.XmlFragment | undefined
}

/** Says something in the side talk. `fill` writes the text. */
export const addTalk = (
  doc: Y.Doc,
  message: {
    readonly id: MessageId
    readonly author: PrincipalId
    readonly createdAt: number
    readonly about?: MessageId | undefined
  },
  fill: (body: Y.XmlFragment) => void,
): void => {
  const { id, author, createdAt, about } = message
  const meta: TalkMeta = {
    id,
    author,
    role: 'user',
    parentId: null,
    branchId: MAIN_BRANCH,
    createdAt,
    ...(about === undefined ? {} : { about }),
  }
  addMessage(doc, meta, fill)
}

/**
 * Writes one's own message anew, by the words that differ. `read` is the document (`Y.encodeStateAsUpdate`) as it was
 * when one began: what was written in the message since, on another device, stays.
 */
export const editTalk = (
  doc: Y.Doc,
  id: MessageId,
  fill: (body: Y.XmlFragment) => void,
  read?: Uint8Array,
): boolean => {
  const body = bodyOf(doc, id)
  if (body === undefined) return false
  const copy = new Y.Doc()
  if (read !== undefined) Y.applyUpdate(copy, read)
  const before = bodyOf(copy, id)
  if (before === undefined || spellOut(before) === spellOut(body)) {
    doc.transact(() => reviseBody(body, fill))
    return true
  }
  const since = Y.encodeStateVector(copy)
  copy.transact(() => reviseBody(before, fill))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, since))
  return true
}

const bodyOf = (doc: Y.Doc, id: MessageId): Y.XmlFragment | undefined => {
  const body: unknown = findEntry(conversationRoots(doc).messages, id)?.get(MESSAGE_KEY.body)
  return body instanceof Y.XmlFragment ? body : undefined
}

/** All that was said, as the server has put it; what waits stands at the end. */
export const readTalk = (doc: Y.Doc): readonly TalkEntry[] => {
  const roots = conversationRoots(doc)
  const order = readOrder(roots)
  const provenance = readProvenance(roots)
  const entries = new Map<MessageId, TalkEntry>()
  roots.messages.forEach((entry) => {
    const message = readMessage(entry, -1)
    if (message === undefined || message.sentBy === undefined || entries.has(message.id)) return
    const { id, author, createdAt, deletedBy, body } = message
    const noted = provenance.get(id)
    entries.set(id, {
      id,
      author,
      createdAt,
      receivedAt: order.get(id)?.receivedAt,
      about: aboutOf(entry),
      deleted: deletedBy === undefined ? undefined : { by: deletedBy, at: noted?.deletion?.at },
      edits: noted?.edits ?? [],
      body: body instanceof Y.XmlFragment ? body : undefined,
    })
  })
  const position = ({ id }: TalkEntry): number => order.get(id)?.position ?? Number.POSITIVE_INFINITY
  return [...entries.values()].sort((a, b) => {
    const [first, second] = [position(a), position(b)]
    // What waits keeps the order in which it was written.
    return first === second ? 0 : first - second
  })
}

const aboutOf = (entry: Y.Map<unknown>): MessageId | undefined => {
  const meta = entry.get(MESSAGE_KEY.meta) as { readonly about?: unknown }
  return typeof meta.about === 'string' ? (meta.about as MessageId) : undefined
}
