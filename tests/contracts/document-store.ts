/** What every adapter of the document store must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
import {
  type Append,
  type DocumentStore,
  RETIRED,
  SERVER,
  type Snapshot,
} from '../../sync-server/storage/document-store.ts'

export interface DocumentStoreSubject {
  readonly store: DocumentStore
  /** Changes a byte of a stored update behind the store's back, as a disk would. */
  readonly damage: (position: number) => void
  /** Updates that were set aside, in order. */
  readonly aside: (room: RoomName) => readonly { readonly update: Uint8Array; readonly reason: string }[]
  readonly close: () => void | Promise<void>
}

const ROOM = 'conversation/stored-conversation' as RoomName
const OTHER = 'conversation/another-conversation' as RoomName
const AT = 1_700_000_000_000
const MARK = { reason: 'It cannot be read.', since: AT, triedAt: AT, attempts: 1 }

const updateOf = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getMap('settings').set('title', text)
  return Y.encodeStateAsUpdate(doc)
}

const entry = (text: string, room = ROOM): Append => ({
  room,
  update: updateOf(text),
  sender: SERVER,
  receivedAt: AT,
  leases: [{ clientId: 1, holder: SERVER }],
  facts: {},
})

const snapshotOf = (text: string): Snapshot => {
  const update = updateOf(text)
  return { update, stateVector: Y.encodeStateVectorFromUpdate(update), deletions: Uint8Array.of(0, 0) }
}

