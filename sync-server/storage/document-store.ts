/**
 * The port behind the rooms: an append log of updates for each document, with who sent them and when, the leases of
 * client ids, and what an update means outside its document (`facts`), all in one transaction.
 * Adapters: `sqlite/`. Every adapter passes `tests/contracts/document-store.ts`.
 */
import type { RunMeta } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
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

/** What an accepted update means for tables outside the document. */
export interface Facts {
  /** The conversation's title is now this. */
  readonly title?: string
  /** People or agents sent messages. Milliseconds since 1970. */
  readonly activityAt?: number
  /** Runs that wait for an agent. */
  readonly queuedRuns?: readonly RunMeta[]
  /** Runs that nobody needs to answer any more: cancelled before they were claimed. */
  readonly cancelledRuns?: readonly string[]
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
  /** V1 updates, oldest first; the first may be a snapshot. */
  readonly updates: readonly Uint8Array[]
  readonly leases: readonly Lease[]
  /** The position of the last update in the log: what `compact` may replace. */
  readonly through: number
}

export interface DocumentStore {
  /** `undefined` where nothing was ever written. */
  readonly load: (room: RoomName) => Promise<StoredDocument | undefined>
  /** All or nothing, durable when it resolves. */
  readonly append: (entries: readonly Append[]) => Promise<void>
  /** Replaces the log up to `through` by one snapshot, in one transaction. */
  readonly compact: (room: RoomName, through: number, snapshot: Uint8Array) => Promise<void>
  /** Takes a document away for good: log, leases and epoch. */
  readonly remove: (room: RoomName) => Promise<void>
}
