/**
 * Makes snapshots in a thread of their own: for a conversation of 10,000 messages (6 MB) that is half a second of
 * work, of which the server's own thread sees the 5 ms of handing the bytes over. The thread is started when there is
 * something to do and ends when there has been nothing for a while.
 */
import { Worker } from 'node:worker_threads'
import type { Snapshot } from '../storage/document-store.ts'
import type { Rebuild } from './epochs.ts'
import type { MakeSnapshot } from './snapshot.ts'

export interface SnapshotJob {
  readonly id: number
  readonly updates: readonly Uint8Array[]
  /** Written anew under this client id. */
  readonly anewUnder?: number
}
export type SnapshotAnswer =
  | { readonly id: number; readonly snapshot: Snapshot }
  | { readonly id: number; readonly error: string }

export interface SnapshotThread {
  readonly make: MakeSnapshot
  readonly rebuild: Rebuild
  readonly close: () => Promise<void>
}

const IDLE_MILLISECONDS = 30_000

interface Waiting {
  readonly resolve: (snapshot: Snapshot) => void
  readonly reject: (error: Error) => void
}

export const createSnapshotThread = (): SnapshotThread => {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let jobs = 0

  const start = (): Worker => {
    const started = new Worker(new URL('./snapshot-worker.ts', import.meta.url))
    started.unref()
    started.on('message', (answer: SnapshotAnswer) => {
      const job = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('snapshot' in answer) job?.resolve(answer.snapshot)
      else job?.reject(new Error(answer.error))
      if (waiting.size === 0) {
        idle = setTimeout(() => void end(), IDLE_MILLISECONDS)
        idle.unref()
      }
    })
    // Out of memory, or a bug: what waits fails, and the next job starts another thread.
    started.on('error', (error) => failAll(started, error as Error))
    started.on('exit', () => failAll(started, new Error('The thread that makes snapshots has ended.')))
    return started
  }

  const failAll = (ended: Worker, error: Error): void => {
    if (worker !== ended) return
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  const end = async (): Promise<void> => {
    const ending = worker
    if (ending === undefined) return
    failAll(ending, new Error('The server is stopping.'))
    await ending.terminate()
  }

  const run = (job: Omit<SnapshotJob, 'id'>): Promise<Snapshot> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      worker ??= start()
      const id = ++jobs
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...job } satisfies SnapshotJob)
    })

  return {
    make: (updates) => run({ updates }),
    rebuild: (update, clientId) => run({ updates: [update], anewUnder: clientId }),
    close: async () => {
      clearTimeout(idle)
      await end()
    },
  }
}
