/**
 * The shelf: work that the server refused, kept on this device until its author decides. A conversation of one's
 * own, the text to copy, or gone: nothing leaves it by itself.
 */
import * as Y from 'yjs'
import {
  type Attachment,
  addMessage,
  changeSetting,
  conversationRoots,
  fillWithText,
  readMessages,
} from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import { type ConversationId, MAIN_BRANCH, type MessageId, type PrincipalId } from '../../shared/ids.ts'
import { shortened } from '../../shared/shortened.ts'
import type { RejectCode } from '../../shared/wire.ts'
import { newId } from './new-id.ts'
import type { RefusedItem } from './refused-work.ts'

export interface ShelvedWork {
  readonly id: string
  readonly conversationId: ConversationId
  /** Where it was refused; in the conversation itself where nothing is said. */
  readonly place?: 'conversation' | 'talk'
  readonly title: string
  readonly at: number
  readonly reason: RejectCode | 'access-gone' | 'new-epoch' | 'overtaken'
  /** The epoch of the document that the copy belongs to, where it is known. */
  readonly epoch?: number
  /** One's whole copy of the document, as a V1 update; of what was overtaken the messages alone. */
  readonly update: Uint8Array
  /** What of it the server lacks; `undefined` until it has been compared. */
  readonly items: readonly RefusedItem[] | undefined
}

export interface ShelvedFile {
  readonly attachment: Attachment
  /** Whether the server has the message that names it: then it has the file, too, and this device may have it not. */
  readonly isAccepted: boolean
}

/** The files of the messages in shelved work. */
export const shelvedFiles = (work: ShelvedWork): readonly ShelvedFile[] => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, work.update)
  const messages = new Map(readMessages(conversationRoots(copy)).map((message) => [message.id, message]))
  const files = (work.items ?? []).flatMap((item) =>
    item.kind === 'message' || item.kind === 'edit'
      ? (messages.get(item.id)?.attachments ?? []).map((attachment) => ({
          attachment,
          isAccepted: item.kind === 'edit',
        }))
      : [],
  )
  copy.destroy()
  return files
}

/**
 * Writes the messages of shelved work into a document of one's own, in one's own name: what one wrote oneself as it
 * was, what it followed as a quotation. `files`: what each of their files is called there; others stay behind.
 */
export const writeShelvedWork = (
  doc: Y.Doc,
  work: ShelvedWork,
  me: PrincipalId,
  now: number,
  files: ReadonlyMap<FileId, Attachment> = new Map(),
): void => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, work.update)
  const messages = new Map(readMessages(conversationRoots(copy)).map((message) => [message.id, message]))
  const kept = (work.items ?? []).filter((item) => item.kind === 'message' || item.kind === 'edit')
  doc.transact(() => {
    changeSetting(doc, 'title', work.title === '' ? 'Kept from a conversation' : `${work.title} (kept)`)
    let parentId: MessageId | null = null
    for (const item of kept) {
      const id = newId<MessageId>()
      const { body, attachments: named = [] } = messages.get(item.id) ?? {}
      const attachments = named.flatMap((file) => files.get(file.id) ?? [])
      addMessage(
        doc,
        {
          ...{ id, author: me, role: 'user', parentId, branchId: MAIN_BRANCH, createdAt: now },
          ...(attachments.length === 0 ? {} : { attachments }),
        },
        (fragment) => {
          if (body instanceof Y.XmlFragment) fragment.insert(0, copied(body))
          else fillWithText(item.text)(fragment)
          if (item.kind === 'message' && item.after !== '' && parentId === null) {
            fragment.insert(0, [quotation(item.after)])
          }
        },
      )
      parentId = id
    }
  })
  copy.destroy()
}

const copied = (body: Y.XmlFragment): (Y.XmlElement | Y.XmlText)[] =>
  body
    .toArray()
    .filter(
      (node): node is Y.XmlElement | Y.XmlText => node instanceof Y.XmlElement || node instanceof Y.XmlText,
    )
    .map((node) => node.clone() as Y.XmlElement | Y.XmlText)

const QUOTED_LENGTH = 600

const quotation = (text: string): Y.XmlElement => {
  const quote = new Y.XmlElement('blockquote')
  const words = shortened(text, QUOTED_LENGTH)
  quote.insert(
    0,
    words.split(/\n{2,}/).map((line) => {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(line)])
      return paragraph
    }),
  )
  return quote
}
