/**
 * Who is in a room and what they say of themselves. Every row belongs to the session that sent it: nobody can write
 * another's, and `user` is stamped from the connection. No timers here: a session's rows go when it leaves.
 */
import type { PresenceUser } from '../../shared/presence.ts'
import type { PresenceRow } from './frames.ts'

/** Longest state a peer may publish, as JSON, in characters. */
export const MAX_PRESENCE_LENGTH = 4096
/**
 * So many are shown in a room. Each tells of itself every 15 s, to everybody: the cost grows with the square. Whoever
 * comes beyond them reads and writes as all do, and is shown as soon as somebody goes.
 */
export const MAX_ROSTER = 512

interface OwnedRow<Owner> extends PresenceRow {
  readonly owner: Owner
}

export class Presence<Owner extends object> {
  readonly #rows = new Map<number, OwnedRow<Owner>>()
  /** The one client id that each owner speaks under. */
  readonly #clientIds = new Map<Owner, number>()
  readonly #changed = new Set<number>()
  /** Rows of those who left, until they are told to the others. */
  readonly #left = new Map<number, PresenceRow>()

  /** Takes a row from its owner. Rows of others, stale ones and unreadable ones are passed over: presence is a hint. */
  set(owner: Owner, user: PresenceUser, row: PresenceRow): void {
    const known = this.#rows.get(row.clientId)
    if (known !== undefined && (known.owner !== owner || row.clock < known.clock)) return
    if (known === undefined && (this.#clientIds.has(owner) || this.#rows.size >= MAX_ROSTER)) return
    const state = readState(row.json)
    if (state === undefined) return
    if (state === null) {
      if (known !== undefined) this.#remove(known, row.clock)
      return
    }
    const json = JSON.stringify({ ...state, user })
    this.#clientIds.set(owner, row.clientId)
    this.#rows.set(row.clientId, { owner, clientId: row.clientId, clock: row.clock, json })
    this.#left.delete(row.clientId)
    this.#changed.add(row.clientId)
  }

  leave(owner: Owner): void {
    const clientId = this.#clientIds.get(owner)
    const row = clientId === undefined ? undefined : this.#rows.get(clientId)
    if (row !== undefined) this.#remove(row, row.clock + 1)
  }

  #remove({ owner, clientId }: OwnedRow<Owner>, clock: number): void {
    this.#rows.delete(clientId)
    this.#clientIds.delete(owner)
    this.#changed.add(clientId)
    this.#left.set(clientId, { clientId, clock, json: 'null' })
  }

  /** Everybody who is here. */
  roster(): readonly PresenceRow[] {
    return [...this.#rows.values()]
  }

  /** What changed since the last call: the latest state of each, once. */
  takeChanges(): readonly PresenceRow[] {
    const rows: PresenceRow[] = []
    for (const clientId of this.#changed) {
      const row = this.#rows.get(clientId) ?? this.#left.get(clientId)
      if (row !== undefined) rows.push(row)
    }
    this.#changed.clear()
    this.#left.clear()
    return rows
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }
}

/** A state as plain JSON object, `null` for leaving, `undefined` where it cannot be read. */
const readState = (json: string): Record<string, unknown> | null | undefined => {
  if (json.length > MAX_PRESENCE_LENGTH) return undefined
  try {
    const state: unknown = JSON.parse(json)
    if (state === null) return null
    return typeof state === 'object' && !Array.isArray(state) ? (state as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
