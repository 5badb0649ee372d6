/** The run queue over HTTP, agreed between a worker elsewhere and the server: paths under `/api/agent/runs`. */
import { z } from 'zod'
import type { ConversationId, PrincipalId, RunId } from '../../shared/ids.ts'
import { ID_PATTERN } from '../../shared/ids.ts'
import { RUN_OUTCOMES } from './run-queue.ts'

export const RUN_QUEUE_PATH = '/api/agent/runs'

/** How long the server holds a `GET wait` open where nothing is queued, in milliseconds. */
export const WAIT_MILLISECONDS = 25_000

const id = <Id extends string>() => z.string().regex(ID_PATTERN) as unknown as z.ZodType<Id>
const worker = z.string().min(1).max(100)

const claimed = z.object({
  runId: id<RunId>(),
  conversationId: id<ConversationId>(),
  agent: id<PrincipalId>(),
  attempt: z.int().positive(),
  clientId: z.int().positive().max(0xffffffff),
  token: z.string().min(1).max(100),
})

/** `POST claim` */
export const claimSchema = z.object({ worker })
export const claimAnswerSchema = z.object({ claim: claimed.nullable() })
/** `POST renew` */
export const renewSchema = z.object({ claim: claimed })
export const renewAnswerSchema = z.object({ valid: z.boolean() })
/** `POST finish` */
export const finishSchema = z.object({ claim: claimed, outcome: z.enum(RUN_OUTCOMES) })
/** `POST release` */
export const releaseSchema = z.object({ claim: claimed })
/** `GET wait?worker=`: whether something may have been queued meanwhile. */
export const waitSchema = z.object({ worker })
export const waitAnswerSchema = z.object({ queued: z.boolean() })
