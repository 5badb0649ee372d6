/** What strangers send over HTTP and what becomes of it, on a real server and over real sockets. */
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOSE } from '../shared/wire.ts'
import { MAX_BODY_BYTES } from '../sync-server/http/app.ts'
import { listen } from '../sync-server/http/listen.ts'
import { PASSWORD, startBanyan, stockPeer, type TestBanyan } from './helpers/banyan.ts'

let banyan: TestBanyan
beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
})
afterAll(() => banyan?.close())

const to = (url: string): Socket => connect(Number(new URL(url).port), '127.0.0.1')

/** Everything that a server answers to these lines, until it ends the connection. */
const raw = (lines: readonly string[], body = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = to(banyan.url)
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('utf8')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.write(
      `${[...lines, 'Connection: close', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`,
    )
  })

describe('a page under a name of its own that leads here', () => {
  const EVIL = ['Host: evil.example.com:3000', 'Origin: http://evil.example.com:3000']

  it('[SEC-1] founds nothing, reads nothing, and is told what to do about it', async () => {
    const account = { name: 'Eve', email: 'eve@example.org', password: 'long enough', organization: 'Mine' }
    const found = await raw(['POST /api/accounts HTTP/1.1', ...EVIL], JSON.stringify(account))
    expect(found).toMatch(/^HTTP\/1.1 421 /)
    expect(found).toContain('"code":"unknown-host"')
    expect(await raw(['GET /api/state HTTP/1.1', ...EVIL])).toMatch(/^HTTP\/1.1 421 /)
    const page = await raw(['GET / HTTP/1.1', ...EVIL, 'Accept: text/html'])
    expect(page).toMatch(/^HTTP\/1.1 421 /)
    expect(page).toContain('PUBLIC_URL=https://evil.example.com npm start')
    expect(page).toContain('content-security-policy')
    expect(await (await fetch(`${banyan.url}/api/state`)).json()).toEqual({ founded: false })
  })

  it('[SEC-1] opens no socket', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = to(banyan.url)
      socket.on('error', reject)
      socket.once('data', (data) => {
        resolve(data.toString('latin1'))
        socket.destroy()
      })
      socket.write(
        `${['GET /sync/conversation/abcdef HTTP/1.1', ...EVIL, 'Connection: Upgrade', 'Upgrade: websocket'].join('\r\n')}\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
    })
    expect(answer).toMatch(/^HTTP\/1.1 403 /)
  })

  it('[SEC-1] health is told under any name', async () => {
    expect(await raw(['GET /healthz HTTP/1.1', ...EVIL])).toMatch(/^HTTP\/1.1 200 /)
  })
})

describe('what costs the server', () => {
  it('[SEC-2] a body that is too large is told so, and the connection is not used again', async () => {
    const post = (length: number): Promise<Response> =>
      fetch(`${banyan.url}/api/auth/sign-out`, {
        method: 'POST',
        headers: { origin: banyan.url },
        body: 'x'.repeat(length),
      })
    for (const length of [MAX_BODY_BYTES + 1, 20 * MAX_BODY_BYTES]) {
      const answer = await post(length)
      expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close'])
      expect(await answer.json()).toMatchObject({ error: { code: 'too-large' } })
    }
  })

  it('[SEC-3] who does not come to the point is sent away', async () => {
    const server = await listen(
      async (request) => new Response(await request.text()),
      { host: '127.0.0.1', port: 0 },
      { headers: 50, request: 100, look: 20 },
    )
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    const answerTo = (begin: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(address.port, '127.0.0.1')
        let answer = ''
        socket.on('data', (data) => {
          answer += data.toString('latin1')
        })
        socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
        socket.on('error', reject)
        socket.write(begin)
      })
    expect(await answerTo('GET / HTTP/1.1\r\nHost: x\r\nA: ')).toBe('HTTP/1.1 408 Request Timeout')
    const slowly = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1'
    expect(await answerTo(slowly)).toBe('HTTP/1.1 408 Request Timeout')
    server.close()
    server.closeAllConnections()
  })
})

describe('a copied cookie', () => {
  it('[SEC-9] is worth nothing after a change of password, on sockets too; the page that changed it goes on', async () => {
    const ana = await banyan.found('Ana')
    const room = `directory/${ana.id}`
    const thief = ana.sync(room)
    await thief.synced
    const answer = await fetch(`${banyan.url}/api/auth/change-password`, {
      method: 'POST',
      headers: { cookie: ana.cookie, origin: banyan.url, 'content-type': 'application/json' },
      body: JSON.stringify({ currentPassword: PASSWORD, newPassword: 'another password' }),
    })
    expect(answer.status).toBe(200)
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    let code = await thief.closed
    // Sent away to come back, it is not let in any more.
    while (code !== CLOSE.signedOut) {
      code = await new Promise<number>((resolve) => {
        thief.provider.once('connection-close', (event: { code: number } | null) => resolve(event?.code ?? 0))
      })
    }
    thief.destroy()
    const status = async (one: string) =>
      (await fetch(`${banyan.url}/api/me`, { headers: { cookie: one } })).status
    expect([await status(ana.cookie), await status(cookie)]).toEqual([401, 200])
    const page = stockPeer(banyan.url, room, { cookie, origin: banyan.url })
    await page.synced
    page.destroy()
  })
})
