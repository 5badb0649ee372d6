/** A power cut in the middle of an answer: what others had already read and the store has not. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, connectAll } from './peer.ts'
import type { Recording } from './recording.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const VIEWERS = 3
const UPDATES = 75
const MILLISECONDS_PER_UPDATE = 20
/** Some servers answer before they have loaded, and send the rest when they have. */
const LOADING_MILLISECONDS = 1_500

/** How many updates somebody had seen that are not there any more. Ends the server it is given. */
export const runPowerCut = async (server: ServerProcess, { opening, tokens }: Recording): Promise<number> => {
  const [room = ''] = await server.rooms(1)
  const viewers = await connectAll(VIEWERS, () => connect(server, room))
  const writer = connect(server, room, { asWriter: true })
  await writer.synced
  writer.write(opening)
  for (const token of tokens.slice(0, UPDATES)) {
    writer.write(token)
    await sleep(MILLISECONDS_PER_UPDATE)
  }
  const seen = Math.max(...viewers.map((viewer) => viewer.lastToken()))
  const dataDir = await server.kill()

  const restarted = await startServer(server.name, { dataDir })
  const returned = connect(restarted, room)
  await returned.synced
  await sleep(LOADING_MILLISECONDS)
  const kept = returned.lastToken()
  returned.close()
  await restarted.stop()
  return Math.max(0, seen - kept)
}
