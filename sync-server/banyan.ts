/**
 * The composition root: every instance of a server is made here and nowhere else, and taken down in reverse.
 * Read it to see what depends on what.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { FileId } from '../shared/files.ts'
import { type ConversationId, ID_BYTES, idFromBytes, type MessageId } from '../shared/ids.ts'
import { parseRoom } from '../shared/rooms.ts'
import { createAccounts } from './access/accounts.ts'
import type { AuthDeps } from './access/auth.ts'
import { BANYAN_PRINCIPAL, createAuthenticate } from './access/authenticate.ts'
import { createAuthorize } from './access/authorize.ts'
import { createHostCheck } from './access/hosts.ts'
import { createOriginCheck } from './access/origin.ts'
import { AGENT_KEY_PREFIX, secretFromFile } from './access/secrets.ts'
import { createSingleSignOn } from './access/single-sign-on.ts'
import { createAttendance, SEEN_MILLISECONDS } from './administration/attendance.ts'
import { systemClock } from './agent/clock.ts'
import { type AgentFiles, firstBytes } from './agent/files.ts'
import { createGuide } from './agent/guide/guide.ts'
import { readManual } from './agent/guide/manual.ts'
import { createInProcessJoin } from './agent/in-process-peer.ts'
import { createModels } from './agent/models/create-models.ts'
import { createWorker, type Worker } from './agent/worker.ts'
import { createAdmitBySignOn } from './commands/admit-by-sign-on.ts'
import { createCommands } from './commands/commands.ts'
import { createAccountCommand } from './commands/create-account.ts'
import { createMemberCommands } from './commands/member-commands.ts'
import { createSharingCommands } from './commands/sharing-commands.ts'
import { type Config, SOCKET_LIMITS } from './config.ts'
import { fillWithDemo } from './demo/fill-with-demo.ts'
import { createActivityWindow } from './directory/activity-window.ts'
import { createDirectories, type Directories } from './directory/directories.ts'
import { createFileNotes } from './files/file-notes.ts'
import { createFiles, FILE_LIMITS } from './files/files.ts'
import { gateForRoom } from './gate/gate-for-room.ts'
import { watchStore } from './health.ts'
import { createHttpApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { upgradeAddressOf } from './http/remote-address.ts'
import { createLog, roomLogOf, slowCommitLogOf, socketLogOf, workerLogOf } from './log.ts'
import { createSmtpMail } from './mail/smtp-mail.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createReadiness } from './readiness.ts'
import { createCommits } from './rooms/commits.ts'
import { createRooms, type RoomsDeps } from './rooms/create-rooms.ts'
import { EPOCH_CLIENT_IDS } from './rooms/epochs.ts'
import { createPastEpochs } from './rooms/past-epochs.ts'
import { createSnapshotThread } from './rooms/snapshot-thread.ts'
import { createDiskFileStore } from './storage/disk/file-store.ts'
import { createPictureFiles } from './storage/files/picture-files.ts'
import { createSqliteAccessStore } from './storage/sqlite/access-store.ts'
import { createSqliteAccountStore } from './storage/sqlite/account-store.ts'
import { accountsDatabase } from './storage/sqlite/accounts-database.ts'
import { createSqliteAdministrationStore } from './storage/sqlite/administration-store.ts'
import { openDatabase } from './storage/sqlite/database.ts'
import { createSqliteDocumentStore } from './storage/sqlite/document-store.ts'
import { createSqliteFileRecords } from './storage/sqlite/file-records.ts'
import { createSqliteNames } from './storage/sqlite/names.ts'
import { createSqliteRunQueue } from './storage/sqlite/run-queue.ts'
import { createSqliteSharingStore } from './storage/sqlite/sharing-store.ts'
import { createWriteProbe } from './storage/sqlite/write-probe.ts'
import { attachWebSockets } from './transport/websocket.ts'

export interface Banyan {
  /** Where to open it. */
  readonly url: string
  /** What to tell whoever started it; ends with the address. */
  readonly greeting: string
  /** Says that it is not ready any more, and goes on serving until it is closed. */
  readonly drain: () => void
  /** Stores what waits, sends everybody away to come back, and stops. */
  readonly close: () => Promise<void>
}

