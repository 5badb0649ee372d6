/**
 * One document with its sessions. Synchronous throughout: between a frame coming in and its effects on the document
 * nothing awaits. Only the commit is waited for, and nothing is shown to another peer, acknowledged or sent to a
 * joiner before it.
 *
 * Owns the document, the sessions, presence and the outbox; knows neither sockets nor the store.
 */
import * as Y from 'yjs'
import { conversationRoots, readOrder } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import type { Room as RoomAddress, RoomName } from '../../shared/rooms.ts'
import {
  CLOSE,
  type CloseCode,
  encodeServerMessage,
  REJECT_CODES,
  type RejectCode,
} from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import type { Gate } from '../gate/gate.ts'
import { type Facts, type Lease, SERVER } from '../storage/document-store.ts'
import { type Accepted, factsOf, readAccepted } from './accepted.ts'
import type { Commits } from './commits.ts'
import { permissionDeniedFrame, presenceFrame, readPeerFrame, syncStep1Frame, updateFrame } from './frames.ts'
import { createJoinReplies, type JoinReplies } from './join-replies.ts'
import { createMember, type Member } from './member.ts'
import { Outbox, type Outgoing } from './outbox.ts'
import { Presence } from './presence.ts'
import type { Connection, Session } from './rooms.ts'
import { stateVectorBefore } from './state-vector.ts'

export interface RoomDeps {
  readonly commits: Commits
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Runs a task once, after a window of about a tenth of a second: presence, and readers that are behind. */
  readonly afterWindow: (task: () => void) => void
  /** What an update that is stored by now means outside the document. */
  readonly onFacts: (address: RoomAddress, facts: Facts) => void
  readonly log: RoomLog
}

export interface RoomLog {
  readonly refused: (entry: {
    readonly room: RoomName
    readonly principal: string
    readonly code: RejectCode
    readonly detail: string
    readonly bytes: number
  }) => void
  readonly failed: (entry: {
    readonly room: RoomName
    readonly doing: string
    readonly error: unknown
  }) => void
}

/** Over this many bytes waiting a reader is behind: it is sent nothing more until fewer than `RESUME_BYTES` wait. */
const BEHIND_BYTES = 1024 * 1024
const RESUME_BYTES = 128 * 1024
/** Over this many it is sent away, to come back and be given one difference. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024
/** How often a peer that lacks something is asked for it before it is sent away. */
const MAX_RESYNCS = 4

export interface LoadedDocument {
  readonly doc: Y.Doc
  readonly gate: Gate
  readonly epoch: number
  /** The client id under which the server writes here. */
  readonly serverClientId: number
  /** Whether that id has still to be leased. */
  readonly serverIsNew: boolean
}

export class Room {
  readonly address: RoomAddress
  readonly name: RoomName
  readonly doc: Y.Doc
  readonly epoch: number
  readonly #deps: RoomDeps
  readonly #gate: Gate
  readonly #onFailed: () => void
  readonly #members = new Set<Member>()
  readonly #presence = new Presence<Member>()
  readonly #ordered: Set<MessageId>
  #presenceScheduled = false
  #serverLease: Lease | undefined
  readonly #outbox: Outbox<Member>
  readonly #joinReplies: JoinReplies
  /** Filled by the document's own events while one frame is applied: first `afterTransaction`, then `update`. */
  #accepted: Accepted[] = []
  #facts: Facts = {}
  #writing: { readonly from: Member | undefined; readonly leases: readonly Lease[] } | undefined
  #dead = false

