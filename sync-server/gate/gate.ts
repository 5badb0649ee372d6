/**
 * The port between rooms and the gate. `createConversationGate`, `createReadOnlyGate` and `createPersonalGate` stand
 * in files of their own. Implementations never throw for what a peer sent.
 */
import type { PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import type { RejectCode } from '../../shared/wire.ts'
import type { Holder, Lease } from '../storage/document-store.ts'

/** Whoever sent an update: taken from the connection, never from the update. */
export interface Writer {
  readonly id: PrincipalId
  readonly kind: 'person' | 'agent'
  readonly level: Level
}

export type Verdict =
  /** Apply `update`, not the received bytes: known parts are cut off, forbidden clean-ups and impossible neighbours taken out. */
  | {
      readonly kind: 'apply'
      readonly update: Uint8Array
      readonly leases: readonly Lease[]
      /** Whether there are new messages, branches or runs: the gate knows them after the transaction. */
      readonly bringsEntries: boolean
    }
  | { readonly kind: 'noop' }
  | {
      readonly kind: 'reject'
      readonly code: RejectCode
      /** For logs and developers: which part, no content. */
      readonly detail: string
    }

export interface Gate {
  /**
   * Looks at the live document and changes nothing in it; only counts the steps that a writer's conflicts cost.
   * Within a transaction it may be called again after each update that was applied, until one `bringsEntries`.
   */
  readonly check: (writer: Writer, update: Uint8Array) => Verdict
  /** Told after an `apply` verdict was applied, to take up its leases. */
  readonly accept: (leases: readonly Lease[]) => void
  /** Whose a client id is: who has used it, else who has shown it first. */
  readonly ownerOf: (clientId: number) => Holder | undefined
  /** Keeps a client id that somebody shows for them, until they use it. Does nothing where it is somebody's. */
  readonly reserve: (clientId: number, holder: Holder) => void
}
