/** What strangers send to `/sync` and what becomes of it, on a real server. */
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import type { ConversationId } from '../shared/ids.ts'
import { CLOSE } from '../shared/wire.ts'
import { startBanyan, type TestBanyan, type TestPerson } from './helpers/banyan.ts'
import { WirePeer } from './helpers/wire-peer.ts'

let banyan: TestBanyan
let ana: TestPerson
let ben: TestPerson
let conversation: ConversationId

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  conversation = await ana.newConversation('Only for Ana')
})
afterAll(() => banyan?.close())

const headersOf = ({ cookie, url }: TestPerson) => ({ cookie, origin: url })

/** The first line that a server answers an upgrade with; the target goes out as it is. */
const upgrade = (target: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port, host } = new URL(banyan.url)
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      if (answer.includes('\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.on('error', reject)
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${banyan.url}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
  })

test.each(['//', 'http://[', '//a:b/sync/x', '/', '/api/state'])(
  '[WIRE-2] %s is no room, and the server goes on',
  async (target) => {
    expect(await upgrade(target)).toBe('HTTP/1.1 404 Not Found')
    expect(await ana.call('GET', '/api/me')).toMatchObject({ name: 'Ana' })
  },
)

it('[WIRE-2] a name that is nearly a room is none', async () => {
  const names = [
    `conversation/${conversation}/`,
    `/conversation/${conversation}`,
    `CONVERSATION/${conversation}`,
    `conversation/${conversation}%00`,
    `directory/${ana.id}%2F..`,
    '__proto__/x',
    '%zz',
  ]
  for (const name of names) {
    const peer = new WirePeer(banyan.url, name, headersOf(ana))
    expect([name, await peer.closed()]).toEqual([name, CLOSE.notFound])
  }
})

it("[WIRE-2] others' rooms are closed to a colleague, with nothing sent", async () => {
  for (const [name, code] of [
    [`conversation/${conversation}`, CLOSE.forbidden],
    [`directory/${ana.id}`, CLOSE.notFound],
    [`personal/${ana.id}`, CLOSE.notFound],
  ] as const) {
    const peer = new WirePeer(banyan.url, name, headersOf(ben))
    expect([name, await peer.closed()]).toEqual([name, code])
    expect(peer.messages).toEqual([])
    expect(peer.doc.store.clients.size).toBe(0)
  }
})

it('[WIRE-3] text, and frames of an unknown kind, end a connection', async () => {
  for (const frame of ['hello', new Uint8Array([99]), new Uint8Array([0, 9, 0]), new Uint8Array(0)]) {
    const peer = await WirePeer.join(banyan.url, `conversation/${conversation}`, headersOf(ana))
    peer.sendRaw(frame)
    expect(await peer.closed()).toBe(CLOSE.unsupported)
  }
})
