/**
 * When a document that people write in begins its next epoch, and with what. Every page load that writes leaves a Yjs client id, and
 * each edit costs a little more with each of them: 35 us with ten, 544 us with a thousand. So at a quiet moment the
 * document is written anew under a single one, from its own bytes and beside the rooms, and takes the old one's place.
 */
import * as Y from 'yjs'
import { conversationRoots, readRuns, rebuildDocument, saySame } from '../../shared/document/index.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { type Lease, type NextEpoch, SERVER, type Snapshot } from '../storage/document-store.ts'
import type { Room, RoomLog } from './room.ts'
import { snapshotOf } from './snapshot.ts'

/** Writes a document anew under this client id. Throws where it does not come out saying the same. */
export type Rebuild = (update: Uint8Array, clientId: number) => Promise<Snapshot>

/** The work itself, in one go: about 200 ms a megabyte. `snapshot-thread.ts` does it beside the server's thread. */
export const rebuilt = (update: Uint8Array, clientId: number): Snapshot => {
  const old = new Y.Doc()
  Y.applyUpdate(old, update)
  const fresh = new Y.Doc()
  fresh.clientID = clientId
  try {
    rebuildDocument(old, fresh)
    const snapshot = snapshotOf([Y.encodeStateAsUpdate(fresh)])
    const again = new Y.Doc()
    Y.applyUpdate(again, snapshot.update)
    const isSame = saySame(old, again)
    again.destroy()
    if (!isSame) throw new Error('The document that was written anew does not say the same.')
    return snapshot
  } finally {
    old.destroy()
    fresh.destroy()
  }
}

export interface EpochsDeps {
  readonly rebuild: Rebuild
  /** A document with so many Yjs client ids is written anew. */
  readonly epochClientIds: number
  /** Runs a task once, after the time for which nobody may have written. */
  readonly afterQuiet: (task: () => void) => void
  /** A random unsigned 32-bit integer. */
  readonly randomClientId: () => number
  readonly now: () => number
  readonly log: RoomLog
}

export interface Epochs {
  /** A document is in memory from now on: watches how many client ids it has. */
  readonly follow: (room: Room, leases: readonly Lease[]) => void
}

/** As is good for people: well below what a single one may use, `LEASE_LIMITS.perUser`. */
export const EPOCH_CLIENT_IDS = 400
/** A document is not written anew, nor is that tried, more often than this: everybody has to join again. */
const REST_MILLISECONDS = 10 * 60 * 1000
/** With so many times the number of client ids, a moment in which all is stored is quiet enough. */
const URGENT = 2
/** Runs older than this have been forgotten by whoever was to answer them. */
const FORGOTTEN_MILLISECONDS = 60 * 60 * 1000

export const createEpochs = (
  deps: EpochsDeps,
  /** Puts the next epoch in the place of this room, which has not changed since. */
  begin: (room: Room, next: NextEpoch) => void,
): Epochs => {
  const begun = new Map<RoomName, number>()

  const follow = (room: Room, leases: readonly Lease[]): void => {
    // A directory is the server's own writing, made anew whenever it is loaded.
    if (room.address.kind === 'directory') return
    const { doc } = room
    let changes = 0
    let seen = -1
    let isWatching = false

    const watch = (): void => {
      if (isWatching || doc.store.clients.size < deps.epochClientIds) return
      isWatching = true
      deps.afterQuiet(look)
    }
    const look = (): void => {
      isWatching = false
      if (doc.isDestroyed || !room.isOpen) return
      if (deps.now() - (begun.get(room.name) ?? Number.NEGATIVE_INFINITY) < REST_MILLISECONDS) return watch()
      const isUrgent = doc.store.clients.size >= URGENT * deps.epochClientIds
      const isQuiet = room.isSettled && (isUrgent || changes === seen) && !hasActiveRun(doc, deps.now())
      seen = changes
      if (isQuiet) void renew()
      else watch()
    }
    const renew = async (): Promise<void> => {
      const before = changes
      const clientId = unusedClientId()
      let snapshot: Snapshot
      try {
        snapshot = await deps.rebuild(Y.encodeStateAsUpdate(doc), clientId)
      } catch (error) {
        // It would fail again: not before the document is opened the next time.
        if (room.isOpen) deps.log.failed({ room: room.name, doing: 'begin an epoch', error })
        return
      }
      // Somebody wrote while it was written anew: at the next quiet moment then.
      if (changes !== before || !room.isOpen || !room.isSettled) return watch()
      begun.set(room.name, deps.now())
      begin(room, {
        room: room.name,
        after: room.epoch,
        snapshot,
        leases: [{ clientId, holder: SERVER }],
        startedAt: deps.now(),
      })
    }
    /** Of this epoch and all before: `leases` has those that were stored when the document was opened. */
    const unusedClientId = (): number => {
      const used = new Set(leases.map(({ clientId }) => clientId))
      let id = deps.randomClientId()
      while (used.has(id) || doc.store.clients.has(id)) id = deps.randomClientId()
      return id
    }

    doc.on('update', () => {
      changes++
      watch()
    })
    watch()
  }

  return { follow }
}

const hasActiveRun = (doc: Y.Doc, now: number): boolean =>
  readRuns(conversationRoots(doc)).some(
    ({ status, cancelledBy, createdAt }) =>
      (status === 'running' || (status === 'queued' && cancelledBy === undefined)) &&
      Math.abs(now - createdAt) < FORGOTTEN_MILLISECONDS,
  )
