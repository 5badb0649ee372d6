/** What the server does with those who send too much, come too often or stay too long: over real sockets, by hand. */
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { changeSetting } from '../shared/document/index.ts'
import type { Level } from '../shared/levels.ts'
import { CLOSE } from '../shared/wire.ts'
import type { Principal } from '../sync-server/access/principal.ts'
import { SOCKET_LIMITS } from '../sync-server/config.ts'
import { RATES } from '../sync-server/transport/flow.ts'
import type { WebSocketDeps } from '../sync-server/transport/websocket.ts'
import { until } from './helpers/banyan.ts'
import { person, ROOM, type RoomWorld } from './helpers/room-world.ts'
import { runningWorld, startSockets, type TestSockets } from './helpers/sockets.ts'
import { WirePeer } from './helpers/wire-peer.ts'

interface Stage extends TestSockets {
  readonly world: RoomWorld
  readonly join: (name: string) => Promise<WirePeer>
  /** Connected, whatever comes of it. */
  readonly come: (name: string) => WirePeer
}

const stages: { readonly close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close()
})

const as = (name: string) => ({ authorization: `Bearer ${name}` })

/** One conversation in which everybody may collaborate; who somebody is they say themselves. */
const setUp = async (
  overrides: Partial<WebSocketDeps> = {},
  principalOf: (name: string) => Principal = person,
): Promise<Stage> => {
  const { world, stop } = runningWorld()
  const sockets = await startSockets({
    rooms: world.rooms,
    authenticate: async (headers) => {
      const name = /^Bearer (\w+)$/.exec(headers.get('authorization') ?? '')?.[1]
      if (name === undefined) return undefined
      const principal = principalOf(name)
      world.levels.set(principal.id, 'collaborate' satisfies Level)
      return principal
    },
    ...overrides,
  })
  const stage: Stage = {
    ...sockets,
    world,
    join: (name) => WirePeer.join(sockets.url, ROOM, as(name)),
    come: (name) => new WirePeer(sockets.url, ROOM, as(name)),
    close: async () => {
      await sockets.close()
      await stop()
    },
  }
  stages.push(stage)
  return stage
}

