/** Documents that cannot be read are set apart, and made readable again. */
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addReply, changeSetting, conversationRoots } from '../../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH } from '../../shared/ids.ts'
import { personalRoom, type RoomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import { repairDocument } from '../../sync-server/rooms/repair-document.ts'
import { messageIds } from '../helpers/conversation.ts'
import { agent, ROOM, RoomWorld, say } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'
import { coldWorld, damage, positionAt, sayMany } from './stored.ts'

describe('documents that cannot be read', () => {
  const broken = async (): Promise<{ world: RoomWorld; anna: TestPeer }> => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    await sayMany(world, anna, 6)
    await world.forget()
    damage(world, await positionAt(world, 4))
    return { world, anna }
  }

  it('[ROOM-25] are set apart: told once, not read for everybody who asks, tried again after a while', async () => {
    const { world } = await broken()
    const ben = world.peer('ben', 'collaborate')
    const loads = world.loads
    for (let i = 0; i < 5; i++) expect(await ben.connect(world.rooms)).toBe(false)
    expect(ben.closes.map(({ code }) => code)).toEqual(Array(5).fill(CLOSE.unreadable))
    expect(world.loads).toBe(loads + 1)
    expect(world.failures.map(({ doing }) => doing)).toEqual(['read the document'])
    expect((await world.store.quarantined())[0]?.quarantine).toMatchObject({ attempts: 1 })
    await expect(world.rooms.edit(ROOM, () => undefined)).rejects.toThrow('cannot be read')
    world.now += 61_000
    expect(await ben.connect(world.rooms)).toBe(false)
    expect(world.loads).toBe(loads + 2)
    // Twice as long the next time, and after a restart as well.
    world.now += 61_000
    world.crash()
    expect(await ben.connect(world.rooms)).toBe(false)
    expect(await ben.connect(world.rooms)).toBe(false)
    expect((await world.store.quarantined())[0]?.quarantine).toMatchObject({ attempts: 2 })
    expect(world.failures).toHaveLength(1)
    expect(world.snapshots).toBe(0)
  })

  it('[ROOM-25] harm no other room', async () => {
    const { world } = await broken()
    const ben = world.peer('ben', 'collaborate')
    await ben.connect(world.rooms)
    const own = world.peerOf(ben.principal, { room: personalRoom(ben.principal.id) })
    expect(await own.connect(world.rooms)).toBe(true)
    own.doc.getMap('pins').set('conversation-1', true)
    await world.settle()
    expect(own.isSaved).toBe(true)
  })

  it('[ROOM-25] are those that lack something too, and those whose content nobody can make sense of', async () => {
    const { world } = await broken()
    const lacking = await positionAt(world, 4)
    world.database.prepare('DELETE FROM document_update WHERE id = ?').run(lacking)
    const ben = world.peer('ben', 'view')
    expect(await ben.connect(world.rooms)).toBe(false)
    expect(ben.closes.at(-1)?.code).toBe(CLOSE.unreadable)

    const other = new RoomWorld()
    const anna = await other.joined('anna', 'owner')
    say(anna, 'first')
    await other.settle()
    other.crash()
    other.beforeGate = () => {
      throw new Error('There is an entry without facts.')
    }
    const cleo = other.peer('cleo', 'view')
    expect(await cleo.connect(other.rooms)).toBe(false)
    expect(cleo.closes.at(-1)?.code).toBe(CLOSE.unreadable)
    // Mended by a new version of the server: no operator is needed.
    other.beforeGate = undefined
    other.now += 61_000
    expect(await cleo.connect(other.rooms)).toBe(true)
    expect(await other.store.quarantined()).toEqual([])
  })

  it('[ROOM-25] send everybody away where that comes out only as somebody writes', async () => {
    const { world, anna } = await coldWorld()
    const reader = await world.joined('vera', 'view')
    await anna.connect(world.rooms)
    await world.settle()
    world.beforeGate = () => {
      throw new Error('There is an entry without facts.')
    }
    say(anna, 'kept-by-anna')
    await world.settle()
    for (const peer of [reader, anna]) {
      expect(peer.closes.at(-1)?.code).toBe(CLOSE.unreadable)
      expect(peer.framesAfterClose).toBe(0)
    }
    expect(messageIds(await world.stored())).not.toContain('kept-by-anna')
    world.beforeGate = undefined
    world.now += 61_000
    await anna.connect(world.rooms)
    await world.settle()
    expect(messageIds(await world.stored())).toContain('kept-by-anna')
  })

  it('[ROOM-26] a damaged snapshot is never sent to anybody', async () => {
    const { world } = await coldWorld()
    damage(world, await positionAt(world, 0))
    const reader = world.peer('vera', 'view')
    expect(await reader.connect(world.rooms)).toBe(false)
    await world.settle()
    expect(reader.closes.at(-1)?.code).toBe(CLOSE.unreadable)
    expect(Y.encodeStateAsUpdate(reader.doc)).toEqual(Uint8Array.of(0, 0))
  })

  it('[ROOM-26] are made readable by setting aside what is broken and what builds on it, and nothing else', async () => {
    const world = new RoomWorld()
    const anna = await world.joined('anna', 'owner')
    const ben = await world.joined('ben', 'collaborate')
    const banyan = world.peerOf(agent(BANYAN_AGENT))
    world.levels.set(BANYAN_AGENT, 'collaborate')
    await banyan.connect(world.rooms)
    await world.settle()
    say(anna, 'from-anna')
    await world.settle()
    const readable = (await world.store.load(ROOM))?.log.length ?? 0
    say(ben, 'from-ben')
    await world.settle()
    ben.disconnect()
    // Under another client id, after Ben's in the same array: it builds on that.
    addReply(banyan.doc, {
      id: 'from-banyan',
      author: BANYAN_AGENT,
      role: 'assistant',
      parentId: 'from-ben',
      branchId: MAIN_BRANCH,
      createdAt: 1,
    })
    changeSetting(anna.doc, 'title', 'Builds on nothing of Ben’s')
    await world.settle()
    await world.forget()
    const all = (await world.store.load(ROOM))?.log.length ?? 0
    damage(world, await positionAt(world, readable))
    const late = world.peer('late', 'view')
    expect(await late.connect(world.rooms)).toBe(false)

    const repaired = await repairDocument(world.store, ROOM, { now: world.now, withoutSnapshot: false })
    expect(repaired.kind).toBe('repaired')
    const aside = world.database
      .prepare<[], { count: number }>('SELECT count(*) AS count FROM document_update_aside')
      .get()
    expect(aside?.count).toBeGreaterThan(0)
    expect((await world.store.load(ROOM))?.log.length).toBe(all - (aside?.count ?? 0))
    expect(await world.store.quarantined()).toEqual([])
    // The way is open at once, whatever the time is.
    expect(await late.connect(world.rooms)).toBe(true)
    await world.settle()
    expect(messageIds(late.doc)).toEqual(['from-anna'])
    expect(conversationRoots(late.doc).settings.get('title')).toBe('Builds on nothing of Ben’s')
    // Whoever wrote what was set aside has it still, and gives it back by coming back.
    await ben.connect(world.rooms)
    await world.settle()
    expect(messageIds(await world.stored())).toContain('from-ben')
  })

  it('[ROOM-26] a broken snapshot is not set aside unasked, and a whole document loses nothing', async () => {
    const { world } = await coldWorld()
    const options = { now: world.now, withoutSnapshot: false }
    expect(await repairDocument(world.store, 'conversation/unknown-one' as RoomName, options)).toEqual({
      kind: 'unknown',
    })
    const before = await world.store.load(ROOM)
    expect(await repairDocument(world.store, ROOM, options)).toEqual({ kind: 'whole' })
    expect(await world.store.load(ROOM)).toEqual(before)
    damage(world, await positionAt(world, 0))
    // A server may have it in memory still.
    expect((await repairDocument(world.store, ROOM, options)).kind).toBe('not-set-apart')
    expect(await world.peer('late', 'view').connect(world.rooms)).toBe(false)
    expect((await repairDocument(world.store, ROOM, options)).kind).toBe('needs-snapshot')
    expect((await world.store.load(ROOM))?.log).toHaveLength(1)
    expect((await repairDocument(world.store, ROOM, { ...options, withoutSnapshot: true })).kind).toBe(
      'repaired',
    )
    expect((await world.store.load(ROOM))?.log).toHaveLength(0)
  })
})
