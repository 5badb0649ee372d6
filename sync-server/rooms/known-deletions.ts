/**
 * Whether a write says anything new to a document that is not in memory. Whoever has a copy answers our state vector
 * with all deletions that it knows, since vectors say nothing of them: mostly nothing new.
 */
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

interface Range {
  readonly clock: number
  readonly len: number
}

/** `stored`: an update that holds all that is deleted. */
export const createKnownDeletions = (stored: Uint8Array): ((update: Uint8Array) => boolean) => {
  let known: ReadonlyMap<number, readonly Range[]> | undefined
  const isKnown = (client: number, { clock, len }: Range): boolean =>
    known?.get(client)?.some((range) => range.clock <= clock && clock + len <= range.clock + range.len) ??
    false

  return (update) => {
    // No structs, no deletions.
    if (update.length === 2 && update[0] === 0 && update[1] === 0) return true
    const deletions = readDeletions(update)
    if (deletions === undefined) return false
    known ??= Y.decodeUpdate(stored).ds.clients
    return deletions.every(({ client, range }) => isKnown(client, range))
  }
}

/** `undefined` where the update has structs, or cannot be read: then it is for the gate. */
const readDeletions = (update: Uint8Array): { client: number; range: Range }[] | undefined => {
  const deletions: { client: number; range: Range }[] = []
  try {
    const decoder = decoding.createDecoder(update)
    if (decoding.readVarUint(decoder) !== 0) return undefined
    for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
      const client = decoding.readVarUint(decoder)
      for (let ranges = decoding.readVarUint(decoder); ranges > 0; ranges--) {
        const clock = decoding.readVarUint(decoder)
        deletions.push({ client, range: { clock, len: decoding.readVarUint(decoder) } })
      }
    }
    return decoding.hasContent(decoder) ? undefined : deletions
  } catch {
    // lib0 throws where an update ends early; the gate says so to whoever sent it.
    return undefined
  }
}
