/**
 * One document with its sessions. What comes in waits in the inbox, is checked and applied, waits in the outbox until
 * it is stored, and is then shown: nothing is shown to another peer, acknowledged or sent to a joiner before that.
 *
 * Here stands the writing side; the reading side is `readers.ts`. Knows neither sockets nor the store.
 */
import * as Y from 'yjs'
import type { Level } from '../../shared/levels.ts'
import type { Room as RoomAddress, RoomName } from '../../shared/rooms.ts'
import {
  CLOSE,
  type CloseCode,
  encodeServerMessage,
  type RejectCode,
  refusalSentence,
} from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import type { Gate } from '../gate/gate.ts'
import { type Facts, type Holder, RETIRED, SERVER } from '../storage/document-store.ts'
import type { Commits } from './commits.ts'
import { type PresenceRow, permissionDeniedFrame, readPeerFrame, syncStep1Frame } from './frames.ts'
import { Inbox, type InboxDeps, type Write } from './inbox.ts'
import { createJoinReplies, type JoinReplies } from './join-replies.ts'
import { createMember, type Member } from './member.ts'
import { Outbox, type Outgoing } from './outbox.ts'
import { Pace } from './pace.ts'
import { Readers } from './readers.ts'
import { Recorder } from './recorder.ts'
import type { RoomMeter } from './room-meter.ts'
import type { Connection, Session } from './rooms.ts'
import type { Turns } from './turns.ts'

