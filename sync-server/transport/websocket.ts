/**
 * Sockets at `/sync/<room>`: who is there, from which page, may they come in. From then on frames go to the room.
 * What one socket does is `peer-socket.ts`; here stands what concerns all of them: admission, numbers, the rounds that
 * find the dead, the late and the signed out.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { PrincipalId } from '../../shared/ids.ts'
import { CAPABILITY_PARAMETER, CAPABILITY_VERSION, CLOSE, MAX_FRAME_BYTES } from '../../shared/wire.ts'
import type { Authenticate, Principal } from '../access/principal.ts'
import type { SocketLimits } from '../config.ts'
import type { SocketLog } from '../log.ts'
import type { SocketMeter } from '../metrics/socket-meter.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { createFrameOnce } from './frame-once.ts'
import { PeerSocket, type PeerSocketDeps } from './peer-socket.ts'
import { mayHaveOneMore, Tally } from './socket-limits.ts'

const PATH = '/sync/'
/** Rounds that ping everybody and see whose session is over. */
const ROUND_MILLISECONDS = 30_000
/** Whoever is not known by then, or has not gone by then, is cut off. Loading a document may take longer. */
const MAX_WAITING_MILLISECONDS = 10_000
const WAITING_ROUND_MILLISECONDS = 1_000
/** How long a client that met a limit should wait before it comes again. */
const RETRY_SECONDS = 5

export interface WebSocketTransport {
  readonly figures: () => {
    readonly open: number
    readonly waiting: number
    readonly paused: number
    readonly bufferedBytes: number
  }
  /** Whether anybody is connected as this principal. */
  readonly isHere: (id: PrincipalId) => boolean
  /** Everybody who is connected, each once. */
  readonly present: () => ReadonlySet<PrincipalId>
  readonly close: () => void
}

export interface WebSocketDeps {
  readonly server: Server
  readonly rooms: Pick<Rooms, 'join'>
  readonly authenticate: Authenticate
  /** Whether a page of this origin may use a person's cookie here. */
  readonly isOwnOrigin: (origin: string, host: string | undefined) => boolean
  /** Until when a login holds, in milliseconds since 1970, by what is stored now; `undefined` where it has ended. */
  readonly sessionExpiry: (sessionId: string) => Promise<number | undefined>
  /** Where a request comes from. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly limits: SocketLimits
  readonly clock: SocketClock
  readonly meter: SocketMeter
  readonly log: SocketLog
}

export interface SocketClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly after: (milliseconds: number, task: () => void) => void
  /** Runs a task again and again; returns how to stop that. */
  readonly every: (milliseconds: number, task: () => void) => () => void
}

