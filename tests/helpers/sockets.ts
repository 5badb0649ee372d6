/** Real sockets on a port of their own in front of rooms, with a clock that a test moves by hand. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SOCKET_LIMITS } from '../../sync-server/config.ts'
import type { SocketLog } from '../../sync-server/log.ts'
import { createSocketMeter, type SocketMeter } from '../../sync-server/metrics/socket-meter.ts'
import {
  attachWebSockets,
  type WebSocketDeps,
  type WebSocketTransport,
} from '../../sync-server/transport/websocket.ts'
import { RoomWorld } from './room-world.ts'

/** Rooms that run by themselves, turn by turn of the event loop, until they are told to stop. */
export const runningWorld = (): { readonly world: RoomWorld; readonly stop: () => Promise<void> } => {
  const world = new RoomWorld()
  let running = true
  const run = async (): Promise<void> => {
    while (running) {
      await world.settle()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const ended = run()
  return {
    world,
    stop: async () => {
      running = false
      await ended
      world.database.close()
    },
  }
}

export interface TestSockets {
  readonly url: string
  readonly transport: WebSocketTransport
  readonly meter: SocketMeter
  readonly ended: Parameters<SocketLog['ended']>[0][]
  /** Lets so much time pass at once, running what falls due. */
  readonly advance: (milliseconds: number) => void
  readonly close: () => Promise<void>
}

export const startSockets = async (
  deps: Pick<WebSocketDeps, 'rooms' | 'authenticate'> & Partial<WebSocketDeps>,
): Promise<TestSockets> => {
  const server = createServer()
  const meter = createSocketMeter()
  const ended: Parameters<SocketLog['ended']>[0][] = []
  let now = 1_700_000_000_000
  const tasks = new Set<{ at: number; readonly every: number | undefined; readonly run: () => void }>()

  const transport = attachWebSockets({
    server,
    isOwnOrigin: () => true,
    sessionExpiry: async () => undefined,
    addressOf: (request) => request.socket.remoteAddress ?? '',
    limits: SOCKET_LIMITS,
    clock: {
      now: () => now,
      after: (milliseconds, run) => void tasks.add({ at: now + milliseconds, every: undefined, run }),
      every: (milliseconds, run) => {
        const task = { at: now + milliseconds, every: milliseconds, run }
        tasks.add(task)
        return () => void tasks.delete(task)
      },
    },
    meter,
    log: {
      ended: (entry) => ended.push(entry),
      failed: (doing, error) => {
        throw new Error(`It could not ${doing}.`, { cause: error })
      },
    },
    ...deps,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    transport,
    meter,
    ended,
    advance: (milliseconds) => {
      now += milliseconds
      for (const task of [...tasks]) {
        if (task.at > now) continue
        if (task.every === undefined) tasks.delete(task)
        else task.at = now + task.every
        task.run()
      }
    },
    close: async () => {
      transport.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
