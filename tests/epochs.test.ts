/** Epochs over real rooms and a real store: a conversation is written anew, and nobody loses or mixes anything. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  addRun,
  changeSetting,
  conversationRoots,
  deleteMessage,
  fillWithText,
  isPinned,
  readPreference,
  readProvenance,
  readTree,
  reportRun,
  saySame,
  setPinned,
  writePreference,
} from '../shared/document/index.ts'
import { BANYAN_AGENT, type ConversationId, MAIN_BRANCH, type MessageId, type RunId } from '../shared/ids.ts'
import { personalRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { LEASE_LIMITS } from '../sync-server/gate/limits.ts'
import { EPOCH_CLIENT_IDS } from '../sync-server/rooms/epochs.ts'
import { RETIRED, SERVER } from '../sync-server/storage/document-store.ts'
import { agent, contentOf, person, ROOM, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const say = (peer: TestPeer, id: string, parentId: string | null = null): void =>
  addMessage(
    peer.doc,
    { id, author: peer.principal.id, role: 'user', parentId, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText(`text of ${id}`),
  )

const read = (doc: Y.Doc): string[] =>
  readTree(conversationRoots(doc))
    .view(MAIN_BRANCH)
    .map(({ id }) => id)

const clientIdsOf = (doc: Y.Doc): number[] => [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]

/** Many page loads of Anna's, each of which wrote something; Ben is here, with a stock client or ours. */
const crowded = async (options: { stock?: boolean } = {}) => {
  const world = new RoomWorld()
  world.epochClientIds = 8
  world.crash()
  const ben = await world.joined('ben', 'collaborate', { speaksBanyan: options.stock !== true })
  let parentId: string | null = null
  for (let load = 0; load < 7; load++) {
    const tab = await world.joined('anna', 'owner')
    say(tab, `message-${load}`, parentId)
    parentId = `message-${load}`
    await world.settle()
    tab.disconnect()
  }
  const anna = await world.joined('anna', 'owner')
  return { world, anna, ben }
}

/** Time passes without anybody writing. */
const quietPasses = async (world: RoomWorld): Promise<void> => {
  await world.runQuiet()
  await world.runQuiet()
  await world.settle()
}

const again = async (world: RoomWorld, peer: TestPeer): Promise<TestPeer> => {
  const fresh = world.peerOf(peer.principal)
  await fresh.connect(world.rooms)
  await world.settle()
  return fresh
}

describe('a next epoch', () => {
  it('[EPOCH-2] begins at a quiet moment: the same conversation under one client id, and all are told', async () => {
    const { world, anna, ben } = await crowded()
    deleteMessage(anna.doc, 'message-2' as MessageId, anna.principal.id)
    await world.settle()
    const before = anna.doc
    expect(clientIdsOf(before).length).toBeGreaterThanOrEqual(8)
    await quietPasses(world)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
    const annaNow = await again(world, anna)
    expect(annaNow.messages[0]).toEqual({ type: 'level', level: 'owner', epoch: 2 })
    expect(saySame(before, annaNow.doc)).toBe(true)
    expect(clientIdsOf(annaNow.doc)).toHaveLength(1)
    expect(clientIdsOf(before)).not.toContain(clientIdsOf(annaNow.doc)[0])
    expect(readProvenance(conversationRoots(annaNow.doc)).get('message-2' as MessageId)?.deletion?.by).toBe(
      'anna',
    )
    expect(contentOf(await world.stored())).toBe(contentOf(annaNow.doc))
  })

  it('[EPOCH-2] life goes on in it: people write, the server orders, a restart finds it', async () => {
    const { world, anna, ben } = await crowded()
    await quietPasses(world)
    const [annaNow, benNow] = [await again(world, anna), await again(world, ben)]
    say(benNow, 'afterwards', 'message-6')
    await world.settle()
    expect(read(annaNow.doc).at(-1)).toBe('afterwards')
    expect(benNow.isSaved).toBe(true)
    world.crash()
    const later = await again(world, anna)
    expect(contentOf(later.doc)).toBe(contentOf(annaNow.doc))
    expect(later.messages[0]).toMatchObject({ epoch: 2 })
    // Its few client ids are no reason for another one.
    await quietPasses(world)
    expect(later.isUp).toBe(true)
  })

  it('[EPOCH-2] a conversation with few client ids is left alone', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    say(anna, 'message-1')
    await world.settle()
    await quietPasses(world)
    expect(anna.isUp).toBe(true)
    expect((await world.store.load(ROOM))?.epoch).toBe(1)
  })
})

