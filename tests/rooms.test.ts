import { describe, expect, it } from 'vitest'
import {
  addBranch,
  addMessage,
  addRun,
  cancelRun,
  changeSetting,
  conversationRoots,
  directoryRoots,
  EMPTY_DIRECTORY,
  fillWithText,
} from '../shared/document/index.ts'
import type { RunId } from '../shared/ids.ts'
import { BANYAN_AGENT, MAIN_BRANCH } from '../shared/ids.ts'
import { directoryRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { contentOf, microtasks, person, ROOM, RoomWorld, read, say } from './helpers/room-world.ts'

describe('writing', () => {
  it('[ROOM-1] peers that may write converge, and what they wrote is stored', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate', { speaksBanyan: false })
    say(anna, 'from-anna')
    say(ben, 'from-ben')
    await world.settle()
    expect(read(anna.doc).toSorted()).toEqual(['from-anna', 'from-ben'])
    expect(contentOf(ben.doc)).toBe(contentOf(anna.doc))
    expect(contentOf(await world.stored())).toBe(contentOf(anna.doc))
    expect(anna.acknowledged).toBeGreaterThan(0)
    expect(anna.messages[0]).toEqual({ type: 'level', level: 'owner', epoch: 1 })
  })

  it('[ROOM-1] what was written off line arrives, after what others wrote meanwhile', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    ben.disconnect()
    say(ben, 'off-line-1')
    say(ben, 'off-line-2', 'off-line-1')
    say(anna, 'on-line')
    await world.settle()
    expect(read(anna.doc)).toEqual(['on-line'])
    await ben.connect(world.rooms)
    await world.settle()
    expect(read(anna.doc)).toEqual(['on-line', 'off-line-1', 'off-line-2'])
    expect(contentOf(ben.doc)).toBe(contentOf(anna.doc))
  })

  it('[ROOM-2] [A7] what a view-only peer writes leaves no trace, and it is told once', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const vera = await world.joined('vera', 'view')
    say(anna, 'from-anna')
    await world.settle()
    const before = {
      anna: contentOf(anna.doc),
      stored: contentOf(await world.stored()),
      log: world.appended.length,
    }
    say(vera, 'from-vera')
    changeSetting(vera.doc, 'title', 'Taken over')
    await world.settle()
    expect(vera.rejections).toEqual(['read-only'])
    expect(contentOf(anna.doc)).toBe(before.anna)
    expect(contentOf(await world.stored())).toBe(before.stored)
    expect(world.appended.length).toBe(before.log)
    expect(world.refused[0]).toMatchObject({ principal: 'vera', code: 'read-only' })
    say(anna, 'still-going')
    await world.settle()
    expect(read(vera.doc)).toContain('still-going')
  })

  it('[ROOM-2] a stock client that keeps writing without the right is closed for good', async () => {
    const world = new RoomWorld()
    const vera = await world.joined('vera', 'view', { speaksBanyan: false })
    say(vera, 'first')
    await world.settle()
    expect(vera.denied).toHaveLength(1)
    expect(vera.isUp).toBe(true)
    say(vera, 'second')
    await world.settle()
    expect(vera.closes.at(-1)?.code).toBe(CLOSE.forbidden)
    expect(read(await world.stored())).toEqual([])
  })

  it('[ROOM-2] writes after a refused one are not taken, since they build on it', async () => {
    const world = new RoomWorld()
    const ben = await world.joined('ben', 'collaborate')
    ben.doc.getArray('nonsense').push([1])
    await world.settle()
    say(ben, 'afterwards')
    await world.settle()
    expect(ben.rejections).toEqual(['root'])
    expect(read(await world.stored())).toEqual([])
  })
})

