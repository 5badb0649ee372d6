/** One writer streams a reply, many read: what a delivered update costs the server, and when the last reader has it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, connectAll } from './peer.ts'
import type { Recording } from './recording.ts'
import type { ServerProcess } from './server-process.ts'

export interface FanOutCase {
  readonly viewers: number
  readonly pace: 'paced' | 'flat out'
  /** Every viewer moves its cursor once a second. */
  readonly presence: boolean
  readonly seconds: number
}

export interface FanOut {
  /** Microseconds of server processor time for each update that reached a viewer. */
  readonly cpuPerDelivery: number
  readonly deliveriesPerSecond: number
  /** Share of one core. */
  readonly cores: number
  /** Milliseconds from the write to the last viewer. */
  readonly p50: number
  readonly p99: number
}

const UPDATES_PER_SECOND = 50
/** Flat out: so many updates may be on their way, enough to merge and few enough to drain. */
const IN_FLIGHT = 500
const BURST = 50
const WARM_UP_SECONDS = 0.5
const STALLED_MILLISECONDS = 30_000

export const runFanOut = async (
  server: ServerProcess,
  { opening, tokens }: Recording,
  { viewers, pace, presence, seconds }: FanOutCase,
): Promise<FanOut> => {
  const [room = ''] = await server.rooms(1)
  const writtenAt = new Float64Array(tokens.length)
  const arrivedAt = new Float64Array(tokens.length)
  const arrivals = new Uint16Array(tokens.length)
  let everywhere = -1

  const onTokens = (before: number, last: number): void => {
    for (let token = before + 1; token <= last; token++) {
      const count = (arrivals[token] ?? 0) + 1
      arrivals[token] = count
      if (count < viewers) continue
      arrivedAt[token] = performance.now()
      everywhere = Math.max(everywhere, token)
    }
  }
  const readers = await connectAll(viewers, () => connect(server, room, { onTokens }))
  const writer = connect(server, room, { asWriter: true })
  await writer.synced
  writer.write(opening)

  let clock = 0
  const cursors = presence
    ? setInterval(() => {
        // A tenth of the people every tenth of a second.
        clock++
        for (let i = clock % 10; i < readers.length; i += 10) readers[i]?.present(clock)
      }, 100)
    : undefined

  let written = 0
  const writeOne = (): void => {
    const token = tokens[written]
    if (token === undefined) return
    writtenAt[written] = performance.now()
    writer.write(token)
    written++
  }
  const writeFor = async (duration: number): Promise<void> => {
    const begun = performance.now()
    const from = written
    while (performance.now() - begun < duration * 1_000 && written < tokens.length) {
      if (pace === 'paced') {
        const due = from + Math.floor(((performance.now() - begun) / 1_000) * UPDATES_PER_SECOND)
        while (written < due) writeOne()
        await sleep(2)
      } else {
        for (let i = 0; i < BURST && written - everywhere < IN_FLIGHT; i++) writeOne()
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
  const drained = async (): Promise<void> => {
    const begun = performance.now()
    while (everywhere < written - 1) {
      if (performance.now() - begun > STALLED_MILLISECONDS) {
        throw new Error(`${server.name}: update ${everywhere + 1} of ${written} never reached everybody.`)
      }
      await sleep(1)
    }
  }

  await writeFor(WARM_UP_SECONDS)
  await drained()
  const first = written
  const before = await server.usage()
  const begun = performance.now()
  await writeFor(seconds)
  await drained()
  const elapsed = performance.now() - begun
  const after = await server.usage()

  clearInterval(cursors)
  writer.close()
  for (const reader of readers) reader.close()

  const latencies = Array.from({ length: written - first }, (_, i) => {
    const token = first + i
    return (arrivedAt[token] ?? 0) - (writtenAt[token] ?? 0)
  }).sort((a, b) => a - b)
  const deliveries = (written - first) * viewers
  return {
    cpuPerDelivery: (after.cpu - before.cpu) / deliveries,
    deliveriesPerSecond: (deliveries / elapsed) * 1_000,
    cores: (after.cpu - before.cpu) / (elapsed * 1_000),
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  }
}