export interface RoomDeps extends InboxDeps, Turns {
  readonly commits: Commits
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds from some beginning, with fractions: what things cost. */
  readonly monotonic: () => number
  /** Runs a task once, after a window of about a tenth of a second: presence, and readers that are behind. */
  readonly afterWindow: (task: () => void) => void
  /** What an update that is stored by now means outside the document. */
  readonly onFacts: (address: RoomAddress, facts: Facts) => void
  readonly meter: RoomMeter
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

/** How often a peer that lacks something is asked for it before it is sent away. */
const MAX_RESYNCS = 4

export interface LoadedDocument {
  readonly doc: Y.Doc
  readonly gate: Gate
  readonly epoch: number
  /** All of it as a frame for who has nothing, where that is at hand. */
  readonly wholeFrame: Uint8Array | undefined
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
  readonly #readers: Readers
  readonly #pace: Pace
  readonly #inbox: Inbox<Member>
  readonly #outbox: Outbox<Member>
  readonly #joinReplies: JoinReplies
  readonly #recorder: Recorder
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
    this.#recorder = new Recorder({
      address,
      name,
      doc: loaded.doc,
      now: deps.now,
      serverClientId: loaded.serverIsNew ? loaded.serverClientId : undefined,
      onServerLease: (lease) => this.#gate.accept([lease]),
      record: (append, from) => this.#outbox.push(append, from),
    })
    this.#joinReplies = createJoinReplies(this.doc, loaded.wholeFrame)
    this.#readers = new Readers({
      doc: this.doc,
      outbox: this.#outbox,
      afterWindow: deps.afterWindow,
      dismiss: (member, code, reason) => this.#dismiss(member, code, reason),
    })
    this.#pace = new Pace(deps.monotonic)
    this.#inbox = new Inbox(deps, this.#pace, () => this.#takeWaiting())
  }

  /** Lets a peer in and tells it where it is: level, our state vector, who is here. */
  enter(
    principal: Principal,
    level: Exclude<Level, 'none'>,
    connection: Connection,
    speaksBanyan: boolean,
    /** It was here before the document was loaded and was told all that. */
    before?: { readonly received: number },
  ): Session {
    const member = createMember(principal, level, connection, speaksBanyan)
    this.#readers.add(member)
    if (before === undefined) this.#greet(member)
    else member.received = before.received
    return {
      receive: (frame) => this.#receive(member, frame),
      // What it sent before it went counts.
      leave: () => this.#afterWhatCame(() => void this.#readers.remove(member)),
    }
  }

  #greet(member: Member): void {
    const { connection, level, speaksBanyan } = member
    if (speaksBanyan) connection.send(encodeServerMessage({ type: 'level', level, epoch: this.epoch }))
    this.#outbox.whenStored(() => {
      if (!this.#readers.has(member)) return
      connection.send(syncStep1Frame(Y.encodeStateVector(this.doc)))
      if (this.#readers.hasRoster) this.#readers.sendRoster(member)
    })
  }

  /** The server writes, as itself; only while the room `isOpen`. `stored` is told when it is durable, or cannot be. */
  write(
    write: (doc: Y.Doc) => void,
    stored?: { resolve: () => void; reject: (error: unknown) => void },
  ): void {
    const failure = this.#change(undefined, () => this.doc.transact(() => write(this.doc), SERVER))
    if (stored === undefined) return
    if (failure === undefined) this.#outbox.whenStored(stored.resolve, stored.reject)
    else stored.reject(failure.error)
  }

  /** Sends away those members that `whom` picks; not a byte goes to them after this. */
  expel(whom: (principal: Principal) => boolean, code: CloseCode, reason: string): void {
    for (const member of this.#readers.all()) {
      if (whom(member.principal)) this.#dismiss(member, code, reason)
    }
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#readers.size
  }

  get isEmpty(): boolean {
    return this.#readers.isEmpty
  }

  /** Whether everything is stored and nobody is here. */
  get isIdle(): boolean {
    return this.isEmpty && this.#outbox.isEmpty
  }

  /** Whether everything that came in is stored. */
  get isSettled(): boolean {
    return this.#inbox.isEmpty && this.#outbox.isEmpty
  }

  /** Whether it takes anything in. */
  get isOpen(): boolean {
    return !this.#dead
  }

  /** Takes nothing in any more and acknowledges nothing: whoever is here is about to be sent away. */
  freeze(): void {
    this.#dead = true
  }

  /** Resolves once nothing waits to be stored, whether or not that worked. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#outbox.whenStored(resolve, () => resolve()))
  }

  #receive(member: Member, bytes: Uint8Array): void {
    if (!this.#readers.has(member)) return
    const frame = readPeerFrame(bytes)
    this.#deps.meter.received(frame.kind)
    switch (frame.kind) {
      case 'state-vector':
        this.#answerStateVector(member, frame.payload)
        return
      case 'write':
        this.#inbox.push({
          author: member,
          update: frame.payload,
          answersStateVector: frame.answersStateVector,
        })
        return
      case 'presence':
        this.#readers.setPresence(
          member,
          frame.rows.filter((row) => this.#mayShow(member, row)),
        )
        return
      case 'query-presence':
        this.#readers.sendRoster(member)
        return
      case 'unreadable':
        this.#deps.meter.refused('malformed')
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

  /**
   * Nobody is seen under somebody else's client id, and the first that a connection shows is kept for it. No further
   * one: the stock client sends on what it was told of others.
   */
  #mayShow(member: Member, { clientId, json }: PresenceRow): boolean {
    const owner = this.#gate.ownerOf(clientId)
    if (owner !== undefined && owner !== member.principal.id) return false
    if (member.shownAs === undefined && json !== 'null') {
      member.shownAs = clientId
      this.#gate.reserve(clientId, member.principal.id)
    }
    return true
  }

  /** Keeps a client id for whoever has shown it before the document was in memory. */
  reserve(clientId: number, holder: Holder): void {
    this.#gate.reserve(clientId, holder)
  }

  #answerStateVector(member: Member, stateVector: Uint8Array): void {
    // What it sent before it asked is part of the answer.
    this.#afterWhatCame(() => this.#answerWhenStored(member, stateVector))
  }

  #answerWhenStored(member: Member, stateVector: Uint8Array): void {
    // Asked many times while a commit runs, it is answered once.
    this.#outbox.lastWhenSettled(member.connection, () => {
      if (!this.#readers.has(member)) return
      let reply: Uint8Array
      try {
        if (this.#isOutdated(stateVector)) {
          // Not a byte of this document: they would mix for good.
          this.#refuse(member, 'epoch', 'the state vector of an earlier epoch', stateVector.length)
          return
        }
        reply = this.#joinReplies.answer(stateVector)
      } catch {
        // Yjs reads the vector as it encodes: a broken one is the peer's input.
        this.#dismiss(member, CLOSE.unsupported, 'This message could not be read.')
        return
      }
      member.connection.send(reply)
      this.#readers.checkBuffer(member)
    })
  }

  /** Whether somebody has a copy of an earlier epoch. Throws where the vector cannot be read. */
  #isOutdated(stateVector: Uint8Array): boolean {
    if (this.epoch === 1) return false
    return [...Y.decodeStateVector(stateVector).keys()].some((id) => this.#gate.ownerOf(id) === RETIRED)
  }

  /** Whoever is told something while a change is under way may come back at once. */
  #afterWhatCame(task: () => void): void {
    if (this.#inbox.isEmpty && !this.#recorder.isChanging) task()
    else this.#inbox.defer(task)
  }

  /** Checks and applies what came in, as much as there is time for in one turn. */
  #takeWaiting(): void {
    for (let write = this.#inbox.next(); write !== undefined; write = this.#inbox.next()) {
      if (this.#dead) return
      this.#takeWrites(write)
      if (this.#makesWay()) return this.#inbox.goOn()
    }
  }

  #makesWay(): boolean {
    return this.#inbox.mayWait && this.#deps.isTurnOver()
  }

  /**
   * What one peer wrote in a row, as one transaction. It ends where a frame brought entries, which the gate knows of
   * only after a transaction.
   */
  #takeWrites(first: Write<Member>): void {
    const member = first.author
    let count: number | undefined
    this.#change(member, () =>
      Y.transact(
        this.doc,
        () => {
          let write: Write<Member> | undefined = first
          while (write !== undefined) {
            const taken = this.#takeWrite(member, write)
            if (taken === 'refused') return
            if (taken !== 'waits') count = member.received
            if (taken === 'brought entries' || this.#makesWay()) return
            write = this.#inbox.next(member)
          }
        },
        member,
        false,
      ),
    )
    // It waits for what the transaction brought.
    if (count !== undefined && !this.#dead) this.#acknowledge(member, count)
  }

  #takeWrite(
    member: Member,
    { update, answersStateVector }: Write<Member>,
  ): 'taken' | 'brought entries' | 'waits' | 'refused' {
    if (!this.#readers.has(member)) return 'refused'
    const { meter } = this.#deps
    member.received++
    if (member.writing.kind === 'refused') {
      // Whatever builds on a refused update is refused with it.
      if (!member.speaksBanyan && !answersStateVector) {
        this.#dismiss(member, CLOSE.forbidden, refusalSentence(member.writing.code, this.address.kind))
      }
      meter.wrote('ignored')
      return 'refused'
    }
    const verdict = this.#gate.check(member.writer, update)
    switch (verdict.kind) {
      case 'reject':
        if (verdict.code === 'missing-deps') this.#askAgain(member)
        else this.#refuse(member, verdict.code, verdict.detail, update.length)
        return 'refused'
      case 'noop':
        meter.wrote('nothing-new')
        if (member.writing.kind === 'resyncing' && !answersStateVector) return 'waits'
        break
      case 'apply':
        meter.wrote('applied')
        Y.applyUpdate(this.doc, verdict.update, member)
        this.#recorder.claim(verdict.leases)
        this.#gate.accept(verdict.leases)
        break
    }
    if (answersStateVector) member.writing = { kind: 'open' }
    if (member.writing.kind !== 'open') return 'waits'
    return verdict.kind === 'apply' && verdict.bringsEntries ? 'brought entries' : 'taken'
  }

  #refuse(member: Member, code: RejectCode, detail: string, bytes: number): void {
    member.writing = { kind: 'refused', code }
    this.#deps.meter.wrote('refused')
    this.#deps.meter.refused(code)
    this.#deps.log.refused({ room: this.name, principal: member.principal.id, code, detail, bytes })
    if (code === 'epoch' && !member.speaksBanyan) {
      // It would come back with the same copy for ever.
      this.#dismiss(member, CLOSE.outdated, refusalSentence('epoch', this.address.kind))
    } else if (member.speaksBanyan) {
      member.connection.send(encodeServerMessage({ type: 'rejected', frame: member.received, code, detail }))
    } else member.connection.send(permissionDeniedFrame(refusalSentence(code, this.address.kind)))
  }

  /** A gap is no violation: nothing is applied or parked, the peer is asked for what it has and we have not. */
  #askAgain(member: Member): void {
    this.#deps.meter.wrote('asked-again')
    const times = member.writing.kind === 'resyncing' ? member.writing.times + 1 : 1
    if (times > MAX_RESYNCS) {
      this.#dismiss(member, CLOSE.tryLater, 'What was sent builds on something that never came.')
      return
    }
    if (member.writing.kind !== 'resyncing')
      member.connection.send(syncStep1Frame(Y.encodeStateVector(this.doc)))
    member.writing = { kind: 'resyncing', times }
  }

  #acknowledge(member: Member, count: number): void {
    if (!member.speaksBanyan) return
    this.#outbox.lastWhenStored(member, () => {
      if (this.#readers.has(member)) {
        member.connection.send(encodeServerMessage({ type: 'acknowledged', count }))
      }
    })
  }

  #change(from: Member | undefined, change: () => void): { readonly error: unknown } | undefined {
    try {
      this.#recorder.run(from, change)
      return undefined
    } catch (error) {
      this.#fail('apply an update', error)
      return { error }
    }
  }

  #onStored(updates: readonly Outgoing<Member>[]): void {
    const begun = this.#deps.monotonic()
    const count = this.#readers.show(updates)
    if (count > 0) this.#deps.meter.delivered(updates.length, count, updates[0]?.append.receivedAt ?? 0)
    this.#pace.cost(this.#deps.monotonic() - begun)
    for (const { append } of updates) {
      if (Object.keys(append.facts).length > 0) this.#deps.onFacts(this.address, append.facts)
    }
  }

  #dismiss(member: Member, code: CloseCode, reason: string): void {
    this.#readers.remove(member)
    member.connection.close(code, reason)
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
