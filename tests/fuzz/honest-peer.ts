/** A client that keeps the rules: writes, edits, formats, undoes, goes off line and comes back. */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  addTalk,
  cancelRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  editTalk,
  fillWithText,
  readBranches,
  readMessages,
  readRuns,
  readTalk,
  renameBranch,
  reportRun,
  restoreMessage,
  sendDraft,
} from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Verdict, Writer } from '../../sync-server/gate/gate.ts'
import type { GuardedDocument } from '../helpers/guarded-document.ts'
import { newDocument } from '../helpers/guarded-document.ts'
import type { Random } from '../helpers/random.ts'

const NETWORK = 'network'

export class HonestPeer {
  readonly writer: Writer
  readonly doc: Y.Doc
  /** Updates written and not sent yet. */
  readonly outbox: Uint8Array[] = []
  /** Updates broadcast and not received yet. */
  readonly inbox: Uint8Array[] = []
  isOnline = true
  readonly #undoManagers = new Map<Y.XmlFragment, Y.UndoManager>()
  readonly #guarded: GuardedDocument
  readonly #random: Random
  readonly #place: 'conversation' | 'talk'
  #made = 0

  constructor(
    writer: Writer,
    clientId: number,
    guarded: GuardedDocument,
    random: Random,
    place: 'conversation' | 'talk' = 'conversation',
  ) {
    this.#place = place
    this.writer = writer
    this.#guarded = guarded
    this.#random = random
    this.doc = newDocument(clientId)
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(guarded.doc), NETWORK)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== NETWORK && this.isOnline) this.outbox.push(update)
    })
    guarded.doc.on('update', (update: Uint8Array) => {
      if (this.isOnline) this.inbox.push(update)
    })
  }

  receive(count = this.inbox.length): void {
    for (const update of this.inbox.splice(0, count)) Y.applyUpdate(this.doc, update, NETWORK)
  }

  /** Sends what waits, in order. */
  send(count = this.outbox.length): Verdict[] {
    return this.outbox.splice(0, count).map((update) => this.#guarded.receive(this.writer, update))
  }

  goOffline(): void {
    this.isOnline = false
    this.outbox.length = 0
    this.inbox.length = 0
  }

  /** As y-websocket syncs: both sides say what they have and get what they lack. */
  comeBack(): Verdict {
    // From now on it hears what is broadcast, also what its own coming back sets off.
    this.isOnline = true
    const lacking = Y.encodeStateAsUpdate(this.#guarded.doc, Y.encodeStateVector(this.doc))
    const verdict = this.#guarded.receive(
      this.writer,
      Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.#guarded.doc)),
    )
    Y.applyUpdate(this.doc, lacking, NETWORK)
    return verdict
  }

  act(): void {
    if (this.writer.level === 'view') return
    if (this.#place === 'talk') this.#talk()
    else if (this.writer.kind === 'agent') this.#actAsAgent()
    else this.#actAsPerson()
  }

  #newId(kind: string): string {
    return `${kind}-${this.doc.clientID}-${this.#made++}`
  }

  #actAsAgent(): void {
    const random = this.#random
    const roots = conversationRoots(this.doc)
    const run = readRuns(roots).findLast(({ agent }) => agent === this.writer.id)
    if (run === undefined) return
    const reply = readMessages(roots).findLast(({ author }) => author === this.writer.id)
    if (reply === undefined || random.chance(0.05)) {
      reportRun(this.doc, run.id, { status: 'running' })
      addReply(this.doc, {
        id: this.#newId('reply'),
        author: this.writer.id,
        role: 'assistant',
        parentId: run.parentId,
        branchId: run.branchId,
        createdAt: 1,
        runId: run.id,
      })
      return
    }
    if (random.chance(0.1)) reportRun(this.doc, run.id, { status: 'done', usage: { outputTokens: 5 } })
    const { body } = reply
    if (!(body instanceof Y.Text)) return
    if (random.chance(0.9)) body.insert(body.length, random.pick([' a', ' token', '…', '😀']))
    else if (body.length > 0) body.delete(0, 1)
  }

  #actAsPerson(): void {
    const random = this.#random
    const roots = conversationRoots(this.doc)
    const { id } = this.writer
    const messages = readMessages(roots)
    const picked = messages.length === 0 ? undefined : random.pick(messages)
    const branches = readBranches(roots)
    const branch = branches.length === 0 ? undefined : random.pick(branches)
    switch (random.below(20)) {
      case 0:
      case 1: {
        const messageId = this.#newId('message')
        const branchId = random.chance(0.5) ? 'main' : (branch?.id ?? 'main')
        const parentId = picked?.id ?? null
        this.doc.transact(() => {
          addMessage(
            this.doc,
            { id: messageId, author: id, role: 'user', parentId, branchId, createdAt: 1 },
            fillWithText(random.pick(['One', 'One\ntwo', 'One\n\ntwo and three'])),
            { draft: random.chance(0.4) },
          )
          if (random.chance(0.5)) {
            addRun(this.doc, {
              id: this.#newId('run'),
              parentId: messageId,
              branchId,
              requestedBy: id,
              agent: 'banyan',
              model: '',
              createdAt: 1,
            })
          }
        })
        break
      }
      case 2:
        addBranch(this.doc, {
          id: this.#newId('branch'),
          createdBy: id,
          forkFrom: picked?.id ?? null,
          parentBranch: branch?.id ?? 'main',
          createdAt: 1,
        })
        break
      case 3:
        if (branch !== undefined) renameBranch(this.doc, branch.id, random.pick(['A', 'B', 'C']))
        break
      case 4:
        changeSetting(this.doc, 'title', random.chance(0.2) ? undefined : random.pick(['T', 'U', 'V']))
        changeSetting(this.doc, 'temperature', random.real())
        break
      case 5: {
        const run = readRuns(roots).at(-1)
        if (run !== undefined) cancelRun(this.doc, run.id, id)
        break
      }
      case 6: {
        const own = messages.findLast(({ author }) => author === id)
        if (own === undefined) break
        if (own.deletedBy === undefined) deleteMessage(this.doc, own.id, id)
        else restoreMessage(this.doc, own.id)
        break
      }
      case 7: {
        const draft = messages.find(({ sentBy, role }) => sentBy === undefined && role === 'user')
        if (draft !== undefined) sendDraft(this.doc, draft.id, id)
        break
      }
      default: {
        const bodies = messages.flatMap(({ body }) =>
          body instanceof Y.XmlFragment && !(body instanceof Y.Text) ? [body] : [],
        )
        if (bodies.length > 0)
          this.#edit(bodies.at(-1 - random.below(Math.min(2, bodies.length))) ?? random.pick(bodies))
      }
    }
  }

  #talk(): void {
    const random = this.#random
    const { id, kind, level } = this.writer
    if (kind === 'agent') return
    const said = readTalk(this.doc)
    const own = said.filter(({ author }) => author === id)
    const picked = own.length === 0 ? undefined : random.pick(own.slice(-2))
    switch (random.below(10)) {
      case 0:
      case 1: {
        const about = random.chance(0.3) ? ('message-1' as MessageId) : undefined
        addTalk(
          this.doc,
          { id: this.#newId('talk') as MessageId, author: id, createdAt: 1, about },
          fillWithText(random.pick(['One', 'One\n\ntwo and three'])),
        )
        break
      }
      case 2: {
        const entry = level === 'owner' && said.length > 0 ? random.pick(said) : picked
        if (entry?.deleted === undefined) deleteMessage(this.doc, entry?.id ?? ('' as MessageId), id)
        else restoreMessage(this.doc, entry.id)
        break
      }
      case 3:
        // As one change that can be undone: Yjs' undo fails on what was collected behind its back.
        if (picked !== undefined)
          this.doc.transact(() => editTalk(this.doc, picked.id, fillWithText('Otherwise')), this)
        break
      default:
        if (picked?.body !== undefined) this.#edit(picked.body)
    }
  }

  #edit(body: Y.XmlFragment): void {
    const random = this.#random
    const undoManager = this.#undoManager(body)
    const nodes = body.toArray().filter((node) => node instanceof Y.XmlElement)
    const node = nodes.length === 0 ? undefined : random.pick(nodes)
    const texts = node?.toArray().filter((child) => child instanceof Y.XmlText) ?? []
    const text = texts.length === 0 ? undefined : random.pick(texts)
    const kind = random.below(17)
    if (kind < 5) {
      undoManager.undo()
      return
    }
    if (kind === 5) {
      undoManager.redo()
      return
    }
    this.doc.transact(() => {
      if (node === undefined || kind === 6) {
        const paragraph = new Y.XmlElement(random.pick(['paragraph', 'heading', 'blockquote']))
        body.insert(random.below(body.length + 1), [paragraph])
        paragraph.insert(0, [new Y.XmlText(random.pick(['new', 'newer', '']))])
      } else if (kind <= 8) body.delete(random.below(body.length), 1)
      else if (kind === 9) setLevel(node, random.below(4))
      else if (text === undefined) node.insert(node.length, [new Y.XmlText('text')])
      else if (kind < 13) text.insert(random.below(text.length + 1), random.pick(['a', 'bc', ' word ']))
      else if (text.length > 0) {
        const at = random.below(text.length)
        const length = 1 + random.below(text.length - at)
        if (kind < 15) text.delete(at, Math.min(length, 3))
        else
          text.format(
            at,
            length,
            random.pick([
              { bold: {} },
              { bold: null },
              { italic: {} },
              { link: { href: 'https://example.org' } },
            ]),
          )
      }
    }, this)
  }

  #undoManager(body: Y.XmlFragment): Y.UndoManager {
    let manager = this.#undoManagers.get(body)
    if (manager === undefined) {
      manager = new Y.UndoManager(body, { trackedOrigins: new Set([this]), captureTimeout: 0 })
      this.#undoManagers.set(body, manager)
    }
    return manager
  }
}

/** yjs types attributes as strings; y-prosemirror writes numbers too. */
const setLevel = (node: Y.XmlElement, level: number): void => {
  const element: Y.XmlElement<{ level: number }> = node as unknown as Y.XmlElement<{ level: number }>
  element.setAttribute('level', level)
}
