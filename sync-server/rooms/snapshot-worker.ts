/** Runs in the thread of `snapshot-thread.ts`: updates in, a verified snapshot out. */
import { parentPort } from 'node:worker_threads'
import { snapshotOf } from './snapshot.ts'
import type { SnapshotAnswer, SnapshotJob } from './snapshot-thread.ts'

parentPort?.on('message', (job: SnapshotJob) => {
  parentPort?.postMessage(answer(job))
})

const answer = ({ id, updates }: SnapshotJob): SnapshotAnswer => {
  try {
    return { id, snapshot: snapshotOf(updates) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