describe('what came in together', () => {
  it('[ROOM-19] of one peer is one row and one frame, and is acknowledged whole', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    const before = { rows: world.appended.flat().length, updates: ben.updates, count: anna.acknowledged }
    for (const title of ['One', 'Two', 'Three']) changeSetting(anna.doc, 'title', title)
    await world.settle()
    expect(world.appended.flat().length - before.rows).toBe(1)
    expect(ben.updates - before.updates).toBe(1)
    expect(anna.acknowledged - before.count).toBe(3)
    expect(contentOf(ben.doc)).toBe(contentOf(anna.doc))
    expect(contentOf(await world.stored())).toBe(contentOf(anna.doc))
  })

  it('[ROOM-19] counts also where its sender is gone before it was looked at', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    say(ben, 'last-words')
    ben.deliverToServer()
    ben.disconnect()
    await world.settle()
    expect(read(anna.doc)).toEqual(['last-words'])
  })

  it('[ROOM-19] is acknowledged up to what was refused, and no further', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    const count = ben.acknowledged
    say(ben, 'fine')
    addMessage(
      ben.doc,
      {
        id: 'forged',
        author: anna.principal.id,
        role: 'user',
        parentId: null,
        branchId: MAIN_BRANCH,
        createdAt: 1,
      },
      fillWithText('not mine'),
    )
    say(ben, 'after')
    await world.settle()
    expect(ben.acknowledged - count).toBe(1)
    expect(read(anna.doc)).toEqual(['fine'])
  })
})

describe('durable before visible', () => {
  it('[ROOM-3] nobody sees, is told or is given what is not stored yet', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    const acknowledged = anna.acknowledged
    let release = (): void => {}
    world.beforeAppend = () => new Promise((resolve) => (release = resolve))
    say(anna, 'on-its-way')
    await world.settle()
    const late = world.peer('late', 'view')
    await late.connect(world.rooms)
    await world.settle()
    expect(read(ben.doc)).toEqual([])
    expect(read(late.doc)).toEqual([])
    expect(anna.acknowledged).toBe(acknowledged)
    world.beforeAppend = undefined
    release()
    await world.settle()
    expect(read(ben.doc)).toEqual(['on-its-way'])
    expect(read(late.doc)).toEqual(['on-its-way'])
    expect(anna.acknowledged).toBeGreaterThan(acknowledged)
  })

  it('[ROOM-4] a store that fails: nothing acknowledged, edits kept by their writers, no restart needed', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    const acknowledged = anna.acknowledged
    world.beforeAppend = () => Promise.reject(new Error('The disk is full.'))
    say(anna, 'kept-by-anna')
    await world.settle()
    expect(anna.acknowledged).toBe(acknowledged)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.internal)
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.internal)
    expect(world.failures[0]?.doing).toBe('store updates')
    world.beforeAppend = undefined
    await ben.connect(world.rooms)
    await world.settle()
    expect(read(ben.doc)).toEqual([])
    await anna.connect(world.rooms)
    await world.settle()
    expect(read(ben.doc)).toEqual(['kept-by-anna'])
    expect(read(await world.stored())).toEqual(['kept-by-anna'])
  })

  it('[ROOM-4] one room whose entries cannot be stored does not take the others with it', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const personal = world.peerOf(person('anna'), { room: 'personal/anna' as never })
    await personal.connect(world.rooms)
    await world.settle()
    let calls = 0
    // The common commit fails, and so does the first room's own.
    world.beforeAppend = () => (++calls <= 2 ? Promise.reject(new Error('once')) : Promise.resolve())
    say(anna, 'unlucky')
    personal.doc.getMap('pins').set('conversation-1', true)
    await world.settle()
    const stored = [
      read(await world.stored()).length,
      (await world.stored('personal/anna' as never)).getMap('pins').size,
    ]
    expect(stored.toSorted((a, b) => a - b)).toEqual([0, 1])
  })
})

