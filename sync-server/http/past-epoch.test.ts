import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AccessWorld, AGENT_KEY, createAccessWorld } from '../../tests/helpers/access-world.ts'

let world: AccessWorld
beforeEach(async () => {
  world = await createAccessWorld()
})
afterEach(() => {
  expect(world.errors).toEqual([])
  world.close()
})

it('[EPOCH-5] how an earlier epoch ended is given to those who may read the conversation, and to nobody else', async () => {
  const ana = await world.found('Ana')
  const ben = await world.join(ana, 'Ben')
  const id = await ana.newConversation('Plan')
  const path = (epoch: number | string): string => `/api/conversations/${id}/epochs/${epoch}`
  const given = await ana.call('GET', path(1))
  expect(given.status).toBe(200)
  expect(given.headers.get('content-type')).toBe('application/octet-stream')
  expect(new Uint8Array(await given.arrayBuffer())).toEqual(Uint8Array.of(0, 0))
  expect((await ben.call('GET', path(1))).status).toBe(404)
  expect((await world.request('GET', path(1))).status).toBe(401)
  for (const epoch of [2, 'x', '1e999', -1]) expect((await ana.call('GET', path(epoch))).status).toBe(404)
  await ana.share(id, { kind: 'person', id: ben.id }, 'view')
  expect((await ben.call('GET', path(1))).status).toBe(200)
})

it('[TALK-7] how one of the side talk ended is given to those who take part, and to no program', async () => {
  const ana = await world.found('Ana')
  const ben = await world.join(ana, 'Ben')
  const id = await ana.newConversation('Plan')
  const path = `/api/conversations/${id}/talk/epochs/1`
  const given = await ana.call('GET', path)
  expect(given.status).toBe(200)
  expect(new Uint8Array(await given.arrayBuffer())).toEqual(Uint8Array.of(0, 0))
  expect((await ana.call('GET', `/api/conversations/${id}/talk/epochs/2`)).status).toBe(404)
  const { version } = await ana.share(id, { kind: 'person', id: ben.id }, 'view')
  expect((await ben.call('GET', path)).status).toBe(404)
  await ana.read('PUT', `/api/conversations/${id}/sharing`, { version, sideTalk: 'everybody' })
  expect((await ben.call('GET', path)).status).toBe(200)
  expect((await world.request('GET', path)).status).toBe(401)
  const { secret } = await ana.read('POST', '/api/me/tokens', { name: 'All', scopes: ['read'], days: 1 })
  const { token } = await ana.read('POST', '/api/bots', { name: 'Echo' })
  for (const each of [secret, token, AGENT_KEY]) {
    const headers = { authorization: `Bearer ${each}` }
    expect((await world.request('GET', path, { headers })).status).toBe(403)
  }
})
