import { BANYAN_AGENT } from '../shared/ids.ts'
import { systemClock } from '../sync-server/agent/clock.ts'
import { createInProcessJoin } from '../sync-server/agent/in-process-peer.ts'
import { createWebSocketJoin } from '../sync-server/agent/websocket-peer.ts'
import { type PeerSubject, peerContract } from './contracts/peer.ts'
import { agent, RoomWorld } from './helpers/room-world.ts'
import { startSockets } from './helpers/sockets.ts'

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
  const sockets = await startSockets({
    rooms: world.rooms,
    authenticate: async (headers) => (headers.get('authorization') === 'Bearer secret' ? AGENT : undefined),
  })
  return {
    join: createWebSocketJoin({ url: sockets.url, token: () => 'secret' }),
    world,
    close: async () => {
      await sockets.close()
      await stop()
    },
  }
})
