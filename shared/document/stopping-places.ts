/** How far somebody has read along each branch: in their own document, so that it holds on all their devices. */
import type * as Y from 'yjs'
import type { BranchId, ConversationId } from '../ids.ts'

const reads = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('reads')
const key = (id: ConversationId, branchId: BranchId): string => `${id}/stopped/${branchId}`

/** The place in the server's order behind the last message that was read on a branch; `undefined` where none was. */
export const readStopped = (doc: Y.Doc, id: ConversationId, branchId: BranchId): number | undefined => {
  const value = reads(doc).get(key(id, branchId))
  return typeof value === 'number' ? value : undefined
}

/** Only forward: who looks up what was before has not stopped there. */
export const writeStopped = (doc: Y.Doc, id: ConversationId, branchId: BranchId, stopped: number): void => {
  if (stopped > (readStopped(doc, id, branchId) ?? -1)) reads(doc).set(key(id, branchId), stopped)
}
