/** The built client: hashed files for ever, everything else asked for anew, one page for every path of the app. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'

const IMMUTABLE = 'public, max-age=31536000, immutable'

export const createClientFiles = (clientDir: string): Hono => {
  const files = new Hono()
  if (!existsSync(join(clientDir, 'index.html'))) return files
  const file = serveStatic({ root: clientDir })
  const page = serveStatic({ path: join(clientDir, 'index.html') })

  files.use(cacheHeader, compress())
  files.get('*', file)
  files.get('*', (c, next) => (isPage(c) ? page(c, next) : next()))
  return files
}

const cacheHeader: MiddlewareHandler = async (c, next) => {
  await next()
  if (c.req.method !== 'GET' || !c.res.ok) return
  // Vite names what lies in `assets/` after its content.
  c.res.headers.set('cache-control', c.req.path.startsWith('/assets/') ? IMMUTABLE : 'no-cache')
}

/** A person went to this address, rather than a page asking for a file that is not there. */
const isPage = (c: Context): boolean =>
  !/^\/(api|sync)(\/|$)/.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html')