describe('the right moment', () => {
  it('[EPOCH-3] none begins while people write', async () => {
    const { world, anna } = await crowded()
    say(anna, 'early', 'message-6')
    await world.settle()
    for (let round = 0; round < 4; round++) {
      changeSetting(anna.doc, 'title', `Round ${round}`)
      await world.settle()
      await world.runQuiet()
    }
    expect(anna.isUp).toBe(true)
    await quietPasses(world)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
  })

  it('[EPOCH-3] what is written while it is prepared is in it: it begins later', async () => {
    const { world, anna } = await crowded()
    await world.runQuiet()
    let release = (): void => {}
    world.beforeRebuild = () => new Promise((resolve) => (release = resolve))
    await world.runQuiet()
    say(anna, 'just-then', 'message-6')
    await world.settle()
    world.beforeRebuild = undefined
    release()
    await world.settle()
    expect(anna.isUp).toBe(true)
    await quietPasses(world)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
    expect(read((await again(world, anna)).doc)).toContain('just-then')
  })

  it('[EPOCH-3] none begins while a reply is asked for or written', async () => {
    const { world, anna } = await crowded()
    const banyan = world.peerOf(agent(BANYAN_AGENT))
    world.levels.set(BANYAN_AGENT, 'collaborate')
    await banyan.connect(world.rooms)
    await world.settle()
    addRun(anna.doc, {
      id: 'run-1',
      parentId: 'message-6',
      branchId: MAIN_BRANCH,
      requestedBy: anna.principal.id,
      agent: BANYAN_AGENT,
      model: '',
      createdAt: world.now,
    })
    await world.settle()
    await quietPasses(world)
    expect(anna.isUp).toBe(true)
    reportRun(banyan.doc, 'run-1' as RunId, { status: 'running' })
    await world.settle()
    await quietPasses(world)
    expect(anna.isUp).toBe(true)
    reportRun(banyan.doc, 'run-1' as RunId, { status: 'done' })
    await world.settle()
    // The worker has still to say so to the queue.
    world.database.prepare(`UPDATE run SET status = 'claimed'`).run()
    await quietPasses(world)
    expect((await world.store.load(ROOM))?.epoch).toBe(1)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    world.database.prepare(`UPDATE run SET status = 'done'`).run()
    // It is tried again after a rest.
    world.now += 60 * 60 * 1000
    await anna.connect(world.rooms)
    await world.settle()
    await quietPasses(world)
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
  })

  it('[EPOCH-3] a store that fails leaves the old epoch as it was', async () => {
    const { world, anna } = await crowded()
    world.beforeEpoch = () => Promise.reject(new Error('The disk is full.'))
    await quietPasses(world)
    expect(world.failures.at(-1)).toMatchObject({ doing: 'begin an epoch' })
    expect(anna.closes.at(-1)?.code).toBe(CLOSE.joinAgain)
    world.beforeEpoch = undefined
    await anna.connect(world.rooms)
    say(anna, 'still-here', 'message-6')
    await world.settle()
    expect(anna.isSaved).toBe(true)
    expect((await world.store.load(ROOM))?.epoch).toBe(1)
  })
})

