/** A worker anywhere: answers the runs of the server at BANYAN_URL as a network peer, with BANYAN_AGENT_KEY. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { ID_BYTES, idFromBytes, type MessageId } from '../../shared/ids.ts'
import { systemClock } from './clock.ts'
import { createGuide } from './guide/guide.ts'
import { readManual } from './guide/manual.ts'
import { createHttpFiles } from './http-files.ts'
import { createHttpRunQueue, RunQueueRefused } from './http-run-queue.ts'
import { createModels } from './models/create-models.ts'
import { createWebSocketJoin } from './websocket-peer.ts'
import { createWorker } from './worker.ts'

/** How long runs under way may go on after a first signal to stop. */
const GRACE_MILLISECONDS = 30_000

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const leave = (text: string): never => {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
const required = (name: string, hint: string): string =>
  process.env[name] ?? leave(`${name} is not set: ${hint}`)

const url = required('BANYAN_URL', 'the address of the server, such as https://banyan.example.org')
const key = required('BANYAN_AGENT_KEY', 'the content of agent.key in the data folder of the server')
if (!URL.canParse(url)) leave('BANYAN_URL must be an address such as https://banyan.example.org')

const trouble = (doing: string, error: unknown): void => {
  if (error instanceof RunQueueRefused && (error.status === 401 || error.status === 403)) {
    leave('The server does not accept BANYAN_AGENT_KEY. Look at agent.key in its data folder.')
  }
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  say(`Could not ${doing}, will try again: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`)
}

const name = `${hostname().slice(0, 60)}-${process.pid}`
const models = createModels({
  environment: process.env,
  guide: createGuide({
    sections: readManual(resolve(import.meta.dirname, '../../docs/manual')),
    clock: systemClock,
  }),
  clock: systemClock,
})
const worker = createWorker({
  queue: createHttpRunQueue({
    url,
    key,
    worker: name,
    clock: systemClock,
    fetch: (address, init) => fetch(address, init),
    onTrouble: (error) => trouble('wait for runs', error),
  }),
  join: createWebSocketJoin({ url, token: () => key }),
  models,
  files: createHttpFiles({ url, key, fetch: (address, init) => fetch(address, init) }),
  // Names are the server's: in a prompt people are told apart by number.
  names: () => undefined,
  clock: systemClock,
  newMessageId: () => idFromBytes<MessageId>(randomBytes(ID_BYTES)),
  name,
  log: {
    claimed: ({ runId, conversationId }) => say(`Answering ${runId} in ${conversationId}`),
    ended: ({ runId }, outcome) => say(`${runId} is ${outcome}`),
    lost: ({ runId }) => say(`${runId} goes back: its lease or its connection was lost`),
    failed: trouble,
  },
})

let signals = 0
const stop = (): void => {
  signals++
  if (signals > 1) process.exit(1)
  say(worker.busy() === 0 ? 'Stopping.' : `Stopping when ${worker.busy()} under way are done.`)
  void worker.stop({ graceMilliseconds: GRACE_MILLISECONDS }).then(() => process.exit(0))
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

worker.start()
const listed = await models.list()
say(`Answering for ${url} as ${name}, by default with ${listed.default}.`)
