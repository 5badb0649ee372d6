/**
 * A server's document behind its gate, with a peer who is told everything as it comes. Stands in for a room where
 * only the gate is of interest: no sockets, no store, nothing to wait for.
 */
import * as Y from 'yjs'
import { conversationRoots, seedConversation } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import { createConversationGate } from '../../sync-server/gate/conversation-gate.ts'
import type { Gate, Verdict, Writer } from '../../sync-server/gate/gate.ts'
import { SERVER } from '../../sync-server/storage/document-store.ts'

export const SERVER_CLIENT = 5_000

export const person = (id: string, level: Level = 'collaborate'): Writer => ({
  id: id as PrincipalId,
  kind: 'person',
  level,
})
export const agent = (id: string, level: Level = 'collaborate'): Writer => ({
  id: id as PrincipalId,
  kind: 'agent',
  level,
})

/** A document with a client id of its own choice, and the roots that a conversation has. */
export const newDocument = (clientId: number, gc = true): Y.Doc => {
  const doc = new Y.Doc({ gc })
  doc.clientID = clientId
  conversationRoots(doc)
  return doc
}

export const state = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc)

/** What a document says, lists and maps spelled out: two that converged say the same. */
export const contentOf = (doc: Y.Doc) => {
  const roots = conversationRoots(doc)
  return {
    settings: sortedByKey(Object.entries(roots.settings.toJSON())),
    messages: spelledOut(roots.messages),
    branches: spelledOut(roots.branches),
    runs: spelledOut(roots.runs),
    order: roots.order.toJSON(),
    provenance: sortedByKey(Object.entries(roots.provenance.toJSON())),
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
  }
}

const spelledOut = (array: Y.Array<Y.Map<unknown>>): unknown[] =>
  array.map((entry) =>
    entry instanceof Y.Map
      ? sortedByKey(
          [...entry.entries()].map(([key, value]) => [
            key,
            value instanceof Y.AbstractType ? bodyOf(value) : value,
          ]),
        )
      : entry,
  )

const bodyOf = (type: unknown): unknown => {
  if (type instanceof Y.XmlElement) {
    const attributes = sortedByKey(Object.entries(type.getAttributes() as Record<string, unknown>))
    return { node: type.nodeName, attributes, children: type.toArray().map(bodyOf) }
  }
  if (type instanceof Y.XmlFragment) return type.toArray().map(bodyOf)
  if (type instanceof Y.Text) return marksOf(type)
  return type instanceof Y.AbstractType ? type.toJSON() : type
}

/** Stretches of text with their marks; a mark that changes nothing does not cut them. */
const marksOf = (text: Y.Text): readonly [unknown, string][] => {
  const stretches: [unknown, string][] = []
  for (const { insert, attributes = {} } of text.toDelta() as { insert: unknown; attributes?: object }[]) {
    const marks = JSON.stringify(sortedByKey(Object.entries(attributes)))
    const last = stretches.at(-1)
    if (last?.[1] === marks) last[0] = `${String(last[0])}${String(insert)}`
    else stretches.push([insert, marks])
  }
  return stretches
}

/** Keys come in the order in which they were set, which may differ between replicas that agree. */
const sortedByKey = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Who receives everything as it comes, and may write. */
const STREAMING = person('stream')
const BROADCAST = 'broadcast'

export interface GuardedDocument {
  readonly doc: Y.Doc
  readonly gate: Gate
  /** The beginning, and everything that was broadcast, as the document itself re-encoded it. */
  readonly broadcast: readonly Uint8Array[]
  /** Got every broadcast update as it came. */
  readonly streaming: Y.Doc
  /** Checks one frame's update, and applies it where the gate says so. */
  readonly receive: (writer: Writer, update: Uint8Array) => Verdict
  /**
   * Checks what one sent in a turn, frame by frame, and applies what may be as a room does: in one transaction, until
   * one brings entries or is refused, after which nothing is looked at.
   */
  readonly receiveTogether: (writer: Writer, updates: readonly Uint8Array[]) => readonly Verdict[]
  /** Somebody who gets the whole document at once. */
  readonly lateJoiner: () => Y.Doc
}

export const guardDocument = (
  options: { readonly title?: string; readonly createGate?: (doc: Y.Doc) => Gate } = {},
): GuardedDocument => {
  const doc = newDocument(SERVER_CLIENT)
  seedConversation(doc, { title: options.title ?? 'A conversation' })
  const gate =
    options.createGate?.(doc) ??
    createConversationGate({ doc, leases: [{ clientId: SERVER_CLIENT, holder: SERVER }] })
  const streaming = newDocument(SERVER_CLIENT + 1)
  Y.applyUpdate(streaming, state(doc))
  const broadcast: Uint8Array[] = [state(doc)]
  // Yjs tidies up marks with everybody who receives formatting, and everybody who may write says so.
  const tidied: Uint8Array[] = []
  streaming.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== BROADCAST) tidied.push(update)
  })
  doc.on('update', (update: Uint8Array) => {
    broadcast.push(update)
    Y.applyUpdate(streaming, update, BROADCAST)
  })

  const take = (writer: Writer, update: Uint8Array): Verdict => {
    const verdict = gate.check(writer, update)
    if (verdict.kind === 'apply') {
      Y.applyUpdate(doc, verdict.update, writer)
      gate.accept(verdict.leases)
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
        throw new Error('An update that was checked left something pending.')
      }
    }
    return verdict
  }

  const tidyUp = (): void => {
    for (let next = tidied.shift(); next !== undefined; next = tidied.shift()) take(STREAMING, next)
  }

  const takeTogether = (writer: Writer, updates: Uint8Array[]): Verdict[] => {
    const verdicts: Verdict[] = []
    Y.transact(
      doc,
      () => {
        for (let next = updates.shift(); next !== undefined; next = updates.shift()) {
          const verdict = take(writer, next)
          verdicts.push(verdict)
          if (verdict.kind === 'reject') updates.length = 0
          if (verdict.kind === 'apply' && verdict.bringsEntries) return
        }
      },
      writer,
      false,
    )
    return verdicts
  }

  return {
    doc,
    gate,
    broadcast,
    streaming,
    receive: (writer, update) => {
      const verdict = take(writer, update)
      tidyUp()
      return verdict
    },
    receiveTogether: (writer, updates) => {
      const waiting = [...updates]
      const verdicts: Verdict[] = []
      while (waiting.length > 0) verdicts.push(...takeTogether(writer, waiting))
      tidyUp()
      return verdicts
    },
    lateJoiner: () => {
      const joiner = newDocument(SERVER_CLIENT + 2)
      Y.applyUpdate(joiner, state(doc))
      return joiner
    },
  }
}
