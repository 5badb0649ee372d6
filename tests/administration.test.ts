/** Over real sockets: who is suspended or taken out is cut off at once, and being an admin opens nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CLOSE } from '../shared/wire.ts'
import {
  ApiFailure,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
  until,
} from './helpers/banyan.ts'

let banyan: TestBanyan
let ana: TestPerson
let ben: TestPerson

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
})
afterAll(() => banyan?.close())

const statusOf = async (call: Promise<unknown>): Promise<number> => {
  try {
    await call
    return 200
  } catch (error) {
    if (error instanceof ApiFailure) return error.status
    throw error
  }
}

it('[ADMIN-2] an admin without a grant gets nothing of a conversation: not over HTTP, a socket, or as a file', async () => {
  const id = await ben.newConversation('Not for admins')
  const peer = ana.sync(`conversation/${id}`)
  expect(await peer.closed).toBe(CLOSE.forbidden)
  expect(peer.doc.store.clients.size).toBe(0)
  peer.destroy()
  for (const path of ['sharing', 'epochs/1', 'files', 'files/some-file']) {
    expect([path, await statusOf(ana.call('GET', `/api/conversations/${id}/${path}`))]).toEqual([path, 404])
  }
  for (const room of [`directory/${ben.id}`, `personal/${ben.id}`]) {
    const other = ana.sync(room)
    expect([room, await other.closed]).toEqual([room, CLOSE.notFound])
    other.destroy()
  }
  for (const path of ['conversations', 'audit', 'audit/export?format=json', 'members']) {
    const answer = await ana.call<object>('GET', `/api/admin/${path}`)
    expect(JSON.stringify(answer)).not.toContain('Not for admins')
  }
})

it('[COMMAND-10] a suspension ends every socket of a member and of their bots at once, and is over when it ends', async () => {
  const id = await ana.newConversation('Ours')
  const { token, id: botId } = await ben.call<{ token: string; id: typeof ben.id }>('POST', '/api/bots', {
    name: 'Echo',
  })
  await ana.share(id, [
    { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
    { subject: { kind: 'person', id: botId }, level: 'view' },
  ])
  const bot = { authorization: `Bearer ${token}` }
  const peers = [
    ben.sync(`conversation/${id}`),
    ben.sync(`conversation/${id}`),
    ben.sync(`directory/${ben.id}`),
    ben.sync(`personal/${ben.id}`),
    stockPeer(banyan.url, `conversation/${id}`, bot),
  ]
  await Promise.all(peers.map(({ synced }) => synced))
  await ana.call('POST', `/api/admin/members/${ben.id}/suspend`)
  expect(await Promise.all(peers.map(({ closed }) => closed))).toEqual(peers.map(() => CLOSE.signedOut))
  for (const peer of peers) peer.destroy()
  expect(await statusOf(ben.call('GET', '/api/me'))).toBe(401)
  // Whoever holds the old cookie or token comes in nowhere.
  for (const again of [ben.sync(`personal/${ben.id}`), stockPeer(banyan.url, `conversation/${id}`, bot)]) {
    expect(await again.closed).toBe(CLOSE.signedOut)
    again.destroy()
  }

  await ana.call('POST', `/api/admin/members/${ben.id}/unsuspend`)
  const back = stockPeer(banyan.url, `conversation/${id}`, bot)
  await back.synced
  back.destroy()
})

it('[ADMIN-1] it is known who is here, and when somebody was', async () => {
  const cleo = await banyan.join(ana, 'Cleo')
  interface Seen {
    readonly items: readonly { readonly here: boolean; readonly lastSeenAt?: number }[]
  }
  const look = async () => (await ana.call<Seen>('GET', '/api/admin/members?query=cleo')).items[0]
  const before = Date.now()
  const peer = cleo.sync(`directory/${cleo.id}`)
  await peer.synced
  expect(await look()).toMatchObject({ here: true })
  peer.destroy()
  await until('she has gone', async () => (await look())?.here === false)
  expect((await look())?.lastSeenAt).toBeGreaterThanOrEqual(before)
})
