/** Which files a conversation has, and which message to show each in. Pure. */
import type { Attachment, MessageEntry, Tree } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'

export interface NamedFile {
  readonly attachment: Attachment
  /** The message that brought it: whoever edits a message names its files again. */
  readonly entry: MessageEntry
  /** Where it stands on the way that one reads; else where it came from. */
  readonly shownIn: MessageEntry
}

/** The files of all messages that are sent and not deleted, the latest first, each once. */
export const namedFiles = ({ messages }: Tree, reading: readonly MessageEntry[]): readonly NamedFile[] => {
  const files = new Map<FileId, NamedFile>()
  for (const entry of messages.values()) {
    if (entry.sentBy === undefined || entry.deletedBy !== undefined) continue
    for (const attachment of entry.attachments) {
      if (!files.has(attachment.id)) files.set(attachment.id, { attachment, entry, shownIn: entry })
    }
  }
  for (const entry of reading) {
    if (entry.deletedBy !== undefined) continue
    for (const { id } of entry.attachments) {
      const file = files.get(id)
      if (file !== undefined) files.set(id, { ...file, shownIn: entry })
    }
  }
  return [...files.values()].reverse()
}
