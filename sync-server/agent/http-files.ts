/** Attached files for a worker elsewhere: over HTTP, with the agent key. */
import { filePath } from '../../shared/file-api.ts'
import type { AgentFiles } from './files.ts'

const REQUEST_MILLISECONDS = 60_000

export const createHttpFiles = (deps: {
  /** Where the server is, `https://host`. */
  readonly url: string
  readonly key: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}): AgentFiles => ({
  read: async (conversationId, id, most) => {
    const response = await deps.fetch(new URL(filePath(conversationId, id), deps.url).href, {
      headers: { authorization: `Bearer ${deps.key}`, range: `bytes=0-${most - 1}` },
      signal: AbortSignal.timeout(REQUEST_MILLISECONDS),
    })
    if (response.ok) return new Uint8Array(await response.arrayBuffer()).subarray(0, most)
    await response.body?.cancel()
    if (response.status === 404) return undefined
    // An empty file has no first byte.
    if (response.status === 416) return new Uint8Array()
    throw new Error(`The server answered ${response.status} for a file.`)
  },
})
