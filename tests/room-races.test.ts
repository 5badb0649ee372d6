/** What comes between: rooms that are forgotten or begin anew while the server writes, commits that follow each other. */
import { describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { changeSetting, conversationRoots, readSettings } from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { conversationRoom } from '../shared/rooms.ts'
import { contentOf, microtasks, person, ROOM, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const OTHER = conversationRoom('conversation-2' as ConversationId)

const titled =
  (title: string) =>
  (doc: Y.Doc): void =>
    changeSetting(doc, 'title', title)
const titleOf = (doc: Y.Doc): string | undefined => readSettings(conversationRoots(doc)).title

describe('what the server writes', () => {
  it('[ROOM-40] lands, though its room is forgotten for another one at that very moment', async () => {
    const world = new RoomWorld()
    world.documentMemory = 1
    for (let steps = 0; steps < 12; steps++) {
      world.crash()
      const edits = [world.rooms.edit(OTHER, titled(`other ${steps}`))]
      for (let step = 0; step < steps; step++) await Promise.resolve()
      edits.push(world.rooms.edit(ROOM, titled(`this ${steps}`)))
      await world.settle()
      await Promise.all(edits)
      expect(titleOf(await world.stored(OTHER))).toBe(`other ${steps}`)
      expect(titleOf(await world.stored())).toBe(`this ${steps}`)
    }
  })

  it('[ROOM-40] lands in the epoch that is there, though the next one begins at that very moment', async () => {
    for (let steps = 0; steps < 24; steps++) {
      const world = new RoomWorld()
      world.epochClientIds = 3
      world.crash()
      for (const title of ['one', 'two', 'three']) {
        const anna = await world.joined('anna', 'owner')
        titled(title)(anna.doc)
        await world.settle()
        anna.disconnect()
      }
      await world.runQuiet()
      const quiet = world.runQuiet()
      for (let step = 0; step < steps; step++) await Promise.resolve()
      const edit = world.rooms.edit(ROOM, titled('the server’s'))
      await quiet
      await world.settle()
      await edit
      expect(world.failures).toEqual([])
      world.crash()
      const late = await world.joined('late', 'view')
      expect(titleOf(late.doc)).toBe('the server’s')
      expect(contentOf(late.doc)).toBe(contentOf(await world.stored()))
    }
  })

  it('[ROOM-40] and cannot be written is not called stored', async () => {
    const world = new RoomWorld()
    const broken = world.rooms.edit(ROOM, () => {
      throw new Error('This cannot be written.')
    })
    const outcome = broken.then(
      () => 'stored',
      (error: unknown) => String(error),
    )
    await world.settle()
    expect(await outcome).toContain('This cannot be written.')
    const next = world.rooms.edit(ROOM, titled('after it'))
    await world.settle()
    await next
    expect(titleOf(await world.stored())).toBe('after it')
  })
})

describe('commits that follow each other', () => {
  const heldBack = async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const held: (() => void)[] = []
    world.beforeAppend = () => new Promise((resolve) => held.push(resolve))
    const write = async (title: string): Promise<void> => {
      titled(title)(anna.doc)
      anna.deliverToServer()
      world.runTasks()
      await microtasks()
      world.runTasks()
      await microtasks()
    }
    const release = async (): Promise<void> => {
      held.shift()?.()
      await microtasks()
      world.runTasks()
      await microtasks()
    }
    return { world, write, release }
  }

  it('[ROOM-41] whoever joins between two of them is given nothing of the second before it is stored', async () => {
    const { world, write, release } = await heldBack()
    await write('first')
    const late = world.peer('late', 'view')
    await late.connect(world.rooms)
    late.deliverToServer()
    await write('second')
    await release()
    late.deliverToPeer()
    expect(titleOf(await world.stored())).toBe('first')
    expect(titleOf(late.doc)).not.toBe('second')
    await release()
    late.deliverToPeer()
    expect(titleOf(late.doc)).toBe('second')
  })

  it('[ROOM-41] whoever catches up between two of them neither', async () => {
    const { world, write, release } = await heldBack()
    world.beforeAppend = undefined
    const slow = await world.joined('slow', 'view')
    slow.bufferedBytes = 2 * 1024 * 1024
    await write('before')
    await world.settle()
    const held: (() => void)[] = []
    world.beforeAppend = () => new Promise((resolve) => held.push(resolve))
    await write('first')
    slow.bufferedBytes = 0
    world.runWindows()
    await write('second')
    held.shift()?.()
    await microtasks()
    slow.deliverToPeer()
    expect(titleOf(slow.doc)).not.toBe('second')
    world.beforeAppend = undefined
    world.runTasks()
    await microtasks()
    held.shift()?.()
    await release()
    await world.settle()
    expect(titleOf(slow.doc)).toBe('second')
  })
})

describe('a flood into one room', () => {
  const MANY = 200
  const flood = (peer: TestPeer): void => {
    for (let i = 1; i <= MANY; i++) titled(`title ${i}`)(peer.doc)
  }
  /** Each look at the clock takes a quarter of a turn. */
  const slow = async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = world.peerOf(person('ben'), { room: OTHER })
    world.levels.set(ben.principal.id, 'owner')
    await ben.connect(world.rooms)
    await world.settle()
    world.costOfLooking = 5
    return { world, anna, ben }
  }
  const turn = async (world: RoomWorld): Promise<void> => {
    world.runTasks()
    await microtasks()
  }

  it('[ROOM-42] keeps nobody waiting in another one, and is taken whole and in order all the same', async () => {
    const { world, anna, ben } = await slow()
    flood(anna)
    titled('in between')(ben.doc)
    anna.deliverToServer()
    ben.deliverToServer()
    for (let i = 0; i < 4; i++) await turn(world)
    expect(titleOf(await world.stored(OTHER))).toBe('in between')
    expect(titleOf(await world.stored())).not.toBe(`title ${MANY}`)
    await world.settle()
    expect(titleOf(await world.stored())).toBe(`title ${MANY}`)
    expect(anna.isSaved).toBe(true)
    expect(anna.rejections).toEqual([])
  })

  it('[ROOM-42] counts where its sender is gone before all of it was looked at, and is in what it asked for', async () => {
    const { world, anna } = await slow()
    const ben = await world.joined('ben', 'collaborate')
    flood(anna)
    anna.deliverToServer()
    anna.disconnect()
    await turn(world)
    const late = world.peer('late', 'view')
    await late.connect(world.rooms)
    await world.settle()
    for (const doc of [await world.stored(), ben.doc, late.doc]) expect(titleOf(doc)).toBe(`title ${MANY}`)
  })

  it('[ROOM-42] ends where its sender loses the right to, however much was sent before', async () => {
    const { world, anna } = await slow()
    anna.deliverToServer()
    flood(anna)
    anna.deliverToServer()
    await turn(world)
    world.changeLevel(anna.principal, 'none')
    await world.settle()
    const { title = '' } = readSettings(conversationRoots(await world.stored()))
    expect(title).toMatch(/^title \d+$/)
    expect(Number(title.slice('title '.length))).toBeLessThan(MANY / 2)
    expect(anna.framesAfterClose).toBe(0)
  })

  it('[ROOM-42] of several writers is shown in frames that can be merged in bounded time', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    const reader = await world.joined('vera', 'view')
    const { updates } = reader
    for (let i = 0; i < 250; i++) {
      for (const peer of [anna, ben]) {
        titled(`${peer.principal.name} ${i}`)(peer.doc)
        peer.deliverToServer()
      }
    }
    await world.settle()
    expect(reader.updates - updates).toBe(5)
    expect(contentOf(reader.doc)).toBe(contentOf(await world.stored()))
  })

  it('[ROOM-42] leaves a log behind that is opened by loading it, not by merging it', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    titled('as it was')(anna.doc)
    await world.settle()
    await world.compact()
    for (let i = 0; i < 600; i++) {
      titled(`title ${i}`)(anna.doc)
      anna.deliverToServer()
      world.runTasks()
    }
    await world.settle()
    world.crash()
    const { gates } = world
    const late = await world.joined('late', 'view')
    expect(titleOf(late.doc)).toBe('title 599')
    expect(world.gates).toBe(gates + 1)
  })
})
