/** Starts the server from the environment and says where it is. Stops on SIGINT and SIGTERM, keeping everything. */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBanyan } from './banyan.ts'
import { configFromEnvironment } from './config.ts'

const config = configFromEnvironment(process.env, process.argv.slice(2), resolve(import.meta.dirname, '..'))
const banyan = await createBanyan(config)

let stopping: Promise<void> | undefined
const stop = (drainSeconds: number): void => {
  // A second signal is the same wish: what is being stored must not be cut short by it.
  stopping ??= drainAndClose(drainSeconds)
}
const drainAndClose = async (drainSeconds: number): Promise<void> => {
  banyan.drain()
  if (drainSeconds > 0) await sleep(drainSeconds * 1000)
  await banyan.close()
}
// Ctrl+C is a person who waits; SIGTERM may be a supervisor whose balancer has still to look away.
process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(config.drainSeconds ?? 0))

process.stdout.write(`${banyan.greeting}\n`)