  constructor(
    address: RoomAddress,
    name: RoomName,
    loaded: LoadedDocument,
    deps: RoomDeps,
    /** The store failed: this room holds what is not durable and must be forgotten. */
    onFailed: () => void,
  ) {
    this.address = address
    this.name = name
    this.doc = loaded.doc
    this.epoch = loaded.epoch
    this.#gate = loaded.gate
    this.#deps = deps
    this.#onFailed = onFailed
    this.#outbox = new Outbox(
      deps.commits,
      (updates) => this.#onStored(updates),
      (error) => this.#fail('store updates', error),
    )
    this.#serverLease = loaded.serverIsNew ? { clientId: loaded.serverClientId, holder: SERVER } : undefined
    this.#ordered =
      address.kind === 'conversation' ? new Set(readOrder(conversationRoots(this.doc)).keys()) : new Set()
    this.#joinReplies = createJoinReplies(this.doc)
    this.doc.on('update', this.#onUpdate)
    if (address.kind === 'conversation') this.doc.on('afterTransaction', this.#onTransaction)
  }

  /** Lets a peer in and tells it where it is: level, our state vector, who is here. */
  enter(
    principal: Principal,
    level: Exclude<Level, 'none'>,
    connection: Connection,
    speaksBanyan: boolean,
  ): Session {
    const member = createMember(principal, level, connection, speaksBanyan)
    this.#members.add(member)
    if (speaksBanyan) connection.send(encodeServerMessage({ type: 'level', level, epoch: this.epoch }))
    this.#outbox.whenStored(() => {
      if (!this.#members.has(member)) return
      connection.send(syncStep1Frame(Y.encodeStateVector(this.doc)))
      const roster = this.#presence.roster()
      if (roster.length > 0) connection.send(presenceFrame(roster))
    })
    return { receive: (frame) => this.#receive(member, frame), leave: () => this.#leave(member) }
  }

  /** The server writes, as itself. `stored` is told when it is durable. */
  write(
    write: (doc: Y.Doc) => void,
    stored?: { resolve: () => void; reject: (error: unknown) => void },
  ): void {
    this.#apply(undefined, [], () => this.doc.transact(() => write(this.doc), SERVER))
    if (stored !== undefined) this.#outbox.whenStored(stored.resolve, stored.reject)
  }

  /** Sends away those members that `whom` picks; not a byte goes to them after this. */
  expel(whom: (principal: Principal) => boolean, code: CloseCode, reason: string): void {
    for (const member of [...this.#members]) {
      if (whom(member.principal)) this.#dismiss(member, code, reason)
    }
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  /** Whether everything is stored and nobody is here. */
  get isIdle(): boolean {
    return this.isEmpty && this.#outbox.isEmpty
  }

  /** Resolves once nothing waits to be stored, whether or not that worked. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#outbox.whenStored(resolve, () => resolve()))
  }

  #receive(member: Member, bytes: Uint8Array): void {
    if (!this.#members.has(member)) return
    const frame = readPeerFrame(bytes)
    switch (frame.kind) {
      case 'state-vector':
        this.#answerStateVector(member, frame.payload)
        return
      case 'write':
        this.#takeWrite(member, frame.payload, frame.answersStateVector)
        return
      case 'presence':
        for (const row of frame.rows) this.#presence.set(member, member.user, row)
        this.#schedulePresence()
        return
      case 'query-presence':
        // Whoever does not read what it asked for is not told again meanwhile.
        if (member.reading.kind === 'behind') return
        member.connection.send(presenceFrame(this.#presence.roster()))
        this.#checkBuffer(member)
        return
      case 'unreadable':
        this.#deps.log.refused({
          room: this.name,
          principal: member.principal.id,
          code: 'malformed',
          detail: 'frame',
          bytes: bytes.length,
        })
        this.#dismiss(member, CLOSE.unsupported, 'This message could not be read.')
        return
    }
  }

  #answerStateVector(member: Member, stateVector: Uint8Array): void {
    // Asked many times while a commit runs, it is answered once.
    this.#outbox.lastWhenStored(member.connection, () => {
      if (!this.#members.has(member)) return
      let reply: Uint8Array
      try {
        reply = this.#joinReplies.answer(stateVector)
      } catch {
        // Yjs reads the vector as it encodes: a broken one is the peer's input.
        this.#dismiss(member, CLOSE.unsupported, 'This message could not be read.')
        return
      }
      member.connection.send(reply)
      this.#checkBuffer(member)
    })
  }

  #takeWrite(member: Member, update: Uint8Array, answersStateVector: boolean): void {
    member.received++
    if (member.writing.kind === 'refused') {
      // Whatever builds on a refused update is refused with it.
      if (!member.speaksBanyan && !answersStateVector) {
        this.#dismiss(member, CLOSE.forbidden, REJECT_CODES[member.writing.code])
      }
      return
    }
    const verdict = this.#gate.check(member.writer, update)
    switch (verdict.kind) {
      case 'reject':
        if (verdict.code === 'missing-deps') this.#askAgain(member)
        else this.#refuse(member, verdict.code, verdict.detail, update.length)
        return
      case 'noop':
        if (member.writing.kind === 'resyncing' && !answersStateVector) return
        break
      case 'apply':
        if (!this.#apply(member, verdict.leases, () => Y.applyUpdate(this.doc, verdict.update, member)))
          return
        this.#gate.accept(verdict.leases)
        break
    }
    if (answersStateVector) member.writing = { kind: 'open' }
    if (member.writing.kind === 'open') this.#acknowledge(member)
  }

  #refuse(member: Member, code: RejectCode, detail: string, bytes: number): void {
    member.writing = { kind: 'refused', code }
    this.#deps.log.refused({ room: this.name, principal: member.principal.id, code, detail, bytes })
    if (member.speaksBanyan) {
      member.connection.send(encodeServerMessage({ type: 'rejected', frame: member.received, code, detail }))
    } else member.connection.send(permissionDeniedFrame(REJECT_CODES[code]))
  }

  /** A gap is no violation: nothing is applied or parked, the peer is asked for what it has and we have not. */
  #askAgain(member: Member): void {
    const times = member.writing.kind === 'resyncing' ? member.writing.times + 1 : 1
    if (times > MAX_RESYNCS) {
      this.#dismiss(member, CLOSE.tryLater, 'What was sent builds on something that never came.')
      return
    }
    if (member.writing.kind !== 'resyncing')
      member.connection.send(syncStep1Frame(Y.encodeStateVector(this.doc)))
    member.writing = { kind: 'resyncing', times }
  }

  #acknowledge(member: Member): void {
    if (!member.speaksBanyan) return
    const count = member.received
    this.#outbox.lastWhenStored(member, () => {
      if (this.#members.has(member)) {
        member.connection.send(encodeServerMessage({ type: 'acknowledged', count }))
      }
    })
  }

  /** Runs a change of the document whose events fill the outbox, then puts the messages it brought in order. */
  #apply(from: Member | undefined, leases: readonly Lease[], change: () => void): boolean {
    this.#writing = { from, leases }
    try {
      change()
    } catch (error) {
      this.#fail('apply an update', error)
      return false
    } finally {
      this.#writing = undefined
    }
    const { store } = this.doc
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      this.#fail('apply an update', new Error('An update that was checked left something pending.'))
      return false
    }
    this.#putInOrder()
    return true
  }

  readonly #onUpdate = (update: Uint8Array): void => {
    const from = this.#writing?.from
    const leases = [...(this.#writing?.leases ?? [])]
    if (from === undefined && this.#serverLease !== undefined) {
      leases.push(this.#serverLease)
      this.#gate.accept([this.#serverLease])
      this.#serverLease = undefined
    }
    const facts = this.#facts
    this.#facts = {}
    const sender = from?.principal.id ?? SERVER
    this.#outbox.push({ room: this.name, update, sender, receivedAt: this.#deps.now(), leases, facts }, from)
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    const accepted = readAccepted(this.doc, transaction)
    this.#facts = { ...this.#facts, ...factsOf(accepted, this.#deps.now()) }
    if (accepted.sent.length > 0) this.#accepted.push(accepted)
  }

  #putInOrder(): void {
    const accepted = this.#accepted
    this.#accepted = []
    const fresh = accepted
      .flatMap(({ sent }) => sent.map(({ id }) => id))
      .filter((id) => !this.#ordered.has(id))
    if (fresh.length === 0) return
    const now = this.#deps.now()
    const pairs = [...new Set(fresh)].map((id): [string, number] => [id, now])
    for (const id of fresh) this.#ordered.add(id)
    this.doc.transact(() => conversationRoots(this.doc).order.push(pairs), SERVER)
  }

  #onStored(updates: readonly Outgoing<Member>[]): void {
    this.#broadcast(updates)
    for (const { append } of updates) {
      if (Object.keys(append.facts).length > 0) this.#deps.onFacts(this.address, append.facts)
    }
  }

  /** One frame for the whole batch, encoded once. Whoever wrote all of it alone does not get it back. */
  #broadcast(updates: readonly Outgoing<Member>[]): void {
    const [first] = updates
    if (first === undefined) return
    const author = updates.every((update) => update.author === first.author) ? first.author : undefined
    const readers = [...this.#members].filter((member) => member !== author)
    if (readers.length === 0) return
    const merged =
      updates.length === 1 ? first.append.update : Y.mergeUpdates(updates.map(({ append }) => append.update))
    const frame = updateFrame(merged)
    for (const reader of readers) {
      if (reader.reading.kind === 'behind') continue
      reader.connection.send(frame)
      this.#checkBuffer(reader)
    }
  }

  #checkBuffer(member: Member): void {
    const waiting = member.connection.bufferedBytes()
    if (waiting > MAX_BUFFERED_BYTES) {
      this.#dismiss(member, CLOSE.tryLater, 'This connection is too slow to keep up; please join again.')
    } else if (waiting > BEHIND_BYTES && member.reading.kind === 'current') {
      // What it was sent so far is all that is stored; what is not stored yet it has not seen.
      member.reading = { kind: 'behind', stateVector: stateVectorBefore(this.doc, this.#outbox.pending()) }
      this.#catchUp(member)
    }
  }

  /** Looks once a window whether a slow reader has room again, and then sends what it missed as one difference. */
  #catchUp(member: Member): void {
    this.#deps.afterWindow(() => {
      if (!this.#members.has(member)) return
      if (member.connection.bufferedBytes() > RESUME_BYTES) return this.#catchUp(member)
      this.#outbox.whenStored(() => {
        const { reading } = member
        if (reading.kind === 'current' || !this.#members.has(member)) return
        member.reading = { kind: 'current' }
        member.connection.send(updateFrame(Y.encodeStateAsUpdate(this.doc, reading.stateVector)))
        member.connection.send(presenceFrame(this.#presence.roster()))
      })
    })
  }

  #schedulePresence(): void {
    if (this.#presenceScheduled || !this.#presence.hasChanges) return
    this.#presenceScheduled = true
    this.#deps.afterWindow(() => {
      this.#presenceScheduled = false
      const rows = this.#presence.takeChanges()
      if (rows.length === 0) return
      // To its sender too: the stock client closes after 30 s without a message, and this is its heartbeat.
      const frame = presenceFrame(rows)
      for (const member of this.#members) {
        if (member.reading.kind === 'behind') continue
        member.connection.send(frame)
        this.#checkBuffer(member)
      }
    })
  }

  #dismiss(member: Member, code: CloseCode, reason: string): void {
    this.#leave(member)
    member.connection.close(code, reason)
  }

  #leave(member: Member): void {
    if (!this.#members.delete(member)) return
    this.#presence.leave(member)
    this.#schedulePresence()
  }

  /** What is in memory is not what is stored: everybody goes, and comes back to what the store has. */
  #fail(doing: string, error: unknown): void {
    if (this.#dead) return
    this.#dead = true
    this.#deps.log.failed({ room: this.name, doing, error })
    this.#outbox.abandon(error)
    this.expel(() => true, CLOSE.internal, 'Something went wrong here. Your changes are kept on your device.')
    this.#onFailed()
  }

  /** Forgets the document. Only when idle, or after a failure. */
  destroy(): void {
    this.#dead = true
    this.doc.destroy()
  }
}
