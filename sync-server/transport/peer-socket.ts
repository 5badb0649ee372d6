/**
 * One socket, from its upgrade to its end: what it sent before it was let in, its session, how fast it may send.
 * There are thousands of them that do nothing: no timer of its own, and nothing of its request is kept.
 */
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { CLOSE, type CloseCode, MESSAGE_AWARENESS, MESSAGE_SYNC, SYNC_STEP_1 } from '../../shared/wire.ts'
import type { Principal } from '../access/principal.ts'
import type { SocketMeter } from '../metrics/socket-meter.ts'
import type { Connection, Session } from '../rooms/rooms.ts'
import { FlowControl, type FlowKind } from './flow.ts'
import type { FrameOnce } from './frame-once.ts'

/** What a peer may send before it is let in: its state vector, its presence and a little more. */
const MAX_QUEUED_FRAMES = 16
const MAX_QUEUED_BYTES = 64 * 1024

/** Far below every limit, and more than a page sends that only looks on: it needs no counting. */
const UNCOUNTED_FRAMES = 20

/** What all sockets of a server share. */
export interface PeerSocketDeps {
  readonly frames: FrameOnce
  readonly meter: SocketMeter
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly after: (milliseconds: number, task: () => void) => void
  /** The server sends it away. */
  readonly onEnd: (peer: PeerSocket, code: CloseCode, wasIn: boolean) => void
  /** The socket is closed, by whomever. */
  readonly onClosed: (peer: PeerSocket) => void
}

type State =
  | { readonly kind: 'waiting'; readonly frames: Uint8Array[]; bytes: number }
  | { readonly kind: 'in'; readonly session: Session }
  | { readonly kind: 'gone' }

const GONE: State = { kind: 'gone' }

export class PeerSocket implements Connection {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #deps: PeerSocketDeps
  #state: State = { kind: 'waiting', frames: [], bytes: 0 }
  /** Where it comes from; counts while it waits. */
  readonly address: string
  /** Since when it waits to be let in, or to be gone; milliseconds since 1970. */
  waitsSince: number
  /** Known from authentication on. */
  principal: Principal | undefined
  /** When its session is over, as far as is known; milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY
  #wasHeard = true
  /** Frames taken while nobody counts yet; below zero: nobody ever will. */
  #uncounted = 0
  #flow: FlowControl | undefined

  constructor(webSocket: WebSocket, socket: Duplex, address: string, deps: PeerSocketDeps) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#deps = deps
    this.address = address
    this.waitsSince = deps.now()
    webSocket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    webSocket.on('pong', () => {
      this.#wasHeard = true
    })
    webSocket.on('close', () => this.#closed())
    // ws reports what a peer did wrong (too large a frame, bad framing) and closes with the right code itself.
    webSocket.on('error', ignore)
  }

  hasGone(): boolean {
    return this.#state.kind === 'gone'
  }

  get isPaused(): boolean {
    return this.#webSocket.isPaused
  }

  /** What it sent meanwhile is taken now. `isTrusted`: it may send as fast as it likes. */
  letIn(session: Session, isTrusted: boolean): void {
    const frames = this.#state.kind === 'waiting' ? this.#state.frames : []
    this.#state = { kind: 'in', session }
    if (isTrusted) this.#uncounted = Number.NEGATIVE_INFINITY
    for (const frame of frames) this.#take(frame)
  }

  /** Pings it. False where nothing was heard since the last time: it is gone without having said so. */
  ping(): boolean {
    if (!this.#wasHeard) return false
    this.#wasHeard = false
    this.#webSocket.ping()
    return true
  }

  send(frame: Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    const { meter, frames } = this.#deps
    meter.framesSent++
    meter.bytesSent += frame.length
    // Without compression `ws` too writes each frame whole and at once: the two ways cannot get mixed up.
    const framed = frames.framed(frame)
    if (framed === undefined) this.#webSocket.send(frame, { binary: true }, ignore)
    else this.#socket.write(framed)
  }

  bufferedBytes(): number {
    return this.#webSocket.bufferedAmount
  }

  /** The room's word: the session is over already. */
  close(code: CloseCode, reason: string): void {
    this.end(code, reason)
  }

  /** Sends it away, out of its room at once. */
  end(code: CloseCode, reason: string): void {
    const before = this.#state
    if (before.kind === 'gone') return
    this.#state = GONE
    if (before.kind === 'in') before.session.leave()
    this.#deps.onEnd(this, code, before.kind === 'in')
    this.#webSocket.close(code, reason.slice(0, 100))
    // A close frame is answered by one; it must be read.
    this.#webSocket.resume()
  }

  terminate(): void {
    this.#webSocket.terminate()
  }

  #closed(): void {
    if (this.#state.kind === 'in') this.#state.session.leave()
    this.#state = GONE
    this.#deps.onClosed(this)
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state.kind === 'gone') return
    this.#wasHeard = true
    const frame = bytesOf(data)
    this.#deps.meter.framesReceived++
    this.#deps.meter.bytesReceived += frame.length
    if (!isBinary) return this.end(CLOSE.unsupported, 'Only binary messages are understood here.')
    if (this.#state.kind === 'in') return this.#take(frame)
    this.#state.bytes += frame.length
    this.#state.frames.push(frame.slice())
    if (this.#state.frames.length > MAX_QUEUED_FRAMES || this.#state.bytes > MAX_QUEUED_BYTES) {
      this.end(CLOSE.tryLater, 'Please wait to be let in before sending.')
    }
  }

  #take(frame: Uint8Array): void {
    if (this.#state.kind !== 'in') return
    const { session } = this.#state
    if (this.#flow === undefined && ++this.#uncounted > UNCOUNTED_FRAMES) this.#flow = new FlowControl()
    const taken = this.#flow?.take(kindOf(frame), frame.length, this.#deps.now())
    if (taken?.kind === 'flood') {
      return this.end(CLOSE.tryLater, 'This is too much at once; please come back in a moment.')
    }
    if (taken?.kind === 'pause') this.#pause(taken.milliseconds)
    session.receive(frame)
  }

  /** Reads no more for a while. What was read already is taken still; it is owed, and makes the pause longer. */
  #pause(milliseconds: number): void {
    if (this.#webSocket.isPaused) return
    this.#webSocket.pause()
    this.#deps.meter.pauses++
    this.#deps.after(milliseconds, () => this.#webSocket.resume())
  }
}

const kindOf = (frame: Uint8Array): FlowKind => {
  if (frame[0] === MESSAGE_SYNC) return frame[1] === SYNC_STEP_1 ? 'question' : 'write'
  return frame[0] === MESSAGE_AWARENESS ? 'presence' : 'question'
}

/** A failed write is followed by the socket's `close`; there is nothing to do for it here. */
const ignore = (): void => {}

const bytesOf = (data: RawData): Uint8Array => {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
