/** A whole document as one update, from a replica of its log that nobody else touches. */
import * as Y from 'yjs'
import type { Snapshot } from '../storage/document-store.ts'

/** Throws where the updates cannot be read, leave something pending, or read back as something else. */
export type MakeSnapshot = (updates: readonly Uint8Array[]) => Promise<Snapshot>

/** The work itself: about 80 ms a megabyte, in one go. `snapshot-thread.ts` does it beside the server's thread. */
export const snapshotOf = (updates: readonly Uint8Array[]): Snapshot => {
  const whole = replicaOf(updates)
  const update = Y.encodeStateAsUpdate(whole)
  const again = replicaOf([update])
  try {
    if (!Y.equalSnapshots(Y.snapshot(whole), Y.snapshot(again))) {
      throw new Error('The snapshot does not say what the log says.')
    }
    const stateVector = Y.encodeStateVector(again)
    return { update, stateVector, deletions: Y.encodeStateAsUpdate(again, stateVector) }
  } finally {
    whole.destroy()
    again.destroy()
  }
}

const replicaOf = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  if (hasPending(doc)) throw new Error('The log lacks something that its updates build on.')
  return doc
}

export const hasPending = ({ store }: Y.Doc): boolean =>
  store.pendingStructs !== null || store.pendingDs !== null