/** Presence is told at most this often, the latest state of each; slow readers are looked after as often. */
const WINDOW_MILLISECONDS = 120
/** Sent messages move a conversation up in the lists at most this often. */
const ACTIVITY_WINDOW_MILLISECONDS = 1_000
/** Who is mentioned is told at most this often in a conversation, of all mentions so far. */
const MENTION_WINDOW_MILLISECONDS = 250
/** A document that nobody uses is kept in memory for this long. */
const IDLE_MILLISECONDS = 60_000
/** So much of a small machine's memory goes to documents, before those that nobody uses are forgotten sooner. */
const DOCUMENT_MEMORY_MB = 256
/** A crowded conversation is written anew once nobody has written in it for this long. */
const QUIET_MILLISECONDS = 20_000
/** How long answers under way may go on when the server stops. */
const AGENT_GRACE_MILLISECONDS = 2_000
/** How often it is looked whether deleted conversations have had their time. */
const PURGE_MILLISECONDS = 60 * 60_000
/** Like lines in the log are counted for so long. */
const LOG_WINDOW_MILLISECONDS = 60_000

export const createBanyan = async (config: Config): Promise<Banyan> => {
  const log = createLog(config.logLevel)
  const now = (): number => Date.now()
  // The database and secrets in it are nobody else's to read.
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })

  // What operators see
  const afterLogWindow = (task: () => void): void => void setTimeout(task, LOG_WINDOW_MILLISECONDS).unref()
  const metrics = createMetrics({
    sources: {
      rooms: () => rooms.figures(),
      sockets: () => sockets.figures(),
      runs: () => runQueue.figures(),
      isStoreHealthy: () => health.isHealthy(),
      isReady: async () => (await readiness.state()) === 'ready',
    },
    now,
    elapsed: () => performance.now(),
  })

  // Storage
  const database = openDatabase(join(config.dataDir, 'banyan.sqlite'))
  const health = watchStore(
    metrics.measured(createSqliteDocumentStore(database), slowCommitLogOf(log, afterLogWindow)),
  )
  const documents = health.store
  const readiness = createReadiness({ tryWriting: createWriteProbe(database), now })
  const runQueue = createSqliteRunQueue({ database, clock: systemClock, random: randomBytes })

  // Mail
  const mail =
    config.mail &&
    createSmtpMail({
      ...config.mail,
      onError: (error) => log.warn({ err: error }, 'A mail could not be sent.'),
    })

  // Accounts and access
  const authDeps: AuthDeps = {
    database: accountsDatabase(database),
    secret:
      config.environment.BETTER_AUTH_SECRET ??
      secretFromFile(join(config.dataDir, 'auth.secret'), randomBytes),
    publicUrl: config.publicUrl,
    log: (level, message) => log[level]({ part: 'accounts' }, message),
  }
  const accounts = await createAccounts(authDeps)
  // After the accounts: it reads tables that they make.
  const access = createSqliteAccessStore(database)
  const sharing = createSqliteSharingStore(database)
  const accountStore = createSqliteAccountStore(database)
  const demo = config.demo
    ? await fillWithDemo({ store: access, sharing, accounts, documents, now, randomBytes })
    : undefined
  const agentKey = secretFromFile(join(config.dataDir, 'agent.key'), randomBytes, AGENT_KEY_PREFIX)
  const administration = createSqliteAdministrationStore(database)
  const attendance = createAttendance({
    store: administration,
    now,
    onError: (error) => log.error({ err: error }, 'It could not be noted who was here.'),
  })
  const authenticate = attendance.watch(createAuthenticate({ accounts, store: access, agentKey }))
  const isOwnHost = createHostCheck({
    publicUrl: config.publicUrl,
    allowedHosts: config.allowedHosts,
    machine: hostname(),
  })
  const isOwnOrigin = createOriginCheck(config.publicUrl, isOwnHost)

  // Rooms
  const onFacts: RoomsDeps['onFacts'] = (
    address,
    { title, activityAt, queuedRuns, mentions, files: named },
  ) => {
    if ('id' in address && mentions !== undefined) noteMentions(address.id)
    if (address.kind === 'talk' && activityAt !== undefined) noteActivity(address.id)
    if (address.kind !== 'conversation') return
    if (queuedRuns !== undefined) runQueue.notify()
    if (named !== undefined) noteNamed(address.id, named)
    if (title !== undefined) listChanged(address.id)
    else if (activityAt !== undefined) noteActivity(address.id)
  }
  /** Who is not told now is told when files are tidied next. */
  const noteNamed = (id: ConversationId, named: readonly FileId[]): void => {
    if (closing) return
    files.named(id, named).catch((error: unknown) => {
      log.error({ err: error, conversation: id }, 'The arrival of files could not be noted.')
    })
  }
  let closing = false
  const listChanged = (id: ConversationId): void => {
    // Lists are read anew when they are loaded next.
    if (closing) return
    directories.conversationChanged(id).catch((error: unknown) => {
      log.error({ err: error, conversation: id }, 'Directories could not be brought up to date.')
    })
  }
  const noteActivity = createActivityWindow({
    changed: listChanged,
    afterWindow: (task) => void setTimeout(task, ACTIVITY_WINDOW_MILLISECONDS).unref(),
  })
  const noteMentions = createActivityWindow({
    changed: () => tellMentioned(),
    afterWindow: (task) => void setTimeout(task, MENTION_WINDOW_MILLISECONDS).unref(),
  })
  const tellMentioned = (): void => {
    // Who is not told now is told after the next start.
    if (closing) return
    sharingCommands.tellMentioned().catch((error: unknown) => {
      log.error({ err: error }, 'Who was mentioned could not be told; this is tried again.')
    })
  }
  const authorize = createAuthorize({ store: access })
  const snapshots = createSnapshotThread()
  const pastEpoch = createPastEpochs({ store: documents, makeSnapshot: snapshots.make })
  const rooms = createRooms({
    store: documents,
    commits: createCommits({ store: documents, schedule: setImmediate }),
    authorize,
    gateFor: (address, doc, { leases }) => gateForRoom(address, { doc, leases }),
    readDirectory: (userId) => directories.read(userId),
    makeSnapshot: snapshots.make,
    rebuild: snapshots.rebuild,
    epochClientIds: config.epochs?.clientIds ?? EPOCH_CLIENT_IDS,
    afterQuiet: (task) =>
      void setTimeout(task, config.epochs?.quietMilliseconds ?? QUIET_MILLISECONDS).unref(),
    documentMemory: (config.documentMemoryMb ?? DOCUMENT_MEMORY_MB) * 1024 * 1024,
    randomClientId: () => randomBytes(4).readUInt32LE(),
    now,
    monotonic: () => performance.now(),
    afterTurn: setImmediate,
    after: (milliseconds, task) => void setTimeout(task, milliseconds),
    afterWindow: (task) => void setTimeout(task, WINDOW_MILLISECONDS),
    afterIdle: (task) => void setTimeout(task, IDLE_MILLISECONDS).unref(),
    onFacts,
    meter: metrics.rooms,
    log: roomLogOf(log, afterLogWindow),
  })
  const directories: Directories = createDirectories({ store: access, sharing, rooms })

  // Files
  const files = createFiles({
    store: await createDiskFileStore(join(config.dataDir, 'files')),
    records: createSqliteFileRecords(database),
    limits: { ...FILE_LIMITS, ...config.fileLimits },
    now,
    notes: createFileNotes(rooms),
  })

  // Commands
  const commands = createCommands({ store: access, rooms, directories, files, now, randomBytes })
  const sharingCommands = createSharingCommands({
    store: access,
    sharing,
    rooms,
    directories,
    removeDocument: async (room) => {
      await documents.remove(room)
      const address = parseRoom(room)
      if (address?.kind === 'conversation') await files.conversationPurged(address.id)
    },
    now,
    randomBytes,
  })
  const tidyFiles = (): void => {
    files.tidy().catch((error: unknown) => {
      log.error({ err: error }, 'Attached files could not be tidied up; this is tried again.')
    })
  }
  const purge = (): void => {
    sharingCommands.purgeDeleted().catch((error: unknown) => {
      log.error({ err: error }, 'Deleted conversations could not be purged; this is tried again.')
    })
  }
  const memberCommands = createMemberCommands({ store: access, rooms, directories, now })
  const createAccount = createAccountCommand({ store: access, accounts, directories, now, randomBytes })
  const singleSignOn =
    config.singleSignOn &&
    createSingleSignOn(
      authDeps,
      config.singleSignOn,
      createAdmitBySignOn({
        store: access,
        accountStore,
        directories,
        rooms,
        allowedDomains: config.singleSignOn.allowedDomains,
        now,
        randomBytes,
      }),
    )

  // The agent
  const models = createModels({
    environment: config.environment,
    guide: createGuide({
      sections: readManual(resolve(import.meta.dirname, '../docs/manual')),
      clock: systemClock,
    }),
    clock: systemClock,
  })
  const agentFiles: AgentFiles = {
    read: async (conversationId, id, most) => {
      const file = await files.find(conversationId, id)
      const bytes = file && (await files.read(file))
      return bytes && firstBytes(bytes, most)
    },
  }
  const worker: Worker | undefined = config.agent
    ? createWorker({
        queue: runQueue,
        join: createInProcessJoin({ rooms, principal: BANYAN_PRINCIPAL, clock: systemClock }),
        models,
        files: agentFiles,
        names: createSqliteNames(database),
        clock: systemClock,
        newMessageId: () => idFromBytes<MessageId>(randomBytes(ID_BYTES)),
        name: `in-process-${process.pid}`,
        log: workerLogOf(log),
      })
    : undefined

  // Doors
  const app = createHttpApp({
    accounts,
    store: access,
    authenticate,
    isOwnHost,
    isOwnOrigin,
    commands,
    sharing,
    sharingCommands,
    administration,
    memberCommands,
    isHere: (id) => sockets.isHere(id),
    mail,
    authorize,
    files,
    pastEpoch,
    createAccount,
    directories,
    rooms,
    accountStore,
    pictures: createPictureFiles(join(config.dataDir, 'pictures')),
    resetMail: mail && config.publicUrl !== undefined ? { mail, publicUrl: config.publicUrl } : undefined,
    singleSignOn,
    runQueue,
    listModels: models.list,
    isHealthy: async () => health.isHealthy(),
    readiness: readiness.state,
    metrics: metrics.expose,
    metricsToken: config.metricsToken,
    answered: metrics.answered,
    requestsPerMinute: config.requestsPerMinute,
    publicUrl: config.publicUrl,
    clientDir: config.clientDir,
    now,
    demo,
    onError: (error, request) => log.error({ err: error, ...request }, 'A request failed.'),
  })
  const server = await listen(app.fetch, config)
  const sockets = attachWebSockets({
    server,
    rooms,
    authenticate,
    isOwnOrigin,
    sessionExpiry: accounts.sessionExpiry,
    addressOf: upgradeAddressOf(config.publicUrl !== undefined),
    limits: { ...SOCKET_LIMITS, ...config.socketLimits },
    clock: {
      now,
      after: (milliseconds, task) => void setTimeout(task, milliseconds).unref(),
      every: (milliseconds, task) => {
        const timer = setInterval(task, milliseconds).unref()
        return () => clearInterval(timer)
      },
    },
    meter: metrics.sockets,
    log: socketLogOf(log, afterLogWindow),
  })
  worker?.start()
  tellMentioned()
  purge()
  const noting = setInterval(() => {
    for (const id of sockets.present()) attendance.saw(id)
  }, SEEN_MILLISECONDS).unref()
  const purging = setInterval(purge, PURGE_MILLISECONDS).unref()
  tidyFiles()
  const tidying = setInterval(tidyFiles, PURGE_MILLISECONDS).unref()

  const { port } = server.address() as AddressInfo
  const url = `http://${config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host}:${port}`
  return {
    url,
    greeting: `Banyan is ready. Open ${config.publicUrl ?? url}`,
    drain: readiness.drain,
    close: async () => {
      readiness.drain()
      closing = true
      mail?.close()
      clearInterval(purging)
      clearInterval(tidying)
      clearInterval(noting)
      await worker?.stop({ graceMilliseconds: AGENT_GRACE_MILLISECONDS })
      server.close()
      await rooms.close()
      await snapshots.close()
      sockets.close()
      server.closeAllConnections()
      database.close()
    },
  }
}
