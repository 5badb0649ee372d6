/** What one check of one update works on, and how it looks into the live document. */
import * as Y from 'yjs'
import type { Writer } from './gate.ts'
import type { FreshEntry, Places } from './place.ts'
import type { Id, ParsedUpdate } from './update-struct.ts'

export interface Check {
  readonly doc: Y.Doc
  readonly places: Places
  readonly writer: Writer
  /** Whether this writer may write in this room at all. */
  readonly mayWrite: boolean
  readonly update: ParsedUpdate
  readonly budget: StepBudget
  /** Entries that this update makes. */
  readonly freshEntries: FreshEntry[]
  /** Values of the live document after which this update puts another one under the same key. */
  readonly overwritten: Set<Y.Item>
}

/** Steps that may still be walked through lists. */
export interface StepBudget {
  remaining: number
}

/** The next clock of a client. */
export const stateOf = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client)

/** The struct of the live document that holds `id`; `undefined` where the document has not come to it. */
export const liveStructAt = (doc: Y.Doc, id: Id): Y.Item | Y.GC | undefined => {
  const structs = doc.store.clients.get(id.client)
  const last = structs?.at(-1)
  if (structs === undefined || last === undefined || id.clock >= last.id.clock + last.length) return undefined
  return structs[Y.findIndexSS(structs, id.clock)]
}
