/** What one check of one update works on. */
import type * as Y from 'yjs'
import type { Writer } from './gate.ts'
import type { IntegrationOrder } from './integration-order.ts'
import type { FreshEntry, Places } from './place.ts'
import type { ParsedUpdate } from './update-struct.ts'

export interface Check {
  readonly doc: Y.Doc
  readonly places: Places
  readonly writer: Writer
  /** Whether this writer may write in this room at all. */
  readonly mayWrite: boolean
  readonly update: ParsedUpdate
  readonly order: IntegrationOrder
  /** Entries that this update makes. */
  readonly freshEntries: FreshEntry[]
}
