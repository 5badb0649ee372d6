/**
 * Words that others took away without having seen them: they removed, or made into something else, what somebody was
 * writing in meanwhile (an editor writes a list item anew that was a paragraph). Yjs takes all along that stands in
 * what is deleted, also what comes later. So whoever wrote it looks after it.
 */
import * as Y from 'yjs'
import type { MessageId } from '../ids.ts'
import { type MessageEntry, readMessage } from './entries.ts'
import { messageAround } from './find.ts'
import { copyBody } from './rebuild.ts'
import { type ConversationRoots, conversationRoots } from './schema.ts'
import { addMessage } from './write.ts'

export interface Overtaken {
  readonly messages: readonly MessageId[]
  /** A document of its own with these messages alone, as they were with all one's words; a V1 update. */
  readonly update: Uint8Array
}

export interface OvertakenWatch {
  /** What was taken away since the beginning. */
  readonly found: () => Overtaken | undefined
  readonly stop: () => void
}

/**
 * Begins before others' changes come in. `has`: the state vector of those others; what it does not cover they cannot
 * have seen. `isTheirs`: whether a transaction with this origin brings their changes.
 */
export const watchOvertaken = (
  doc: Y.Doc,
  has: Uint8Array,
  isTheirs: (origin: unknown) => boolean,
): OvertakenWatch => {
  const known = Y.decodeStateVector(has)
  const isUnseen = ({ id, length }: Y.Item | Y.GC): boolean => id.clock + length > (known.get(id.client) ?? 0)
  const roots = conversationRoots(doc)
  const texts = new Map<MessageId, MessageEntry>()
  for (const item of structsBeyond(doc, known)) {
    const message = isWords(item) && !item.deleted ? messageOf(roots, item) : undefined
    const body = message?.body
    // A message that they do not have at all nobody takes away.
    if (message === undefined || !(body instanceof Y.XmlFragment) || body._item === null) continue
    if (!isUnseen(body._item)) texts.set(message.id, message)
  }
  if (texts.size === 0) return { found: () => undefined, stop: () => undefined }

  const asTheyWere = copyOf([...texts.values()])
  const overtaken = new Set<MessageId>()
  // Before Yjs throws away what the deleted said.
  const onTransaction = (transaction: Y.Transaction): void => {
    if (!isTheirs(transaction.origin)) return
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
      const id = isWords(item) && isUnseen(item) ? messageOf(roots, item)?.id : undefined
      if (id !== undefined && texts.has(id)) overtaken.add(id)
    })
  }
  doc.on('afterTransaction', onTransaction)
  return {
    found: () =>
      overtaken.size === 0
        ? undefined
        : { messages: [...overtaken], update: Y.encodeStateAsUpdate(asTheyWere) },
    stop: () => {
      doc.off('afterTransaction', onTransaction)
      asTheyWere.destroy()
    },
  }
}

/** Everything in a document that a state vector does not cover. */
function* structsBeyond(doc: Y.Doc, known: ReadonlyMap<number, number>): Iterable<Y.Item | Y.GC> {
  for (const [client, structs] of doc.store.clients) {
    const from = known.get(client) ?? 0
    const last = structs.at(-1)
    if (last === undefined || last.id.clock + last.length <= from) continue
    yield* structs.slice(from === 0 ? 0 : Y.findIndexSS(structs, from))
  }
}

const isWords = (item: Y.Item | Y.GC): item is Y.Item =>
  item instanceof Y.Item && item.content instanceof Y.ContentString && item.content.str.trim() !== ''

const messageOf = (roots: ConversationRoots, { parent }: Y.Item): MessageEntry | undefined =>
  readMessage(messageAround(roots, parent), -1)

const copyOf = (messages: readonly MessageEntry[]): Y.Doc => {
  const copy = new Y.Doc()
  for (const { id, author, role, parentId, branchId, createdAt, attachments, body } of messages) {
    const meta = { id, author, role, parentId, branchId, createdAt }
    addMessage(
      copy,
      attachments.length > 0 ? { ...meta, attachments } : meta,
      (fragment) => body instanceof Y.XmlFragment && copyBody(body, fragment),
    )
  }
  return copy
}