describe('rights', () => {
  it('[ROOM-5] [A10] a change of rights ends the session at once, and what it sent is judged by the new ones', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    say(ben, 'in-mid-air')
    world.changeLevel(ben.principal, 'view')
    say(anna, 'afterwards')
    await world.settle()
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    expect(ben.framesAfterClose).toBe(0)
    expect(read(anna.doc)).toEqual(['afterwards'])
    await ben.connect(world.rooms)
    await world.settle()
    expect(ben.messages.at(-1)).toMatchObject({ type: 'rejected', code: 'read-only' })
    expect(read(await world.stored())).toEqual(['afterwards'])
  })

  it('[ROOM-5] [A10] who lost access is refused when it comes back', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    world.changeLevel(ben.principal, 'none')
    say(anna, 'secret')
    await world.settle()
    expect(await ben.connect(world.rooms)).toBe(false)
    expect(ben.closes.map(({ code }) => code)).toEqual([CLOSE.joinAgain, CLOSE.forbidden])
    expect(ben.framesAfterClose).toBe(0)
    expect(read(ben.doc)).toEqual([])
  })

  it.each(['beforeAuthorize', 'beforeLoad'] as const)(
    '[ROOM-6] rights that change during %s count',
    async (moment) => {
      const world = new RoomWorld()
      const ben = world.peer('ben', 'collaborate')
      let release = (): void => {}
      world[moment] = () =>
        new Promise((resolve) => {
          world[moment] = undefined
          release = resolve
        })
      const joining = ben.connect(world.rooms)
      await microtasks()
      world.changeLevel(ben.principal, 'none')
      release()
      expect(await joining).toBe(false)
      expect(ben.closes).toEqual([{ code: CLOSE.forbidden, reason: expect.any(String) }])
    },
  )

  it('[ROOM-7] signing out ends every session of that login and every join under way', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    let release = (): void => {}
    world.beforeAuthorize = () => new Promise((resolve) => (release = resolve))
    const second = world.peerOf(anna.principal)
    const joining = second.connect(world.rooms)
    await microtasks()
    world.rooms.signedOut({ sessionId: 'session-of-anna' })
    release()
    expect(await joining).toBe(false)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.signedOut)
    expect(second.closes.at(-1)?.code).toBe(CLOSE.signedOut)
    expect(ben.isUp).toBe(true)
  })

  it('[ROOM-5] a deleted conversation is closed for everybody', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'view')
    world.rooms.shut(ROOM, 'This conversation was deleted.')
    expect([anna, ben].map((peer) => peer.closes.at(-1)?.code)).toEqual([CLOSE.notFound, CLOSE.notFound])
  })
})

describe('loading', () => {
  it('[ROOM-8] a document is loaded once for many joiners, and forgotten when idle', async () => {
    const world = new RoomWorld()
    let release = (): void => {}
    world.beforeLoad = () => new Promise((resolve) => (release = resolve))
    const peers = ['anna', 'ben', 'cleo'].map((name) => world.peer(name, 'collaborate'))
    const joining = peers.map((peer) => peer.connect(world.rooms))
    await microtasks()
    release()
    expect(await Promise.all(joining)).toEqual([true, true, true])
    expect(world.loads).toBe(1)
    await world.settle()
    world.beforeLoad = undefined
    world.runIdle()
    for (const peer of peers) peer.disconnect()
    world.runIdle()
    await peers[0]?.connect(world.rooms)
    expect(world.loads).toBe(2)
  })

  it('[ROOM-8] a load that fails is told and tried anew by the next who joins', async () => {
    const world = new RoomWorld()
    const anna = world.peer('anna', 'owner')
    world.beforeLoad = () => Promise.reject(new Error('The disk does not answer.'))
    expect(await anna.connect(world.rooms)).toBe(false)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.internal)
    world.beforeLoad = undefined
    expect(await anna.connect(world.rooms)).toBe(true)
  })

  it('[ROOM-13] a directory says what is true, also where that changed while it was read', async () => {
    const world = new RoomWorld()
    const anna = person('anna')
    const named = (name: string): void =>
      void world.directories.set(anna.id, { ...EMPTY_DIRECTORY, self: { organization: name } })
    named('Before')
    world.beforeDirectory = async () => {
      world.beforeDirectory = undefined
      named('After')
      world.rooms.editIfLoaded(directoryRoom(anna.id), () => {
        throw new Error('Not loaded yet: there is nothing to write into.')
      })
    }
    const peer = world.peerOf(anna, { room: directoryRoom(anna.id) })
    await peer.connect(world.rooms)
    await world.settle()
    expect(directoryRoots(peer.doc).self.get('organization')).toBe('After')
  })

  it('[ROOM-14] a long log becomes one snapshot that says the same', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    for (let i = 0; i < 300; i++) {
      changeSetting(anna.doc, 'title', `Title ${i}`)
      await world.settle()
    }
    const before = contentOf(await world.stored())
    world.crash()
    await anna.connect(world.rooms)
    await world.settle()
    expect((await world.store.load(ROOM))?.log.length).toBe(1)
    expect(contentOf(await world.stored())).toBe(before)
    changeSetting(anna.doc, 'title', 'And on')
    await world.settle()
    expect((await world.store.load(ROOM))?.log.length).toBe(2)
    expect(conversationRoots(await world.stored()).settings.get('title')).toBe('And on')
  })
})

