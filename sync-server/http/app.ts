/**
 * The whole HTTP side as one Hono app; opens no port. What it needs is `HttpDeps`:
 *   accounts, store, authenticate                `access/`: createAccounts, createAuthenticate
 *   authorize, pastEpoch                         who may have how an earlier epoch of a document ended, and it
 *   isOwnHost, isOwnOrigin                       `access/`: createHostCheck, createOriginCheck
 *   commands, createAccount                      `commands/`: createCommands, createAccountCommand
 *   sharing, sharingCommands                     inboxes, requests, ownership, deleted conversations
 *   files                                        `files/`: createFiles
 *   directories                                  `directory/`: createDirectories
 *   rooms                                        only to end sessions at sign-out
 *   accountStore, pictures                       one's own account, beside what accounts keep
 *   resetMail, singleSignOn                      absent where they are not configured
 *   administration, memberCommands, isHere       what admins see and do
 *   runQueue                                     for workers elsewhere; left out, there is no `/api/agent`
 *   isHealthy, readiness, metrics, answered      for those who look after the server: health, readiness, metrics
 *   listModels                                   the composition root's
 * State-changing requests need an `Origin` of our own, or a bearer token.
 */
import { Hono } from 'hono'
import type { Models, WhoAmI } from '../../shared/api.ts'
import type { AccessStore } from '../access/access-store.ts'
import type { Authorize } from '../access/authorization.ts'
import type { IsOwnHost } from '../access/hosts.ts'
import type { IsOwnOrigin } from '../access/origin.ts'
import type { Authenticate } from '../access/principal.ts'
import type { RunQueue } from '../agent/run-queue.ts'
import { RUN_QUEUE_PATH } from '../agent/run-queue-messages.ts'
import type { Commands } from '../commands/commands.ts'
import type { Directories } from '../directory/directories.ts'
import type { Files } from '../files/files.ts'
import type { Mail } from '../mail/mail.ts'
import type { PastEpochs } from '../rooms/past-epochs.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { type AccountRoutesDeps, createAccountRoutes } from './account-routes.ts'
import { type AdministrationRoutesDeps, createAdministrationRoutes } from './administration-routes.ts'
import { createRunQueueRoutes } from './agent-routes.ts'
import { apiError, HttpRefusal } from './answers.ts'
import { createBodyLimit } from './body-limit.ts'
import { createGuards } from './caller.ts'
import { createClientFiles } from './client-files.ts'
import { createConversationRoutes } from './conversation-routes.ts'
import { type Answered, countAnswers } from './count-answers.ts'
import { createDocumentRoutes } from './document-routes.ts'
import { createFileRoutes, isPiece } from './file-routes.ts'
import { frameScripts } from './frame-scripts.ts'
import { createGoOnWithNewCookie } from './new-cookie.ts'
import { createOperatorRoutes, type OperatorRoutesDeps } from './operator-routes.ts'
import { createOrganizationRoutes } from './organization-routes.ts'
import { createPersonalRoutes, type PersonalRoutesDeps } from './personal-routes.ts'
import { createRateLimit } from './rate-limit.ts'
import { remoteAddressOf } from './remote-address.ts'
import { securityHeaders } from './security-headers.ts'
import { createSharingRoutes, type SharingRoutesDeps } from './sharing-routes.ts'
import { refuseUnknownHosts } from './unknown-host.ts'

export interface HttpDeps
  extends Omit<
      AccountRoutesDeps,
      'guards' | 'remoteAddress' | 'store' | 'rooms' | 'goOnWithNewCookie' | 'resetsByMail' | 'singleSignOn'
    >,
    PersonalRoutesDeps,
    AdministrationRoutesDeps,
    OperatorRoutesDeps,
    SharingRoutesDeps {
  readonly store: AccessStore
  readonly rooms: Pick<Rooms, 'signedOut' | 'rightsChanged'>
  readonly authenticate: Authenticate
  readonly isOwnHost: IsOwnHost
  readonly isOwnOrigin: IsOwnOrigin
  readonly commands: Commands
  readonly authorize: Authorize
  readonly directories: Pick<Directories, 'read' | 'peopleChanged'>
  /** Attached files; left out, there are none. */
  readonly files?: Files | undefined
  readonly pastEpoch: PastEpochs
  readonly listModels: () => Promise<Models>
  /** Left out, nobody is invited by e-mail. */
  readonly mail?: Mail | undefined
  readonly runQueue?: RunQueue | undefined
  /** Told of every answer. */
  readonly answered: Answered
  /** How often one person or bot may ask; left out, as is good for people. Tests ask faster. */
  readonly requestsPerMinute?: number | undefined
  readonly publicUrl: string | undefined
  /** Where the built client lies; `undefined` serves the API alone. */
  readonly clientDir: string | undefined
  /** Bugs, with the path that met them; never shown to callers. */
  readonly onError: (error: unknown, request: { readonly method: string; readonly path: string }) => void
}

