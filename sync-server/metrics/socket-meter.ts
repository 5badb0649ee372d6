/** What the sockets count: plain numbers, added to on every frame and read when somebody asks. */
export interface SocketMeter {
  framesReceived: number
  /** Payloads, without framing. */
  bytesReceived: number
  framesSent: number
  bytesSent: number
  /** Times that reading from a socket was held up. */
  pauses: number
  /** Sockets refused before they were open, by HTTP status. */
  readonly upgradesRefused: Map<number, number>
  /** Sockets that the server closed, by close code. */
  readonly closes: Map<number, number>
}

export const createSocketMeter = (): SocketMeter => ({
  framesReceived: 0,
  bytesReceived: 0,
  framesSent: 0,
  bytesSent: 0,
  pauses: 0,
  upgradesRefused: new Map(),
  closes: new Map(),
})