describe('how many client ids', () => {
  /** As many page loads of one person, each of which wrote something. */
  const load = async (world: RoomWorld, peer: TestPeer, loads: number): Promise<void> => {
    for (let n = 0; n < loads; n++) {
      peer.doc.clientID = world.now * 1_000 + n
      conversationRoots(peer.doc).settings.set('temperature', n % 2)
      await world.settle()
    }
  }

  it('[EPOCH-7] one person who reloads and writes all the time meets no quota', async () => {
    expect(EPOCH_CLIENT_IDS).toBeLessThan(LEASE_LIMITS.perUser)
    const world = new RoomWorld()
    let anna = await world.joined('anna', 'owner')
    for (let day = 0; day < 3; day++) {
      await load(world, anna, EPOCH_CLIENT_IDS)
      expect(anna.rejections).toEqual([])
      world.now += 60 * 60 * 1000
      await quietPasses(world)
      anna = await again(world, anna)
    }
    expect((await world.store.load(ROOM))?.epoch).toBe(4)
  })

  it('[EPOCH-7] nor does it in the room of one’s own: what stands there is kept, and what is gone stays gone', async () => {
    const world = new RoomWorld()
    world.epochClientIds = 8
    world.crash()
    const room = personalRoom(person('anna').id)
    for (let day = 0; day < 3; day++) {
      world.now += 60 * 60 * 1000
      for (let load = 0; load < 8; load++) {
        const tab = world.peerOf(person('anna'), { room })
        await tab.connect(world.rooms)
        await world.settle()
        setPinned(tab.doc, `pin-${day}-${load}` as ConversationId, true)
        setPinned(tab.doc, `pin-${day}-${load - 1}` as ConversationId, false)
        writePreference(tab.doc, 'theme', `dark ${day} ${load}`)
        await world.settle()
        expect(tab.rejections).toEqual([])
        tab.disconnect()
      }
      await quietPasses(world)
    }
    expect((await world.store.load(room))?.epoch).toBe(4)
    const now = await world.stored(room)
    expect(clientIdsOf(now)).toHaveLength(1)
    expect(readPreference(now, 'theme')).toBe('dark 2 7')
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((load) => isPinned(now, `pin-2-${load}` as ConversationId))).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ])
    expect(isPinned(now, 'pin-0-7' as ConversationId)).toBe(true)
  })

  it('[EPOCH-7] whoever brings client ids on purpose does not send everybody away again and again', async () => {
    const world = new RoomWorld()
    world.epochClientIds = 8
    world.crash()
    let mallory = await world.joined('mallory', 'collaborate')
    for (let round = 0; round < 5; round++) {
      await load(world, mallory, 10)
      await quietPasses(world)
      if (!mallory.isUp) mallory = await again(world, mallory)
    }
    expect((await world.store.load(ROOM))?.epoch).toBe(2)
    world.now += 60 * 60 * 1000
    await quietPasses(world)
    expect((await world.store.load(ROOM))?.epoch).toBe(3)
  })
})

describe('copies of an earlier epoch', () => {
  it('[EPOCH-4] what our client sends of one is refused as that, and leaves no trace', async () => {
    const { world, ben } = await crowded()
    ben.disconnect()
    say(ben, 'off-line', 'message-6')
    await quietPasses(world)
    const before = contentOf(await world.stored())
    await ben.connect(world.rooms)
    await world.settle()
    expect(ben.rejections).toEqual(['epoch'])
    expect(contentOf(await world.stored())).toBe(before)
  })

  it('[EPOCH-4] a stock client with one is sent away for good, a reader too, and told why', async () => {
    const { world, ben } = await crowded({ stock: true })
    const vera = await world.joined('vera', 'view', { speaksBanyan: false })
    await quietPasses(world)
    const before = contentOf(await world.stored())
    for (const peer of [ben, vera]) {
      expect(peer.closes.at(-1)?.code).toBe(CLOSE.newEpoch)
      const copy = contentOf(peer.doc)
      await peer.connect(world.rooms)
      await world.settle()
      expect(peer.closes.at(-1)?.code).toBe(CLOSE.outdated)
      // Nor has it been given anything to mix.
      expect(contentOf(peer.doc)).toBe(copy)
    }
    expect(contentOf(await world.stored())).toBe(before)
  })

  it('[EPOCH-4] no piece of one gets in: continued, deleted from, or under an id that was known before', async () => {
    const { world, anna, ben } = await crowded()
    const old = ben.doc
    const oldIds = clientIdsOf(old)
    await quietPasses(world)
    const before = contentOf(await world.stored())
    let attempts = 0
    const attempt = async (update: Uint8Array): Promise<void> => {
      attempts++
      const peer = await again(world, ben)
      peer.sendUpdate(update)
      await world.settle()
      expect(peer.rejections).toEqual(['epoch'])
      expect(contentOf(await world.stored())).toBe(before)
      peer.disconnect()
    }
    const updates: Uint8Array[] = []
    old.on('update', (update: Uint8Array) => updates.push(update))
    say(ben, 'continued', 'message-6')
    conversationRoots(old).settings.set('title', 'Old')
    old.clientID = oldIds[0] ?? 0
    conversationRoots(old).settings.set('title', 'Older')
    conversationRoots(old).settings.delete('title')
    for (const update of updates) {
      const sections = Y.decodeUpdate(update).structs.map(({ id }) => id.client)
      // Ben had written nothing before: his own id is new to the server, and what it builds on is not.
      if (sections.every((id) => oldIds.includes(id))) await attempt(update)
    }
    await attempt(Y.encodeStateAsUpdate(old))
    // A document of the new epoch, under an id of the old one.
    const forged = (await again(world, anna)).doc
    forged.clientID = oldIds[0] ?? 0
    const fresh: Uint8Array[] = []
    forged.on('update', (update: Uint8Array) => fresh.push(update))
    conversationRoots(forged).settings.set('title', 'Forged')
    await attempt(fresh[0] ?? new Uint8Array())
    expect(attempts).toBe(4)
  })

  it('[EPOCH-4] one with a hole in it, which sends nothing whole, is told so too', async () => {
    const { world, anna, ben } = await crowded()
    const updates: Uint8Array[] = []
    anna.doc.on('update', (update: Uint8Array) => updates.push(update))
    ben.disconnect()
    for (const title of ['One', 'Two', 'Three']) changeSetting(anna.doc, 'title', title)
    await world.settle()
    // He missed the first and got the last, and it waits in his copy for what nobody has any more.
    Y.applyUpdate(ben.doc, updates[2] ?? new Uint8Array())
    expect(ben.doc.store.pendingStructs).not.toBeNull()
    await quietPasses(world)
    await ben.connect(world.rooms)
    await world.settle()
    expect(ben.rejections).toEqual(['epoch'])
  })

  it('[EPOCH-4] a client id may be the same in both: only what is written in the new one is taken', async () => {
    const { world, ben } = await crowded()
    ben.disconnect()
    say(ben, 'never-sent', 'message-6')
    await quietPasses(world)
    const fresh = await again(world, ben)
    // An id that Ben drew off line in the old epoch, without anything of it having arrived.
    fresh.doc.clientID = ben.doc.clientID
    say(fresh, 'sent', 'message-6')
    await world.settle()
    expect(fresh.isSaved).toBe(true)
    await ben.connect(world.rooms)
    await world.settle()
    expect(ben.rejections).toEqual(['epoch'])
    expect(read(await world.stored())).not.toContain('never-sent')
  })
})

