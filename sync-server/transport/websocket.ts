/**
 * Sockets at `/sync/<room>`: who is there, from which page, may they come in. From then on frames go to the room.
 * Before a peer is in, only a small bounded queue of its frames is kept.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import {
  CAPABILITY_PARAMETER,
  CAPABILITY_VERSION,
  CLOSE,
  type CloseCode,
  MAX_FRAME_BYTES,
} from '../../shared/wire.ts'
import type { Authenticate, Principal } from '../access/principal.ts'
import type { Connection, Rooms, Session } from '../rooms/rooms.ts'
import { createFrameOnce, type FrameOnce } from './frame-once.ts'

const PATH = '/sync/'
/** What a peer may send before it is let in: its state vector, its presence and a little more. */
const MAX_QUEUED_FRAMES = 16
const MAX_QUEUED_BYTES = 64 * 1024
const PING_MILLISECONDS = 30_000

export interface WebSocketTransport {
  readonly close: () => void
}

export const attachWebSockets = (deps: {
  readonly server: Server
  readonly rooms: Rooms
  readonly authenticate: Authenticate
  /** Whether a page of this origin may use a person's cookie here. */
  readonly isOwnOrigin: (origin: string, host: string | undefined) => boolean
}): WebSocketTransport => {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  })
  const alive = new WeakSet<WebSocket>()
  const frames = createFrameOnce()

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Node leaves an upgraded socket without anybody who listens: a reset would end the process.
    socket.on('error', ignore)
    const url = targetOf(request)
    if (url?.pathname.startsWith(PATH) !== true) return refuseUpgrade(socket, '404 Not Found')
    const { origin, authorization, host } = request.headers
    if (authorization === undefined && (origin === undefined || !deps.isOwnOrigin(origin, host))) {
      return refuseUpgrade(socket, '403 Forbidden')
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket)
      webSocket.on('pong', () => alive.add(webSocket))
      admit(webSocket, socket, request, url)
    })
  }

  const admit = (webSocket: WebSocket, socket: Duplex, request: IncomingMessage, url: URL): void => {
    const connection = connectionOf(webSocket, socket, frames)
    let state:
      | { kind: 'waiting'; frames: Uint8Array[]; bytes: number }
      | { kind: 'in'; session: Session }
      | { kind: 'gone' } = { kind: 'waiting', frames: [], bytes: 0 }
    const end = (code: CloseCode, reason: string): void => {
      state = { kind: 'gone' }
      connection.close(code, reason)
    }

    webSocket.on('message', (data, isBinary) => {
      if (!isBinary) return end(CLOSE.unsupported, 'Only binary messages are understood here.')
      const frame = bytesOf(data)
      switch (state.kind) {
        case 'in':
          state.session.receive(frame)
          return
        case 'waiting':
          state.bytes += frame.length
          state.frames.push(frame.slice())
          if (state.frames.length > MAX_QUEUED_FRAMES || state.bytes > MAX_QUEUED_BYTES) {
            end(CLOSE.tryLater, 'Please wait to be let in before sending.')
          }
          return
        case 'gone':
          return
      }
    })
    webSocket.on('close', () => {
      if (state.kind === 'in') state.session.leave()
      state = { kind: 'gone' }
    })
    // ws reports what a peer did wrong (too large a frame, bad framing) and closes with the right code itself.
    webSocket.on('error', () => {})

    const enter = async (): Promise<void> => {
      const principal = await authenticated(request)
      if (state.kind === 'gone') return
      if (principal === undefined) return end(CLOSE.signedOut, 'Please sign in.')
      const joined = await deps.rooms.join({
        room: decodedRoom(url.pathname),
        principal,
        connection,
        speaksBanyan: url.searchParams.get(CAPABILITY_PARAMETER) === CAPABILITY_VERSION,
      })
      const { kind } = state as { kind: 'waiting' | 'gone' }
      if (!joined.joined) return end(joined.code, joined.reason)
      if (kind === 'gone') return joined.session.leave()
      const frames = state.kind === 'waiting' ? state.frames : []
      state = { kind: 'in', session: joined.session }
      for (const frame of frames) joined.session.receive(frame)
    }
    enter().catch(() => end(CLOSE.internal, 'Something went wrong here. Please try again.'))
  }

  const authenticated = (request: IncomingMessage): Promise<Principal | undefined> => {
    const headers = new Headers()
    for (const name of ['cookie', 'authorization', 'user-agent'] as const) {
      const value = request.headers[name]
      if (value !== undefined) headers.set(name, value)
    }
    return deps.authenticate(headers)
  }

  const ping = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate()
      else webSocket.ping()
    }
  }, PING_MILLISECONDS)
  ping.unref()

  deps.server.on('upgrade', upgrade)
  return {
    close: () => {
      clearInterval(ping)
      deps.server.off('upgrade', upgrade)
      for (const webSocket of sockets.clients) webSocket.terminate()
      sockets.close()
    },
  }
}

const connectionOf = (webSocket: WebSocket, socket: Duplex, frames: FrameOnce): Connection => ({
  send: (frame) => {
    if (webSocket.readyState !== webSocket.OPEN) return
    // Without compression `ws` too writes each frame whole and at once: the two ways cannot get mixed up.
    const framed = frames.framed(frame)
    if (framed === undefined) webSocket.send(frame, { binary: true }, ignore)
    else socket.write(framed)
  },
  close: (code, reason) => webSocket.close(code, reason.slice(0, 100)),
  bufferedBytes: () => webSocket.bufferedAmount,
})

/** A failed write is followed by the socket's `close`; there is nothing to do for it here. */
const ignore = (): void => {}

const bytesOf = (data: RawData): Uint8Array => {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
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

const refuseUpgrade = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
