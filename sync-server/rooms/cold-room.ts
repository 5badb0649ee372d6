/**
 * A room whose document lies in the store and not in memory. Whoever comes with nothing is given the stored bytes as
 * they are, and sees who else is here; the first who writes, or has something already, makes it warm: the document is
 * loaded from the very bytes that were sent, and everybody is handed over to its `Room` within the same turn, so that
 * nothing can come between.
 *
 * Nothing is written to the store while a room is cold, so what it serves is all that is stored.
 */
import type { Level } from '../../shared/levels.ts'
import type { PresenceUser } from '../../shared/presence.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { CLOSE, type CloseCode, encodeServerMessage } from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import { type PresenceRow, presenceFrame, readPeerFrame, syncStep1Frame } from './frames.ts'
import { Presence } from './presence.ts'
import type { Room, RoomDeps } from './room.ts'
import type { Connection, Session } from './rooms.ts'
import type { StoredFrames } from './stored-frames.ts'

/** Here or handed over: `at` says which. */
interface Visitor {
  readonly principal: Principal
  readonly level: Exclude<Level, 'none'>
  readonly connection: Connection
  readonly speaksBanyan: boolean
  readonly user: PresenceUser
  at:
    | { readonly kind: 'here' }
    | { readonly kind: 'warm'; readonly session: Session }
    | { readonly kind: 'gone' }
  /** Whether it was given what it lacks. */
  isAnswered: boolean
  /** Write frames received on this connection. */
  received: number
  /** What it last said of itself, for when it is handed over. */
  presence: Uint8Array | undefined
  /** The client id under which it is seen. */
  shownAs: number | undefined
  /** Its connection was full when presence was told: it is told who is here once there is room. */
  waitsForPresence: boolean
}

/** Over this many bytes waiting nobody is told of presence: the document is on its way. */
const BEHIND_BYTES = 1024 * 1024

export class ColdRoom {
  readonly name: RoomName
  readonly #epoch: number
  readonly #frames: StoredFrames
  readonly #deps: Pick<RoomDeps, 'afterWindow' | 'log' | 'meter'>
  readonly #load: () => Room | undefined
  readonly #visitors = new Set<Visitor>()
  readonly #presence = new Presence<Visitor>()
  readonly #shown = new Map<number, Visitor>()
  #presenceScheduled = false

  constructor(
    name: RoomName,
    stored: { readonly epoch: number; readonly frames: StoredFrames },
    deps: Pick<RoomDeps, 'afterWindow' | 'log' | 'meter'>,
    /** Loads the document and puts its room in the place of this one; `undefined` where it cannot be read. */
    load: () => Room | undefined,
  ) {
    this.name = name
    this.#epoch = stored.epoch
    this.#frames = stored.frames
    this.#deps = deps
    this.#load = load
  }

  enter(
    principal: Principal,
    level: Exclude<Level, 'none'>,
    connection: Connection,
    speaksBanyan: boolean,
  ): Session {
    const visitor: Visitor = {
      principal,
      level,
      connection,
      speaksBanyan,
      user: { id: principal.id, name: principal.name, kind: principal.kind },
      at: { kind: 'here' },
      isAnswered: false,
      received: 0,
      presence: undefined,
      shownAs: undefined,
      waitsForPresence: false,
    }
    this.#visitors.add(visitor)
    if (speaksBanyan) connection.send(encodeServerMessage({ type: 'level', level, epoch: this.#epoch }))
    connection.send(syncStep1Frame(this.#frames.stateVector))
    const roster = this.#presence.roster()
    if (roster.length > 0) connection.send(presenceFrame(roster))
    return { receive: (frame) => this.#receive(visitor, frame), leave: () => this.#leave(visitor) }
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
        for (const row of rows) this.#presence.set(visitor, visitor.user, row)
        this.#schedulePresence()
        return
      }
      case 'query-presence':
        this.#deps.meter.received('query-presence')
        this.#tellPresence(visitor, presenceFrame(this.#presence.roster()))
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

  /** As in a warm room: the first client id that a connection shows is nobody else's while it is here. */
  #mayShow(visitor: Visitor, { clientId, json }: PresenceRow): boolean {
    const owner = this.#shown.get(clientId)
    if (owner !== undefined && owner.principal.id !== visitor.principal.id) return false
    if (visitor.shownAs === undefined && json !== 'null') {
      visitor.shownAs = clientId
      this.#shown.set(clientId, visitor)
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

  #schedulePresence(): void {
    if (this.#presenceScheduled || !this.#presence.hasChanges) return
    this.#presenceScheduled = true
    this.#deps.afterWindow(() => {
      this.#presenceScheduled = false
      this.#flushPresence()
    })
  }

  #flushPresence(): void {
    const rows = this.#presence.takeChanges()
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
      visitor.connection.send(presenceFrame(this.#presence.roster()))
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
    visitor.at = { kind: 'gone' }
    if (!this.#visitors.delete(visitor)) return
    if (visitor.shownAs !== undefined && this.#shown.get(visitor.shownAs) === visitor) {
      this.#shown.delete(visitor.shownAs)
    }
    this.#presence.leave(visitor)
    this.#schedulePresence()
  }
}
