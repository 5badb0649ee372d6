/**
 * How the benchmark talks to a server process, beside its sockets: over Node's own channel between parent and child.
 * A question is `{ id, ask, ... }`, an answer `{ id, answer }`. The same for every server, ours too.
 */
export const answerControl = (answers) => {
  const all = { usage, ...answers }
  const answer = async ({ id, ask, ...question }) => {
    process.send?.({ id, answer: await all[ask](question) })
  }
  // A question that cannot be answered ends the server, and so the measurement, with the reason on stderr.
  process.on('message', (message) => void answer(message))
  process.on('disconnect', () => process.exit(0))
}

export const ready = (where) => process.send?.({ ready: where })

/** Processor time of this process so far in microseconds, and what it holds in memory after a collection, in bytes. */
const usage = ({ collect }) => {
  if (collect) for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, external } = process.memoryUsage()
  return { cpu: user + system, resident: process.memoryUsage.rss(), held: heapUsed + external }
}
