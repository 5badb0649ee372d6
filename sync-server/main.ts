/** Starts the server from the environment and says where it is. Stops on SIGINT and SIGTERM, keeping everything. */
import { resolve } from 'node:path'
import { createBanyan } from './banyan.ts'
import { configFromEnvironment } from './config.ts'

const config = configFromEnvironment(process.env, process.argv.slice(2), resolve(import.meta.dirname, '..'))
const banyan = await createBanyan(config)

let stopping: Promise<void> | undefined
const stop = (): void => {
  // A second signal is the same wish: what is being stored must not be cut short by it.
  stopping ??= banyan.close()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

process.stdout.write(`${banyan.greeting}\n`)
