/**
 * A worker over a real queue, joined to a conversation by nothing but Yjs updates, with a clock that a test moves and
 * models whose every word it says.
 */
import { onTestFinished } from 'vitest'
import {
  addMessage,
  addRun,
  bodyToMarkdown,
  conversationRoots,
  fillWithText,
  findReply,
  findRun,
  type MessageEntry,
  type RunEntry,
} from '../../shared/document/index.ts'
import {
  BANYAN_AGENT,
  type BranchId,
  type ConversationId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
  type RunId,
} from '../../shared/ids.ts'
import { WRITE_WINDOW } from '../../sync-server/agent/reply-writer.ts'
import { createWorker, type Worker } from '../../sync-server/agent/worker.ts'
import { openDatabase, type SqliteDatabase } from '../../sync-server/storage/sqlite/database.ts'
import { createSqliteRunQueue, type SqliteRunQueue } from '../../sync-server/storage/sqlite/run-queue.ts'
import { createDocPipe, type DocPipe } from './doc-pipe.ts'
import { createFakeClock, type FakeClock, settled } from './fake-clock.ts'
import { createRandom } from './random.ts'
import { createScriptedModel, type ScriptedModel } from './scripted-model.ts'

export const ANA = 'ana0' as PrincipalId
export const BEN = 'ben0' as PrincipalId
const NAMES = new Map([
  [ANA, 'Ana'],
  [BEN, 'Ben'],
])
const CONVERSATION = 'conversation-1' as ConversationId

interface Asking {
  readonly branch?: BranchId
  readonly model?: string
}

export class WorkerWorld {
  readonly clock: FakeClock = createFakeClock()
  readonly pipe: DocPipe = createDocPipe()
  readonly database: SqliteDatabase = openDatabase(':memory:')
  readonly queue: SqliteRunQueue
  /** The default one. */
  readonly model: ScriptedModel
  /** What workers said of their runs, in order. */
  readonly log: string[] = []
  readonly #models: readonly ScriptedModel[]
  #workers = 0
  #messages = 0
  #replies = 0
  #runs = 0

  constructor(model: ScriptedModel = createScriptedModel(), ...others: readonly ScriptedModel[]) {
    this.model = model
    this.#models = [model, ...others]
    const random = createRandom(7)
    this.queue = createSqliteRunQueue({
      database: this.database,
      clock: this.clock,
      random: (length) => Uint8Array.from({ length }, () => random.below(256)),
    })
    onTestFinished(() => void this.database.close())
  }

  startWorker(options: { readonly concurrency?: number } = {}): Worker {
    const { log } = this
    const worker = createWorker({
      queue: this.queue,
      join: (room, how) => this.pipe.join(room, how),
      models: {
        list: async () => ({ models: [], default: this.model.id }),
        find: async (id) => (id === '' ? this.model : this.#models.find((known) => known.id === id)),
      },
      names: (id) => NAMES.get(id),
      clock: this.clock,
      newMessageId: () => `reply-${++this.#replies}` as MessageId,
      name: `worker-${++this.#workers}`,
      log: {
        claimed: ({ runId, attempt }) => log.push(`claimed ${runId} ${attempt}`),
        ended: ({ runId }, outcome) => log.push(`ended ${runId} ${outcome}`),
        lost: ({ runId }) => log.push(`lost ${runId}`),
        failed: (doing, error) => log.push(`failed to ${doing}: ${String(error)}`),
      },
      ...options,
    })
    worker.start()
    return worker
  }

  say(text: string, options: { readonly id?: MessageId; readonly branch?: BranchId } = {}): MessageId {
    const { id = `message-${++this.#messages}` as MessageId, branch: branchId = MAIN_BRANCH } = options
    addMessage(
      this.pipe.doc,
      { id, author: ANA, role: 'user', parentId: null, branchId, createdAt: this.clock.now() },
      fillWithText(text),
    )
    return id
  }

  /** Ana asks: the message, the run, and the row that the store makes of it. Runs are `run-1`, `run-2` and so on. */
  ask(text: string, options: Asking = {}): RunId {
    return this.askFor(this.say(text, options), options)
  }

  /** Asks for the answer to a message, whether or not that has come yet. */
  askFor(parentId: MessageId, options: Asking = {}): RunId {
    const id = `run-${++this.#runs}` as RunId
    addRun(this.pipe.doc, {
      id,
      parentId,
      branchId: options.branch ?? MAIN_BRANCH,
      requestedBy: ANA,
      agent: BANYAN_AGENT,
      model: options.model ?? '',
      createdAt: this.clock.now(),
    })
    this.storeRun(id)
    this.queue.notify()
    return id
  }

  /** Queues a run without telling anybody. */
  storeRun(id: RunId): void {
    this.database
      .prepare('INSERT INTO run (id, conversation_id, agent, requested_by, queued_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, CONVERSATION, BANYAN_AGENT, ANA, this.clock.now())
  }

  /** The model says this to whoever asked, and no more. */
  async answer(text: string): Promise<void> {
    this.model.say(text)
    await this.finish()
  }

  /** The model has nothing more to say, and what it said is written. */
  async finish(): Promise<void> {
    this.model.finish()
    await this.clock.advance(WRITE_WINDOW)
  }

  run(id: RunId): RunEntry {
    const entry = findRun(conversationRoots(this.pipe.doc), id)
    if (entry === undefined) throw new Error(`There is no run ${id}.`)
    return entry
  }

  reply(id: RunId): MessageEntry | undefined {
    return findReply(conversationRoots(this.pipe.doc), id, BANYAN_AGENT)
  }

  replyText(id: RunId): string {
    return bodyToMarkdown(this.reply(id)?.body)
  }

  storedStatus(id: RunId): unknown {
    return this.database.prepare('SELECT status FROM run WHERE id = ?').pluck().get(id)
  }
}

/** A worker that was asked this, and waits for what its model says. */
export const asked = async (question: string, model?: ScriptedModel) => {
  const world = new WorkerWorld(model)
  world.startWorker()
  const id = world.ask(question)
  await settled()
  const { clock, pipe } = world
  return { world, clock, pipe, model: world.model, id }
}
