/** Who has files and who brings them: whatever the door, the rights of the conversation. */
import { expect } from 'vitest'
import {
  addMessage,
  conversationRoots,
  fillWithText,
  readAbsence,
  readFile as readArrived,
  readMessages,
} from '../shared/document/index.ts'
import { archivePath, filePath, uploadPath } from '../shared/file-api.ts'
import { type FileId, fileIdOf } from '../shared/files.ts'
import { type TestPerson, until } from './helpers/banyan.ts'
import { attach, attachSent, begin, bring, have, newFile, sendNaming } from './helpers/files.ts'
import { failure, it } from './helpers/files-world.ts'

it('[FILE-3] who may view has files and brings none; who has no access, an admin too, learns nothing', async ({
  banyan,
  ana,
  vera,
  eve,
  conversation,
}) => {
  const file = await attachSent(ana, conversation, 'secret.txt', 'between us')
  expect(await failure(begin(vera, conversation, newFile(vera, conversation, 'x.txt', 'x')))).toEqual({
    status: 403,
    code: 'forbidden',
  })
  for (const [method, path] of [
    ['GET', filePath(conversation, file.id)],
    ['GET', `/api/conversations/${conversation}/files`],
    ['DELETE', uploadPath(conversation, file.id)],
  ] as const) {
    expect((await failure(eve.call(method, path))).status).toBe(404)
  }
  expect(await failure(begin(eve, conversation, newFile(eve, conversation, 'x.txt', 'x')))).toEqual({
    status: 404,
    code: 'not-found',
  })
  expect((await fetch(banyan.url + filePath(conversation, file.id))).status).toBe(401)
  expect(await (await have(vera, conversation, file.id)).text()).toBe('between us')
})

it('[FILE-17] what was chosen and not sent is its bringer’s alone, and everybody’s once a message names it', async ({
  ana,
  ben,
  vera,
  newShared,
}) => {
  const id = await newShared()
  const peer = vera.sync(`conversation/${id}`)
  await peer.synced
  const sent = await attachSent(ana, id, 'sent.txt', 'sent')
  const draft = await attach(ana, id, 'draft.txt', 'not yet')
  const { secret } = await vera.call<{ secret: string }>('POST', '/api/me/tokens', {
    ...{ name: 'p', scopes: ['read'], days: 1 },
  })
  const listOf = async (person: TestPerson): Promise<string[]> => {
    const { files } = await person.call<{ files: { id: string }[] }>('GET', `/api/conversations/${id}/files`)
    return files.map((file) => file.id)
  }
  const statuses = async (): Promise<number[]> => {
    const headers = { authorization: `Bearer ${secret}` }
    const archive = ben.url + archivePath(id, [draft.id])
    return [
      (await have(ben, id, draft.id)).status,
      (await have(vera, id, draft.id, { method: 'HEAD' })).status,
      (await fetch(archive, { headers: { cookie: ben.cookie } })).status,
      (await fetch(ana.url + filePath(id, draft.id), { headers })).status,
    ]
  }
  expect(await statuses()).toEqual([404, 404, 404, 404])
  expect([await listOf(ben), await listOf(vera)]).toEqual([[sent.id], [sent.id]])
  expect(new Set(await listOf(ana))).toEqual(new Set([sent.id, draft.id]))
  expect(await (await have(ana, id, draft.id)).text()).toBe('not yet')
  const bens = await ben.newConversation('Copies')
  const copy = { from: id, ids: [draft.id] }
  expect(await ben.call('POST', `/api/conversations/${bens}/files/copies`, copy)).toEqual({ files: [] })
  // Not even that there is one stands in the document.
  expect(JSON.stringify(conversationRoots(peer.doc).files.toJSON())).not.toContain(draft.id)

  await sendNaming(ana, id, draft)
  expect(await statuses()).toEqual([200, 200, 200, 200])
  expect(new Set(await listOf(vera))).toEqual(new Set([sent.id, draft.id]))
  await until('it is noted', () => readArrived(conversationRoots(peer.doc), draft.id) !== undefined)
  peer.destroy()
})

it('[FILE-3] a right that is taken away is gone with the next request, in the middle of an upload too', async ({
  ana,
  ben,
  vera,
  newShared,
}) => {
  const id = await newShared()
  const file = await attach(ana, id, 'plan.txt', 'Plant trees.')
  const bens = newFile(ben, id, 'half.txt', 'half and half')
  await begin(ben, id, bens)
  await bring(ben, id, bens, 0, 5)
  await ana.share(id, [
    { subject: { kind: 'person', id: ben.id }, level: 'none' },
    { subject: { kind: 'person', id: vera.id }, level: 'none' },
  ])
  expect((await have(vera, id, file.id)).status).toBe(404)
  expect((await have(ben, id, file.id)).status).toBe(404)
  expect((await failure(bring(ben, id, bens, 5))).status).toBe(404)
  expect((await have(ana, id, bens.id)).status).toBe(404)
})

