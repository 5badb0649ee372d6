/** The gate of a room in which the server alone writes: a directory. */
import type * as Y from 'yjs'
import { createGate } from './create-gate.ts'
import type { Gate } from './gate.ts'
import { createPlaces } from './place.ts'

export const createReadOnlyGate = ({ doc }: { readonly doc: Y.Doc }): Gate =>
  createGate(
    { doc, leases: [] },
    {
      places: createPlaces(new Map(), () => undefined),
      mayWrite: () => false,
      refuseIncomplete: () => undefined,
    },
  )