export const MAX_BODY_BYTES = 256 * 1024
const REQUESTS_PER_MINUTE = 600
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export const createHttpApp = (deps: HttpDeps): Hono => {
  const { publicUrl, isOwnOrigin, onError } = deps
  const app = new Hono()
  const requests = createRateLimit({
    limit: deps.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    window: 60_000,
    now: deps.now,
  })
  const guards = createGuards(deps.authenticate, (principal) => {
    // The house's own workers ask as often as their work needs; a program does not slow its person's own pages.
    const { kind, id } = principal
    if (kind !== 'agent') requests.take(kind === 'person' ? (principal.token?.id ?? id) : id)
  })
  const remoteAddress = remoteAddressOf(publicUrl !== undefined)
  const goOnWithNewCookie = createGoOnWithNewCookie(deps)

  app.use(countAnswers(deps.answered))
  app.use(securityHeaders(publicUrl, frameScripts(deps.clientDir)))

  // Health and figures are asked by whatever name a balancer has for this machine; nothing else is.
  app.route('/', createOperatorRoutes(deps))
  app.use(refuseUnknownHosts(deps.isOwnHost))

  app.use('/api/*', async (c, next) => {
    // A token is put there by a program on purpose; a cookie goes along by itself, beside a token too.
    const isByProgram = c.req.header('authorization') !== undefined && c.req.header('cookie') === undefined
    if (CHANGES.has(c.req.method) && !isByProgram) {
      if (!isOwnOrigin(c.req.header('origin'), c.req.header('host'))) {
        throw new HttpRefusal(403, 'foreign-origin', 'This can only be done from a page of Banyan itself.')
      }
    }
    await next()
    // Pictures say themselves how long they hold.
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  const bodyLimit = createBodyLimit(MAX_BODY_BYTES)
  app.use('/api/*', (c, next) => (isPiece(c) ? next() : bodyLimit(c, next)))

  app.route(
    '/api',
    createAccountRoutes({
      ...deps,
      guards,
      remoteAddress,
      goOnWithNewCookie,
      resetsByMail: deps.resetMail !== undefined,
    }),
  )
  app.route('/api', createPersonalRoutes({ ...deps, guards, remoteAddress, goOnWithNewCookie }))
  app.route('/api', createOrganizationRoutes({ ...deps, guards }))
  app.route('/api', createAdministrationRoutes({ ...deps, guards }))
  app.route('/api/conversations', createConversationRoutes({ ...deps, guards }))
  if (deps.files !== undefined) {
    app.route('/api/conversations', createFileRoutes({ ...deps, files: deps.files, guards }))
  }
  app.route('/api', createSharingRoutes({ ...deps, guards }))
  app.route('/api', createDocumentRoutes())
  app.get('/api/whoami', async (c) => {
    const { id, name, kind } = await guards.principal(c)
    return c.json({ id, name, kind } satisfies WhoAmI)
  })
  app.get('/api/models', async (c) => {
    await guards.principal(c)
    return c.json(await deps.listModels())
  })
  if (deps.runQueue !== undefined) {
    app.use(`${RUN_QUEUE_PATH}/*`, async (c, next) => {
      if ((await guards.principal(c)).kind !== 'agent') {
        throw new HttpRefusal(403, 'forbidden', "This needs the server's own agent key.")
      }
      await next()
    })
    app.route(RUN_QUEUE_PATH, createRunQueueRoutes(deps.runQueue))
  }

  if (deps.clientDir !== undefined) app.route('/', createClientFiles(deps.clientDir))

  app.notFound((c) => c.json(apiError('not-found', 'There is nothing here.'), 404))
  app.onError((error, c) => {
    if (error instanceof HttpRefusal) return c.json(error.body, error.status, error.headers)
    onError(error, { method: c.req.method, path: c.req.path })
    return c.json(
      apiError('internal', 'Something went wrong on our side. Please try again in a moment.'),
      500,
    )
  })
  return app
}
