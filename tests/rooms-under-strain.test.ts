/** Rooms whose peers are slow to read, or do what they should not. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { MAIN_BRANCH, type PrincipalId } from '../shared/ids.ts'
import { CLOSE } from '../shared/wire.ts'
import { contentOf, RoomWorld, read, say } from './helpers/room-world.ts'

describe('slow readers', () => {
  it('[ROOM-18] are sent nothing while their connection is full, and then one difference', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const slow = await world.joined('slow', 'view')
    say(anna, 'before')
    slow.bufferedBytes = 2 * 1024 * 1024
    say(anna, 'on-its-way')
    await world.settle()
    const { updates } = slow
    for (const id of ['one0', 'two0', 'three']) {
      say(anna, id)
      await world.settle()
    }
    expect(slow.updates).toBe(updates)
    expect(slow.isUp).toBe(true)
    slow.bufferedBytes = 0
    await world.settle()
    expect(slow.updates).toBe(updates + 1)
    expect(contentOf(slow.doc)).toBe(contentOf(anna.doc))
    say(anna, 'afterwards')
    await world.settle()
    expect(contentOf(slow.doc)).toBe(contentOf(anna.doc))
  })

  it('[ROOM-18] are not shown what is not stored when they catch up', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const slow = await world.joined('slow', 'view')
    slow.bufferedBytes = 2 * 1024 * 1024
    say(anna, 'stored')
    await world.settle()
    let release = (): void => {}
    world.beforeAppend = () => new Promise((resolve) => (release = resolve))
    say(anna, 'not-stored')
    await world.settle()
    slow.bufferedBytes = 0
    await world.settle()
    expect(read(slow.doc)).not.toContain('not-stored')
    world.beforeAppend = undefined
    release()
    await world.settle()
    expect(read(slow.doc)).toEqual(['stored', 'not-stored'])
  })

  it('[ROOM-18] that ask who is here without reading the answers are told once there is room', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const slow = await world.joined('slow', 'view')
    // A room that nobody has written in is served without a document.
    say(anna, 'first')
    anna.sendPresence(1, 1, { typing: MAIN_BRANCH })
    await world.settle()
    slow.bufferedBytes = 2 * 1024 * 1024
    anna.sendPresence(1, 2, { doing: 'something' })
    await world.settle()
    anna.sendPresence(1, 3, { doing: 'something else' })
    for (let i = 0; i < 50; i++) slow.sendRaw(Uint8Array.of(3))
    await world.settle()
    expect(slow.presence.get(1)).toMatchObject({ doing: 'something' })
    slow.bufferedBytes = 0
    await world.settle()
    expect(slow.presence.get(1)).toMatchObject({ doing: 'something else' })
    expect(slow.isUp).toBe(true)
  })

  it('[ROOM-18] that are hopelessly behind are sent away to come back', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const slow = await world.joined('slow', 'view')
    slow.bufferedBytes = 17 * 1024 * 1024
    say(anna, 'too-much')
    await world.settle()
    expect(slow.closes.at(-1)?.code).toBe(CLOSE.tryLater)
    slow.bufferedBytes = 0
    await slow.connect(world.rooms)
    await world.settle()
    expect(read(slow.doc)).toEqual(['too-much'])
  })
})

describe('misbehaviour', () => {
  it('[ROOM-10] what builds on something missing is asked for, and then taken', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const other = new Y.Doc()
    other.clientID = anna.doc.clientID
    say(anna, 'first')
    const first = Y.encodeStateAsUpdate(anna.doc)
    anna.disconnect()
    await anna.connect(world.rooms)
    await world.settle()
    expect(read(await world.stored())).toEqual(['first'])
    const ahead = new Y.Doc()
    Y.applyUpdate(ahead, first)
    const ben = await world.joined('ben', 'collaborate')
    const hidden: Uint8Array[] = []
    ben.doc.on('update', (update: Uint8Array) => hidden.push(update))
    ben.disconnect()
    say(ben, 'lost-frame', 'first')
    await ben.connect(world.rooms)
    const vector = Y.encodeStateVector(ben.doc)
    say(ben, 'next-frame', 'lost-frame')
    // Only the second of the two frames arrives at first.
    ben.disconnect()
    await ben.connect(world.rooms)
    ben.sendUpdate(Y.encodeStateAsUpdate(ben.doc, vector))
    await world.settle()
    expect(read(await world.stored())).toEqual(['first', 'lost-frame', 'next-frame'])
    expect(ben.rejections).toEqual([])
    expect(ben.isUp).toBe(true)
  })

  it('[ROOM-10] a peer that goes on sending gaps is sent away, and nothing is parked', async () => {
    const world = new RoomWorld()
    const ben = await world.joined('ben', 'collaborate')
    const doc = new Y.Doc()
    doc.getMap('settings').set('title', 'unknown to the server')
    const vector = Y.encodeStateVector(doc)
    for (let i = 0; i < 8; i++) {
      doc.getMap('settings').set('title', `gap ${i}`)
      ben.sendUpdate(Y.encodeStateAsUpdate(doc, vector))
    }
    await world.settle()
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.tryLater)
    expect(world.appended).toEqual([])
  })

  it('[ROOM-11] presence carries the connection’s user and cannot be written for others', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    anna.sendPresence(1, 1, { user: { id: 'ben0', name: 'Ben' }, typing: MAIN_BRANCH })
    await world.settle()
    expect(ben.presence.get(1)).toEqual({
      user: { id: 'anna' as PrincipalId, name: 'anna', kind: 'person' },
      typing: MAIN_BRANCH,
    })
    expect(anna.presence.has(1)).toBe(true)
    ben.sendPresence(1, 99, { typing: 'forged' })
    ben.sendPresence(1, 100, null)
    ben.sendPresence(2, 1, 'not an object')
    ben.sendPresence(2, 1, { filler: 'x'.repeat(5000) })
    await world.settle()
    expect([...anna.presence.entries()]).toEqual([[1, expect.objectContaining({ typing: MAIN_BRANCH })]])
    // One client id for each connection: a second is not listened to, until the first has left.
    anna.sendPresence(7, 1, { typing: MAIN_BRANCH })
    await world.settle()
    expect(anna.presence.has(7)).toBe(false)
    anna.sendPresence(1, 101, null)
    anna.sendPresence(7, 2, { typing: MAIN_BRANCH })
    await world.settle()
    expect([...ben.presence.keys()]).toEqual([7])
    anna.disconnect()
    await world.settle()
    expect(ben.presence.size).toBe(0)
  })

  it.each([
    ['an unknown type', [77, 1, 2]],
    ['an end that comes too early', [0, 2, 200, 1]],
    ['more after the end', [0, 0, 1, 0, 9]],
    ['nothing', []],
    ['a state vector that lies', [0, 0, 3, 200, 1, 1]],
  ])('[ROOM-12] a frame with %s closes that connection and harms nobody else', async (_, bytes) => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const mallory = await world.joined('mallory', 'collaborate')
    mallory.sendRaw(Uint8Array.from(bytes))
    await world.settle()
    expect(mallory.closes.at(-1)?.code).toBe(CLOSE.unsupported)
    say(anna, 'unharmed')
    await world.settle()
    expect(read(await world.stored())).toEqual(['unharmed'])
  })
})
