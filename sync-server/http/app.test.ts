import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AccessWorld, createAccessWorld } from '../../tests/helpers/access-world.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  world.close()
})

it('[HTTP-1] the whole way: found, invite, join, create, share', async () => {
  const ana = await world.found('Ana')
  const ben = await world.join(ana, 'Ben')
  const id = await ana.newConversation('Plan')
  expect((await ben.call('GET', `/api/conversations/${id}/sharing`)).status).toBe(404)
  await ana.share(id, { kind: 'person', id: ben.id }, 'view')
  const sharing = await ben.read('GET', `/api/conversations/${id}/sharing`)
  expect(sharing).toMatchObject({ yourLevel: 'view', version: 2, owner: { name: 'Ana' } })
  expect(world.errors).toEqual([])
})
