/** Coming in: what a join of a long conversation costs, five hundred at once, and what an idle connection holds. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, connectAll, type Peer } from './peer.ts'
import type { ServerProcess } from './server-process.ts'

export interface Join {
  /** Milliseconds until everything has come, and of server processor time. */
  readonly coldTime: number
  readonly coldCpu: number
  readonly warmTime: number
  readonly warmCpu: number
}

const WARM_JOINS = 5

export const runJoin = async (server: ServerProcess, file: string): Promise<Join> => {
  const room = await server.seed(file)
  const cold = await measureJoins(server, room, 1)
  const warm = await measureJoins(server, room, WARM_JOINS)
  for (const peer of [...cold.peers, ...warm.peers]) peer.close()
  return { coldTime: cold.time, coldCpu: cold.cpu, warmTime: warm.time, warmCpu: warm.cpu }
}

/** One after the other; everybody stays, so that the document does. */
const measureJoins = async (
  server: ServerProcess,
  room: string,
  count: number,
): Promise<{ time: number; cpu: number; peers: Peer[] }> => {
  const peers: Peer[] = []
  const before = await server.usage()
  const begun = performance.now()
  for (let i = 0; i < count; i++) {
    const peer = connect(server, room)
    peers.push(peer)
    await peer.complete
  }
  const elapsed = performance.now() - begun
  const after = await server.usage()
  return { time: elapsed / count, cpu: (after.cpu - before.cpu) / 1_000 / count, peers }
}

export interface Storm {
  /** Milliseconds until all are in sync, and of server processor time. */
  readonly time: number
  readonly cpu: number
}

/** All at once, each with a cursor to show, into a conversation that is in memory. */
export const runStorm = async (server: ServerProcess, file: string, count: number): Promise<Storm> => {
  const room = await server.seed(file)
  const host = connect(server, room)
  await host.complete
  const before = await server.usage()
  const begun = performance.now()
  const peers = Array.from({ length: count }, () => connect(server, room))
  await Promise.all(
    peers.map(async (peer) => {
      await peer.synced
      peer.present(1)
      await peer.complete
    }),
  )
  const time = performance.now() - begun
  const after = await server.usage()
  for (const peer of [host, ...peers]) peer.close()
  return { time, cpu: (after.cpu - before.cpu) / 1_000 }
}

export interface Idle {
  /** Bytes a connection by which the process grows. */
  readonly bytes: number
  /** Of them what is in use after a collection, on V8's heap and beside it. */
  readonly held: number
}

const CONNECTIONS_PER_DOCUMENT = 3
const SETTLING_MILLISECONDS = 500

/**
 * Server memory for each connection, with three to a document and nobody doing anything. As many others are there
 * before: V8's young generation grows with whoever comes first, and that is nobody's memory.
 */
export const runIdle = async (server: ServerProcess, documents: number): Promise<Idle> => {
  const others = await idlers(server, documents)
  const before = await server.usage({ collect: true })
  const peers = await idlers(server, documents)
  const after = await server.usage({ collect: true })
  for (const peer of [...others, ...peers]) peer.close()
  return {
    bytes: (after.resident - before.resident) / peers.length,
    held: (after.held - before.held) / peers.length,
  }
}

const idlers = async (server: ServerProcess, documents: number): Promise<Peer[]> => {
  const rooms = await server.rooms(documents)
  const peers = await connectAll(documents * CONNECTIONS_PER_DOCUMENT, (index) =>
    connect(server, rooms[Math.floor(index / CONNECTIONS_PER_DOCUMENT)] ?? ''),
  )
  await sleep(SETTLING_MILLISECONDS)
  return peers
}
