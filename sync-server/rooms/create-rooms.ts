/**
 * All rooms of a process: loading once however many ask, joining with rights that still hold when it is done,
 * unloading. The only asynchronous part of the rooms.
 */
import * as Y from 'yjs'
import { type Directory, projectDirectory } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { parseRoom, type Room as RoomAddress, type RoomName, roomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import type { Authorize } from '../access/authorization.ts'
import type { Principal } from '../access/principal.ts'
import type { Gate } from '../gate/gate.ts'
import { type DocumentStore, SERVER, type StoredDocument } from '../storage/document-store.ts'
import type { Commits } from './commits.ts'
import { Room, type RoomDeps } from './room.ts'
import type { Joined, JoinRequest, Rooms } from './rooms.ts'

export interface RoomsDeps extends RoomDeps {
  readonly store: DocumentStore
  readonly authorize: Authorize
  readonly commits: Commits
  readonly gateFor: (address: RoomAddress, doc: Y.Doc, stored: StoredDocument) => Gate
  /** What a user's directory should say now; it is made to say so when it is loaded. */
  readonly readDirectory: (userId: PrincipalId) => Promise<Directory>
  /** A random unsigned 32-bit integer. */
  readonly randomClientId: () => number
  /** Runs a task once, when a room that nobody uses may be forgotten. */
  readonly afterIdle: (task: () => void) => void
}

/** A log of more updates than this is replaced by a snapshot when its document is loaded. */
const COMPACT_OVER = 200
const MAX_JOIN_ATTEMPTS = 8

const EMPTY: StoredDocument = {
  epoch: 1,
  log: [],
  leases: [],
  snapshotVector: undefined,
  quarantine: undefined,
}

interface Loading {
  readonly kind: 'loading'
  readonly room: Promise<Room>
  /** Set where the server wanted to write into it meanwhile: what was read may be out of date. */
  stale: boolean
}
type Entry = Loading | { readonly kind: 'loaded'; readonly room: Room }

interface Arrival {
  readonly name: RoomName
  readonly principal: Principal
  state: 'waiting' | 'rights-changed' | 'signed-out'
}

export const createRooms = (deps: RoomsDeps): Rooms => {
  const entries = new Map<RoomName, Entry>()
  const arrivals = new Set<Arrival>()
  let closing = false

  const join = async (request: JoinRequest): Promise<Joined> => {
    const address = parseRoom(request.room)
    if (address === undefined) return refusal(CLOSE.notFound, 'There is no such room.')
    const arrival: Arrival = { name: roomName(address), principal: request.principal, state: 'waiting' }
    arrivals.add(arrival)
    try {
      return await enter(request, address, arrival)
    } catch (error) {
      deps.log.failed({ room: arrival.name, doing: 'join', error })
      return refusal(CLOSE.internal, 'Something went wrong here. Please try again.')
    } finally {
      arrivals.delete(arrival)
    }
  }

  const enter = async (request: JoinRequest, address: RoomAddress, arrival: Arrival): Promise<Joined> => {
    const { principal, connection, speaksBanyan } = request
    for (let attempt = 0; attempt < MAX_JOIN_ATTEMPTS; attempt++) {
      if (closing) return refusal(CLOSE.goingAway, 'The server is restarting.')
      arrival.state = 'waiting'
      const authorization = await deps.authorize(principal, address)
      if (!authorization.allowed) {
        return authorization.reason === 'unknown'
          ? refusal(CLOSE.notFound, 'There is no such room.')
          : refusal(CLOSE.forbidden, 'You have no access to this.')
      }
      const room = await load(address)
      const { state } = arrival as Arrival
      if (state === 'signed-out') return refusal(CLOSE.signedOut, 'Please sign in again.')
      // From here on nothing awaits: rights that hold now are the rights that the session begins with.
      if (state === 'waiting' && current(arrival.name) === room) {
        return { joined: true, session: room.enter(principal, authorization.level, connection, speaksBanyan) }
      }
    }
    return refusal(CLOSE.tryLater, 'Rights are changing too fast; please try again.')
  }

  const current = (name: RoomName): Room | undefined => {
    const entry = entries.get(name)
    return entry?.kind === 'loaded' ? entry.room : undefined
  }

  const load = (address: RoomAddress): Promise<Room> => {
    const name = roomName(address)
    const entry = entries.get(name)
    if (entry !== undefined) return entry.kind === 'loaded' ? Promise.resolve(entry.room) : entry.room
    const loading: Loading = {
      kind: 'loading',
      stale: false,
      room: loadRoom(address, name, () => {
        const { stale } = loading
        loading.stale = false
        return stale
      }).then(
        (room) => {
          entries.set(name, { kind: 'loaded', room })
          forgetWhenIdle(room)
          return room
        },
        (error: unknown) => {
          entries.delete(name)
          throw error
        },
      ),
    }
    entries.set(name, loading)
    return loading.room
  }

  const loadRoom = async (address: RoomAddress, name: RoomName, takeStale: () => boolean): Promise<Room> => {
    const stored = (await deps.store.load(name)) ?? EMPTY
    const doc = new Y.Doc()
    doc.transact(() => {
      for (const { update } of stored.log) Y.applyUpdate(doc, update, SERVER)
    }, SERVER)
    const known = stored.leases.find(({ holder }) => holder === SERVER)
    // After loading: Yjs gives a document a new client id when it meets its own in an update from elsewhere.
    doc.clientID = known?.clientId ?? unusedClientId(stored)
    const room = new Room(
      address,
      name,
      {
        doc,
        gate: deps.gateFor(address, doc, stored),
        epoch: stored.epoch,
        serverClientId: doc.clientID,
        serverIsNew: known === undefined,
      },
      deps,
      () => forget(room),
    )
    if (address.kind === 'directory') {
      let directory: Directory
      do directory = await deps.readDirectory(address.userId)
      while (takeStale())
      room.write((directoryDoc) => void projectDirectory(directoryDoc, directory))
    }
    if (stored.log.length > COMPACT_OVER) void compact(name, stored)
    return room
  }

  /** Writes what was loaded as one update, checked by reading it back, from a replica that nobody else touches. */
  const compact = async (name: RoomName, stored: StoredDocument): Promise<void> => {
    try {
      const whole = documentFrom(stored.log.map(({ update }) => update))
      const snapshot = Y.encodeStateAsUpdate(whole)
      const again = documentFrom([snapshot])
      const stateVector = Y.encodeStateVector(again)
      const same = Y.equalSnapshots(Y.snapshot(whole), Y.snapshot(again))
      whole.destroy()
      again.destroy()
      if (!same) throw new Error('The snapshot does not say what the log says.')
      await deps.store.compact(name, stored.log.at(-1)?.position ?? 0, { update: snapshot, stateVector })
    } catch (error) {
      deps.log.failed({ room: name, doing: 'compact', error })
    }
  }

  const unusedClientId = (stored: StoredDocument): number => {
    const used = new Set(stored.leases.map(({ clientId }) => clientId))
    let id = deps.randomClientId()
    while (used.has(id)) id = deps.randomClientId()
    return id
  }

  const forgetWhenIdle = (room: Room): void => {
    deps.afterIdle(() => {
      if (current(room.name) !== room) return
      if (room.isIdle) forget(room)
      else forgetWhenIdle(room)
    })
  }

  const forget = (room: Room): void => {
    if (current(room.name) === room) entries.delete(room.name)
    room.destroy()
  }

  const edit = async (name: RoomName, write: (doc: Y.Doc) => void): Promise<void> => {
    const address = parseRoom(name)
    if (address === undefined) throw new Error(`Not a room: ${name}`)
    const room = await load(address)
    await new Promise<void>((resolve, reject) => room.write(write, { resolve, reject }))
  }

  const eachLoaded = function* (): Generator<Room> {
    for (const entry of [...entries.values()]) if (entry.kind === 'loaded') yield entry.room
  }

  return {
    join,
    edit,
    editIfLoaded: (name, write) => {
      const entry = entries.get(name)
      if (entry?.kind === 'loading') entry.stale = true
      else entry?.room.write(write)
    },
    rightsChanged: (name, principals, reason) => {
      const concerned = ({ id }: Principal): boolean => principals === 'everybody' || principals.has(id)
      for (const arrival of arrivals) {
        if (arrival.name === name && arrival.state === 'waiting' && concerned(arrival.principal)) {
          arrival.state = 'rights-changed'
        }
      }
      current(name)?.expel(concerned, CLOSE.joinAgain, reason)
    },
    shut: (name, reason) => {
      for (const arrival of arrivals) {
        if (arrival.name === name && arrival.state === 'waiting') arrival.state = 'rights-changed'
      }
      current(name)?.expel(() => true, CLOSE.notFound, reason)
    },
    signedOut: (who) => {
      const concerned = (principal: Principal): boolean =>
        'principalId' in who
          ? principal.id === who.principalId
          : principal.kind === 'person' && principal.sessionId === who.sessionId
      for (const arrival of arrivals) if (concerned(arrival.principal)) arrival.state = 'signed-out'
      for (const room of eachLoaded()) room.expel(concerned, CLOSE.signedOut, 'Please sign in again.')
    },
    figures: () => {
      const kinds = {
        conversation: { documents: 0, sessions: 0 },
        directory: { documents: 0, sessions: 0 },
        personal: { documents: 0, sessions: 0 },
      }
      let bytes = 0
      for (const room of eachLoaded()) {
        kinds[room.address.kind].documents++
        kinds[room.address.kind].sessions += room.size
        bytes += Y.encodeStateAsUpdate(room.doc).length
      }
      return { bytes, kinds }
    },
    close: async () => {
      closing = true
      for (const room of eachLoaded()) {
        room.takeWaiting()
        room.expel(() => true, CLOSE.goingAway, 'The server is restarting.')
        await room.settled()
        forget(room)
      }
    },
  }
}

const documentFrom = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

const refusal = (code: (typeof CLOSE)[keyof typeof CLOSE], reason: string): Joined => ({
  joined: false,
  code,
  reason,
})
