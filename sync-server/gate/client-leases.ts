/**
 * Which Yjs client id belongs to whom in one document. Whoever first used an id has it for good, so every character
 * has an author that nobody else can forge.
 *
 * Before its first use an id is known to all from presence. So whoever shows it first has it reserved, in memory:
 * else anybody could use it before its owner does, whose work would be refused. It stays reserved when its owner
 * leaves, who may come back with the same document; it is no lease, and gives way to none. Nobody can reserve an id
 * that its owner has not shown, save by guessing one in four billion; where the server has started anew in between,
 * the owner's client takes another id and writes its work anew.
 */
import type { Holder, Lease } from '../storage/document-store.ts'
import { LEASE_LIMITS } from './limits.ts'

export interface ClientLeases {
  /** By lease. */
  readonly holderOf: (clientId: number) => Holder | undefined
  readonly countOf: (holder: Holder) => number
  readonly take: (leases: readonly Lease[]) => void
  /** By lease, else by reservation. */
  readonly ownerOf: (clientId: number) => Holder | undefined
  /** Does nothing where the id is somebody's. A holder's oldest reservations give way to new ones. */
  readonly reserve: (clientId: number, holder: Holder) => void
  /** In the order in which they were made. */
  readonly reservations: () => Iterable<readonly [number, Holder]>
}

export const createClientLeases = (stored: Iterable<Lease>): ClientLeases => {
  const holders = new Map<number, Holder>()
  const counts = new Map<Holder, number>()
  const reservations = new Map<number, Holder>()
  const reservedBy = new Map<Holder, Set<number>>()

  const release = (clientId: number): void => {
    const holder = reservations.get(clientId)
    if (holder === undefined) return
    reservations.delete(clientId)
    reservedBy.get(holder)?.delete(clientId)
  }

  const take = (leases: Iterable<Lease>): void => {
    for (const { clientId, holder } of leases) {
      if (holders.has(clientId)) continue
      holders.set(clientId, holder)
      release(clientId)
      counts.set(holder, (counts.get(holder) ?? 0) + 1)
    }
  }

  const reserve = (clientId: number, holder: Holder): void => {
    if (holders.has(clientId) || reservations.has(clientId)) return
    const own = reservedBy.get(holder) ?? new Set()
    const [oldest] = own
    if (own.size >= LEASE_LIMITS.reservedPerUser && oldest !== undefined) release(oldest)
    own.add(clientId)
    reservedBy.set(holder, own)
    reservations.set(clientId, holder)
  }

  take(stored)
  return {
    holderOf: (clientId) => holders.get(clientId),
    countOf: (holder) => counts.get(holder) ?? 0,
    take,
    ownerOf: (clientId) => holders.get(clientId) ?? reservations.get(clientId),
    reserve,
    reservations: () => reservations,
  }
}
