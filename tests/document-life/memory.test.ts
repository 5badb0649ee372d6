/** Documents that are forgotten where there are too many. */
import { describe, expect, it } from 'vitest'
import { personalRoom } from '../../shared/rooms.ts'
import { person, RoomWorld } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

describe('memory', () => {
  const fill = async (world: RoomWorld, name: string): Promise<TestPeer> => {
    const peer = world.peerOf(person(name), { room: personalRoom(person(name).id) })
    await peer.connect(world.rooms)
    peer.doc.getMap('drafts').set('somewhere', 'x'.repeat(10_000))
    await world.settle()
    return peer
  }

  it('[ROOM-24] over the budget the longest unused are forgotten, and never those with people in them', async () => {
    const world = new RoomWorld()
    world.documentMemory = 100_000
    world.crash()
    const [a, b, c] = [await fill(world, 'anna'), await fill(world, 'ben0'), await fill(world, 'cleo')]
    a.disconnect()
    b.disconnect()
    // Used again since: Ben's is the longest unused now.
    await a.connect(world.rooms)
    await world.settle()
    a.disconnect()
    await world.settle()
    const d = await fill(world, 'dora')
    const e = await fill(world, 'emil')
    const loads = world.loads
    await a.connect(world.rooms)
    expect(world.loads).toBe(loads)
    await b.connect(world.rooms)
    expect(world.loads).toBe(loads + 1)
    await world.settle()
    expect(b.doc.getMap('drafts').size).toBe(1)
    expect([c, d, e].every((peer) => peer.isUp)).toBe(true)
    c.doc.getMap('drafts').set('somewhere', 'still here')
    await world.settle()
    expect(c.isSaved).toBe(true)
  })

  it('[ROOM-24] a document larger than the budget can be used nevertheless', async () => {
    const world = new RoomWorld()
    world.documentMemory = 0
    world.crash()
    const anna = await fill(world, 'anna')
    const ben = await fill(world, 'ben0')
    expect([anna, ben].every((peer) => peer.isUp && peer.isSaved)).toBe(true)
  })
})
