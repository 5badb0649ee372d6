/** Where the moment has to be exact: rooms that move only when the test says so. */
import { describe, expect, it } from 'vitest'
import { CLOSE } from '../../shared/wire.ts'
import { messageIds, send } from '../helpers/conversation.ts'
import { RoomWorld } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

describe('at one exact moment', () => {
  const write = (peer: TestPeer, id: string): void => send(peer.doc, peer.principal.id, id, id)
  const scene = async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    return { world, anna, ben }
  }

  /** Keeps whatever is to be stored from being stored until it is told to. */
  const hold = (world: RoomWorld): (() => void) => {
    const held = Promise.withResolvers<void>()
    world.beforeAppend = () => held.promise
    return held.resolve
  }

  it.each(['none', 'view'] as const)(
    '[RIGHTS-3] what was received and not yet applied when the level became %s is not taken, and harms nobody else’s',
    async (level) => {
      const { world, anna, ben } = await scene()
      const before = ben.acknowledged
      write(ben, 'early')
      write(anna, 'hers')
      write(ben, 'also-early')
      for (const peer of [ben, anna]) peer.deliverToServer()
      world.changeLevel(ben.principal, level)
      await world.settle()
      expect(messageIds(await world.stored())).toEqual(['hers'])
      expect(messageIds(anna.doc)).toEqual(['hers'])
      expect(ben.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
      expect(ben.framesAfterClose).toBe(0)
      expect(ben.acknowledged).toBe(before)
    },
  )

  it('[RIGHTS-3] what was applied and not yet stored stays, is shown to others, and is not acknowledged to who has gone', async () => {
    const { world, anna, ben } = await scene()
    const release = hold(world)
    const before = ben.acknowledged
    write(ben, 'applied')
    ben.deliverToServer()
    world.runTasks()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(messageIds(anna.doc)).toEqual(['applied'])
    expect(messageIds(await world.stored())).toEqual(['applied'])
    expect(ben.framesAfterClose).toBe(0)
    expect(ben.acknowledged).toBe(before)
  })

  it('[RIGHTS-2] what others wrote and was not yet stored is never shown to who loses access before it is', async () => {
    const { world, anna, ben } = await scene()
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(messageIds(ben.doc)).toEqual([])
    expect(ben.framesAfterClose).toBe(0)
  })

  it('[RIGHTS-4] who asked for everything and loses access before it can be sent gets nothing', async () => {
    const { world, anna } = await scene()
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    const late = world.peer('late', 'view')
    await late.connect(world.rooms)
    late.deliverToServer()
    world.changeLevel(late.principal, 'none')
    release()
    await world.settle()
    expect(late.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    expect(late.framesAfterClose).toBe(0)
    expect(messageIds(late.doc)).toEqual([])
  })

  it('[RIGHTS-4] whose level changes again and again while joining comes in with the one that holds in the end', async () => {
    const { world } = await scene()
    const late = world.peer('late', 'collaborate')
    const levels = ['view', 'collaborate', 'view'] as const
    let asked = 0
    world.beforeAuthorize = async () => {
      const level = levels[asked++]
      if (level !== undefined) world.changeLevel(late.principal, level)
    }
    expect(await late.connect(world.rooms)).toBe(true)
    await world.settle()
    expect(asked).toBe(levels.length + 1)
    expect(late.messages[0]).toMatchObject({ type: 'level', level: 'view' })
  })

  it('[RIGHTS-2] a reader who is behind and loses access is not sent what it missed', async () => {
    const { world, anna, ben } = await scene()
    ben.bufferedBytes = 2 * 1024 * 1024
    write(anna, 'before')
    await world.settle()
    ben.bufferedBytes = 0
    const release = hold(world)
    write(anna, 'secret')
    anna.deliverToServer()
    world.runTasks()
    // There is room again: it is to be sent what it missed, as soon as that is stored.
    world.runWindows()
    world.changeLevel(ben.principal, 'none')
    release()
    await world.settle()
    expect(messageIds(ben.doc)).not.toContain('secret')
    expect(ben.framesAfterClose).toBe(0)
  })

  it('[RIGHTS-2] who loses access in a cold room is not carried over into the warm one', async () => {
    const { world, anna } = await scene()
    // Enough for a snapshot to be made when the document is forgotten.
    for (let i = 0; i < 30; i++) {
      write(anna, `message-${i}`)
      await world.settle()
    }
    await world.forget()
    const writing = world.peer('anna', 'owner')
    const ben = world.peer('ben', 'view')
    for (const peer of [writing, ben]) await peer.connect(world.rooms)
    await world.settle()
    const loaded = world.gates
    world.changeLevel(ben.principal, 'none')
    write(writing, 'secret')
    await world.settle()
    // It was cold until then.
    expect(world.gates).toBe(loaded + 1)
    expect(messageIds(await world.stored())).toContain('secret')
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    expect(ben.framesAfterClose).toBe(0)
    expect(messageIds(ben.doc)).toContain('message-29')
    expect(messageIds(ben.doc)).not.toContain('secret')
  })

  it('[RIGHTS-2] who loses access while a document is written anew is sent away at once, and is told nothing meanwhile', async () => {
    const world = new RoomWorld()
    world.epochClientIds = 8
    const held = Promise.withResolvers<void>()
    world.beforeEpoch = () => held.promise
    world.crash()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    for (let load = 0; load < 7; load++) {
      const tab = await world.joined('anna', 'owner')
      write(tab, `message-${load}`)
      await world.settle()
      tab.disconnect()
    }
    await world.runQuiet()
    await world.runQuiet()
    world.changeLevel(ben.principal, 'none')
    anna.sendPresence(1, 1, { typing: true })
    await world.settle()
    expect(ben.closes.map(({ code }) => code)).toEqual([CLOSE.joinAgain])
    held.resolve()
    await world.settle()
    expect(anna.closes.map(({ code }) => code)).toEqual([CLOSE.newEpoch])
    expect(ben.closes).toHaveLength(1)
    expect(ben.framesAfterClose).toBe(0)
  })
})
