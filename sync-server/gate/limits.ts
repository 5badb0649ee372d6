/**
 * How large, deep and many what a peer sends may be. An honest client stays far below; each bound keeps a hostile one
 * from costing more than some milliseconds. What single fields may hold stands in `shared/document/schema.ts`.
 */
import { UPDATE_SIZE } from '../../shared/update-size.ts'

export const UPDATE_LIMITS = {
  ...UPDATE_SIZE,
  /** Clients with structs in one update, known ones included. How many may be new: `LEASE_LIMITS`. */
  clients: 4_096,
  /** Ranges of a delete set. Generous: whoever joins sends back the whole document's. */
  deleteRanges: 250_000,
  /** Ranges that delete something which is still there; each may split a struct, which costs its client's length. */
  effectiveDeleteRanges: 10_000,
  /** Clock units of a client in its whole life. */
  clock: 2 ** 31,
  /** Characters in a root's name, a key, a node's or a mark's name. */
  nameLength: 128,
  /** Plain values: how deep, how many keys in an object, how many parts in all. */
  plainDepth: 6,
  plainKeys: 64,
  plainParts: 512,
  /** Characters of a formatting mark's value, which is JSON. */
  markLength: 8192,
} as const

export const LEASE_LIMITS = {
  /**
   * New client ids in one update, and of one user in one epoch of a document. A page load that writes takes one; the
   * next epoch begins long before anybody has so many.
   */
  perUpdate: UPDATE_SIZE.newClients,
  perUser: 512,
  /** Shown in presence and not used yet, of one user in one document: pages that are open, and some that were. */
  reservedPerUser: 64,
} as const

/**
 * Steps through a list to find where concurrent insertions go. Quadratic for a peer that means harm, and paid again
 * at every later load: 160 kB can cost 11 s. So bounded in one update and for each user. What is accepted gives some
 * back, as honest conflicts grow with what is written: nobody runs dry by writing much.
 */
export const CONFLICT_LIMITS = {
  stepsPerUpdate: 200_000,
  stepsPerUser: 4_000_000,
  stepsGivenPerStruct: 16,
} as const