export const documentStoreContract = (name: string, setup: () => Promise<DocumentStoreSubject>): void => {
  describe(`document store: ${name}`, () => {
    let subject: DocumentStoreSubject
    let store: DocumentStore
    beforeEach(async () => {
      subject = await setup()
      store = subject.store
    })
    afterEach(() => subject.close())

    const texts = async (room = ROOM): Promise<unknown[]> =>
      ((await store.load(room))?.log ?? []).map(({ update }) => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, update)
        return doc.getMap('settings').get('title')
      })
    const positions = async (): Promise<number[]> =>
      ((await store.load(ROOM))?.log ?? []).map(({ position }) => position)
    const positionAt = async (index: number): Promise<number> => {
      const position = (await positions()).at(index)
      if (position === undefined) throw new Error(`There is no update ${index}.`)
      return position
    }

    it('[STORE-20] gives back what was written, oldest first, with its leases, and each document its own', async () => {
      expect(await store.load(ROOM)).toBeUndefined()
      await store.append([entry('one'), entry('elsewhere', OTHER), entry('two')])
      await store.append([entry('three')])
      expect(await texts()).toEqual(['one', 'two', 'three'])
      expect(await texts(OTHER)).toEqual(['elsewhere'])
      const stored = await store.load(ROOM)
      expect(stored).toMatchObject({ leases: [{ clientId: 1, holder: SERVER }], snapshot: undefined })
      expect(stored?.log.every(({ intact }) => intact)).toBe(true)
      expect(await positions()).toEqual((await positions()).toSorted((a, b) => a - b))
    })

    it('[STORE-21] a snapshot replaces what it covers, keeps what came after it, and says that it is one', async () => {
      await store.append([entry('one'), entry('two'), entry('three')])
      const snapshot = snapshotOf('one and two')
      await store.compact(ROOM, await positionAt(1), snapshot)
      expect(await texts()).toEqual(['one and two', 'three'])
      expect((await store.load(ROOM))?.snapshot).toEqual({
        stateVector: Buffer.from(snapshot.stateVector),
        deletions: Buffer.from(snapshot.deletions),
      })
      expect((await store.load(ROOM))?.log.every(({ intact }) => intact)).toBe(true)
      await store.append([entry('four')])
      expect(await texts()).toEqual(['one and two', 'three', 'four'])
    })

    it('[STORE-21] a snapshot that comes after another one of the same or more changes nothing', async () => {
      await store.append([entry('one'), entry('two'), entry('three')])
      const [first = 0, , last = 0] = await positions()
      await store.compact(ROOM, last, snapshotOf('all three'))
      await store.compact(ROOM, first, snapshotOf('only one'))
      expect(await texts()).toEqual(['all three'])
      await store.remove(ROOM)
      await store.append([entry('written anew')])
      await store.compact(ROOM, last, snapshotOf('from before it was removed'))
      expect(await texts()).toEqual(['written anew'])
      expect((await store.load(ROOM))?.snapshot).toBeUndefined()
    })

    it('[STORE-22] bytes that are not those that were written are told apart', async () => {
      await store.append([entry('one'), entry('two')])
      await store.compact(ROOM, await positionAt(0), snapshotOf('one'))
      await store.append([entry('three')])
      subject.damage(await positionAt(0))
      subject.damage(await positionAt(2))
      expect((await store.load(ROOM))?.log.map(({ intact }) => intact)).toEqual([false, true, false])
    })

    it('[STORE-23] what cannot be read is marked, listed and marked anew, and the others are not', async () => {
      await store.append([entry('one'), entry('elsewhere', OTHER)])
      expect(await store.quarantineOf(ROOM)).toBeUndefined()
      await store.quarantine(ROOM, MARK)
      const again = { ...MARK, triedAt: AT + 5, attempts: 2 }
      await store.quarantine(ROOM, again)
      expect(await store.quarantineOf(ROOM)).toEqual(again)
      expect((await store.load(ROOM))?.quarantine).toEqual(again)
      expect((await store.load(OTHER))?.quarantine).toBeUndefined()
      expect(await store.quarantined()).toEqual([{ room: ROOM, quarantine: again }])
    })

    it('[STORE-23] updates are set aside, never deleted, and the mark is taken away with it', async () => {
      await store.append([entry('one'), entry('broken'), entry('three')])
      await store.quarantine(ROOM, MARK)
      await store.setAside(ROOM, [{ position: await positionAt(1), reason: 'It is broken.' }], AT)
      expect(await texts()).toEqual(['one', 'three'])
      expect(await store.quarantined()).toEqual([])
      expect(subject.aside(ROOM)).toEqual([
        { update: Buffer.from(updateOf('broken')), reason: 'It is broken.' },
      ])
    })

    it('[STORE-23] without its snapshot a log does not pass for one', async () => {
      await store.append([entry('one'), entry('two')])
      const at = await positionAt(0)
      await store.compact(ROOM, at, snapshotOf('one'))
      await store.setAside(ROOM, [{ position: at, reason: 'It is broken.' }], AT)
      expect(await texts()).toEqual(['two'])
      expect((await store.load(ROOM))?.snapshot).toBeUndefined()
    })

    it('[EPOCH-5] a next epoch takes the place of the log and its leases, and what was is kept beside it', async () => {
      await store.append([entry('one'), entry('elsewhere', OTHER)])
      await store.append([entry('two')])
      const next = {
        room: ROOM,
        after: 1,
        snapshot: snapshotOf('one and two, anew'),
        leases: [{ clientId: 7, holder: SERVER }],
        startedAt: AT,
      }
      const last = await positionAt(-1)
      expect(await store.startEpoch(next)).toBe(true)
      expect(await texts()).toEqual(['one and two, anew'])
      expect(await store.load(ROOM)).toMatchObject({
        epoch: 2,
        leases: [
          { clientId: 7, holder: SERVER },
          { clientId: 1, holder: RETIRED },
        ],
        snapshot: { stateVector: Buffer.from(next.snapshot.stateVector) },
      })
      expect((await store.loadPast(ROOM, 1))?.length).toBe(2)
      expect(await store.loadPast(ROOM, 2)).toBeUndefined()
      // A second one from the same epoch, and a snapshot of the old log, come too late.
      expect(await store.startEpoch(next)).toBe(false)
      await store.compact(ROOM, last, snapshotOf('from before'))
      expect(await texts()).toEqual(['one and two, anew'])
      await store.append([entry('three')])
      expect(await texts()).toEqual(['one and two, anew', 'three'])
      expect(await store.load(OTHER)).toMatchObject({ epoch: 1, leases: [{ clientId: 1, holder: SERVER }] })
      await store.remove(ROOM)
      expect(await store.loadPast(ROOM, 1)).toBeUndefined()
      await store.append([entry('written anew')])
      expect(await store.load(ROOM)).toMatchObject({ epoch: 1, leases: [{ clientId: 1, holder: SERVER }] })
    })

    it('[EPOCH-21] the logs of a few epochs are kept and no more, however fast one follows another', async () => {
      await store.append([entry('one'), entry('elsewhere', OTHER)])
      const begin = (room: RoomName, after: number): Promise<boolean> =>
        store.startEpoch({
          room,
          after,
          snapshot: snapshotOf(`after ${after}`),
          leases: [{ clientId: 100 + after, holder: SERVER }],
          startedAt: AT + after,
        })
      expect(await begin(OTHER, 1)).toBe(true)
      for (let after = 1; after <= 20; after++) expect(await begin(ROOM, after)).toBe(true)
      const kept: number[] = []
      for (let epoch = 1; epoch <= 20; epoch++) {
        if ((await store.loadPast(ROOM, epoch)) !== undefined) kept.push(epoch)
      }
      expect(kept).toEqual([13, 14, 15, 16, 17, 18, 19, 20])
      expect(await store.loadPast(OTHER, 1)).toBeDefined()
      const { leases = [] } = (await store.load(ROOM)) ?? {}
      expect(leases.filter(({ holder }) => holder === RETIRED)).toHaveLength(20)
    })

    it('[STORE-24] what is removed is gone with everything that was kept beside it', async () => {
      await store.append([entry('one'), entry('two')])
      await store.setAside(ROOM, [{ position: await positionAt(0), reason: 'It is broken.' }], AT)
      await store.quarantine(ROOM, MARK)
      await store.remove(ROOM)
      expect(await store.load(ROOM)).toBeUndefined()
      expect(await store.quarantined()).toEqual([])
      expect(subject.aside(ROOM)).toEqual([])
    })
  })
}
