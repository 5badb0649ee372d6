/**
 * Accounts, rights and HTTP without a port, on a database in memory. Only the rooms are not real: they write down
 * what they are told, and keep directories as documents.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import {
  type ApiError,
  apiErrorSchema,
  type Me,
  type Sharing,
  type SharingSubject,
} from '../../shared/api.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { createAccounts } from '../../sync-server/access/accounts.ts'
import { createAuthenticate } from '../../sync-server/access/authenticate.ts'
import { createAuthorize } from '../../sync-server/access/authorize.ts'
import { createHostCheck } from '../../sync-server/access/hosts.ts'
import { createOriginCheck } from '../../sync-server/access/origin.ts'
import { AGENT_KEY_PREFIX } from '../../sync-server/access/secrets.ts'
import { createCommands } from '../../sync-server/commands/commands.ts'
import { createAccountCommand } from '../../sync-server/commands/create-account.ts'
import { createMemberCommands } from '../../sync-server/commands/member-commands.ts'
import { createSharingCommands } from '../../sync-server/commands/sharing-commands.ts'
import { createDirectories } from '../../sync-server/directory/directories.ts'
import { createHttpApp, type HttpDeps } from '../../sync-server/http/app.ts'
import type { Rooms } from '../../sync-server/rooms/rooms.ts'
import { createPictureFiles } from '../../sync-server/storage/files/picture-files.ts'
import { createSqliteAccessStore } from '../../sync-server/storage/sqlite/access-store.ts'
import { createSqliteAccountStore } from '../../sync-server/storage/sqlite/account-store.ts'
import { accountsDatabase } from '../../sync-server/storage/sqlite/accounts-database.ts'
import { createSqliteAdministrationStore } from '../../sync-server/storage/sqlite/administration-store.ts'
import { openDatabase } from '../../sync-server/storage/sqlite/database.ts'
import { createSqliteSharingStore } from '../../sync-server/storage/sqlite/sharing-store.ts'
import { createRandom } from './random.ts'

export const HOST = 'banyan.test'
export const ORIGIN = `http://${HOST}`
export const PASSWORD = 'correct horse battery'
export const AGENT_KEY = `${AGENT_KEY_PREFIX}for-tests`

/** What rooms were told, oldest first. */
export type Told =
  | { readonly what: 'rightsChanged'; readonly room: RoomName; readonly principals: readonly PrincipalId[] }
  | { readonly what: 'shut'; readonly room: RoomName }
  | { readonly what: 'signedOut'; readonly who: { sessionId: string } | { principalId: PrincipalId } }

export interface RecordingRooms extends Rooms {
  readonly told: Told[]
  readonly documents: Map<RoomName, Y.Doc>
  /** How often a room was edited only if it was loaded. */
  readonly edits: () => number
}

export const createRecordingRooms = (): RecordingRooms => {
  const told: Told[] = []
  const documents = new Map<RoomName, Y.Doc>()
  let edits = 0
  return {
    told,
    documents,
    edits: () => edits,
    join: () => Promise.reject(new Error('Nobody joins these rooms.')),
    edit: async (room, write) => {
      const doc = documents.get(room) ?? new Y.Doc()
      documents.set(room, doc)
      doc.transact(() => write(doc))
    },
    editIfLoaded: (room, write) => {
      const doc = documents.get(room)
      if (doc === undefined) return
      edits++
      doc.transact(() => write(doc))
    },
    rightsChanged: (room, principals) => {
      told.push({
        what: 'rightsChanged',
        room,
        principals: principals === 'everybody' ? [] : [...principals].sort(),
      })
    },
    shut: (room) => told.push({ what: 'shut', room }),
    signedOut: (who) => told.push({ what: 'signedOut', who }),
    figures: () => {
      throw new Error('Nobody asks these rooms for figures.')
    },
    close: async () => undefined,
  }
}

export type AccessWorld = Awaited<ReturnType<typeof createAccessWorld>>

