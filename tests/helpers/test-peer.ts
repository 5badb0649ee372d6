/**
 * A peer without a socket: a replica, the wire protocol and two queues that move only when the test says so.
 * Speaks as the stock client does, and with our own message types where asked.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import {
  MESSAGE_AUTH,
  MESSAGE_AWARENESS,
  MESSAGE_SYNC,
  readServerMessage,
  type ServerMessage,
  SYNC_UPDATE,
} from '../../shared/wire.ts'
import type { Principal } from '../../sync-server/access/principal.ts'
import type { Connection, Rooms, Session } from '../../sync-server/rooms/rooms.ts'

export interface TestPeerOptions {
  readonly principal: Principal
  readonly room: string
  readonly speaksBanyan?: boolean
  readonly doc?: Y.Doc
}

type Link =
  | { readonly kind: 'down' }
  | { readonly kind: 'joining' }
  | { readonly kind: 'up'; readonly session: Session }

export class TestPeer {
  readonly doc: Y.Doc
  readonly principal: Principal
  readonly room: string
  readonly #speaksBanyan: boolean
  #link: Link = { kind: 'down' }
  #generation = 0
  #toServer: Uint8Array[] = []
  #toPeer: Uint8Array[] = []
  /** Of this connection: write frames sent and acknowledged, and whether the server's state vector was answered. */
  #sentHere = 0
  #ackedHere = 0
  #answered = false
  /** What its connection says waits to be sent: a test makes it slow. */
  bufferedBytes = 0
  /** Frames received after the connection was closed by the server: there must be none. */
  framesAfterClose = 0
  /** Updates taken in from the server. */
  updates = 0
  readonly messages: ServerMessage[] = []
  readonly closes: { code: number; reason: string }[] = []
  readonly denied: string[] = []
  readonly presence = new Map<number, Record<string, unknown>>()

  constructor({ principal, room, speaksBanyan = true, doc = new Y.Doc() }: TestPeerOptions) {
    this.principal = principal
    this.room = room
    this.doc = doc
    this.#speaksBanyan = speaksBanyan
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this || this.#link.kind !== 'up') return
      this.sendUpdate(update)
    })
  }

  get isUp(): boolean {
    return this.#link.kind === 'up'
  }

  /** Joins; the first frames of both sides wait in the queues. */
  async connect(rooms: Rooms): Promise<boolean> {
    if (this.#link.kind !== 'down') throw new Error('Already connected.')
    const generation = ++this.#generation
    this.#link = { kind: 'joining' }
    this.#toServer = []
    this.#toPeer = []
    this.#sentHere = 0
    this.#ackedHere = 0
    this.#answered = false
    let closed = false
    const connection: Connection = {
      send: (frame) => {
        if (generation !== this.#generation) return
        if (closed) this.framesAfterClose++
        else this.#toPeer.push(frame.slice())
      },
      close: (code, reason) => {
        closed = true
        if (generation !== this.#generation) return
        this.closes.push({ code, reason })
        this.#link = { kind: 'down' }
        this.#toServer = []
      },
      bufferedBytes: () => this.bufferedBytes,
    }
    const joined = await rooms.join({
      room: this.room,
      principal: this.principal,
      connection,
      speaksBanyan: this.#speaksBanyan,
    })
    if (generation !== this.#generation) {
      if (joined.joined) joined.session.leave()
      return false
    }
    if (!joined.joined) {
      this.closes.push({ code: joined.code, reason: joined.reason })
      this.#link = { kind: 'down' }
      return false
    }
    if (closed) return false
    this.#link = { kind: 'up', session: joined.session }
    this.#queue((encoder) => writeSyncStep1(encoder, this.doc))
    return true
  }

  /** Goes off line: what is on its way in either direction is lost. */
  disconnect(): void {
    this.#generation++
    if (this.#link.kind === 'up') this.#link.session.leave()
    this.#link = { kind: 'down' }
    this.#toServer = []
    this.#toPeer = []
  }

  /** Sends bytes as they are. */
  sendRaw(frame: Uint8Array): void {
    this.#toServer.push(frame)
  }

  /** Sends an update as it is, whether or not it came from this replica. */
  sendUpdate(update: Uint8Array): void {
    this.#sentHere++
    this.#queue((encoder) => writeUpdate(encoder, update))
  }

  sendPresence(clientId: number, clock: number, state: unknown): void {
    const rows = encoding.createEncoder()
    encoding.writeVarUint(rows, 1)
    encoding.writeVarUint(rows, clientId)
    encoding.writeVarUint(rows, clock)
    encoding.writeVarString(rows, JSON.stringify(state))
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE_AWARENESS)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(rows))
    this.sendRaw(encoding.toUint8Array(encoder))
  }

  /** Hands over what this peer has sent. Returns whether there was anything. */
  deliverToServer(most = Number.POSITIVE_INFINITY): boolean {
    let delivered = 0
    while (this.#link.kind === 'up' && delivered < most) {
      const frame = this.#toServer.shift()
      if (frame === undefined) break
      delivered++
      this.#link.session.receive(frame)
    }
    return delivered > 0
  }

  /** Takes in what the server has sent. */
  deliverToPeer(most = Number.POSITIVE_INFINITY): boolean {
    let delivered = 0
    while (delivered < most) {
      const frame = this.#toPeer.shift()
      if (frame === undefined) break
      delivered++
      this.#read(frame)
    }
    return delivered > 0
  }

  get acknowledged(): number {
    return this.messages.reduce(
      (most, message) => (message.type === 'acknowledged' ? message.count : most),
      0,
    )
  }

  /** Whether the server has acknowledged every write of this connection, and was told everything before it. */
  get isSaved(): boolean {
    return this.#answered && this.#ackedHere === this.#sentHere
  }

  get rejections(): string[] {
    return this.messages.flatMap((message) => (message.type === 'rejected' ? [message.code] : []))
  }

  #queue(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE_SYNC)
    write(encoder)
    this.#toServer.push(encoding.toUint8Array(encoder))
  }

  #read(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE_SYNC) {
      const answer = encoding.createEncoder()
      encoding.writeVarUint(answer, MESSAGE_SYNC)
      if (readSyncMessage(decoder, answer, this.doc, this) === SYNC_UPDATE) this.updates++
      if (encoding.length(answer) > 1) {
        this.#sentHere++
        this.#answered = true
        this.sendRaw(encoding.toUint8Array(answer))
      }
      return
    }
    if (type === MESSAGE_AWARENESS) {
      const rows = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      const count = decoding.readVarUint(rows)
      for (let i = 0; i < count; i++) {
        const clientId = decoding.readVarUint(rows)
        decoding.readVarUint(rows)
        const state = JSON.parse(decoding.readVarString(rows)) as Record<string, unknown> | null
        if (state === null) this.presence.delete(clientId)
        else this.presence.set(clientId, state)
      }
      return
    }
    if (type === MESSAGE_AUTH) {
      decoding.readVarUint(decoder)
      this.denied.push(decoding.readVarString(decoder))
      return
    }
    const message = readServerMessage(type, decoder)
    if (message === undefined) throw new Error(`The server sent a message of an unknown type, ${type}.`)
    if (!this.#speaksBanyan) throw new Error('A stock client was sent a message type of ours.')
    if (message.type === 'acknowledged') this.#ackedHere = message.count
    this.messages.push(message)
  }
}
