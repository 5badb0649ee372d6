/** Structured logs to standard error: who, where, how much; never any content, never a secret. */
import { type DestinationStream, type Logger, pino } from 'pino'
import { CLOSE, type CloseCode } from '../shared/wire.ts'
import type { WorkerLog } from './agent/worker.ts'
import type { Config } from './config.ts'
import { createLineLimit } from './log-limit.ts'
import { plainError } from './plain-error.ts'
import type { RoomLog } from './rooms/room.ts'

export const createLog = (level: Config['logLevel'], to: DestinationStream = pino.destination(2)): Logger =>
  pino({ level, base: null, serializers: { err: (error: unknown) => plainError(error) } }, to)

/** What the transport tells of its sockets. */
export interface SocketLog {
  /** Somebody was not let in, or sent away. */
  readonly ended: (entry: {
    readonly principal: string
    readonly code: CloseCode
    readonly wasIn: boolean
  }) => void
  readonly failed: (doing: string, error: unknown) => void
}

/** Whatever a peer can bring about as often as it likes is written so often in a window, then counted. */
const LINES_IN_WINDOW = 5

/** Runs a task once, when a window of a minute that begins now ends. */
type AfterWindow = (task: () => void) => void

export const roomLogOf = (log: Logger, afterWindow: AfterWindow): RoomLog => {
  const refusals = createLineLimit<Parameters<RoomLog['refused']>[0]>({
    lines: LINES_IN_WINDOW,
    write: (entry) => log.info(entry, 'An update was refused.'),
    summarize: ({ principal, code }, count) =>
      log.info({ principal, code, count }, 'More updates were refused in this minute.'),
    afterWindow,
  })
  return {
    refused: (entry) => refusals.log(`${entry.principal} ${entry.code}`, entry),
    failed: ({ room, doing, error }) => log.error({ room, doing, err: error }, 'A room failed.'),
  }
}

export const socketLogOf = (log: Logger, afterWindow: AfterWindow): SocketLog => {
  const ended = createLineLimit<Parameters<SocketLog['ended']>[0]>({
    lines: LINES_IN_WINDOW,
    write: ({ wasIn, ...entry }) => {
      const level = entry.code === CLOSE.goingAway ? 'debug' : 'info'
      log[level](entry, wasIn ? 'A session was ended.' : 'Somebody was not let in.')
    },
    summarize: ({ principal, code }, count) =>
      log.info({ principal, code, count }, 'More connections were ended in this minute.'),
    afterWindow,
  })
  return {
    ended: (entry) => ended.log(`${entry.principal} ${entry.code} ${entry.wasIn}`, entry),
    failed: (doing, error) => log.error({ doing, err: error }, 'A socket failed.'),
  }
}

/** Told of commits that took long: one line a minute, and how many more there were. */
export const slowCommitLogOf = (
  log: Logger,
  afterWindow: AfterWindow,
): ((seconds: number, updates: number) => void) => {
  const slow = createLineLimit<{ readonly seconds: number; readonly updates: number }>({
    lines: 1,
    write: (entry) => log.warn(entry, 'Storing took long.'),
    summarize: (_, count) => log.warn({ count }, 'Storing took long more often in this minute.'),
    afterWindow,
  })
  return (seconds, updates) => slow.log('commit', { seconds, updates })
}

export const workerLogOf = (log: Logger): WorkerLog => ({
  claimed: ({ runId, conversationId, attempt }) =>
    log.info({ run: runId, conversation: conversationId, attempt }, 'A run was claimed.'),
  ended: ({ runId, conversationId }, outcome) =>
    log.info({ run: runId, conversation: conversationId, outcome }, 'A run has ended.'),
  lost: ({ runId, conversationId }) =>
    log.warn({ run: runId, conversation: conversationId }, 'A run was given back.'),
  failed: (doing, error) => log.error({ doing, err: error }, 'The agent failed.'),
})