export const createAccessWorld = async (
  overrides: Partial<
    Pick<
      HttpDeps,
      | 'resetMail'
      | 'singleSignOn'
      | 'runQueue'
      | 'clientDir'
      | 'publicUrl'
      | 'demo'
      | 'isHealthy'
      | 'mail'
      | 'files'
    >
  > = {},
) => {
  const random = createRandom(1)
  const randomBytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => random.below(256))
  const clock = { time: 1_700_000_000_000 }
  const now = (): number => clock.time
  const errors: unknown[] = []

  const database = openDatabase(':memory:')
  const accounts = await createAccounts({
    database: accountsDatabase(database),
    secret: 'kQ4u0n2b7yT5w9z1c3e6g8i0k2m4o6q8',
    publicUrl: overrides.publicUrl,
    log: (_, message) => errors.push(message),
  })
  const store = createSqliteAccessStore(database)
  const rooms = createRecordingRooms()
  const sharing = createSqliteSharingStore(database)
  const directories = createDirectories({ store, sharing, rooms })
  const commands = createCommands({
    store,
    rooms,
    directories,
    files: { take: async () => new Map(), told: async () => undefined },
    now,
    randomBytes,
  })
  const removedDocuments: RoomName[] = []
  const sharingCommands = createSharingCommands({
    store,
    sharing,
    rooms,
    directories,
    removeDocument: async (room) => void removedDocuments.push(room),
    now,
    randomBytes,
  })
  const memberCommands = createMemberCommands({ store, rooms, directories, now })
  const administration = createSqliteAdministrationStore(database)
  const createAccount = createAccountCommand({ store, accounts, directories, now, randomBytes })
  const authenticate = createAuthenticate({ accounts, store, agentKey: AGENT_KEY })
  const authorize = createAuthorize({ store })
  const isOwnHost = createHostCheck({ publicUrl: overrides.publicUrl })
  const app = createHttpApp({
    accounts,
    store,
    authenticate,
    isOwnHost,
    isOwnOrigin: createOriginCheck(overrides.publicUrl, isOwnHost),
    commands,
    sharing,
    sharingCommands,
    administration,
    memberCommands,
    isHere: () => false,
    createAccount,
    authorize: createAuthorize({ store }),
    pastEpoch: async (_, epoch) => (epoch === 1 ? Uint8Array.of(0, 0) : undefined),
    directories,
    rooms,
    accountStore: createSqliteAccountStore(database),
    pictures: createPictureFiles(join(tmpdir(), 'banyan-test-pictures')),
    now,
    listModels: async () => ({ models: [], default: 'guide/guide' }),
    isHealthy: async () => true,
    readiness: async () => 'ready',
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    metricsToken: undefined,
    answered: () => undefined,
    publicUrl: undefined,
    clientDir: undefined,
    onError: (error) => errors.push(error),
    ...overrides,
  })

  const request = (
    method: string,
    path: string,
    options: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Response> =>
    Promise.resolve(
      app.request(`${ORIGIN}${path}`, {
        method,
        headers: {
          host: HOST,
          origin: ORIGIN,
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(options.body === undefined
          ? {}
          : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
      }),
    )

  /** `code`: of a device or a backup, where an account asks for one. */
  const signIn = (email: string, password: string, code?: string): Promise<Response> =>
    request('POST', '/api/auth/sign-in/email', {
      body: { email, password, ...(code === undefined ? {} : { code }) },
    })

  const person = async (name: string, more: object): Promise<TestMember> => {
    const email = `${name.toLowerCase()}@example.org`
    const response = await request('POST', '/api/accounts', {
      body: { name, email, password: PASSWORD, ...more },
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`Signing up failed: ${response.status} ${JSON.stringify(answer)}`)
    return member(answer as Me, cookieOf(response))
  }

  const member = (me: Me, cookie: string): TestMember => {
    const call: TestMember['call'] = (method, path, body) =>
      request(method, path, { body, headers: { cookie } })
    const read: TestMember['read'] = async (method, path, body) => {
      const response = await call(method, path, body)
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    }
    return {
      me,
      id: me.id,
      cookie,
      call,
      read,
      newConversation: async (title = 'Untitled') => (await read('POST', '/api/conversations', { title })).id,
      share: async (id, subject, level) => {
        const { version }: Sharing = await read('GET', `/api/conversations/${id}/sharing`)
        return read('PUT', `/api/conversations/${id}/sharing`, { version, changes: [{ subject, level }] })
      },
    }
  }

  return {
    app,
    store,
    rooms,
    accounts,
    directories,
    commands,
    sharing,
    sharingCommands,
    administration,
    /** Whose content was taken away for good. */
    removedDocuments,
    authenticate,
    authorize,
    database,
    clock,
    errors,
    request,
    signIn,
    found: (name: string) => person(name, { organization: 'Acme' }),
    join: async (admin: TestMember, name: string, role: 'admin' | 'member' = 'member') => {
      const { secret } = await admin.read('POST', '/api/invitations', { role })
      return person(name, { invitation: secret })
    },
    close: () => database.close(),
  }
}

export interface TestMember {
  readonly me: Me
  readonly id: PrincipalId
  readonly cookie: string
  readonly call: (method: string, path: string, body?: unknown) => Promise<Response>
  /** The answer's JSON, of whatever shape; throws where the server refused. */
  readonly read: (method: string, path: string, body?: unknown) => Promise<JsonAnswer>
  readonly newConversation: (title?: string) => Promise<ConversationId>
  readonly share: (
    id: ConversationId,
    subject: SharingSubject,
    level: 'none' | 'view' | 'collaborate',
  ) => Promise<Sharing>
}

type JsonAnswer = ReturnType<typeof JSON.parse>

export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** What went wrong, as the server says it. */
export const errorOf = async (response: Response): Promise<ApiError['error']> =>
  apiErrorSchema.parse(await response.json()).error