/** How an upgrade is refused. */
const refusedUpgrade = (
  url: string,
  name: string,
): Promise<{ status: number; retryAfter: string | undefined }> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sync/${ROOM}`, { headers: as(name) })
    socket.on('unexpected-response', (_, response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] })
      response.resume()
    })
    socket.on('open', () => reject(new Error('It was let in.')))
    socket.on('error', () => undefined)
  })

/** A write frame with nothing in it. */
const NOTHING = new Uint8Array([0, 0])

describe('sending', () => {
  it('[LIMIT-1] what is over is read later, none of it is lost, and others go on meanwhile', async () => {
    const stage = await setUp()
    const anna = await stage.join('anna')
    const ben = await stage.join('ben')
    anna.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== anna) anna.write(update)
    })
    const changes = RATES.write.burst + 8_000
    for (let i = 1; i <= changes; i++) changeSetting(anna.doc, 'title', `title ${i}`)
    await until('reading stops', () => stage.transport.figures().paused === 1)
    expect(stage.meter.framesReceived).toBeLessThan(changes)
    expect(await ben.ask(NOTHING)).toEqual({ kind: 'stored' })
    await until(
      'everything is read',
      () => {
        stage.advance(1_000)
        return anna.acknowledged === changes
      },
      60_000,
    )
    await ben.catchUp()
    expect(ben.doc.toJSON()).toMatchObject({ settings: { title: `title ${changes}` } })
  })

  it('[LIMIT-2] who goes on flooding is sent away to come back; others are not touched', async () => {
    const stage = await setUp()
    const ben = await stage.join('ben')
    const mallory = await stage.join('mallory')
    await until('she is sent away', () => {
      for (let i = 0; i < 3_000 && mallory.isOpen; i++) mallory.write(NOTHING)
      stage.advance(1_000)
      return mallory.closeCode !== undefined
    })
    expect(mallory.closeCode).toBe(CLOSE.tryLater)
    expect(stage.ended).toMatchObject([
      { principal: person('mallory').id, code: CLOSE.tryLater, wasIn: true },
    ])
    expect(await ben.ask(NOTHING)).toEqual({ kind: 'stored' })
    expect(await (await stage.join('mallory')).ask(NOTHING)).toEqual({ kind: 'stored' })
  })

  it('[LIMIT-2] questions by the thousand are a flood: two bytes may ask for the whole document', async () => {
    const stage = await setUp()
    const mallory = await stage.join('mallory')
    for (let i = 0; i < 5_000; i++) mallory.sendRaw(new Uint8Array([0, 0, 1, 0]))
    await until('she is sent away', () => {
      stage.advance(1_000)
      return mallory.closeCode !== undefined
    })
    expect(mallory.closeCode).toBe(CLOSE.tryLater)
    expect(stage.meter.framesReceived).toBeLessThan(1_000)
  })
})

describe('coming', () => {
  it('[LIMIT-4] one has so many connections, and room again when one of them goes', async () => {
    const stage = await setUp({ limits: { ...SOCKET_LIMITS, person: 2 } })
    const first = await stage.join('anna')
    await stage.join('anna')
    expect(await stage.come('anna').closed()).toBe(CLOSE.tryLater)
    await stage.join('ben')
    first.leave()
    await until('it has gone', () => stage.transport.figures().open === 2)
    await stage.join('anna')
  })

  it('[LIMIT-5] beyond what the server takes one is told when to come again', async () => {
    const stage = await setUp({ limits: { ...SOCKET_LIMITS, everybody: 2 } })
    const first = await stage.join('anna')
    await stage.join('ben')
    expect(await refusedUpgrade(stage.url, 'cleo')).toEqual({ status: 503, retryAfter: '5' })
    first.leave()
    await until('it has gone', () => stage.transport.figures().open === 1)
    await stage.join('cleo')
  })

  it('[LIMIT-6] who is not known in time is cut off, and from one address so many may wait', async () => {
    const never = new Promise<undefined>(() => undefined)
    const stage = await setUp({
      limits: { ...SOCKET_LIMITS, waitingFromAddress: 2 },
      authenticate: async (headers) => {
        const name = headers.get('authorization')?.slice('Bearer '.length) ?? ''
        return name === 'slow' ? never : person(name)
      },
      addressOf: ({ headers }) => String(headers['x-from'] ?? 'here'),
    })
    stage.world.levels.set(person('anna').id, 'view')
    const slow = [stage.come('slow'), stage.come('slow')]
    await until('they wait', () => stage.transport.figures().waiting === 2)
    expect(await refusedUpgrade(stage.url, 'anna')).toEqual({ status: 429, retryAfter: '5' })
    const elsewhere = new WirePeer(stage.url, ROOM, { ...as('anna'), 'x-from': 'there' })
    await elsewhere.opened()

    stage.advance(9_000)
    expect(stage.transport.figures().open).toBe(3)
    stage.advance(1_000)
    for (const peer of slow) await peer.closed()
    await until('they have gone', () => stage.transport.figures().waiting === 0)
    expect(elsewhere.isOpen).toBe(true)
    await stage.join('anna')
  })

  it('[LIMIT-9] who does not answer a close is cut off', async () => {
    const stage = await setUp()
    const deaf = new WebSocket(`${stage.url.replace(/^http/, 'ws')}/sync/${ROOM}`, {
      headers: { origin: stage.url },
    })
    deaf.on('error', () => undefined)
    await new Promise((resolve) => deaf.on('open', resolve))
    deaf.pause()
    await until('it is sent away', () => stage.ended.length === 1)
    expect(stage.ended).toEqual([{ principal: 'nobody', code: CLOSE.signedOut, wasIn: false }])
    expect(stage.transport.figures()).toMatchObject({ open: 1, waiting: 1 })
    stage.advance(11_000)
    await until('it is cut off', () => stage.transport.figures().open === 0)
    deaf.terminate()
  })
})

describe('staying', () => {
  it('[LIMIT-7] a session that is over loses its connections, one that was prolonged keeps them', async () => {
    const start = 1_700_000_000_000
    const expiries = new Map([
      ['session-of-anna', start + 50_000],
      ['session-of-ben', start + 50_000],
    ])
    const asked: string[] = []
    const stage = await setUp(
      {
        sessionExpiry: async (sessionId) => {
          asked.push(sessionId)
          return expiries.get(sessionId)
        },
      },
      (name) => {
        const principal = person(name)
        if (principal.kind !== 'person') throw new Error('People only.')
        return { ...principal, expiresAt: expiries.get(principal.sessionId) ?? Number.POSITIVE_INFINITY }
      },
    )
    const anna = await stage.join('anna')
    const ben = await stage.join('ben')
    const bot = await stage.join('cleo')
    const round = async (): Promise<void> => {
      stage.advance(30_000)
      // A ping is answered before what comes after it.
      for (const peer of [anna, ben, bot]) if (peer.isOpen) await peer.ask(NOTHING).catch(() => undefined)
    }
    await round()
    expect(asked).toEqual([])
    expiries.set('session-of-ben', start + 10 * 60_000)
    await round()
    expect(await anna.closed()).toBe(CLOSE.signedOut)
    expect(asked.toSorted()).toEqual(['session-of-anna', 'session-of-ben'])
    expect(await ben.ask(NOTHING)).toEqual({ kind: 'stored' })

    // Signed out elsewhere, or deleted: there is nothing to prolong.
    await round()
    expiries.delete('session-of-ben')
    for (let i = 0; i < 20 && ben.isOpen; i++) await round()
    expect(await ben.closed()).toBe(CLOSE.signedOut)
    expect(await bot.ask(NOTHING)).toEqual({ kind: 'stored' })
  })
})
