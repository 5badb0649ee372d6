/**
 * The port behind the rooms: an append log of updates for each document, with who sent them and when, the leases of
 * client ids, and what an update means outside its document (`facts`), all in one transaction.
 * Adapters: `sqlite/`. Every adapter passes `tests/contracts/document-store.ts`.
 */
import type { RunMeta } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'

/** A Yjs client id belongs to whoever first used it in a document. */
export interface Lease {
  readonly clientId: number
  readonly holder: Holder
}

/** A principal, or `SERVER`. */
export type Holder = PrincipalId
/** The server itself, which writes `order` and the directories. No id from outside has this shape. */
export const SERVER = '*server' as Holder
/** Nobody any more: the id was used in an earlier epoch of the document, and shows copies of it for what they are. */
export const RETIRED = '*retired' as Holder

/** What an accepted update means for tables outside the document. */
export interface Facts {
  /** The conversation's title is now this. */
  readonly title?: string
  /** People or agents sent messages, in a conversation or its side talk. Milliseconds since 1970. */
  readonly activityAt?: number
  /** How many messages there are now, drafts not counted. */
  readonly messageCount?: number
  /** Runs that wait for an agent. */
  readonly queuedRuns?: readonly RunMeta[]
  /** Runs that nobody needs to answer any more: cancelled before they were claimed. */
  readonly cancelledRuns?: readonly string[]
  /** People whom the sender has named, to be told of it. */
  readonly mentions?: readonly MentionFacts[]
  /** Files that messages name from now on, drafts that several write too. */
  readonly files?: readonly FileId[]
}

export interface MentionFacts {
  readonly messageId: MessageId
  readonly userIds: readonly PrincipalId[]
}

export interface Append {
  readonly room: RoomName
  /** A V1 update. */
  readonly update: Uint8Array
  readonly sender: Holder
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  readonly leases: readonly Lease[]
  readonly facts: Facts
}

export interface StoredDocument {
  readonly epoch: number
  /** Oldest first; the first may be a snapshot. */
  readonly log: readonly StoredUpdate[]
  /** Those of earlier epochs too, as `RETIRED`. */
  readonly leases: readonly Lease[]
  /** What is known of the first update, where that is a snapshot: it was read back as it was made. */
  readonly snapshot: SnapshotFacts | undefined
  readonly quarantine: Quarantine | undefined
}

export interface StoredUpdate {
  /** Where it stands in the log; grows, and is never used again. */
  readonly position: number
  /** A V1 update. */
  readonly update: Uint8Array
  /** Whether these are the bytes that were written. */
  readonly intact: boolean
}

export interface SnapshotFacts {
  readonly stateVector: Uint8Array
  /** All that is deleted, as a V1 update without structs: state vectors say nothing of it. */
  readonly deletions: Uint8Array
}

/** A whole document as one V1 update, read back to see that it says the same. */
export interface Snapshot extends SnapshotFacts {
  readonly update: Uint8Array
}

/** A document that cannot be read. Nothing of it is lost: an operator can set the broken updates aside. */
export interface Quarantine {
  /** Which update, and what is wrong with it; no content. */
  readonly reason: string
  /** Milliseconds since 1970, both. */
  readonly since: number
  readonly triedAt: number
  /** How often it was tried. */
  readonly attempts: number
}

export interface DocumentStore {
  /** `undefined` where nothing was ever written. */
  readonly load: (room: RoomName) => Promise<StoredDocument | undefined>
  /** All or nothing, durable when it resolves. */
  readonly append: (entries: readonly Append[]) => Promise<void>
  /**
   * Replaces the log up to the update at `through` by one snapshot, in one transaction. Does nothing where that update
   * is gone: another snapshot has taken its place.
   */
  readonly compact: (room: RoomName, through: number, snapshot: Snapshot) => Promise<void>
  /**
   * Begins the next epoch in one transaction: its log is the snapshot alone, its leases are these. The log that was is
   * kept for a while, its leases for good. False, and nothing is changed, where another epoch has begun already or a
   * run of this conversation is being answered.
   */
  readonly startEpoch: (next: NextEpoch) => Promise<boolean>
  /** The log of an earlier epoch, oldest first; `undefined` where it is not kept or never was. */
  readonly loadPast: (room: RoomName, epoch: number) => Promise<readonly Uint8Array[] | undefined>
  /** Takes a document away for good: log, leases and epochs. */
  readonly remove: (room: RoomName) => Promise<void>

  /** Marks a document that cannot be read, or marks it anew. */
  readonly quarantine: (room: RoomName, quarantine: Quarantine) => Promise<void>
  /** The mark alone: costs the same however long the document is. */
  readonly quarantineOf: (room: RoomName) => Promise<Quarantine | undefined>
  readonly quarantined: () => Promise<readonly { readonly room: RoomName; readonly quarantine: Quarantine }[]>
  /** Takes updates out of the log, keeps them beside it with the reason, and takes the mark away. */
  readonly setAside: (room: RoomName, updates: readonly SetAside[], at: number) => Promise<void>
}

export interface NextEpoch {
  readonly room: RoomName
  /** The epoch that ends. */
  readonly after: number
  readonly snapshot: Snapshot
  readonly leases: readonly Lease[]
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

export interface SetAside {
  readonly position: number
  readonly reason: string
}
