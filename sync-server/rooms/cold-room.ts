/**
 * A room whose document lies in the store and not in memory. Whoever comes with nothing is given the stored bytes as
 * they are, and sees who else is here; the first who writes, or has something already, makes it warm: the document is
 * loaded from the very bytes that were sent, and everybody is handed over to its `Room` within the same turn, so that
 * nothing can come between.
 *
 * Nothing is written to the store while a room is cold, so what it serves is all that is stored.
 */
import type { Level } from '../../shared/levels.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { CLOSE, type CloseCode, encodeServerMessage } from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import { type ClientLeases, createClientLeases } from '../gate/client-leases.ts'
import type { Lease } from '../storage/document-store.ts'
import { type PresenceRow, presenceFrame, readPeerFrame, syncStep1Frame } from './frames.ts'
import { Presence } from './presence.ts'
import type { Room, RoomDeps } from './room.ts'
import type { Connection, Session } from './rooms.ts'
import type { StoredFrames } from './stored-frames.ts'

type Place =
  | { readonly kind: 'here' }
  | { readonly kind: 'warm'; readonly session: Session }
  | { readonly kind: 'gone' }

const HERE: Place = { kind: 'here' }
const GONE: Place = { kind: 'gone' }

/** What a visitor does is its room's business. */
interface Host {
  readonly receive: (visitor: Visitor, bytes: Uint8Array) => void
  readonly leave: (visitor: Visitor) => void
}

/** Here or handed over: `at` says which. There are thousands that only look on: it is its own session. */
class Visitor implements Session {
  readonly principal: Principal
  readonly level: Exclude<Level, 'none'>
  readonly connection: Connection
  readonly speaksBanyan: boolean
  readonly #host: Host
  at: Place = HERE
  /** Whether it was given what it lacks. */
  isAnswered = false
  /** Write frames received on this connection. */
  received = 0
  /** What it last said of itself, for when it is handed over. */
  presence: Uint8Array | undefined = undefined
  /** The client id under which it is seen. */
  shownAs: number | undefined = undefined
  /** Its connection was full when presence was told: it is told who is here once there is room. */
  waitsForPresence = false

  constructor(
    principal: Principal,
    level: Exclude<Level, 'none'>,
    connection: Connection,
    speaksBanyan: boolean,
    host: Host,
  ) {
    this.principal = principal
    this.level = level
    this.connection = connection
    this.speaksBanyan = speaksBanyan
    this.#host = host
  }

  receive(bytes: Uint8Array): void {
    this.#host.receive(this, bytes)
  }

  leave(): void {
    this.#host.leave(this)
  }
}

/** Over this many bytes waiting nobody is told of presence: the document is on its way. */
const BEHIND_BYTES = 1024 * 1024

/** Who is seen here, and whose which client id is. */
interface Crowd {
  readonly presence: Presence<Visitor>
  readonly clientIds: ClientLeases
}

