/** A conversation as it lies on the disk: cold, and damaged where a test says so. */
import { expect } from 'vitest'
import { addMessage, fillWithText } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { ROOM, RoomWorld, say } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

/** So many messages, each in an update of its own. */
export const sayMany = async (world: RoomWorld, peer: TestPeer, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) {
    say(peer, `message-${i}`)
    await world.settle()
  }
}

/** A conversation of some length that nobody has in memory, compacted. */
export const coldWorld = async (): Promise<{ world: RoomWorld; anna: TestPeer }> => {
  const world = new RoomWorld()
  const anna = await world.joined('anna', 'owner')
  addMessage(
    anna.doc,
    {
      id: 'draft',
      author: anna.principal.id,
      role: 'user',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: 1,
    },
    fillWithText('not sent yet'),
    { draft: true },
  )
  await sayMany(world, anna, 30)
  await world.forget()
  expect((await world.store.load(ROOM))?.snapshot).toBeDefined()
  return { world, anna }
}

export const positionAt = async (world: RoomWorld, index: number): Promise<number> => {
  const position = (await world.store.load(ROOM))?.log.at(index)?.position
  if (position === undefined) throw new Error(`There is no update ${index}.`)
  return position
}

export const damage = (world: RoomWorld, position: number): void => {
  const { changes } = world.database
    .prepare("UPDATE document_update SET body = x'00' || substr(body, 2) || x'ff' WHERE id = ?")
    .run(position)
  expect(changes).toBe(1)
}
