/**
 * Turns every change of a document into a row for the log: whose it is, which client ids it brings, what it means
 * outside the document. Then writes what the server says of it: the order of the messages it brought, whose hand was
 * in them, and which of its questions were asked before.
 */
import type * as Y from 'yjs'
import { conversationRoots, readOrder } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { holdsMessages, type Room as RoomAddress, type RoomName } from '../../shared/rooms.ts'
import { type Append, type Facts, type Lease, SERVER } from '../storage/document-store.ts'
import { factsOf, readAccepted } from './accepted.ts'
import { type AskedQuestions, createAskedQuestions } from './asked-questions.ts'
import type { Member } from './member.ts'
import { createProvenanceNotes, type ProvenanceNotes } from './provenance.ts'

export interface RecorderDeps {
  readonly address: RoomAddress
  readonly name: RoomName
  readonly doc: Y.Doc
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The client id under which the server writes here, where it has still to be leased. */
  readonly serverClientId: number | undefined
  /** The server's client id goes along with its first writing. */
  readonly onServerLease: (lease: Lease) => void
  readonly record: (append: Append, from: Member | undefined) => void
}

export class Recorder {
  readonly #deps: RecorderDeps
  readonly #ordered: Set<MessageId>
  readonly #provenance: ProvenanceNotes | undefined
  readonly #questions: AskedQuestions | undefined
  #serverLease: Lease | undefined
  /** Filled by the document's own events in a transaction: first `afterTransaction`, then `update`. */
  #sent: MessageId[] = []
  #facts: Facts = {}
  /** The change under way: whose it is, and which client ids it brings. */
  #change: { readonly from: Member | undefined; readonly leases: Lease[] } | undefined

  constructor(deps: RecorderDeps) {
    this.#deps = deps
    const { address, doc, serverClientId } = deps
    this.#serverLease =
      serverClientId === undefined ? undefined : { clientId: serverClientId, holder: SERVER }
    const hasMessages = holdsMessages(address)
    this.#ordered = hasMessages ? new Set(readOrder(conversationRoots(doc)).keys()) : new Set()
    this.#provenance = hasMessages ? createProvenanceNotes(doc) : undefined
    this.#questions = hasMessages ? createAskedQuestions(doc) : undefined
    doc.on('update', this.#onUpdate)
    if (hasMessages) doc.on('afterTransaction', this.#onTransaction)
  }

  get isChanging(): boolean {
    return this.#change !== undefined
  }

  /**
   * Runs a change: a peer's, or the server's own where `from` is `undefined`. Throws what it throws, and where it
   * leaves something pending.
   */
  run(from: Member | undefined, change: () => void): void {
    this.#change = { from, leases: [] }
    try {
      change()
    } finally {
      this.#change = undefined
    }
    const { store } = this.#deps.doc
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      throw new Error('An update that was checked left something pending.')
    }
    this.#putInOrder()
    this.#provenance?.note(this.#deps.now())
    this.#questions?.note()
  }

  /** Client ids that the change under way brings. */
  claim(leases: readonly Lease[]): void {
    this.#change?.leases.push(...leases)
  }

  readonly #onUpdate = (update: Uint8Array): void => {
    const { name: room, now, onServerLease, record } = this.#deps
    const from = this.#change?.from
    const leases = [...(this.#change?.leases ?? [])]
    if (from === undefined && this.#serverLease !== undefined) {
      leases.push(this.#serverLease)
      onServerLease(this.#serverLease)
      this.#serverLease = undefined
    }
    const facts = this.#facts
    this.#facts = {}
    record({ room, update, sender: from?.principal.id ?? SERVER, receivedAt: now(), leases, facts }, from)
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    const all = readAccepted(this.#deps.doc, transaction)
    const accepted = { ...all, runs: this.#questions?.take(all.runs) ?? all.runs }
    this.#facts = { ...this.#facts, ...factsOf(accepted, this.#deps.now()) }
    for (const { id } of accepted.sent) this.#sent.push(id)
    const from = this.#change?.from
    // What the server copies from elsewhere brings its order along.
    if (this.#change !== undefined && from === undefined) {
      const roots = conversationRoots(this.#deps.doc)
      if ([...transaction.changed.keys()].includes(roots.order as never)) {
        for (const id of readOrder(roots).keys()) this.#ordered.add(id)
        this.#facts = { ...this.#facts, messageCount: this.#ordered.size }
      }
    }
    if (from !== undefined) this.#provenance?.take(transaction, from.principal.id)
  }

  #putInOrder(): void {
    const fresh = new Set(this.#sent.filter((id) => !this.#ordered.has(id)))
    this.#sent = []
    if (fresh.size === 0) return
    const { doc, now } = this.#deps
    const receivedAt = now()
    for (const id of fresh) this.#ordered.add(id)
    this.#facts = { messageCount: this.#ordered.size }
    const pairs = [...fresh].map((id): [string, number] => [id, receivedAt])
    doc.transact(() => conversationRoots(doc).order.push(pairs), SERVER)
  }
}
