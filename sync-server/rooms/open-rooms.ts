/**
 * The rooms that are open in this process: read once however many come, cold where the stored bytes will do, warm once
 * somebody writes, set apart where the document cannot be read, forgotten when nobody uses them.
 */
import type * as Y from 'yjs'
import { type Directory, projectDirectory } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { type Room as RoomAddress, type RoomName, roomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { Gate } from '../gate/gate.ts'
import { type DocumentStore, type NextEpoch, SERVER, type StoredDocument } from '../storage/document-store.ts'
import { ColdRoom } from './cold-room.ts'
import { bytesOf, createCompaction } from './compaction.ts'
import { createEpochs, type EpochsDeps } from './epochs.ts'
import { createQuarantines } from './quarantines.ts'
import { readDocument } from './read-document.ts'
import { type LoadedDocument, Room, type RoomDeps } from './room.ts'
import type { MakeSnapshot } from './snapshot.ts'
import { type StoredFrames, storedFrames } from './stored-frames.ts'
import { createTurns } from './turns.ts'
import { createWarmDocuments } from './warm-documents.ts'

export interface OpenRoomsDeps extends Omit<RoomDeps, 'isTurnOver'>, EpochsDeps {
  readonly store: DocumentStore
  readonly gateFor: (address: RoomAddress, doc: Y.Doc, stored: StoredDocument) => Gate
  /** What a user's directory should say now; it is made to say so when it is loaded. */
  readonly readDirectory: (userId: PrincipalId) => Promise<Directory>
  readonly makeSnapshot: MakeSnapshot
  /** Runs a task once, when a room that nobody uses may be forgotten. */
  readonly afterIdle: (task: () => void) => void
  /** How much documents in memory may take, in bytes, before those that nobody uses are forgotten. */
  readonly documentMemory: number
}

export type OpenRoom = Room | ColdRoom

export interface OpenRooms {
  /** Reads the document from the store where it is not open yet. */
  readonly open: (address: RoomAddress) => Promise<'open' | 'unreadable'>
  readonly current: (name: RoomName) => OpenRoom | undefined
  /** The room that people are in: also one that nobody can enter any more, because its next epoch begins. */
  readonly occupied: (name: RoomName) => OpenRoom | undefined
  /** All of these. */
  readonly all: () => readonly OpenRoom[]
  /** About how much memory they take. */
  readonly bytes: () => number
  /** Somebody comes in. */
  readonly use: (room: OpenRoom) => void
  /** The room with its document in memory. Rejects where that cannot be read. */
  readonly load: (address: RoomAddress) => Promise<Room>
  /** The server writes where the room is open; does nothing where it is not. */
  readonly writeIfOpen: (name: RoomName, write: (doc: Y.Doc) => void) => void
  /** Stores what waits and forgets everything. */
  readonly close: () => Promise<void>
}

/** For people: why they cannot come in, and what becomes of their work. */
export const UNREADABLE =
  'The server cannot read this at the moment. Nothing is lost: what you write is kept on your device.'

/** A document in memory takes about three times its encoded size. */
const MEMORY_FACTOR = 3
/** As it is stored, and as frames. */
const COLD_MEMORY_FACTOR = 2

const EMPTY: StoredDocument = {
  epoch: 1,
  log: [],
  leases: [],
  snapshot: undefined,
  quarantine: undefined,
}

interface Opening {
  readonly kind: 'opening'
  readonly opened: Promise<'open' | 'unreadable'>
  /** Set where the server wanted to write into it meanwhile: what was read may be out of date. */
  stale: boolean
  /** Where an epoch begins: the room that was, in which people are until it has begun. */
  readonly ending: Room | undefined
}
type Entry = Opening | { readonly kind: 'open'; readonly room: OpenRoom }

export const createOpenRooms = (deps: OpenRoomsDeps): OpenRooms => {
  const entries = new Map<RoomName, Entry>()
  const roomDeps: RoomDeps = { ...deps, ...createTurns(deps) }
  const quarantines = createQuarantines(deps)
  const compaction = createCompaction(deps)
  const epochs = createEpochs(deps, (room, next) => beginEpoch(room, next))
  const warmDocuments = createWarmDocuments<OpenRoom>({
    budgetBytes: deps.documentMemory,
    forget: (room) => forget(room),
  })

  const current = (name: RoomName): OpenRoom | undefined => {
    const entry = entries.get(name)
    return entry?.kind === 'open' ? entry.room : undefined
  }

  const peopleIn = (entry: Entry | undefined): OpenRoom | undefined =>
    entry?.kind === 'opening' ? entry.ending : entry?.room

  const open = (address: RoomAddress): Promise<'open' | 'unreadable'> => {
    const name = roomName(address)
    const entry = entries.get(name)
    if (entry !== undefined) return entry.kind === 'open' ? Promise.resolve('open') : entry.opened
    const takeStale = (): boolean => {
      const { stale } = opening
      opening.stale = false
      return stale
    }
    const opened = openStored(address, name, takeStale).then(
      (room) => {
        if (room === undefined) {
          entries.delete(name)
          return 'unreadable'
        }
        return 'open'
      },
      (error: unknown) => {
        entries.delete(name)
        throw error
      },
    )
    const opening: Opening = { kind: 'opening', stale: false, opened, ending: undefined }
    entries.set(name, opening)
    return opened
  }

  const openStored = async (
    address: RoomAddress,
    name: RoomName,
    takeStale: () => boolean,
  ): Promise<OpenRoom | undefined> => {
    if (await quarantines.isClosed(name)) return undefined
    const stored = (await deps.store.load(name)) ?? EMPTY
    if (quarantines.holds(name, stored.quarantine)) return undefined
    compaction.opened(name, stored)
    // A directory is made to say what is true as it is opened, so it is written in.
    const frames = address.kind === 'directory' ? undefined : storedFrames(stored)
    if (frames !== undefined)
      return keep(openCold(address, name, stored, frames), bytesOf(stored.log) * COLD_MEMORY_FACTOR)
    const room = loadRoom(address, name, stored, undefined)
    if (room === undefined) return undefined
    if (address.kind === 'directory') {
      let directory: Directory
      do directory = await deps.readDirectory(address.userId)
      while (takeStale())
      room.write((doc) => void projectDirectory(doc, directory))
    }
    return keepWarm(room, stored)
  }

  const openCold = (
    address: RoomAddress,
    name: RoomName,
    stored: StoredDocument,
    frames: StoredFrames,
  ): ColdRoom => {
    const cold: ColdRoom = new ColdRoom(name, { ...stored, frames }, deps, () => {
      const room = loadRoom(address, name, stored, frames)
      if (room === undefined) {
        forget(cold)
        cold.expel(() => true, CLOSE.unreadable, UNREADABLE)
        return undefined
      }
      warmDocuments.drop(cold)
      return keepWarm(room, stored)
    })
    return cold
  }

  /** Synchronous: nothing can come between what was stored and what is in memory. `undefined`: it cannot be read. */
  const loadRoom = (
    address: RoomAddress,
    name: RoomName,
    stored: StoredDocument,
    frames: StoredFrames | undefined,
  ): Room | undefined => {
    const read = readDocument(stored.log)
    if (read.kind === 'unreadable') {
      quarantines.put(name, read.reason)
      return undefined
    }
    const { doc } = read
    const known = stored.leases.find(({ holder }) => holder === SERVER)
    // After loading: Yjs gives a document a new client id when it meets its own in an update from elsewhere.
    doc.clientID = known?.clientId ?? unusedClientId(stored)
    let room: Room
    try {
      const loaded: LoadedDocument = {
        doc,
        gate: deps.gateFor(address, doc, stored),
        epoch: stored.epoch,
        wholeFrame: frames?.whole,
        serverClientId: doc.clientID,
        serverIsNew: known === undefined,
      }
      room = new Room(address, name, loaded, roomDeps, () => forget(room))
    } catch (error) {
      // Its updates can be read, but not what they say.
      doc.destroy()
      quarantines.put(name, error instanceof Error ? error.message : String(error))
      return undefined
    }
    quarantines.lift(name)
    return room
  }

  const keepWarm = (room: Room, stored: StoredDocument): Room => {
    compaction.follow(room.name, room.doc)
    epochs.follow(room, stored.leases)
    room.doc.on('update', (update: Uint8Array) => warmDocuments.grow(room, update.length * MEMORY_FACTOR))
    return keep(room, bytesOf(stored.log) * MEMORY_FACTOR)
  }

  const keep = <Kept extends OpenRoom>(room: Kept, bytes: number): Kept => {
    entries.set(room.name, { kind: 'open', room })
    warmDocuments.keep(room, bytes)
    forgetWhenIdle(room)
    return room
  }

  const unusedClientId = (stored: StoredDocument): number => {
    const used = new Set(stored.leases.map(({ clientId }) => clientId))
    let id = deps.randomClientId()
    while (used.has(id)) id = deps.randomClientId()
    return id
  }

  const forgetWhenIdle = (room: OpenRoom): void => {
    deps.afterIdle(() => {
      if (current(room.name) !== room) return
      if (room.isIdle) forget(room)
      else forgetWhenIdle(room)
    })
  }

  const forget = (room: OpenRoom): void => {
    warmDocuments.drop(room)
    if (current(room.name) === room) entries.delete(room.name)
    if (room instanceof Room) room.destroy()
    compaction.forgotten(room.name)
  }

  /** Everybody comes back to what is stored by then: the next epoch, or the old one where that could not begin. */
  const beginEpoch = (room: Room, next: NextEpoch): void => {
    if (current(room.name) !== room) return
    room.freeze()
    const begin = async (): Promise<'open'> => {
      const hasBegun = await deps.store.startEpoch(next).catch((error: unknown) => {
        deps.log.failed({ room: room.name, doing: 'begin an epoch', error })
        return false
      })
      entries.delete(room.name)
      const what = room.address.kind === 'talk' ? 'side talk' : 'conversation'
      if (hasBegun) room.expel(() => true, CLOSE.newEpoch, `This ${what} was tidied up.`)
      else room.expel(() => true, CLOSE.joinAgain, 'Please join again.')
      forget(room)
      return 'open'
    }
    entries.set(room.name, { kind: 'opening', stale: false, opened: begin(), ending: room })
  }

  const load = async (address: RoomAddress): Promise<Room> => {
    const opened = await open(address)
    const room = current(roomName(address))
    if (opened === 'unreadable') throw new Error(`The document of ${roomName(address)} cannot be read.`)
    // Opened and forgotten within one turn.
    if (room === undefined) return load(address)
    const warm = room instanceof ColdRoom ? room.warm() : room
    if (warm === undefined) throw new Error(`The document of ${roomName(address)} cannot be read.`)
    warmDocuments.use(warm)
    return warm
  }

  return {
    open,
    current,
    occupied: (name) => peopleIn(entries.get(name)),
    all: () => [...entries.values()].flatMap((entry) => peopleIn(entry) ?? []),
    bytes: warmDocuments.bytes,
    use: warmDocuments.use,
    load,
    writeIfOpen: (name, write) => {
      const entry = entries.get(name)
      if (entry?.kind === 'opening') entry.stale = true
      else if (entry !== undefined) {
        const room = entry.room instanceof ColdRoom ? entry.room.warm() : entry.room
        room?.write(write)
      }
    },
    close: async () => {
      await compaction.close()
      for (const entry of [...entries.values()]) {
        if (entry.kind !== 'open') continue
        if (entry.room instanceof Room) await entry.room.settled()
        forget(entry.room)
      }
    },
  }
}
