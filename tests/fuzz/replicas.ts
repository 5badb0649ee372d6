/**
 * Whether replicas agree: in what they say, and in the order of all that they hold, deleted or not. What is deleted
 * may differ: each replica takes away marks that have become superfluous, and tells the others.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import { contentOf } from '../helpers/guarded-document.ts'

/** Everything that two replicas of one document must agree on. */
export const fingerprint = (doc: Y.Doc): string => JSON.stringify([contentOf(doc), structureOf(doc)])

/** The ids in every list and under every key, in their order, however items were cut. */
const structureOf = (doc: Y.Doc): unknown =>
  Object.values(conversationRoots(doc)).map((type: Y.AbstractType<never>) => typeOrder(type))

const typeOrder = (type: Pick<Y.AbstractType<never>, '_start' | '_map'>): unknown => {
  const keys = [...type._map.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, last]) => {
      let first = last
      while (first.left !== null) first = first.left
      return [key, listOrder(first)]
    })
  return [listOrder(type._start), keys]
}

const listOrder = (first: Y.Item | null): unknown => {
  const runs: { client: number; clock: number; length: number }[] = []
  const children: unknown[] = []
  for (let item = first; item !== null; item = item.right) {
    const { client, clock } = item.id
    const { length } = item
    const last = runs.at(-1)
    if (last?.client === client && last.clock + last.length === clock) last.length += length
    else runs.push({ client, clock, length })
    if (item.content instanceof Y.ContentType && !item.deleted) children.push(typeOrder(item.content.type))
  }
  return [runs.map((run) => `${run.client}:${run.clock}+${run.length}`), children]
}

/** Replicas that got the same document by other ways. */
export const otherWays = (doc: Y.Doc, broadcast: readonly Uint8Array[]): readonly [string, Y.Doc][] => {
  const state = Y.encodeStateAsUpdate(doc)
  return [
    ['late joiner', replicaOf([state])],
    ['reader of the merged log', replicaOf([Y.mergeUpdates([...broadcast])])],
    // Yjs takes higher clients first where it can; this way it cannot.
    ['reader client by client', replicaOf(clientByClient(state))],
  ]
}

const replicaOf = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  // In one transaction: Yjs tidies up marks after each, which on half a document it would do differently.
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** A document in one update for each client, lower ones first. */
const clientByClient = (state: Uint8Array): Uint8Array[] => {
  const vector = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state))
  return [...vector.keys()]
    .sort((a, b) => a - b)
    .map((client) => {
      const others = new Map([...vector].filter(([other]) => other !== client))
      return Y.diffUpdate(state, encodeVector(others))
    })
}

const encodeVector = (vector: ReadonlyMap<number, number>): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, vector.size)
  for (const [client, clock] of vector) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}
