/**
 * A program at the far end of a real socket that sends what it is told to, byte for byte, and asks for our own message
 * types. It never answers the server's state vector by itself: its write frames are exactly those that a test sends.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import {
  MESSAGE_AWARENESS,
  MESSAGE_SYNC,
  readServerMessage,
  type ServerMessage,
  SYNC_STEP_1,
  SYNC_STEP_2,
  SYNC_UPDATE,
} from '../../shared/wire.ts'
import { type FrameWatch, watchFrames } from './frame-watch.ts'

/** What the server made of one write. */
export type Answer =
  | { readonly kind: 'stored' }
  | { readonly kind: 'rejected'; readonly code: string }
  /** It lacks something, and asks for what it has not seen. */
  | { readonly kind: 'asked-again' }
  | { readonly kind: 'closed'; readonly code: number }

export class WirePeer {
  readonly doc = new Y.Doc()
  readonly messages: ServerMessage[] = []
  /** Updates that others wrote, as they came. */
  readonly updates: Uint8Array[] = []
  /** Write frames sent and acknowledged on this connection. */
  sent = 0
  acknowledged = 0
  closeCode: number | undefined
  /** What came over the socket, also behind its close. */
  readonly wire: FrameWatch
  readonly #socket: WebSocket
  #stateVectors = 0
  #states = 0
  #waiting: (() => void)[] = []

  constructor(
    url: string,
    room: string,
    headers: Readonly<Record<string, string>>,
    options: { readonly keepsFrames?: boolean } = {},
  ) {
    conversationRoots(this.doc)
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/sync/${room}?banyan=1`, { headers })
    this.wire = watchFrames(this.#socket, options.keepsFrames ?? false)
    this.#socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#read(data)
      this.#wake()
    })
    this.#socket.on('close', (code) => {
      this.closeCode = code
      this.#wake()
    })
    // Followed by `close`.
    this.#socket.on('error', () => {})
  }

  /** Joined, and told all that is stored. */
  static async join(url: string, room: string, headers: Readonly<Record<string, string>>): Promise<WirePeer> {
    const peer = new WirePeer(url, room, headers)
    await peer.opened()
    await peer.catchUp()
    return peer
  }

  async opened(): Promise<void> {
    await this.when(() => this.#socket.readyState !== WebSocket.CONNECTING && this.#stateVectors > 0)
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Asks for all that is stored and waits for it; what was on its way before has come by then. */
  async catchUp(): Promise<void> {
    const before = this.#states
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, SYNC_STEP_1)
      encoding.writeVarUint8Array(encoder, Y.encodeStateVector(this.doc))
    })
    await this.when(() => this.#states > before)
  }

  /** Sends an update, whether or not it came from this replica. */
  write(update: Uint8Array): void {
    this.sent++
    this.#send((encoder) => {
      encoding.writeVarUint(encoder, SYNC_UPDATE)
      encoding.writeVarUint8Array(encoder, update)
    })
  }

  /** Sends an update and waits for what the server makes of it. */
  async ask(update: Uint8Array): Promise<Answer> {
    const stateVectors = this.#stateVectors
    const rejected = this.messages.length
    this.write(update)
    const answer = (): Answer | undefined => {
      if (this.closeCode !== undefined) return { kind: 'closed', code: this.closeCode }
      const refusal = this.messages.slice(rejected).find(({ type }) => type === 'rejected')
      if (refusal?.type === 'rejected') return { kind: 'rejected', code: refusal.code }
      if (this.#stateVectors > stateVectors) return { kind: 'asked-again' }
      return this.acknowledged >= this.sent ? { kind: 'stored' } : undefined
    }
    await this.when(() => answer() !== undefined, true)
    const found = answer()
    if (found === undefined) throw new Error('There is no answer.')
    return found
  }

  /** Resolves once something is true; looks after every frame. Rejects where the connection ends before. */
  async when(isTrue: () => boolean, alsoClosed = false): Promise<void> {
    while (!isTrue()) {
      if (this.closeCode !== undefined && !alsoClosed) {
        throw new Error(`The server closed the connection with ${this.closeCode}.`)
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async closed(): Promise<number> {
    await this.when(() => this.closeCode !== undefined, true)
    return this.closeCode ?? 0
  }

  /** Sends a write also where the connection is being closed, as a program does that does not hang up. */
  writeAnyway(update: Uint8Array): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    encoding.writeVarUint(encoder, SYNC_UPDATE)
    encoding.writeVarUint8Array(encoder, update)
    this.wire.sendAnyway(encoding.toUint8Array(encoder))
  }

  /** Bytes as they are; text where it is a string. */
  sendRaw(frame: Uint8Array | string): void {
    this.#socket.send(frame)
  }

  leave(): void {
    this.#socket.terminate()
    this.doc.destroy()
  }

  #send(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    write(encoder)
    if (this.isOpen) this.#socket.send(encoding.toUint8Array(encoder))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const look of waiting) look()
  }

  #read(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE_AWARENESS) return
    if (type !== MESSAGE_SYNC) {
      const message = readServerMessage(type, decoder)
      if (message === undefined) throw new Error(`The server sent a message of an unknown type, ${type}.`)
      if (message.type === 'acknowledged') this.acknowledged = message.count
      this.messages.push(message)
      return
    }
    const step = decoding.readVarUint(decoder)
    const payload = decoding.readVarUint8Array(decoder).slice()
    if (step === SYNC_STEP_1) {
      this.#stateVectors++
      return
    }
    Y.applyUpdate(this.doc, payload, this)
    if (step === SYNC_STEP_2) this.#states++
    else this.updates.push(payload)
  }
}
