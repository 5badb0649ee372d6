/** Side talk in rooms that move only when the test says so: who is let in from this very process, and epochs. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addTalk, deleteMessage, fillWithText, readTalk, saySame } from '../shared/document/index.ts'
import type { MessageId } from '../shared/ids.ts'
import { conversationRoom, talkRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import { BANYAN_PRINCIPAL } from '../sync-server/access/authenticate.ts'
import { createInProcessJoin } from '../sync-server/agent/in-process-peer.ts'
import { PeerRefused } from '../sync-server/agent/peer.ts'
import { createPastEpochs } from '../sync-server/rooms/past-epochs.ts'
import { snapshotOf } from '../sync-server/rooms/snapshot.ts'
import { createAccessWorld } from './helpers/access-world.ts'
import { createFakeClock } from './helpers/fake-clock.ts'
import { CONVERSATION, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const TALK = talkRoom(CONVERSATION)

let world: RoomWorld
beforeEach(() => {
  world = new RoomWorld()
})
afterEach(() => {
  expect(world.failures).toEqual([])
})

const say = ({ doc, principal }: TestPeer, id: string): void =>
  addTalk(
    doc,
    { id: id as MessageId, author: principal.id, createdAt: 1, about: 'message-1' as MessageId },
    fillWithText(`text of ${id}`),
  )

it('[TALK-1] the agent of this process is turned away as any other, with the rights of the real store', async () => {
  const access = await createAccessWorld()
  const ana = await access.found('Ana')
  const id = await ana.newConversation('Plan')
  const { version } = await ana.read('GET', `/api/conversations/${id}/sharing`)
  await ana.read('PUT', `/api/conversations/${id}/sharing`, { version, sideTalk: 'everybody' })
  world.authorizeWith = access.authorize
  const join = createInProcessJoin({
    rooms: world.rooms,
    principal: BANYAN_PRINCIPAL,
    clock: createFakeClock(),
  })
  const refused = join(talkRoom(id)).then(
    () => undefined,
    (error: unknown) => error,
  )
  await world.settle()
  const error = await refused
  expect(error).toBeInstanceOf(PeerRefused)
  expect((error as PeerRefused).close.code).toBe(CLOSE.notFound)
  // The conversation is open to it.
  const joining = join(conversationRoom(id))
  await world.settle()
  const peer = await joining
  expect(peer.closed()).toBeUndefined()
  peer.close()
  access.close()
})

it('[TALK-7] begins its next epoch as a conversation does, with all that was said; how the last one ended is kept', async () => {
  world.epochClientIds = 8
  world.crash()
  for (let load = 0; load < 7; load++) {
    const tab = await world.joined('anna', 'owner', { room: TALK })
    say(tab, `message-${load}`)
    await world.settle()
    tab.disconnect()
  }
  const anna = await world.joined('anna', 'owner', { room: TALK })
  const ben = await world.joined('ben', 'collaborate', { room: TALK })
  say(ben, 'bens')
  await world.settle()
  deleteMessage(anna.doc, 'bens' as MessageId, anna.principal.id)
  await world.settle()
  const before = anna.doc
  for (let quiet = 0; quiet < 2; quiet++) await world.runQuiet()
  await world.settle()
  for (const peer of [anna, ben]) expect(peer.closes.at(-1)?.code).toBe(CLOSE.newEpoch)

  const later = world.peerOf(ben.principal, { room: TALK })
  await later.connect(world.rooms)
  await world.settle()
  expect(later.messages[0]).toEqual({ type: 'level', level: 'collaborate', epoch: 2 })
  expect(saySame(before, later.doc)).toBe(true)
  expect(readTalk(later.doc).map(({ id, about, deleted }) => [id, about, deleted?.by])).toEqual([
    ...Array.from({ length: 7 }, (_, load) => [`message-${load}`, 'message-1', undefined]),
    ['bens', 'message-1', 'anna'],
  ])
  say(later, 'afterwards')
  await world.settle()
  expect(later.isSaved).toBe(true)
  expect(readTalk(await world.stored(TALK)).at(-1)?.id).toBe('afterwards')

  const pastEpoch = createPastEpochs({
    store: world.store,
    makeSnapshot: async (updates) => snapshotOf(updates),
  })
  const ended = new Y.Doc()
  Y.applyUpdate(ended, (await pastEpoch(TALK, 1)) ?? Uint8Array.of(0, 0))
  expect(saySame(before, ended)).toBe(true)
})

it('[TALK-5] what is said there counts as nothing of the conversation’s, for admins and in lists', async () => {
  const { database } = world
  database
    .prepare(
      `INSERT INTO conversation (id, organization_id, owner_id, title, created_at, last_activity_at)
       VALUES (?, 'acme', 'anna', 'Plan', 1, 2)`,
    )
    .run(CONVERSATION)
  const row = database.prepare<[], Record<string, unknown>>('SELECT * FROM conversation')
  const before = row.get()
  const anna = await world.joined('anna', 'owner', { room: TALK })
  say(anna, 'message-1')
  await world.settle()
  expect(anna.isSaved).toBe(true)
  expect(row.get()).toEqual({ ...before, last_talk_at: expect.any(Number) })
  expect(new Set(world.facts.map(({ address }) => address.kind))).toEqual(new Set(['talk']))
})
