/** Logs that become snapshots. */
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { changeSetting, conversationRoots } from '../../shared/document/index.ts'
import { createSnapshotThread } from '../../sync-server/rooms/snapshot-thread.ts'
import { contentOf, ROOM, RoomWorld, say } from '../helpers/room-world.ts'

describe('compaction', () => {
  it('[ROOM-23] a log that grows while people are there becomes a snapshot, and writing goes on meanwhile', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const held = Promise.withResolvers<void>()
    world.beforeSnapshot = () => held.promise
    for (let i = 0; i < 10_100; i++) {
      changeSetting(anna.doc, 'title', `Title ${i}`)
      if (i % 2 === 0) anna.deliverToServer()
      world.runTasks()
      await Promise.resolve()
    }
    await world.settle()
    expect(world.snapshots).toBe(1)
    changeSetting(anna.doc, 'title', 'While the snapshot is made')
    await world.settle()
    held.resolve()
    await world.settle()
    const stored = await world.store.load(ROOM)
    expect(stored?.snapshot).toBeDefined()
    expect(stored?.log.length).toBeLessThan(5_000)
    expect(conversationRoots(await world.stored()).settings.get('title')).toBe('While the snapshot is made')
    expect(contentOf(await world.stored())).toBe(contentOf(anna.doc))
    expect(world.gates).toBe(1)
  })

  it('[ROOM-23] what is forgotten with a long tail is compacted then, and a short one is left', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    changeSetting(anna.doc, 'title', 'Short')
    await world.settle()
    await world.forget()
    expect(world.snapshots).toBe(0)
    await anna.connect(world.rooms)
    say(anna, 'long', null, 'so many words '.repeat(2_000))
    await world.settle()
    const before = contentOf(await world.stored())
    await world.forget()
    expect((await world.store.load(ROOM))?.log.length).toBe(1)
    expect(contentOf(await world.stored())).toBe(before)
  })

  it('[ROOM-23] one that fails leaves everything as it is and is not tried for ever', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    say(anna, 'long', null, 'so many words '.repeat(2_000))
    await world.settle()
    world.beforeSnapshot = () => Promise.reject(new Error('The snapshot does not say what the log says.'))
    const before = await world.store.load(ROOM)
    for (let i = 0; i < 3; i++) {
      await world.forget()
      await anna.connect(world.rooms)
      await world.settle()
    }
    expect(world.snapshots).toBe(1)
    expect(world.failures.map(({ doing }) => doing)).toEqual(['compact'])
    expect(await world.store.load(ROOM)).toEqual(before)
    // Whatever was in the way may be gone an hour later.
    world.beforeSnapshot = undefined
    world.now += 60 * 60 * 1000
    await world.forget()
    expect((await world.store.load(ROOM))?.log.length).toBe(1)
  })

  it('[ROOM-23] snapshots are made in a thread of their own, which survives what cannot be read', async () => {
    const thread = createSnapshotThread()
    onTestFinished(() => thread.close())
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let i = 0; i < 50; i++) doc.getMap('settings').set('title', `Title ${i}`)
    const [snapshot, broken, again] = await Promise.all([
      thread.make(updates),
      thread.make([Uint8Array.of(9, 9, 9)]).catch((error: unknown) => error),
      thread.make(updates),
    ])
    const read = new Y.Doc()
    Y.applyUpdate(read, snapshot.update)
    expect(read.getMap('settings').toJSON()).toEqual({ title: 'Title 49' })
    expect(snapshot.stateVector).toEqual(Y.encodeStateVector(doc))
    expect(broken).toBeInstanceOf(Error)
    expect(again).toEqual(snapshot)
    const gap = await thread.make(updates.slice(10)).catch((error: unknown) => String(error))
    expect(gap).toContain('lacks something')
  })
})
