/**
 * Client ids between presence and the first write: everybody in a room knows them, and nobody may use another's.
 * Over rooms, since presence is theirs and no part of an update.
 */
import { expect, it } from 'vitest'
import { addMessage, conversationRoots, fillWithText, readMessages } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { LEASE_LIMITS } from '../../sync-server/gate/limits.ts'
import { snapshotOf } from '../../sync-server/rooms/snapshot.ts'
import { ROOM, RoomWorld } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

let ids = 0
const say = (peer: TestPeer): void =>
  addMessage(
    peer.doc,
    {
      id: `message-${ids++}`,
      author: peer.principal.id,
      role: 'user',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: 1,
    },
    fillWithText('Hello'),
  )

const show = (peer: TestPeer, clientId = peer.doc.clientID, clock = 1): void =>
  peer.sendPresence(clientId, clock, { user: { id: 'anybody', name: 'Anybody', kind: 'person' } })

const userIn = (peer: TestPeer, clientId: number): unknown =>
  (peer.presence.get(clientId)?.user as { id?: string } | undefined)?.id

/** Writes as the attacker under somebody else's id. */
const takeOver = (mallory: TestPeer, clientId: number): void => {
  mallory.doc.clientID = clientId
  say(mallory)
}

const scene = async () => {
  const world = new RoomWorld()
  // A first write, so that the document is in memory, as it is wherever somebody is attacked.
  say(await world.joined('owner', 'owner'))
  await world.settle()
  const anna = await world.joined('anna', 'collaborate')
  const mallory = await world.joined('mallory', 'collaborate')
  return { world, anna, mallory }
}

it('[GATE-17] what one has shown in presence nobody else can write under, before its first use', async () => {
  const { world, anna, mallory } = await scene()
  show(anna)
  await world.settle()
  takeOver(mallory, anna.doc.clientID)
  await world.settle()
  expect(mallory.rejections).toEqual(['forged-client'])
  say(anna)
  await world.settle()
  expect(anna.rejections).toEqual([])
  expect(anna.isSaved).toBe(true)
  expect(readMessages(conversationRoots(await world.stored())).map(({ author }) => author)).toEqual([
    'owner',
    'anna',
  ])
})

it('[GATE-17] nor while its owner is away without having written', async () => {
  const { world, anna, mallory } = await scene()
  show(anna)
  await world.settle()
  anna.disconnect()
  await world.settle()
  show(mallory, anna.doc.clientID, 50)
  takeOver(mallory, anna.doc.clientID)
  await world.settle()
  expect(mallory.rejections).toEqual(['forged-client'])
  await anna.connect(world.rooms)
  show(anna, anna.doc.clientID, 100)
  say(anna)
  await world.settle()
  expect(anna.isSaved).toBe(true)
  expect(userIn(mallory, anna.doc.clientID)).toBe('anna')
})

it("[GATE-17] nobody is seen under another's id, shown or written under, and nobody's is blocked by trying", async () => {
  const { world, anna, mallory } = await scene()
  say(anna)
  await world.settle()
  anna.disconnect()
  show(mallory, anna.doc.clientID, 1_000)
  await world.settle()
  const vera = await world.joined('vera', 'view')
  expect(vera.presence.get(anna.doc.clientID)).toBeUndefined()
  await anna.connect(world.rooms)
  show(anna, anna.doc.clientID, 1)
  await world.settle()
  expect(userIn(vera, anna.doc.clientID)).toBe('anna')
})

it('[GATE-17] what is sent on of others reserves nothing, and neither does a farewell', async () => {
  const { world, anna, mallory } = await scene()
  show(mallory)
  show(mallory, anna.doc.clientID)
  await world.settle()
  const echo = await world.joined('echo', 'view')
  echo.sendPresence(anna.doc.clientID, 5, null)
  await world.settle()
  show(anna)
  say(anna)
  await world.settle()
  expect(anna.isSaved).toBe(true)
})

it('[GATE-17] whoever shows id after id keeps the last few, and takes none from others', async () => {
  const { world, anna, mallory } = await scene()
  show(anna)
  await world.settle()
  const first = 1_000_000
  for (let n = 0; n <= LEASE_LIMITS.reservedPerUser; n++) {
    mallory.disconnect()
    await mallory.connect(world.rooms)
    show(mallory, first + n)
    await world.settle()
  }
  const ben = await world.joined('ben', 'collaborate')
  ben.doc.clientID = first
  say(ben)
  await world.settle()
  expect(ben.isSaved).toBe(true)
  const cleo = await world.joined('cleo', 'collaborate')
  cleo.doc.clientID = first + 1
  say(cleo)
  await world.settle()
  expect(cleo.rejections).toEqual(['forged-client'])
  say(anna)
  await world.settle()
  expect(anna.isSaved).toBe(true)
})

it('[GATE-17] nor where the document is not in memory yet, whoever came first', async () => {
  const world = new RoomWorld()
  say(await world.joined('owner', 'owner'))
  await world.settle()
  const { log = [] } = (await world.store.load(ROOM)) ?? {}
  const snapshot = snapshotOf(log.map(({ update }) => update))
  await world.store.compact(ROOM, log.at(-1)?.position ?? 0, snapshot)
  world.crash()
  const gates = world.gates
  const mallory = await world.joined('mallory', 'collaborate')
  const anna = await world.joined('anna', 'collaborate')
  show(anna)
  await world.settle()
  show(mallory, anna.doc.clientID, 9)
  await world.settle()
  expect(world.gates).toBe(gates)
  takeOver(mallory, anna.doc.clientID)
  await world.settle()
  expect(mallory.rejections).toEqual(['forged-client'])
  say(anna)
  await world.settle()
  expect(anna.isSaved).toBe(true)
})

const coldScene = async () => {
  const { world, anna } = await scene()
  say(anna)
  await world.settle()
  const used = anna.doc.clientID
  await world.compact()
  world.crash()
  const mallory = await world.joined('mallory', 'collaborate')
  const ben = await world.joined('ben', 'collaborate')
  return { world, used, mallory, ben, gates: world.gates }
}

it('[GATE-31] what was shown while nothing was in memory stays its owner’s, who was away when it came there', async () => {
  const { world, mallory, ben, gates } = await coldScene()
  show(ben)
  await world.settle()
  ben.disconnect()
  await world.settle()
  expect(world.gates).toBe(gates)
  takeOver(mallory, ben.doc.clientID)
  await world.settle()
  expect(world.gates).toBe(gates + 1)
  expect(mallory.rejections).toEqual(['forged-client'])
  say(ben)
  await ben.connect(world.rooms)
  await world.settle()
  expect(ben.rejections).toEqual([])
  expect(ben.isSaved).toBe(true)
})

it('[GATE-31] nobody is seen under an id that another has written under, also while nothing is in memory', async () => {
  const { world, used, mallory, ben, gates } = await coldScene()
  show(mallory, used, 9)
  await world.settle()
  expect(world.gates).toBe(gates)
  expect(ben.presence.has(used)).toBe(false)
  const anna = world.peer('anna', 'collaborate')
  await anna.connect(world.rooms)
  show(anna, used)
  await world.settle()
  expect(userIn(ben, used)).toBe('anna')
})
