/** Runs in the thread of `snapshot-thread.ts`: updates in, a verified snapshot out. */
import { parentPort } from 'node:worker_threads'
import { rebuilt } from './epochs.ts'
import { snapshotOf } from './snapshot.ts'
import type { SnapshotAnswer, SnapshotJob } from './snapshot-thread.ts'

parentPort?.on('message', (job: SnapshotJob) => {
  parentPort?.postMessage(answer(job))
})

const answer = ({ id, updates, anewUnder }: SnapshotJob): SnapshotAnswer => {
  try {
    const [update] = updates
    const snapshot =
      anewUnder === undefined || update === undefined ? snapshotOf(updates) : rebuilt(update, anewUnder)
    return { id, snapshot }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
