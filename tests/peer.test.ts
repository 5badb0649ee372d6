import { BANYAN_AGENT } from '../shared/ids.ts'
import { systemClock } from '../sync-server/agent/clock.ts'
import { createInProcessJoin } from '../sync-server/agent/in-process-peer.ts'
import { createWebSocketJoin } from '../sync-server/agent/websocket-peer.ts'
import { type PeerSubject, peerContract } from './contracts/peer.ts'
import { agent } from './helpers/room-world.ts'
import { runningWorld, startSockets } from './helpers/sockets.ts'

const AGENT = agent(BANYAN_AGENT)

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
