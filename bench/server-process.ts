/** A server under measurement: a process of its own, asked over its parent's channel and not through its sockets. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const SERVERS = {
  relay: { title: 'bare ws relay', file: 'relay.mjs', prefixesRoom: false },
  banyan: { title: 'Banyan', file: 'banyan.ts', prefixesRoom: false },
  hocuspocus: { title: 'Hocuspocus + SQLite', file: 'hocuspocus.mjs', prefixesRoom: true },
  yLeveldb: { title: 'y-websocket + y-leveldb', file: 'y-leveldb.mjs', prefixesRoom: false },
} as const
export type ServerName = keyof typeof SERVERS
export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[]

export interface Usage {
  /** Processor time since the process began, microseconds. */
  readonly cpu: number
  /** Bytes. */
  readonly resident: number
  /** Bytes in use on V8's heap and beside it. */
  readonly held: number
}

interface Where {
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
  readonly writerHeaders: Readonly<Record<string, string>>
}

export interface ServerProcess extends Where {
  readonly name: ServerName
  readonly usage: (options?: { readonly collect: boolean }) => Promise<Usage>
  /** Names of rooms that nobody has been in. */
  readonly rooms: (count: number) => Promise<string[]>
  /** Puts a document into the store, unknown to the memory; the room's name. The relay keeps its bytes. */
  readonly seed: (file: string) => Promise<string>
  /** Ends it as a power cut would; the data stay for `startServer({ dataDir })`. */
  readonly kill: () => Promise<string>
  readonly stop: () => Promise<void>
}

const FOLDER = resolve(import.meta.dirname, 'servers')

/** The other servers' packages, on first use: nobody who only starts or tests this program pays for them. */
export const installForeignServers = (): void => {
  if (existsSync(join(FOLDER, 'node_modules', '@hocuspocus', 'server'))) return
  process.stderr.write('Installing the servers to compare with (once, a few seconds) ...\n')
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) throw new Error('The servers to compare with could not be installed.')
}

export const startServer = async (
  name: ServerName,
  options: { readonly dataDir?: string; readonly nodeOptions?: readonly string[] } = {},
): Promise<ServerProcess> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), `banyan-bench-${name}-`))
  const child = fork(join(FOLDER, SERVERS[name].file), [], {
    env: { ...process.env, BENCH_DATA: dataDir },
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning', ...(options.nodeOptions ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { ask, whenReady } = conversationWith(child)
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const where = await whenReady

  return {
    name,
    ...where,
    usage: (more) => ask<Usage>({ ask: 'usage', ...more }),
    rooms: (count) => ask<string[]>({ ask: 'rooms', count }),
    seed: (file) => ask<string>({ ask: 'seed', file }),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
      return dataDir
    },
    stop: async () => {
      // Leaving the channel ends the process; where a profile is taken it is written on the way.
      if (child.connected) child.disconnect()
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(impatience)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

type FromServer = { readonly ready: Where } | { readonly id: number; readonly answer: unknown }

const conversationWith = (child: ChildProcess) => {
  const waiting = new Map<number, (answer: unknown) => void>()
  let asked = 0
  const whenReady = new Promise<Where>((done, failed) => {
    child.once('exit', (code) => failed(new Error(`A server ended before it was ready (${code}).`)))
    child.on('message', (message: FromServer) => {
      if ('ready' in message) done(message.ready)
      else {
        waiting.get(message.id)?.(message.answer)
        waiting.delete(message.id)
      }
    })
  })
  const ask = <Answer>(question: object): Promise<Answer> =>
    new Promise((done) => {
      const id = asked++
      waiting.set(id, (answer) => done(answer as Answer))
      child.send({ id, ...question })
    })
  return { ask, whenReady }
}
