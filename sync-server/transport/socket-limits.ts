/**
 * How many sockets there may be: of everybody, of one principal, and from one address before it is known whose they
 * are. Whatever is refused here may try again: none of it is the fault of whoever happens to come last.
 */
import type { PrincipalId } from '../../shared/ids.ts'
import type { Principal } from '../access/principal.ts'
import type { SocketLimits } from '../config.ts'

/** Counts by key; a key with nothing is forgotten. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>()

  of(key: Key): number {
    return this.#counts.get(key) ?? 0
  }

  add(key: Key): void {
    this.#counts.set(key, this.of(key) + 1)
  }

  remove(key: Key): void {
    const count = this.of(key) - 1
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

/** Whether this principal may have one more beside those it has. */
export const mayHaveOneMore = (
  { kind, id }: Principal,
  open: Tally<PrincipalId>,
  limits: SocketLimits,
): boolean => open.of(id) < (kind === 'person' ? limits.person : limits.program)
