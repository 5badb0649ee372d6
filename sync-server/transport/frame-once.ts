/**
 * WebSocket framing of what goes to many sockets (RFC 6455, 5.2): a room broadcasts one frame to hundreds of readers,
 * and a server's frames are not masked, so that the same bytes serve all of them. `ws` would write a header for each.
 */

/** Over this size the copy costs more than what it saves. */
const MAX_BYTES = 16 * 1024

const BINARY_AND_FINAL = 0x82

export interface FrameOnce {
  /** The payload as one whole binary WebSocket frame; `undefined` where it is too large for that. */
  readonly framed: (payload: Uint8Array) => Uint8Array | undefined
}

/** Remembers the last payload, by identity. */
export const createFrameOnce = (): FrameOnce => {
  let last: Uint8Array | undefined
  let lastFramed: Uint8Array | undefined
  return {
    framed: (payload) => {
      if (payload.length > MAX_BYTES) return undefined
      if (payload !== last) {
        last = payload
        lastFramed = frame(payload)
      }
      return lastFramed
    },
  }
}

const frame = (payload: Uint8Array): Uint8Array => {
  const { length } = payload
  // Up to 125 the length stands in one byte, up to 65,535 in two more.
  const headerBytes = length < 126 ? 2 : 4
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes[0] = BINARY_AND_FINAL
  if (length < 126) bytes[1] = length
  else {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  }
  bytes.set(payload, headerBytes)
  return bytes
}