it('[FILE-12] a right that was lost on the way is said where the file was to stand', async ({
  ana,
  ben,
  eve,
  newShared,
}) => {
  const id = await newShared()
  const peer = ana.sync(`conversation/${id}`)
  await peer.synced
  const bens = ben.sync(`conversation/${id}`)
  await bens.synced
  const file = newFile(ben, id, 'late.txt', 'late')
  addMessage(
    bens.doc,
    {
      ...{ id: 'late', author: ben.id, role: 'user', parentId: null, branchId: 'main', createdAt: 1 },
      attachments: [{ id: file.id, name: 'late.txt', size: 4, type: 'text/plain' }],
    },
    fillWithText('It follows'),
  )
  const roots = conversationRoots(peer.doc)
  await until('the message is there', () => readMessages(roots).length === 1)
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'none' }])
  // Eve knows the id, and is told no more than before.
  const asEve = { ...file, secret: 'x'.repeat(20) }
  expect((await failure(begin(eve, id, asEve))).status).toBe(404)
  expect(readAbsence(roots, file.id)).toBeUndefined()
  expect((await failure(begin(ben, id, file))).status).toBe(404)
  await until('it is said', () => readAbsence(roots, file.id)?.why === 'no-right')
  peer.destroy()
  bens.destroy()
})

it('[FILE-12] a right that was lost half way is said by the next piece, and what came is kept', async ({
  ana,
  ben,
  newShared,
}) => {
  const id = await newShared()
  const peer = ana.sync(`conversation/${id}`)
  await peer.synced
  const roots = conversationRoots(peer.doc)
  const file = newFile(ben, id, 'half.txt', 'half and half')
  await begin(ben, id, file)
  await bring(ben, id, file, 0, 5)
  await sendNaming(ben, id, file)
  const setLevel = (level: 'none' | 'collaborate') =>
    ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level }])
  await setLevel('none')
  expect((await failure(bring(ben, id, file, 5))).status).toBe(404)
  await until('it is said', () => readAbsence(roots, file.id)?.why === 'no-right')
  await setLevel('collaborate')
  expect((await begin(ben, id, file)).received).toBe(5)
  await bring(ben, id, file, 5)
  await until('it is here', () => readArrived(roots, file.id) !== undefined)
  expect(readAbsence(roots, file.id)).toBeUndefined()
  peer.destroy()
})

it('[FILE-3] a program has files as its token says, and none once that is gone', async ({
  banyan,
  ana,
  vera,
  conversation,
}) => {
  const file = await attachSent(ana, conversation, 'for programs.txt', 'for programs')
  const make = (scopes: readonly string[]) =>
    vera.call<{ secret: string; id: string }>('POST', '/api/me/tokens', { name: 'p', scopes, days: 1 })
  const [reading, writing] = [await make(['read']), await make(['write'])]
  const get = async ({ secret }: { secret: string }): Promise<number> =>
    (
      await fetch(banyan.url + filePath(conversation, file.id), {
        headers: { authorization: `Bearer ${secret}` },
      })
    ).status
  expect([await get(reading), await get(writing)]).toEqual([200, 403])
  await vera.call('DELETE', `/api/me/tokens/${reading.id}`)
  expect(await get(reading)).toBe(401)
})

it('[FILE-4] an id is one person’s, for one conversation: nobody else brings it, and elsewhere it is nothing', async ({
  ana,
  ben,
  newShared,
  conversation,
}) => {
  const other = await newShared()
  const file = newFile(ana, conversation, 'mine.txt', 'mine')
  for (const [person, place, changed] of [
    // Ben has seen Ana's message with the id, before her file was there.
    [ben, conversation, file],
    [ana, other, file],
    [ana, conversation, { ...file, secret: 'x'.repeat(20) }],
    [ben, conversation, { ...file, id: fileIdOf(conversation, ana.id, 'guess'.repeat(5)) }],
  ] as const) {
    expect(await failure(begin(person, place, changed))).toEqual({ status: 403, code: 'not-yours' })
  }
  await begin(ana, conversation, file)
  expect((await failure(bring(ben, conversation, file))).status).toBe(404)
  expect((await failure(ben.call('DELETE', uploadPath(conversation, file.id)))).status).toBe(404)
  await bring(ana, conversation, file)
  expect((await have(ana, other, file.id)).status).toBe(404)
  expect((await failure(ben.call('DELETE', uploadPath(conversation, file.id)))).status).toBe(404)
  await sendNaming(ana, conversation, file)
  expect(await (await have(ben, conversation, file.id)).text()).toBe('mine')
})

it('[FILE-4] files go along into another conversation only by who may read them there', async ({
  ana,
  ben,
  eve,
  conversation,
}) => {
  const other = await ben.newConversation('A fork')
  const file = await attachSent(ana, conversation, 'along.txt', 'comes along')
  const copy = { from: conversation, ids: [file.id, 'A'.repeat(43)] }
  const path = `/api/conversations/${other}/files/copies`
  expect((await failure(eve.call('POST', path, copy))).status).toBe(404)
  expect(await ben.call('POST', path, copy)).toMatchObject({ files: [{ id: file.id, uploadedBy: ben.id }] })
  expect(await (await have(ben, other, file.id)).text()).toBe('comes along')
  const eves = await eve.newConversation('Eve’s')
  expect((await failure(eve.call('POST', `/api/conversations/${eves}/files/copies`, copy))).status).toBe(404)
})

it('[FILE-3] files need a page of our own, or a token', async ({ banyan, ana, conversation }) => {
  const response = await fetch(banyan.url + uploadPath(conversation, 'A'.repeat(43) as FileId), {
    method: 'PATCH',
    headers: { cookie: ana.cookie, origin: 'https://evil.example', 'upload-offset': '0' },
    body: 'x',
  })
  expect(response.status).toBe(403)
})
