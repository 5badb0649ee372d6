/** Files that come along where a conversation is continued in another. */
import { expect } from 'vitest'
import type * as Y from 'yjs'
import type { Forked } from '../shared/api.ts'
import {
  addBranch,
  addMessage,
  conversationRoots,
  fillWithText,
  readAbsence,
  readFile as readArrived,
  readMessages,
  readOrder,
} from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { type TestPerson, until } from './helpers/banyan.ts'
import { attach, begin, bring, have, newFile, pngOf, type TestFile } from './helpers/files.ts'
import { failure, it } from './helpers/files-world.ts'

const peerOf = async (person: TestPerson, id: ConversationId) => {
  const peer = person.sync(`conversation/${id}`)
  await peer.synced
  return peer
}
const write = (doc: Y.Doc, id: string, author: string, branchId: string, named: readonly TestFile[]): void =>
  addMessage(
    doc,
    {
      ...{ id, author, role: 'user', parentId: null, branchId, createdAt: 1 },
      attachments: named.map((file) => ({
        ...{ id: file.id, name: file.name, size: file.bytes.length, type: 'text/plain' },
      })),
    },
    fillWithText('Look'),
  )

it('[FILE-14] the files on a forked path come along, once stored; what is not there is told by name', async ({
  ana,
  ben,
  vera,
  eve,
  newShared,
  contentsOnDisk,
}) => {
  const source = await newShared()
  const on = await attach(ben, source, 'on the path.txt', 'along')
  const off = await attach(ben, source, 'elsewhere.txt', 'not along')
  const late = newFile(ben, source, 'late.txt', 'still on its way')
  const peer = await peerOf(ben, source)
  addBranch(peer.doc, {
    ...{ id: 'side', createdBy: ben.id, forkFrom: null, parentBranch: 'main', createdAt: 1 },
  })
  write(peer.doc, 'on-the-path', ben.id, 'main', [on, late])
  write(peer.doc, 'elsewhere', ben.id, 'side', [off])
  await until('the server has it', () => readOrder(conversationRoots(peer.doc)).size === 2)
  const stored = (await contentsOnDisk()).length

  // Who may only view forks, too; nobody else does.
  const path = `/api/conversations/${source}/fork`
  expect((await failure(eve.call('POST', path, { branchId: 'main' }))).status).toBe(404)
  const forked = await vera.call<Forked>('POST', path, { branchId: 'main' })
  expect(forked.leftBehind).toEqual([{ name: 'late.txt', why: 'left-behind' }])
  const files = await vera.call<{ files: object[] }>('GET', `/api/conversations/${forked.id}/files`)
  expect(files.files).toMatchObject([{ id: on.id, name: 'on the path.txt', uploadedBy: vera.id }])
  expect(await contentsOnDisk()).toHaveLength(stored)
  const fork = await peerOf(vera, forked.id)
  const roots = conversationRoots(fork.doc)
  expect(readArrived(roots, on.id)).toMatchObject({ size: 5, type: 'text/plain' })
  expect(readAbsence(roots, late.id)).toMatchObject({ why: 'left-behind' })
  expect(readMessages(roots)[0]?.attachments.map(({ name }) => name)).toEqual(['on the path.txt', 'late.txt'])

  // They are hers now, whatever becomes of the original.
  await bring(ben, source, late, (await begin(ben, source, late)).received)
  await vera.call('POST', `/api/conversations/${forked.id}/files/copies`, { from: source, ids: [late.id] })
  await until('it is noted', () => readArrived(roots, late.id) !== undefined)
  await ana.call('DELETE', `/api/conversations/${source}`)
  await ana.call('DELETE', `/api/deleted/${source}`)
  expect(await (await have(vera, forked.id, on.id)).text()).toBe('along')
  expect(await (await have(vera, forked.id, late.id)).text()).toBe('still on its way')
  peer.destroy()
  fork.destroy()
})

it('[FILE-14] [FILE-6] where they would be too much the words come along without them', async ({
  ben,
  vera,
  newShared,
}) => {
  const source = await newShared()
  const large = await attach(ben, source, 'large.bin', pngOf(2_900_000))
  const peer = await peerOf(ben, source)
  write(peer.doc, 'large', ben.id, 'main', [large])
  await until('the server has it', () => readOrder(conversationRoots(peer.doc)).size === 1)
  for (let count = 0; count < 4; count++) {
    const own = await vera.newConversation('')
    await begin(vera, own, newFile(vera, own, 'x', new Uint8Array(2_800_000)))
  }
  const path = `/api/conversations/${source}/fork`
  const forked = await vera.call<Forked>('POST', path, { branchId: 'main' })
  expect(forked.leftBehind).toEqual([{ name: 'large.bin', why: 'person-full' }])
  const fork = await peerOf(vera, forked.id)
  expect(readMessages(conversationRoots(fork.doc))).toHaveLength(1)
  peer.destroy()
  fork.destroy()
})
