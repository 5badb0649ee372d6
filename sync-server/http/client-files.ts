/** The built client: hashed files for ever, everything else asked for anew, one page for every path of the app. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono, type Next } from 'hono'

const IMMUTABLE = 'public, max-age=31536000, immutable'

export const createClientFiles = (clientDir: string): Hono => {
  const files = new Hono()
  if (!existsSync(join(clientDir, 'index.html'))) return files

  // Vite names what lies in `assets/` after its content.
  const onFound = (path: string, c: Context): void => {
    c.header('cache-control', path.startsWith(join(clientDir, 'assets')) ? IMMUTABLE : 'no-cache')
  }
  const page = serveStatic({ path: join(clientDir, 'index.html'), onFound })

  files.get('*', serveStatic({ root: clientDir, onFound }))
  files.get('*', (c: Context, next: Next) => (isPage(c) ? page(c, next) : next()))
  return files
}

/** A person went to this address, rather than a page asking for a file that is not there. */
const isPage = (c: Context): boolean =>
  !/^\/(api|sync)(\/|$)/.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html')
