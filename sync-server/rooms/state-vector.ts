/** The state vector of a document as it stood before some of its latest updates. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** Deletions are not in a vector: whoever is given the difference from this one is given all of them. */
export const stateVectorBefore = (doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array => {
  const clocks = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (const update of updates) {
    for (const [client, clock] of Y.parseUpdateMeta(update).from) {
      clocks.set(client, Math.min(clock, clocks.get(client) ?? clock))
    }
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clocks.size)
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}