describe('what is kept', () => {
  it('[EPOCH-5] the old log stays for a while, and who held which client id for good', async () => {
    const { world, anna } = await crowded()
    const ids = clientIdsOf(anna.doc)
    await quietPasses(world)
    const past = new Y.Doc()
    for (const update of (await world.store.loadPast(ROOM, 1)) ?? []) Y.applyUpdate(past, update)
    expect(contentOf(past)).toBe(contentOf(anna.doc))
    expect(await world.store.loadPast(ROOM, 2)).toBeUndefined()
    const leases = (await world.store.load(ROOM))?.leases ?? []
    expect(leases.filter(({ holder }) => holder === SERVER)).toHaveLength(1)
    expect(leases.filter(({ holder }) => holder === RETIRED).map(({ clientId }) => clientId)).toEqual(
      expect.arrayContaining(ids),
    )
    const who = world.database.prepare('SELECT DISTINCT holder FROM past_lease ORDER BY holder').pluck()
    expect(who.all()).toEqual([SERVER, 'anna'])
    await world.store.remove(ROOM)
    expect(await world.store.loadPast(ROOM, 1)).toBeUndefined()
    expect(who.all()).toEqual([])
  })

  it('[EPOCH-5] logs are forgotten a month after their epoch ended, as the next one begins', async () => {
    const { world, anna } = await crowded()
    await quietPasses(world)
    const stored = await world.store.load(ROOM)
    const begin = (after: number, startedAt: number): Promise<boolean> =>
      world.store.startEpoch({
        room: ROOM,
        after,
        startedAt,
        leases: [],
        snapshot: {
          update: stored?.log[0]?.update ?? new Uint8Array(),
          stateVector: Uint8Array.of(0),
          deletions: Uint8Array.of(0, 0),
        },
      })
    const DAY = 24 * 60 * 60 * 1000
    expect(await begin(1, world.now)).toBe(false)
    expect(await begin(2, world.now + 29 * DAY)).toBe(true)
    expect(await world.store.loadPast(ROOM, 1)).toBeDefined()
    expect(await begin(3, world.now + 31 * DAY)).toBe(true)
    expect(await world.store.loadPast(ROOM, 1)).toBeUndefined()
    expect(await world.store.loadPast(ROOM, 2)).toBeDefined()
    expect(clientIdsOf(anna.doc).length).toBeGreaterThan(0)
  })
})
