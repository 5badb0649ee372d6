/**
 * The port behind what is known of attached files: whose they are, where they belong, which content they have. Each
 * method is one transaction. A content stays for as long as any file has it. Adapters: `storage/sqlite/`.
 * Every adapter passes `tests/contracts/file-records.ts`.
 */
import type { StoredFile } from '../../shared/file-api.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { ContentHash } from './file-store.ts'

export interface UploadRecord {
  readonly conversationId: ConversationId
  readonly id: FileId
  readonly name: string
  readonly size: number
  readonly by: PrincipalId
  readonly at: number
}

export interface FileRecord extends StoredFile {
  readonly conversationId: ConversationId
  readonly hash: ContentHash
  /** Whether a message is known to name it. */
  readonly isNamed: boolean
}

/** In bytes. Uploads count with their whole size from their beginning. */
export interface FileLimits {
  readonly file: number
  readonly conversation: number
  /** All that one person has brought, wherever it is. */
  readonly person: number
}

export type Full = 'conversation-full' | 'person-full'

export interface FileRecords {
  /** Does nothing where this upload was begun before. */
  readonly begin: (upload: UploadRecord, limits: FileLimits) => Promise<'begun' | Full>
  readonly upload: (conversationId: ConversationId, id: FileId) => Promise<UploadRecord | undefined>
  /** Makes an upload a file; `undefined` where it was taken away meanwhile. */
  readonly complete: (
    upload: UploadRecord,
    content: { readonly hash: ContentHash; readonly type: string; readonly at: number },
  ) => Promise<FileRecord | undefined>
  readonly file: (conversationId: ConversationId, id: FileId) => Promise<FileRecord | undefined>
  /** Of a conversation, the oldest first. */
  readonly files: (conversationId: ConversationId) => Promise<readonly FileRecord[]>
  /** The same files in another conversation, in somebody's name; those that are not there are left out. */
  readonly copy: (
    ids: readonly FileId[],
    way: {
      readonly from: ConversationId
      readonly to: ConversationId
      readonly by: PrincipalId
      readonly at: number
    },
    limits: FileLimits,
  ) => Promise<readonly FileRecord[] | Full>
  /** Takes away an upload or a file. */
  readonly remove: (conversationId: ConversationId, id: FileId) => Promise<void>
  /** Takes away everything of a conversation. */
  readonly removeConversation: (conversationId: ConversationId) => Promise<void>
  /** Takes away uploads begun before this that have not become files. */
  readonly removeUploadsBefore: (at: number) => Promise<void>
  /** Forgets contents that no file has any more, and says which. */
  readonly takeUnreferenced: () => Promise<readonly ContentHash[]>
  readonly isContent: (hash: ContentHash) => Promise<boolean>
  readonly isUpload: (id: FileId) => Promise<boolean>
  /** Files whose arrival is not in the document yet, so far as is known. */
  readonly unannounced: () => Promise<readonly FileRecord[]>
  readonly announced: (conversationId: ConversationId, id: FileId) => Promise<void>
  /** Files that came before this and of which it is not known that a message names them, by conversation. */
  readonly unnamed: (before: number) => Promise<ReadonlyMap<ConversationId, readonly FileId[]>>
  /** Messages name these, and will for ever. */
  readonly named: (conversationId: ConversationId, ids: readonly FileId[]) => Promise<void>
}
