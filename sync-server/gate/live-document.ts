/** How the gate looks into the live document. */
import * as Y from 'yjs'
import type { Id } from './update-struct.ts'

/** The next clock of a client. */
export const stateOf = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client)

/** The struct of the live document that holds `id`; `undefined` where the document has not come to it. */
export const liveStructAt = (doc: Y.Doc, id: Id): Y.Item | Y.GC | undefined => {
  const structs = doc.store.clients.get(id.client)
  const last = structs?.at(-1)
  if (structs === undefined || last === undefined || id.clock >= last.id.clock + last.length) return undefined
  return structs[Y.findIndexSS(structs, id.clock)]
}
