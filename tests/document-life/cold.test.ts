/** Conversations that are not in memory: read from the store, and made warm by who writes. */
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { changeSetting, conversationRoots, readMessages } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { CLOSE } from '../../shared/wire.ts'
import { snapshotOf } from '../../sync-server/rooms/snapshot.ts'
import { messageIds } from '../helpers/conversation.ts'
import { contentOf, ROOM, RoomWorld, say } from '../helpers/room-world.ts'
import { coldWorld, positionAt, sayMany } from './stored.ts'

/** An update that deletes the first thing that this client wrote, and holds nothing else. */
const deletionOfFirst = (clientId: number): Uint8Array =>
  encoding.encode((encoder) => {
    for (const value of [0, 1, clientId, 1, 0, 1]) encoding.writeVarUint(encoder, value)
  })

describe('cold', () => {
  it('[ROOM-20] whoever has nothing is given what is stored, and no document is made for it', async () => {
    const { world, anna } = await coldWorld()
    const { gates, loads } = world
    const readers = ['vera', 'wim0'].map((name) =>
      world.peer(name, 'view', { speaksBanyan: name === 'vera' }),
    )
    expect(await Promise.all(readers.map((reader) => reader.connect(world.rooms)))).toEqual([true, true])
    await world.settle()
    for (const reader of readers) {
      expect(contentOf(reader.doc)).toBe(contentOf(anna.doc))
      expect(reader.doc.store.pendingStructs).toBeNull()
    }
    expect(readers[0]?.isSaved).toBe(true)
    expect(readers[0]?.messages[0]).toEqual({ type: 'level', level: 'view', epoch: 1 })
    expect(world.gates).toBe(gates)
    expect(world.loads).toBe(loads + 1)
  })

  it('[ROOM-20] what came after the snapshot is given too, before the reader is in sync', async () => {
    const { world, anna } = await coldWorld()
    await anna.connect(world.rooms)
    say(anna, 'after-the-snapshot')
    await world.settle()
    await world.forget()
    expect((await world.store.load(ROOM))?.log.length).toBeGreaterThan(1)
    const { gates } = world
    const reader = await world.joined('vera', 'view')
    expect(messageIds(reader.doc)).toContain('after-the-snapshot')
    expect(contentOf(reader.doc)).toBe(contentOf(anna.doc))
    // The snapshot comes as an update: only the last frame says that this is all.
    expect(reader.updates).toBe(1)
    expect(world.gates).toBe(gates)
  })

  it('[ROOM-20] whoever has a copy is given what it lacks, deletions too', async () => {
    const { world, anna } = await coldWorld()
    const reader = await world.joined('vera', 'view')
    reader.disconnect()
    await anna.connect(world.rooms)
    await world.settle()
    const body = readMessages(conversationRoots(anna.doc))[0]?.body
    // In one's own draft: the server notes nothing of it, and deleting alone leaves the state vector as it is.
    anna.doc.transact(() => {
      const paragraph = body instanceof Y.XmlFragment ? body.get(0) : undefined
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
      if (text instanceof Y.XmlText) text.delete(0, 4)
    })
    await world.settle()
    world.crash()
    await world.store.compact(
      ROOM,
      await positionAt(world, -1),
      snapshotOf([Y.encodeStateAsUpdate(await world.stored())]),
    )
    const { gates } = world
    expect(contentOf(reader.doc)).not.toBe(contentOf(anna.doc))
    await reader.connect(world.rooms)
    await world.settle()
    expect(contentOf(reader.doc)).toBe(contentOf(anna.doc))
    expect(world.gates).toBe(gates)
    // It answered with all deletions that it knew, and is told that they are stored.
    expect(reader.isSaved).toBe(true)
    // One that the server does not know is something new.
    reader.disconnect()
    const clientId = anna.doc.clientID
    await anna.connect(world.rooms)
    anna.sendUpdate(deletionOfFirst(clientId))
    await world.settle()
    expect(world.gates).toBe(gates + 1)
  })

  it('[ROOM-20] whoever has a part of it is given the rest, from the document', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    say(anna, 'first')
    const reader = await world.joined('vera', 'view')
    reader.disconnect()
    await sayMany(world, anna, 30)
    await world.forget()
    const { gates } = world
    await reader.connect(world.rooms)
    await world.settle()
    expect(contentOf(reader.doc)).toBe(contentOf(anna.doc))
    expect(world.gates).toBe(gates + 1)
  })

  it('[ROOM-21] the first who writes makes it warm: nobody misses anything, and frames are counted on', async () => {
    const { world, anna } = await coldWorld()
    const { gates } = world
    const reader = await world.joined('vera', 'view')
    // Has come in and not asked yet: between what was read from the store and what is written.
    const late = world.peer('late', 'view', { speaksBanyan: false })
    await late.connect(world.rooms)
    await anna.connect(world.rooms)
    await world.settle()
    expect(world.gates).toBe(gates)
    say(anna, 'the-first-word')
    await world.settle()
    expect(world.gates).toBe(gates + 1)
    for (const peer of [reader, late, anna]) {
      expect(messageIds(peer.doc)).toContain('the-first-word')
      expect(contentOf(peer.doc)).toBe(contentOf(await world.stored()))
    }
    expect(anna.isSaved).toBe(true)
    say(reader, 'forbidden')
    await world.settle()
    // Its answer to the server's state vector was the first.
    expect(reader.messages.at(-1)).toMatchObject({ type: 'rejected', frame: 2, code: 'read-only' })
  })

  it('[ROOM-21] what the server writes makes it warm as well', async () => {
    const { world } = await coldWorld()
    const reader = await world.joined('vera', 'view')
    const written = world.rooms.edit(ROOM, (doc) => changeSetting(doc, 'title', 'By the server'))
    await world.settle()
    await written
    expect(conversationRoots(reader.doc).settings.get('title')).toBe('By the server')
  })

  it('[ROOM-21] an update on its way while the stored bytes are sent is not lost', async () => {
    const { world, anna } = await coldWorld()
    const reader = world.peer('vera', 'view')
    await anna.connect(world.rooms)
    await reader.connect(world.rooms)
    // The reader is answered from bytes; what Anna writes comes in before a single frame was delivered to the reader.
    reader.deliverToServer()
    say(anna, 'meanwhile')
    anna.deliverToServer()
    await world.settle()
    expect(messageIds(reader.doc)).toContain('meanwhile')
    expect(contentOf(reader.doc)).toBe(contentOf(anna.doc))
  })

  it('[ROOM-22] in a cold room rights end at once, and presence shows who is here', async () => {
    const { world } = await coldWorld()
    const { gates } = world
    const vera = await world.joined('vera', 'view')
    const wim = await world.joined('wim0', 'view')
    vera.sendPresence(1, 1, { user: { id: 'wim0', name: 'Wim' }, typing: MAIN_BRANCH })
    await world.settle()
    const shown = { user: { id: 'vera', name: 'vera', kind: 'person' }, typing: MAIN_BRANCH }
    // To its sender too: that keeps a lone stock client connected.
    for (const peer of [vera, wim]) expect(peer.presence.get(1)).toEqual(shown)
    const newcomer = await world.joined('nora', 'view')
    expect(newcomer.presence.get(1)).toEqual(shown)
    world.changeLevel(vera.principal, 'none')
    await world.settle()
    expect(vera.closes.map(({ code }) => code)).toEqual([CLOSE.joinAgain])
    expect(vera.framesAfterClose).toBe(0)
    expect(wim.presence.has(1)).toBe(false)
    wim.sendRaw(Uint8Array.of(77))
    await world.settle()
    expect(wim.closes.at(-1)?.code).toBe(CLOSE.unsupported)
    world.rooms.shut(ROOM, 'This conversation was deleted.')
    expect(newcomer.closes.at(-1)?.code).toBe(CLOSE.notFound)
    expect(world.gates).toBe(gates)
  })

  it('[ROOM-22] presence outlives the room’s becoming warm, and a full connection is told once there is room', async () => {
    const { world, anna } = await coldWorld()
    const vera = await world.joined('vera', 'view')
    const slow = await world.joined('slow', 'view')
    slow.bufferedBytes = 2 * 1024 * 1024
    vera.sendPresence(1, 1, { typing: MAIN_BRANCH })
    await world.settle()
    expect(slow.presence.size).toBe(0)
    slow.bufferedBytes = 0
    await world.settle()
    expect(slow.presence.has(1)).toBe(true)
    await anna.connect(world.rooms)
    say(anna, 'now-it-is-warm')
    await world.settle()
    expect(anna.presence.get(1)).toMatchObject({ typing: MAIN_BRANCH, user: { id: 'vera' } })
    vera.disconnect()
    await world.settle()
    expect([anna, slow].map((peer) => peer.presence.has(1))).toEqual([false, false])
  })

  it('[ROOM-22] rights that change while a cold document is read count', async () => {
    const { world } = await coldWorld()
    const ben = world.peer('ben', 'view')
    world.beforeLoad = async () => {
      world.beforeLoad = undefined
      world.changeLevel(ben.principal, 'none')
    }
    expect(await ben.connect(world.rooms)).toBe(false)
    expect(ben.closes).toEqual([{ code: CLOSE.forbidden, reason: expect.any(String) }])
    expect(messageIds(ben.doc)).toEqual([])
  })
})