export const attachWebSockets = (deps: WebSocketDeps): WebSocketTransport => {
  const { clock, limits, meter, log } = deps
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    // Ours is kept in `peers`.
    clientTracking: false,
  })
  const peers = new Set<PeerSocket>()
  /** Those of whom it is not known whose they are, or who have not gone yet; the oldest first. */
  const waiting = new Set<PeerSocket>()
  const waitingByAddress = new Tally<string>()
  const openByPrincipal = new Tally<PrincipalId>()

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node leaves an upgraded socket without anybody who listens: a reset would end the process.
    socket.on('error', ignore)
    const refuse = (status: keyof typeof REFUSALS): void => {
      meter.upgradesRefused.set(status, (meter.upgradesRefused.get(status) ?? 0) + 1)
      socket.end(REFUSALS[status])
    }
    const url = targetOf(request)
    if (url?.pathname.startsWith(PATH) !== true) return refuse(404)
    const { origin, authorization, host } = request.headers
    if (authorization === undefined && (origin === undefined || !deps.isOwnOrigin(origin, host))) {
      return refuse(403)
    }
    if (peers.size >= limits.everybody) return refuse(503)
    const address = deps.addressOf(request)
    if (waitingByAddress.of(address) >= limits.waitingFromAddress) return refuse(429)
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = new PeerSocket(webSocket, socket, address, peerDeps)
      peers.add(peer)
      waiting.add(peer)
      waitingByAddress.add(address)
      enter(peer, request, url).catch((error: unknown) => {
        log.failed('let somebody in', error)
        peer.end(CLOSE.internal, 'Something went wrong here. Please try again.')
      })
    })
  }

  const enter = async (peer: PeerSocket, request: IncomingMessage, url: URL): Promise<void> => {
    const principal = await deps.authenticate(headersOf(request))
    if (peer.hasGone()) return
    if (principal === undefined) return peer.end(CLOSE.signedOut, 'Please sign in.')
    if (!mayHaveOneMore(principal, openByPrincipal, limits)) {
      return peer.end(
        CLOSE.tryLater,
        'There are too many open connections of yours. Please close some pages.',
      )
    }
    peer.principal = principal
    peer.expiresAt = expiryOf(principal)
    openByPrincipal.add(principal.id)
    noLongerWaiting(peer)
    const joined = await deps.rooms.join({
      room: decodedRoom(url.pathname),
      principal,
      connection: peer,
      speaksBanyan: url.searchParams.get(CAPABILITY_PARAMETER) === CAPABILITY_VERSION,
    })
    if (!joined.joined) return peer.end(joined.code, joined.reason)
    if (peer.hasGone()) return joined.session.leave()
    // The house's own agents are under the house's own control.
    peer.letIn(joined.session, principal.kind === 'agent')
  }

  const noLongerWaiting = (peer: PeerSocket): void => {
    if (waiting.delete(peer)) waitingByAddress.remove(peer.address)
  }

  const peerDeps: PeerSocketDeps = {
    frames: createFrameOnce(),
    meter,
    now: clock.now,
    after: clock.after,
    onEnd: (peer, code, wasIn) => {
      meter.closes.set(code, (meter.closes.get(code) ?? 0) + 1)
      log.ended({ principal: peer.principal?.id ?? 'nobody', code, wasIn })
      // Until it has gone it waits once more: who does not go by itself is cut off.
      peer.waitsSince = clock.now()
      if (waiting.delete(peer)) waiting.add(peer)
      else {
        waiting.add(peer)
        waitingByAddress.add(peer.address)
      }
    },
    onClosed: (peer) => {
      peers.delete(peer)
      noLongerWaiting(peer)
      if (peer.principal !== undefined) openByPrincipal.remove(peer.principal.id)
    },
  }

  const lookAtSession = async (peer: PeerSocket, sessionId: string): Promise<void> => {
    // Better-auth prolongs sessions that are used: what is stored counts, not what was true when this one began.
    const expiresAt = (await deps.sessionExpiry(sessionId)) ?? 0
    if (expiresAt > clock.now()) peer.expiresAt = expiresAt
    else peer.end(CLOSE.signedOut, 'Please sign in again.')
  }

  const stopRounds = [
    clock.every(ROUND_MILLISECONDS, () => {
      const now = clock.now()
      for (const peer of peers) {
        if (!peer.ping()) peer.terminate()
        else if (peer.expiresAt <= now && peer.principal?.kind === 'person') {
          lookAtSession(peer, peer.principal.sessionId).catch((error: unknown) =>
            log.failed('look at a session', error),
          )
        }
      }
    }),
    clock.every(WAITING_ROUND_MILLISECONDS, () => {
      const latest = clock.now() - MAX_WAITING_MILLISECONDS
      for (const peer of waiting) {
        if (peer.waitsSince > latest) return
        peer.terminate()
      }
    }),
  ]

  deps.server.on('upgrade', upgrade)
  return {
    figures: () => {
      let paused = 0
      let bufferedBytes = 0
      for (const peer of peers) {
        if (peer.isPaused) paused++
        bufferedBytes += peer.bufferedBytes()
      }
      return { open: peers.size, waiting: waiting.size, paused, bufferedBytes }
    },
    isHere: (id) => openByPrincipal.of(id) > 0,
    present: () => {
      const ids = new Set<PrincipalId>()
      for (const { principal } of peers) if (principal?.kind === 'person') ids.add(principal.id)
      return ids
    },
    close: () => {
      for (const stop of stopRounds) stop()
      deps.server.off('upgrade', upgrade)
      for (const peer of peers) peer.terminate()
      webSockets.close()
    },
  }
}

const expiryOf = (principal: Principal): number =>
  principal.kind === 'person' ? principal.expiresAt : Number.POSITIVE_INFINITY

/** A failed write is followed by the socket's `close`; there is nothing to do for it here. */
const ignore = (): void => {}

const headersOf = (request: IncomingMessage): Headers => {
  const headers = new Headers()
  for (const name of ['cookie', 'authorization', 'user-agent'] as const) {
    const value = request.headers[name]
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** What a request asks for; a target such as `//` is no address, and comes from outside. */
const targetOf = ({ url = '/' }: IncomingMessage): URL | undefined =>
  URL.parse(url, 'http://localhost') ?? undefined

const decodedRoom = (pathname: string): string => {
  try {
    return decodeURIComponent(pathname.slice(PATH.length))
  } catch {
    // An escape that cannot be decoded names no room.
    return ''
  }
}

const refusal = (status: string, more = ''): string =>
  `HTTP/1.1 ${status}\r\n${more}Connection: close\r\nContent-Length: 0\r\n\r\n`

const COME_AGAIN = `Retry-After: ${RETRY_SECONDS}\r\n`

const REFUSALS = {
  403: refusal('403 Forbidden'),
  404: refusal('404 Not Found'),
  429: refusal('429 Too Many Requests', COME_AGAIN),
  503: refusal('503 Service Unavailable', COME_AGAIN),
} as const