describe('what the server adds', () => {
  it('[ROOM-9] messages are put in order once, parents first, with the facts that tables need', async () => {
    const world = new RoomWorld()
    const anna = world.peer('anna', 'owner')
    say(anna, 'first')
    say(anna, 'second', 'first')
    changeSetting(anna.doc, 'title', 'A plan')
    addRun(anna.doc, {
      id: 'run-1',
      parentId: 'second',
      branchId: MAIN_BRANCH,
      requestedBy: anna.principal.id,
      agent: BANYAN_AGENT,
      model: '',
      createdAt: 1,
    })
    await anna.connect(world.rooms)
    await world.settle()
    const facts = Object.assign({}, ...world.facts.map((entry) => entry.facts)) as object
    expect(facts).toMatchObject({
      title: 'A plan',
      activityAt: expect.any(Number),
      messageCount: 2,
      queuedRuns: [{ id: 'run-1' }],
    })
    const order = (): unknown[] =>
      conversationRoots(anna.doc)
        .order.toArray()
        .map(([id]) => id)
    expect(order()).toEqual(['first', 'second'])
    world.crash()
    await anna.connect(world.rooms)
    await world.settle()
    say(anna, 'third', 'second')
    cancelRun(anna.doc, 'run-1' as RunId, anna.principal.id)
    await world.settle()
    expect(order()).toEqual(['first', 'second', 'third'])
    expect(world.facts.findLast(({ facts }) => facts.messageCount !== undefined)?.facts.messageCount).toBe(3)
    expect(world.facts.at(-1)?.facts.cancelledRuns).toEqual(['run-1'])
    const holders = (await world.store.load(ROOM))?.leases.filter(({ holder }) => holder === '*server')
    expect(holders).toHaveLength(1)
  })

  it('[TREE-10] while a summary is drafted nobody is told of activity', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    say(anna, 'first')
    await world.settle()
    const told = (): number => world.facts.filter(({ facts }) => facts.activityAt !== undefined).length
    expect(told()).toBe(1)
    const author = anna.principal.id
    anna.doc.transact(() => {
      addBranch(anna.doc, {
        id: 'draf',
        createdBy: author,
        forkFrom: 'first',
        parentBranch: MAIN_BRANCH,
        createdAt: 1,
        purpose: 'summary',
      })
      addMessage(
        anna.doc,
        { id: 'please', author, role: 'user', parentId: 'first', branchId: 'draf', createdAt: 1 },
        fillWithText('Please sum up'),
      )
    })
    await world.settle()
    expect(conversationRoots(anna.doc).order.toArray()).toHaveLength(2)
    expect(told()).toBe(1)
  })

  it('[ROOM-15] what the server writes is stored when its promise resolves, and fails with the store', async () => {
    const world = new RoomWorld()
    const write = world.rooms.edit(ROOM, (doc) => changeSetting(doc, 'title', 'Seeded'))
    await world.settle()
    await write
    expect(conversationRoots(await world.stored()).settings.get('title')).toBe('Seeded')
    world.beforeAppend = () => Promise.reject(new Error('The disk is full.'))
    const failing = world.rooms.edit(ROOM, (doc) => changeSetting(doc, 'title', 'Lost'))
    const outcome = failing.then(
      () => 'stored',
      (error: unknown) => String(error),
    )
    await world.settle()
    expect(await outcome).toContain('The disk is full.')
  })
})