export class ColdRoom {
  readonly name: RoomName
  readonly #epoch: number
  readonly #frames: StoredFrames
  readonly #deps: Pick<RoomDeps, 'afterWindow' | 'log' | 'meter'>
  readonly #load: () => Room | undefined
  readonly #leases: readonly Lease[]
  readonly #visitors = new Set<Visitor>()
  readonly #host: Host = {
    receive: (visitor, bytes) => this.#receive(visitor, bytes),
    leave: (visitor) => this.#leave(visitor),
  }
  /** Once anybody shows themselves. */
  #crowd: Crowd | undefined
  #presenceScheduled = false

  constructor(
    name: RoomName,
    stored: {
      readonly epoch: number
      readonly frames: StoredFrames
      readonly leases: readonly Lease[]
    },
    deps: Pick<RoomDeps, 'afterWindow' | 'log' | 'meter'>,
    /** Loads the document and puts its room in the place of this one; `undefined` where it cannot be read. */
    load: () => Room | undefined,
  ) {
    this.name = name
    this.#epoch = stored.epoch
    this.#frames = stored.frames
    this.#leases = stored.leases
    this.#deps = deps
    this.#load = load
  }

  enter(
    principal: Principal,
    level: Exclude<Level, 'none'>,
    connection: Connection,
    speaksBanyan: boolean,
  ): Session {
    const visitor = new Visitor(principal, level, connection, speaksBanyan, this.#host)
    this.#visitors.add(visitor)
    if (speaksBanyan) connection.send(encodeServerMessage({ type: 'level', level, epoch: this.#epoch }))
    connection.send(syncStep1Frame(this.#frames.stateVector))
    const roster = this.#crowd?.presence.roster() ?? []
    if (roster.length > 0) connection.send(presenceFrame(roster))
    return visitor
  }

  /** Sends away those that `whom` picks; not a byte goes to them after this. */
  expel(whom: (principal: Principal) => boolean, code: CloseCode, reason: string): void {
    for (const visitor of [...this.#visitors]) {
      if (whom(visitor.principal)) this.#dismiss(visitor, code, reason)
    }
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#visitors.size
  }

  get isIdle(): boolean {
    return this.#visitors.size === 0
  }

  /** Loads the document and hands everybody over. `undefined` where it cannot be read; nobody is left here then. */
  warm(): Room | undefined {
    // Who has left since the last window is told now: the room will know nothing of them.
    this.#flushPresence()
    const room = this.#load()
    if (room === undefined) return undefined
    // Of those who have left, too.
    for (const [clientId, holder] of this.#crowd?.clientIds.reservations() ?? [])
      room.reserve(clientId, holder)
    const visitors = [...this.#visitors]
    this.#visitors.clear()
    for (const visitor of visitors) {
      const { principal, level, connection, speaksBanyan, received } = visitor
      const session = room.enter(principal, level, connection, speaksBanyan, { received })
      visitor.at = { kind: 'warm', session }
    }
    for (const { at, presence } of visitors) {
      if (at.kind === 'warm' && presence !== undefined) at.session.receive(presence)
    }
    return room
  }

  #receive(visitor: Visitor, bytes: Uint8Array): void {
    switch (visitor.at.kind) {
      case 'warm':
        visitor.at.session.receive(bytes)
        return
      case 'here':
        this.#receiveHere(visitor, bytes)
        return
      case 'gone':
        return
    }
  }

  #receiveHere(visitor: Visitor, bytes: Uint8Array): void {
    const frame = readPeerFrame(bytes)
    switch (frame.kind) {
      case 'state-vector':
        this.#answer(visitor, bytes, frame.payload)
        return
      case 'write':
        if (!this.#frames.saysNothingNew(frame.payload)) return this.#passOn(visitor, bytes)
        this.#deps.meter.received('write')
        this.#deps.meter.wrote('nothing-new')
        visitor.received++
        if (visitor.speaksBanyan) {
          visitor.connection.send(encodeServerMessage({ type: 'acknowledged', count: visitor.received }))
        }
        return
      case 'presence': {
        this.#deps.meter.received('presence')
        const rows = frame.rows.filter((row) => this.#mayShow(visitor, row))
        if (rows.length > 0) visitor.presence = presenceFrame(rows)
        const { id, name, kind } = visitor.principal
        for (const row of rows) this.#shownHere.presence.set(visitor, { id, name, kind }, row)
        this.#schedulePresence()
        return
      }
      case 'query-presence':
        this.#deps.meter.received('query-presence')
        this.#tellPresence(visitor, presenceFrame(this.#crowd?.presence.roster() ?? []))
        return
      case 'unreadable':
        this.#deps.meter.received('unreadable')
        this.#deps.meter.refused('malformed')
        this.#deps.log.refused({
          room: this.name,
          principal: visitor.principal.id,
          code: 'malformed',
          detail: 'frame',
          bytes: bytes.length,
        })
        this.#dismissUnreadable(visitor)
        return
    }
  }

  /** As in a warm room: nobody is seen under another's client id, and the first that a connection shows is kept. */
  #mayShow(visitor: Visitor, { clientId, json }: PresenceRow): boolean {
    const { clientIds } = this.#shownHere
    const { id } = visitor.principal
    const owner = clientIds.ownerOf(clientId)
    if (owner !== undefined && owner !== id) return false
    if (visitor.shownAs === undefined && json !== 'null') {
      visitor.shownAs = clientId
      clientIds.reserve(clientId, id)
    }
    return true
  }

  #answer(visitor: Visitor, bytes: Uint8Array, stateVector: Uint8Array): void {
    // Once for each connection: whoever asks again is answered by the room, which has bounds for that.
    if (visitor.isAnswered) return this.#passOn(visitor, bytes)
    let frames: readonly Uint8Array[] | undefined
    try {
      frames = this.#frames.answer(stateVector)
    } catch {
      // Yjs reads the vector: a broken one is the peer's input.
      return this.#dismissUnreadable(visitor)
    }
    if (frames === undefined) return this.#passOn(visitor, bytes)
    this.#deps.meter.received('state-vector')
    visitor.isAnswered = true
    for (const stored of frames) visitor.connection.send(stored)
  }

  #passOn(visitor: Visitor, bytes: Uint8Array): void {
    this.warm()
    if (visitor.at.kind === 'warm') visitor.at.session.receive(bytes)
  }

  get #shownHere(): Crowd {
    this.#crowd ??= { presence: new Presence<Visitor>(), clientIds: createClientLeases(this.#leases) }
    return this.#crowd
  }

  #schedulePresence(): void {
    if (this.#presenceScheduled || this.#crowd?.presence.hasChanges !== true) return
    this.#presenceScheduled = true
    this.#deps.afterWindow(() => {
      this.#presenceScheduled = false
      this.#flushPresence()
    })
  }

  #flushPresence(): void {
    const rows = this.#crowd?.presence.takeChanges() ?? []
    if (rows.length === 0) return
    // To its sender too: the stock client closes after 30 s without a message, and this is its heartbeat.
    const frame = presenceFrame(rows)
    for (const visitor of this.#visitors) this.#tellPresence(visitor, frame)
  }

  #tellPresence(visitor: Visitor, frame: Uint8Array): void {
    if (visitor.waitsForPresence) return
    if (visitor.connection.bufferedBytes() <= BEHIND_BYTES) return visitor.connection.send(frame)
    visitor.waitsForPresence = true
    this.#tellPresenceLater(visitor)
  }

  #tellPresenceLater(visitor: Visitor): void {
    this.#deps.afterWindow(() => {
      // Handed over, it is told by the room.
      if (visitor.at.kind !== 'here') return
      if (visitor.connection.bufferedBytes() > BEHIND_BYTES) return this.#tellPresenceLater(visitor)
      visitor.waitsForPresence = false
      visitor.connection.send(presenceFrame(this.#crowd?.presence.roster() ?? []))
    })
  }

  #dismissUnreadable(visitor: Visitor): void {
    this.#dismiss(visitor, CLOSE.unsupported, 'This message could not be read.')
  }

  #dismiss(visitor: Visitor, code: CloseCode, reason: string): void {
    this.#leave(visitor)
    visitor.connection.close(code, reason)
  }

  #leave(visitor: Visitor): void {
    if (visitor.at.kind === 'warm') visitor.at.session.leave()
    visitor.at = GONE
    if (!this.#visitors.delete(visitor)) return
    this.#crowd?.presence.leave(visitor)
    this.#schedulePresence()
  }
}
