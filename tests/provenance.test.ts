/** Who edited and who deleted: noted by the server, from the connection that a change came over. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  addMessage,
  addReply,
  conversationRoots,
  deleteMessage,
  fillWithText,
  findMessage,
  type Provenance,
  readProvenance,
  restoreMessage,
  sendDraft,
} from '../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH, type MessageId } from '../shared/ids.ts'
import { agent, RoomWorld } from './helpers/room-world.ts'
import type { TestPeer } from './helpers/test-peer.ts'

const ID = 'message-1' as MessageId

const say = (peer: TestPeer, options: { draft?: boolean } = {}): void =>
  addMessage(
    peer.doc,
    { id: ID, author: peer.principal.id, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
    fillWithText('The banyan is a tree.'),
    options,
  )

const textOf = ({ doc }: TestPeer): Y.XmlText => {
  const body = findMessage(conversationRoots(doc), ID)?.body
  const paragraph = body instanceof Y.XmlFragment ? body.get(0) : undefined
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
  if (!(text instanceof Y.XmlText)) throw new Error('There is no text.')
  return text
}

const noted = ({ doc }: TestPeer): Provenance | undefined => readProvenance(conversationRoots(doc)).get(ID)
const editors = (peer: TestPeer): string[] => noted(peer)?.edits.map(({ by }) => by) ?? []

const open = async () => {
  const world = new RoomWorld()
  const anna = await world.joined('anna', 'owner')
  const ben = await world.joined('ben', 'collaborate')
  return { world, anna, ben }
}

it('[GATE-16] whoever writes in a sent message is noted with the time, the same on all replicas', async () => {
  const { world, anna, ben } = await open()
  say(anna)
  await world.settle()
  expect(noted(anna)).toBeUndefined()
  const before = world.now
  textOf(ben).insert(3, ' old')
  await world.settle()
  expect(editors(anna)).toEqual(['ben0'])
  expect(noted(anna)?.edits[0]?.at).toBeGreaterThanOrEqual(before)
  expect(noted(ben)).toEqual(noted(anna))
  textOf(anna).insert(0, 'Well: ')
  await world.settle()
  expect(editors(ben)).toEqual(['ben0', 'anna'])
})

it('[GATE-16] taking characters or paragraphs away is editing, though a deletion carries no name', async () => {
  const { world, anna, ben } = await open()
  say(anna)
  await world.settle()
  textOf(ben).delete(0, 4)
  await world.settle()
  expect(editors(anna)).toEqual(['ben0'])
  const cleo = await world.joined('cleo', 'collaborate', { speaksBanyan: false })
  const body = findMessage(conversationRoots(cleo.doc), ID)?.body
  if (body instanceof Y.XmlFragment) body.delete(0, 1)
  await world.settle()
  expect(editors(anna)).toEqual(['ben0', 'cleo'])
})

it('[GATE-16] it is noted once in a while, not for every keystroke', async () => {
  const { world, anna, ben } = await open()
  say(anna)
  await world.settle()
  const rows = world.appended.flat().length
  for (let key = 0; key < 20; key++) {
    textOf(ben).insert(0, 'x')
    await world.settle()
  }
  expect(world.appended.flat().length).toBe(rows + 21)
  const first = noted(anna)?.edits[0]?.at ?? 0
  world.now += 60 * 60 * 1000
  textOf(ben).insert(0, 'x')
  await world.settle()
  expect(noted(anna)?.edits[0]?.at).toBeGreaterThan(first)
  expect(noted(anna)?.edits).toHaveLength(1)
})

it("[GATE-16] a draft notes those who write with its author, and an agent's text nobody", async () => {
  const { world, anna, ben } = await open()
  say(anna, { draft: true })
  textOf(anna).insert(0, 'So: ')
  await world.settle()
  expect(noted(anna)).toBeUndefined()
  textOf(ben).insert(0, 'Yes. ')
  await world.settle()
  expect(editors(anna)).toEqual(['ben0'])
  sendDraft(anna.doc, ID, anna.principal.id)
  await world.settle()
  expect(editors(anna)).toEqual(['ben0'])
  const banyan = world.peerOf(agent(BANYAN_AGENT))
  world.levels.set(BANYAN_AGENT, 'collaborate')
  await banyan.connect(world.rooms)
  await world.settle()
  const meta = { author: BANYAN_AGENT, role: 'assistant', branchId: MAIN_BRANCH, createdAt: 1 } as const
  const body = addReply(banyan.doc, { ...meta, id: 'reply-1', parentId: ID })
  await world.settle()
  body.insert(0, 'A fig.')
  await world.settle()
  expect([...readProvenance(conversationRoots(anna.doc)).keys()]).toEqual([ID])
})

it('[GATE-16] tidying up after the formatting of others is nobody’s edit', async () => {
  const { world, anna, ben } = await open()
  say(anna)
  await world.settle()
  // Both make overlapping marks at once: each replica, on receiving the other's, drops marks that say nothing.
  for (let round = 0; round < 6; round++) {
    textOf(anna).format(2, 10, { bold: {} })
    await world.settle()
    textOf(anna).format(0, 12, { bold: null })
    await world.settle()
  }
  expect(editors(anna)).toEqual(['anna'])
  expect(editors(ben)).toEqual(['anna'])
})

it('[GATE-16] who marks a message as deleted is noted with the time, and no more once it is restored', async () => {
  const { world, anna, ben } = await open()
  say(ben)
  await world.settle()
  const before = world.now
  deleteMessage(anna.doc, ID, anna.principal.id)
  await world.settle()
  expect(noted(ben)?.deletion?.by).toBe('anna')
  expect(noted(ben)?.deletion?.at).toBeGreaterThanOrEqual(before)
  restoreMessage(anna.doc, ID)
  await world.settle()
  expect(noted(ben)).toBeUndefined()
})
