/**
 * The queue of runs over the store's own tables. Rows are queued by the transaction that stores the asking update
 * (`queuedRuns` of its facts); here they are claimed, prolonged and ended.
 */
import type { ConversationId, PrincipalId, RunId } from '../../../shared/ids.ts'
import { BANYAN_AGENT } from '../../../shared/ids.ts'
import { conversationRoom } from '../../../shared/rooms.ts'
import {
  type Claim,
  LEASE_MILLISECONDS,
  RELEASE_MILLISECONDS,
  type RunOutcome,
  type RunQueue,
} from '../../agent/run-queue.ts'
import type { SqliteDatabase } from './database.ts'

export interface SqliteRunQueue extends RunQueue {
  /** Says that runs were queued: called by whoever stores updates, after the commit. */
  readonly notify: () => void
  /** How many runs wait, and how many a worker has claimed. */
  readonly figures: () => { readonly queued: number; readonly running: number }
}

interface WaitingRun {
  readonly id: RunId
  readonly conversation_id: ConversationId
  readonly attempt: number
  readonly client_id: number | null
}

export const createSqliteRunQueue = (deps: {
  readonly database: SqliteDatabase
  readonly clock: { readonly now: () => number }
  /** So many random bytes. */
  readonly random: (length: number) => Uint8Array
  /** Whose runs are given out. */
  readonly agent?: PrincipalId
}): SqliteRunQueue => {
  const { database, clock, random } = deps
  const agent = deps.agent ?? BANYAN_AGENT
  const listeners = new Set<() => void>()

  const oldestWaiting = database.prepare<{ agent: string; now: number }, WaitingRun>(`
    SELECT id, conversation_id, attempt, client_id FROM run
    WHERE agent = @agent AND (status = 'queued' OR (status = 'claimed' AND lease_until <= @now))
    ORDER BY queued_at, id LIMIT 1`)
  const take = database.prepare(`
    UPDATE run SET status = 'claimed', attempt = @attempt, worker = @worker, token = @token,
      lease_until = @leaseUntil, client_id = @clientId
    WHERE conversation_id = @conversationId AND id = @id`)
  const prolong = database.prepare(`
    UPDATE run SET lease_until = @leaseUntil
    WHERE conversation_id = @conversationId AND id = @runId AND status = 'claimed' AND token = @token`)
  const end = database.prepare(`
    UPDATE run SET status = @outcome, finished_at = @now, token = NULL, lease_until = NULL
    WHERE conversation_id = @conversationId AND id = @runId AND status = 'claimed' AND token = @token`)
  const giveBack = database.prepare(`
    UPDATE run SET token = NULL, lease_until = @until
    WHERE conversation_id = @conversationId AND id = @runId AND status = 'claimed' AND token = @token`)

  const countByStatus = database.prepare<[], { status: string; count: number }>(`
    SELECT status, COUNT(*) AS count FROM run WHERE status IN ('queued', 'claimed') GROUP BY status`)

  const freeClient = database.prepare<[string, string], { client_id: number }>(`
    SELECT client_id FROM agent_client WHERE conversation_id = ? AND agent = ? AND state = 'free'
    ORDER BY client_id LIMIT 1`)
  const setClient = database.prepare<[string, string, number, 'free' | 'used' | 'retired']>(`
    INSERT INTO agent_client (conversation_id, agent, client_id, state) VALUES (?, ?, ?, ?)
    ON CONFLICT (conversation_id, client_id) DO UPDATE SET state = excluded.state`)
  const knownClient = database.prepare<[{ id: string; room: string; client: number }], { found: 1 }>(`
    SELECT 1 AS found FROM agent_client WHERE conversation_id = @id AND client_id = @client
    UNION ALL SELECT 1 FROM document_lease WHERE room = @room AND client_id = @client
    UNION ALL SELECT 1 FROM past_lease WHERE room = @room AND client_id = @client LIMIT 1`)

  const unusedClient = (conversationId: ConversationId): number => {
    for (;;) {
      const clientId = new DataView(random(4).slice().buffer).getUint32(0)
      const known = knownClient.get({
        id: conversationId,
        room: conversationRoom(conversationId),
        client: clientId,
      })
      if (clientId !== 0 && known === undefined) return clientId
    }
  }

  const claim = database.transaction((worker: string): Claim | undefined => {
    const now = clock.now()
    const run = oldestWaiting.get({ agent, now })
    if (run === undefined) return undefined
    const conversationId = run.conversation_id
    // Nobody knows what a worker that died has still on its way to the server under this id.
    if (run.client_id !== null) setClient.run(conversationId, agent, run.client_id, 'retired')
    const clientId = freeClient.get(conversationId, agent)?.client_id ?? unusedClient(conversationId)
    setClient.run(conversationId, agent, clientId, 'used')
    const token = Buffer.from(random(18)).toString('base64url')
    const attempt = run.attempt + 1
    const leaseUntil = now + LEASE_MILLISECONDS
    take.run({ id: run.id, conversationId, attempt, worker, token, leaseUntil, clientId })
    return { runId: run.id, conversationId, agent, attempt, clientId, token }
  })

  const finish = database.transaction((claimed: Claim, outcome: RunOutcome): void => {
    const { conversationId, runId, token, clientId } = claimed
    const ended = end.run({ conversationId, runId, token, outcome, now: clock.now() })
    if (ended.changes === 1) setClient.run(conversationId, agent, clientId, 'free')
  })

  return {
    claim: (worker) => attempt(() => claim.immediate(worker)),
    renew: ({ conversationId, runId, token }) =>
      attempt(() => {
        const leaseUntil = clock.now() + LEASE_MILLISECONDS
        return prolong.run({ conversationId, runId, token, leaseUntil }).changes === 1
      }),
    finish: (claimed, outcome) => attempt(() => finish.immediate(claimed, outcome)),
    release: ({ conversationId, runId, token, attempt: attempts }) =>
      attempt(() => {
        const until = clock.now() + RELEASE_MILLISECONDS * attempts
        giveBack.run({ conversationId, runId, token, until })
      }),
    onQueued: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify: () => {
      for (const listener of [...listeners]) listener()
    },
    figures: () => {
      const counts = new Map(countByStatus.all().map(({ status, count }) => [status, count]))
      return { queued: counts.get('queued') ?? 0, running: counts.get('claimed') ?? 0 }
    },
  }
}

/** What SQLite throws, as the rejection that the port promises. */
const attempt = async <T>(task: () => T): Promise<T> => task()
