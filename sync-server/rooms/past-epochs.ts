/**
 * How earlier epochs of documents ended, for devices that tell their own unsent changes from everybody else's by it.
 * Everybody who was off line asks for the same one at the same time: it is made once, and one at a time, so that no
 * more than one log is in memory for that.
 */
import type { RoomName } from '../../shared/rooms.ts'
import type { DocumentStore } from '../storage/document-store.ts'
import type { MakeSnapshot } from './snapshot.ts'

/** As a V1 update; `undefined` where it is not kept. */
export type PastEpochs = (room: RoomName, epoch: number) => Promise<Uint8Array | undefined>

/** Those that were asked for last are at hand for a while. */
const AT_HAND = 4

export const createPastEpochs = (deps: {
  readonly store: Pick<DocumentStore, 'loadPast'>
  readonly makeSnapshot: MakeSnapshot
}): PastEpochs => {
  const underWay = new Map<string, Promise<Uint8Array | undefined>>()
  const atHand = new Map<string, Uint8Array>()
  let last: Promise<unknown> = Promise.resolve()

  const make = async (room: RoomName, epoch: number): Promise<Uint8Array | undefined> => {
    const log = await deps.store.loadPast(room, epoch)
    return log === undefined ? undefined : (await deps.makeSnapshot(log)).update
  }

  const keep = (key: string, update: Uint8Array | undefined): void => {
    underWay.delete(key)
    if (update === undefined) return
    atHand.set(key, update)
    const [oldest] = atHand.keys()
    if (atHand.size > AT_HAND && oldest !== undefined) atHand.delete(oldest)
  }

  return async (room, epoch) => {
    const key = `${room} ${epoch}`
    const known = atHand.get(key)
    if (known !== undefined) return known
    const others = underWay.get(key)
    if (others !== undefined) return others
    const made = last.then(() => make(room, epoch))
    underWay.set(key, made)
    last = made.then(
      (update) => keep(key, update),
      () => keep(key, undefined),
    )
    return made
  }
}
