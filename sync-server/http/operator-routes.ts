/**
 * What machines that look after the server ask: is it alive, may it be sent work, what does it do.
 * The figures name nobody, but they are not the world's: for this machine alone, or by a token.
 */
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import { isSameSecret } from '../access/secrets.ts'
import type { Readiness } from '../readiness.ts'
import { HttpRefusal } from './answers.ts'

export interface OperatorRoutesDeps {
  /** Rejects or says no where the store cannot take writes. */
  readonly isHealthy: () => Promise<boolean>
  readonly readiness: () => Promise<Readiness>
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** Whoever has it may read the metrics from anywhere; `undefined`: only this machine may, and no proxy on it. */
  readonly metricsToken: string | undefined
  /** Set where people come by a proxy. */
  readonly publicUrl: string | undefined
  readonly onError: (error: unknown, request: { readonly method: string; readonly path: string }) => void
}

export const createOperatorRoutes = (deps: OperatorRoutesDeps): Hono => {
  const { metricsToken, onError } = deps
  const routes = new Hono()

  routes.get('/healthz', async (c) => {
    const isHealthy = await deps.isHealthy().catch((error: unknown) => {
      onError(error, { method: 'GET', path: '/healthz' })
      return false
    })
    return c.json({ status: isHealthy ? 'ok' : 'failing' }, isHealthy ? 200 : 503)
  })

  routes.get('/readyz', async (c) => {
    const status = await deps.readiness()
    return c.json({ status }, status === 'ready' ? 200 : 503)
  })

  routes.get('/metrics', async (c) => {
    if (metricsToken === undefined) {
      // Not every proxy says that it is one.
      if (deps.publicUrl !== undefined || !isFromThisMachine(c)) {
        throw new HttpRefusal(
          403,
          'forbidden',
          'Metrics are for this machine alone. Set METRICS_TOKEN to read them from elsewhere or behind a proxy.',
        )
      }
    } else if (!isSameSecret(bearerToken(c) ?? '', metricsToken)) {
      throw new HttpRefusal(401, 'signed-out', 'Metrics need the token in METRICS_TOKEN.', {
        headers: { 'www-authenticate': 'Bearer' },
      })
    }
    const { contentType, text } = await deps.metrics()
    return c.body(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' })
  })

  return routes
}

const bearerToken = (c: Context): string | undefined =>
  /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * A proxy on this machine connects from it too, for everybody: what it forwards carries its headers, or the name that
 * people use. The name also keeps away pages whose own name was made to lead here.
 */
const isFromThisMachine = (c: Context): boolean => {
  const hasSocket = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env
  const address = hasSocket ? (getConnInfo(c).remote.address ?? '') : ''
  const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  )
  return LOOPBACK.test(address) && !isForwarded && LOOPBACK_HOST.test(c.req.header('host') ?? '')
}
