/** Replies that stream into the page: what a token costs, and the frames that come too late meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { connect } from '../peer.ts'
import { recordReply } from '../recording.ts'
import type { ServerProcess } from '../server-process.ts'
import type { Meter } from './chromium.ts'
import { lateFrames } from './watch.ts'

/** As an agent streams: a transaction every 40 ms. */
const MILLISECONDS_PER_TOKEN = 40

export interface Streaming {
  /** Milliseconds of the page's main thread for each token, and of them in scripts. */
  readonly token: number
  readonly tokenScripts: number
  /** In a hundred. */
  readonly late: number
}

export const stream = async (
  server: ServerProcess,
  room: string,
  page: Page,
  meter: Meter,
  { streams, tokens, first }: { readonly streams: number; readonly tokens: number; readonly first: number },
): Promise<Streaming> => {
  const replies = Array.from({ length: streams }, (_, i) => recordReply(tokens, first + i))
  const writers = replies.map(() => connect(server, room, { asWriter: true }))
  await Promise.all(writers.map((writer) => writer.synced))
  replies.forEach(({ opening }, i) => writers[i]?.write(opening))
  await sleep(500)
  await lateFrames(page)
  const before = await meter.busy()
  for (let token = 0; token < tokens; token++) {
    for (const [i, reply] of replies.entries()) {
      const update = reply.tokens[token]
      if (update !== undefined) writers[i]?.write(update)
    }
    await sleep(MILLISECONDS_PER_TOKEN)
  }
  await sleep(300)
  const after = await meter.busy()
  const late = await lateFrames(page)
  for (const writer of writers) writer.close()
  return {
    token: (after.all - before.all) / (tokens * streams),
    tokenScripts: (after.scripts - before.scripts) / (tokens * streams),
    late,
  }
}
