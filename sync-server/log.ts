/** Structured logs to standard error: who, where, how much; never any content, never a secret. */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { WorkerLog } from './agent/worker.ts'
import type { Config } from './config.ts'
import { plainError } from './plain-error.ts'
import type { RoomLog } from './rooms/room.ts'

export const createLog = (
  level: Config['logLevel'],
  to: DestinationStream = pino.destination(2),
): Logger => pino({ level, base: null, serializers: { err: (error: unknown) => plainError(error) } }, to)

export const roomLogOf = (log: Logger): RoomLog => ({
  refused: (entry) => log.info(entry, 'An update was refused.'),
  failed: ({ room, doing, error }) => log.error({ room, doing, err: error }, 'A room failed.'),
})

export const workerLogOf = (log: Logger): WorkerLog => ({
  claimed: ({ runId, conversationId, attempt }) =>
    log.info({ run: runId, conversation: conversationId, attempt }, 'A run was claimed.'),
  ended: ({ runId, conversationId }, outcome) =>
    log.info({ run: runId, conversation: conversationId, outcome }, 'A run has ended.'),
  lost: ({ runId, conversationId }) =>
    log.warn({ run: runId, conversation: conversationId }, 'A run was given back.'),
  failed: (doing, error) => log.error({ doing, err: error }, 'The agent failed.'),
})
