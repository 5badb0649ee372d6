import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BANYAN_AGENT } from '../shared/ids.ts'
import { systemClock } from '../sync-server/agent/clock.ts'
import { createInProcessJoin } from '../sync-server/agent/in-process-peer.ts'
import { createWebSocketJoin } from '../sync-server/agent/websocket-peer.ts'
import { attachWebSockets } from '../sync-server/transport/websocket.ts'
import { type PeerSubject, peerContract } from './contracts/peer.ts'
import { agent, RoomWorld } from './helpers/room-world.ts'

const AGENT = agent(BANYAN_AGENT)

/** Rooms that run by themselves, turn by turn of the event loop, until they are told to stop. */
const runningWorld = (): { readonly world: RoomWorld; readonly stop: () => Promise<void> } => {
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

peerContract('in process', async (): Promise<PeerSubject> => {
  const { world, stop } = runningWorld()
  return {
    join: createInProcessJoin({ rooms: world.rooms, principal: AGENT, clock: systemClock }),
    world,
    close: stop,
  }
})

peerContract('WebSocket', async (): Promise<PeerSubject> => {
  const { world, stop } = runningWorld()
  const server = createServer()
  const transport = attachWebSockets({
    server,
    rooms: world.rooms,
    authenticate: async (headers) => (headers.get('authorization') === 'Bearer secret' ? AGENT : undefined),
    isOwnOrigin: () => false,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    join: createWebSocketJoin({ url: `http://127.0.0.1:${port}`, token: () => 'secret' }),
    world,
    close: async () => {
      transport.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await stop()
    },
  }
})
