/** Opens the port, with an end to how long somebody may take to say what they want. */
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'

export interface Patience {
  /** For everything before the body, in milliseconds. */
  readonly headers: number
  /** For the whole request: bodies are small here. Sockets that were upgraded, and answers, are not concerned. */
  readonly request: number
  /** How often it is looked who has taken too long. */
  readonly look: number
}

/** Node waits five minutes by itself, and whoever sends a byte now and then holds a connection for as long. */
const PATIENCE: Patience = { headers: 15_000, request: 30_000, look: 5_000 }

/** Resolves once the port is open; rejects with a sentence where it cannot be had. */
export const listen = (
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { readonly host: string; readonly port: number },
  patience: Patience = PATIENCE,
): Promise<Server> =>
  new Promise((resolve, reject) => {
    const serverOptions = {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.look,
    }
    const server = serve({ fetch, hostname: host, port, serverOptions }, () => resolve(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use. Set PORT to another one.`, { cause: error })
          : error,
      )
    })
  })
