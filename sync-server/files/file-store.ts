/**
 * The port behind the bytes of attached files: uploads that grow, and contents under the SHA-256 of what they hold,
 * which never change. Nothing is held in memory as a whole. Who may have what is not known here.
 * Adapters: `storage/disk/`. Every adapter passes `tests/contracts/file-store.ts`.
 */
import type { FileId } from '../../shared/files.ts'

/** SHA-256 in lower-case hex. */
declare const brand: unique symbol
export type ContentHash = string & { readonly [brand]: 'ContentHash' }

export interface Sealed {
  readonly hash: ContentHash
  readonly size: number
  /** The first bytes, to tell what it is. */
  readonly head: Uint8Array
}

/** Bytes `from` up to and including `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

export type AppendEnd = 'whole' | 'cut' | 'too-long' | 'no-room'

export interface FileStore {
  /** How many bytes of an upload are safely kept; 0 for one that nobody knows. */
  readonly received: (upload: FileId) => Promise<number>
  /**
   * Adds what comes to the end of an upload, but never more than `most` bytes. Resolves once that is safely kept, to
   * how much there is now, and how it ended: `cut` where the source broke off, which loses nothing of what came;
   * `too-long` where it had more to say; `no-room` where there is no place for more at the moment, which loses nothing
   * either. Rejects where it cannot be kept. One at a time for each upload.
   */
  readonly append: (
    upload: FileId,
    source: AsyncIterable<Uint8Array>,
    most: number,
  ) => Promise<{ readonly received: number; readonly ended: AppendEnd }>
  /** Makes an upload a content, which may have been there before. The upload is gone afterwards. */
  readonly seal: (upload: FileId) => Promise<Sealed>
  /** Forgets an upload; does nothing where there is none. */
  readonly discard: (upload: FileId) => Promise<void>

  /** `undefined` where there is no such content. Whoever does not read to the end ends the iteration. */
  readonly read: (hash: ContentHash, range?: ByteRange) => Promise<AsyncIterable<Uint8Array> | undefined>
  /** Does nothing where there is none. */
  readonly remove: (hash: ContentHash) => Promise<void>

  /** All there is, to find what nobody knows of. */
  readonly contents: () => AsyncIterable<ContentHash>
  readonly uploads: () => AsyncIterable<FileId>
}
