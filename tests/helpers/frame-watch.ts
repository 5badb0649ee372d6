/**
 * What a server writes on the wire of a WebSocket, read off the socket itself: a WebSocket library shows nothing of
 * what comes after a close frame, and that there is nothing is what matters.
 */
import type { Socket } from 'node:net'
import type WebSocket from 'ws'

const BINARY_FRAME = 2
const CLOSE_FRAME = 8

export interface FrameWatch {
  /** How many data frames came. */
  readonly count: number
  /** Their payloads, where they are kept. */
  readonly frames: readonly Uint8Array[]
  /** The code of the close frame, once it has come. */
  readonly closeCode: number | undefined
  /** Bytes that came behind it. */
  readonly bytesAfterClose: number
  /** Whether a text stands anywhere in what came: Yjs writes it as it is. */
  readonly hasText: (text: string) => boolean
  /** Writes a data frame past `ws`, which sends nothing once it was told to close. */
  readonly sendAnyway: (payload: Uint8Array) => void
}

/** Call before the socket is open. */
export const watchFrames = (webSocket: WebSocket, keep: boolean): FrameWatch => {
  const frames: Uint8Array[] = []
  let count = 0
  let closeCode: number | undefined
  let bytesAfterClose = 0
  let rest: Uint8Array = new Uint8Array()
  let raw: Socket | undefined

  const take = (chunk: Uint8Array): void => {
    if (closeCode !== undefined) {
      bytesAfterClose += chunk.length
      return
    }
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
      rest = rest.subarray(frame.end)
      if (frame.kind === CLOSE_FRAME) {
        closeCode = frame.payload.length < 2 ? 1005 : Buffer.from(frame.payload).readUInt16BE(0)
        bytesAfterClose += rest.length
        return
      }
      if (frame.kind > BINARY_FRAME) continue
      count++
      if (keep) frames.push(frame.payload.slice())
    }
  }
  // Not before `ws` has put back what came along with the answer to the upgrade, and not after it has begun to read.
  webSocket.on('upgrade', ({ socket }: { socket: Socket }) => {
    raw = socket
    process.nextTick(() => socket.on('data', take))
  })

  return {
    frames,
    get count() {
      return count
    },
    get closeCode() {
      return closeCode
    },
    get bytesAfterClose() {
      return bytesAfterClose
    },
    hasText: (text) => frames.some((frame) => Buffer.from(frame).includes(text)),
    sendAnyway: (payload) => raw?.write(clientFrame(payload)),
  }
}

/** A frame from a server: not masked, and here never in pieces. */
const readFrame = (
  bytes: Uint8Array,
): { readonly kind: number; readonly payload: Uint8Array; readonly end: number } | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < 2) return undefined
  const short = view.readUInt8(1) & 0x7f
  const header = short === 126 ? 4 : short === 127 ? 10 : 2
  if (view.length < header) return undefined
  const length =
    short === 126 ? view.readUInt16BE(2) : short === 127 ? Number(view.readBigUInt64BE(2)) : short
  if (view.length < header + length) return undefined
  return {
    kind: view.readUInt8(0) & 0x0f,
    payload: bytes.subarray(header, header + length),
    end: header + length,
  }
}

/** As a client writes it: with a mask, here of zeros. */
const clientFrame = (payload: Uint8Array): Buffer => {
  const header = Buffer.alloc(8)
  header.writeUInt8(0x80 | BINARY_FRAME, 0)
  header.writeUInt8(0x80 | 126, 1)
  header.writeUInt16BE(payload.length, 2)
  return Buffer.concat([header, payload])
}
