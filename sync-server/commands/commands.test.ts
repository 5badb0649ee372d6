import { afterEach, beforeEach, expect, it } from 'vitest'
import { conversationRoots, readSettings } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { conversationRoom, talkRoom } from '../../shared/rooms.ts'
import { type AccessWorld, createAccessWorld, type TestMember } from '../../tests/helpers/access-world.ts'
import { loadDirectory } from '../../tests/helpers/directory-document.ts'

let world: AccessWorld
let ana: TestMember
let ben: TestMember
let cleo: TestMember
beforeEach(async () => {
  world = await createAccessWorld()
  ana = await world.found('Ana')
  ben = await world.join(ana, 'Ben')
  cleo = await world.join(ana, 'Cleo')
  world.rooms.told.length = 0
})
afterEach(() => {
  world.close()
})

const rightsChanged = () =>
  world.rooms.told.flatMap((entry) =>
    entry.what === 'rightsChanged' ? [[entry.room, entry.principals] as const] : [],
  )

it('[COMMAND-9] a new conversation is seeded by the server, once, whoever asks again', async () => {
  const id = 'made-off-line'
  for (const title of ['Plan', 'Another title']) {
    expect((await ben.call('POST', '/api/conversations', { id, title })).status).toBe(201)
  }
  const doc = world.rooms.documents.get(conversationRoom(id as ConversationId))
  if (doc === undefined) throw new Error('The conversation has no document.')
  expect(readSettings(conversationRoots(doc)).title).toBe('Plan')
  expect(conversationRoots(doc).settings.get('schema')).toBe(1)
})

it('[A10] sharing tells those whose level changed, and nobody else', async () => {
  const id = await ben.newConversation()
  world.rooms.told.length = 0
  await ben.share(id, { kind: 'person', id: cleo.id }, 'view')
  expect(rightsChanged()).toEqual([[conversationRoom(id), [cleo.id]]])
  world.rooms.told.length = 0
  await ben.share(id, { kind: 'organization' }, 'view')
  expect(rightsChanged()).toEqual([[conversationRoom(id), [ana.id]]])
  world.rooms.told.length = 0
  await ben.share(id, { kind: 'person', id: cleo.id }, 'none')
  expect(rightsChanged()).toEqual([])
})

it('[COMMAND-8] a change of a group’s members is told in every conversation shared with it', async () => {
  const group = await ana.read('POST', '/api/groups', { name: 'Crew' })
  const [first, second] = [await ben.newConversation(), await cleo.newConversation()]
  await ben.share(first, { kind: 'group', id: group.id }, 'view')
  await cleo.share(second, { kind: 'group', id: group.id }, 'collaborate')
  world.rooms.told.length = 0
  await ana.read('POST', `/api/groups/${group.id}/members`, { add: [cleo.id, ana.id] })
  const told = Object.fromEntries(rightsChanged())
  expect(told).toEqual({
    [conversationRoom(first)]: [ana.id, cleo.id].sort(),
    [conversationRoom(second)]: [ana.id],
    // Who may only view has no part in the side talk before or after.
    [talkRoom(second)]: [ana.id],
  })
  world.rooms.told.length = 0
  await ana.read('DELETE', `/api/groups/${group.id}`)
  expect(Object.fromEntries(rightsChanged())).toEqual(told)
})

it('[A12] a deleted conversation is shut for everybody and leaves every directory', async () => {
  const id = await ben.newConversation()
  await ben.share(id, { kind: 'organization' }, 'view')
  const directory = await loadDirectory(world, cleo.id)
  expect(directory.conversations()).toHaveLength(1)
  world.rooms.told.length = 0
  await ben.read('DELETE', `/api/conversations/${id}`)
  expect(world.rooms.told).toEqual([
    { what: 'shut', room: conversationRoom(id) },
    { what: 'shut', room: talkRoom(id) },
  ])
  expect(directory.conversations()).toEqual([])
})

it('[COMMAND-6] a member who is taken out is signed out everywhere, and so are their bots', async () => {
  const id = await cleo.newConversation()
  await cleo.share(id, { kind: 'person', id: ben.id }, 'collaborate')
  const bot = await ben.read('POST', '/api/bots', { name: 'Echo' })
  await cleo.share(id, { kind: 'person', id: bot.id }, 'collaborate')
  const bearer = new Headers({ authorization: `Bearer ${bot.token}` })
  expect(await world.authenticate(bearer)).toBeDefined()
  const directory = await loadDirectory(world, cleo.id)
  world.rooms.told.length = 0

  await ana.read('DELETE', `/api/members/${ben.id}`)
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { principalId: ben.id } })
  expect(world.rooms.told).toContainEqual({ what: 'signedOut', who: { principalId: bot.id } })
  expect(await world.authenticate(new Headers({ cookie: ben.cookie }))).toBeUndefined()
  expect(await world.authenticate(bearer)).toBeUndefined()
  expect(await cleo.read('GET', `/api/conversations/${id}/sharing`)).toMatchObject({ people: [], version: 4 })
  expect(directory.people().get(ben.id)).toMatchObject({ name: 'Ben', former: true })
})
