/**
 * The reading side of a room: everybody who is in it, what they are shown and when. Every frame is encoded once,
 * however many it goes to. Whoever reads too slowly is behind: it is sent nothing until there is room, and then one
 * difference.
 */
import * as Y from 'yjs'
import { CLOSE, type CloseCode } from '../../shared/wire.ts'
import { type PresenceRow, presenceFrame, updateFrame } from './frames.ts'
import type { Member } from './member.ts'
import type { Outbox, Outgoing } from './outbox.ts'
import { Presence } from './presence.ts'
import { stateVectorBefore } from './state-vector.ts'

/** Over this many bytes waiting a reader is behind: it is sent nothing more until fewer than `RESUME_BYTES` wait. */
const BEHIND_BYTES = 1024 * 1024
const RESUME_BYTES = 128 * 1024
/** Over this many it is sent away, to come back and be given one difference. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024

/** Merging costs time by the square: 2 ms for a hundred updates, 50 for a thousand, 20 s for twenty thousand. */
const MERGED_UPDATES = 100

export interface ReadersDeps {
  readonly doc: Y.Doc
  readonly outbox: Pick<Outbox<Member>, 'pending' | 'lastWhenSettled'>
  /** Runs a task once, after a window of about a tenth of a second: presence, and readers that are behind. */
  readonly afterWindow: (task: () => void) => void
  readonly dismiss: (member: Member, code: CloseCode, reason: string) => void
}

export class Readers {
  readonly #deps: ReadersDeps
  readonly #members = new Set<Member>()
  readonly #presence = new Presence<Member>()
  #presenceScheduled = false
  /** Who was here when presence was last told; whoever changed since is told to all at the end of the window. */
  #roster: Uint8Array | undefined

  constructor(deps: ReadersDeps) {
    this.#deps = deps
  }

  add(member: Member): void {
    this.#members.add(member)
  }

  has(member: Member): boolean {
    return this.#members.has(member)
  }

  /** False where it was not here any more. */
  remove(member: Member): boolean {
    if (!this.#members.delete(member)) return false
    this.#presence.leave(member)
    this.#schedulePresence()
    return true
  }

  /** Everybody who is here now; who comes or goes meanwhile changes nothing in it. */
  all(): readonly Member[] {
    return [...this.#members]
  }

  get size(): number {
    return this.#members.size
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  /**
   * One frame for the batch, or a few for a large one. Whoever wrote all of it alone does not get it back. Returns how many it was handed
   * to.
   */
  show(updates: readonly Outgoing<Member>[]): number {
    const [first] = updates
    if (first === undefined) return 0
    const author = updates.every((update) => update.author === first.author) ? first.author : undefined
    if (this.#members.size === (author !== undefined && this.#members.has(author) ? 1 : 0)) return 0
    let count = 0
    for (let from = 0; from < updates.length; from += MERGED_UPDATES) {
      const some = updates.slice(from, from + MERGED_UPDATES).map(({ append }) => append.update)
      const merged = some.length === 1 && some[0] !== undefined ? some[0] : Y.mergeUpdates(some)
      count = this.#toEach(updateFrame(merged), author)
    }
    return count
  }

  setPresence(member: Member, rows: readonly PresenceRow[]): void {
    for (const row of rows) this.#presence.set(member, member.user, row)
    this.#schedulePresence()
  }

  /** Tells a member who is here. Whoever does not read what it asked for is not told again meanwhile. */
  sendRoster(member: Member): void {
    if (member.reading.kind === 'behind') return
    this.#roster ??= presenceFrame(this.#presence.roster())
    member.connection.send(this.#roster)
    this.checkBuffer(member)
  }

  get hasRoster(): boolean {
    return this.#presence.roster().length > 0
  }

  /** Call after sending: marks a slow reader behind, and sends a hopeless one away. */
  checkBuffer(member: Member): void {
    const waiting = member.connection.bufferedBytes()
    if (waiting > MAX_BUFFERED_BYTES) {
      const reason = 'This connection is too slow to keep up; please join again.'
      this.#deps.dismiss(member, CLOSE.tryLater, reason)
    } else if (waiting > BEHIND_BYTES && member.reading.kind === 'current') {
      const { doc, outbox } = this.#deps
      // What it was sent so far is all that is stored; what is not stored yet it has not seen.
      member.reading = { kind: 'behind', stateVector: stateVectorBefore(doc, outbox.pending()) }
      this.#catchUp(member)
    }
  }

  #toEach(frame: Uint8Array, except?: Member): number {
    let count = 0
    for (const member of this.#members) {
      if (member === except || member.reading.kind === 'behind') continue
      member.connection.send(frame)
      this.checkBuffer(member)
      count++
    }
    return count
  }

  /** Looks once a window whether a slow reader has room again, and then sends what it missed as one difference. */
  #catchUp(member: Member): void {
    const { doc, outbox } = this.#deps
    this.#deps.afterWindow(() => {
      if (!this.#members.has(member)) return
      if (member.connection.bufferedBytes() > RESUME_BYTES) return this.#catchUp(member)
      outbox.lastWhenSettled(member.reading, () => {
        const { reading } = member
        if (reading.kind === 'current' || !this.#members.has(member)) return
        member.reading = { kind: 'current' }
        member.connection.send(updateFrame(Y.encodeStateAsUpdate(doc, reading.stateVector)))
        member.connection.send(presenceFrame(this.#presence.roster()))
      })
    })
  }

  #schedulePresence(): void {
    if (this.#presenceScheduled || !this.#presence.hasChanges) return
    this.#presenceScheduled = true
    this.#deps.afterWindow(() => {
      this.#presenceScheduled = false
      this.#roster = undefined
      const rows = this.#presence.takeChanges()
      // To its sender too: the stock client closes after 30 s without a message, and this is its heartbeat.
      if (rows.length > 0) this.#toEach(presenceFrame(rows))
    })
  }
}
