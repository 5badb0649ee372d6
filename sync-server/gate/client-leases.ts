/**
 * Which Yjs client id belongs to whom in one document. Whoever first uses an id has it for good, so every character
 * has an author that nobody else can forge.
 */
import type { Holder, Lease } from '../storage/document-store.ts'

export interface ClientLeases {
  readonly holderOf: (clientId: number) => Holder | undefined
  readonly countOf: (holder: Holder) => number
  readonly take: (leases: readonly Lease[]) => void
}

export const createClientLeases = (stored: Iterable<Lease>): ClientLeases => {
  const holders = new Map<number, Holder>()
  const counts = new Map<Holder, number>()
  const take = (leases: Iterable<Lease>): void => {
    for (const { clientId, holder } of leases) {
      if (holders.has(clientId)) continue
      holders.set(clientId, holder)
      counts.set(holder, (counts.get(holder) ?? 0) + 1)
    }
  }
  take(stored)
  return {
    holderOf: (clientId) => holders.get(clientId),
    countOf: (holder) => counts.get(holder) ?? 0,
    take,
  }
}
