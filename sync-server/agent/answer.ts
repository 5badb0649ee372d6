/**
 * One run, from claimed to ended: asks a model and streams its answer into the conversation. Everything that people
 * see of a run is written here, and all of it goes through the peer like anybody's writing.
 */
import {
  addReply,
  conversationRoots,
  findReply,
  findRun,
  type RunEntry,
  type RunError,
  type RunUsage,
  readAbsence,
  readFile,
  readSettings,
  readTree,
  reportRun,
  runContext,
} from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import { type FilesForModel, loadFiles } from './attached.ts'
import type { Clock } from './clock.ts'
import type { AgentFiles } from './files.ts'
import { type Model, type ModelCatalogue, ModelError, type ModelReads } from './model.ts'
import type { Peer } from './peer.ts'
import { createPrompt } from './prompt.ts'
import { createReplyWriter, type ReplyWriter } from './reply-writer.ts'
import { bounded, CUT_OFF, GIVEN_UP, NO_QUESTION, runErrorOf, WORKER_ENDED } from './run-errors.ts'
import { type Claim, MAX_ATTEMPTS, type RunOutcome } from './run-queue.ts'
import { type Ending, streamAnswer } from './stream-answer.ts'
import { createThoughts } from './thoughts.ts'
import { waitFor } from './waiting.ts'

export interface AnswerLog {
  readonly failed: (doing: string, error: unknown) => void
}

export interface AnswerDeps {
  readonly models: ModelCatalogue
  /** What somebody is called; `undefined` where that is not known here. */
  readonly names: (id: PrincipalId) => string | undefined
  readonly clock: Clock
  readonly newMessageId: () => MessageId
  /** What is attached; left out, no file can be read. */
  readonly files?: AgentFiles
  readonly log: AnswerLog
}

/** Why a run is given up before its end. */
export type GiveUp =
  /** The claim is void or the peer has left: nothing can be said any more, somebody else will. */
  | 'lost'
  /** This worker is about to end: says so while it can. */
  | 'stopping'

/** How long the asking message may take to arrive, in milliseconds. */
const ARRIVAL_MILLISECONDS = 15_000

/** How long files of the asking message may take to arrive, in milliseconds. */
const FILES_MILLISECONDS = 120_000
const TEXT_ALONE: ModelReads = { text: true, pictures: false, pdf: false }

/** Resolves with how the run ended once all of it is stored; `undefined` where it was lost. */
export const answerRun = async (
  deps: AnswerDeps,
  claim: Claim,
  peer: Peer,
  giveUp: AbortSignal,
): Promise<RunOutcome | undefined> => {
  const { doc } = peer
  const roots = conversationRoots(doc)
  const arrival = { clock: deps.clock, milliseconds: ARRIVAL_MILLISECONDS, signal: giveUp }
  const currentRun = (): RunEntry | undefined => findRun(roots, claim.runId)

  const endAs = async (status: RunOutcome, error?: RunError): Promise<RunOutcome> => {
    reportRun(doc, claim.runId, { status, ...(error === undefined ? {} : { error: bounded(error) }) })
    await peer.saved()
    return status
  }

  const run = await waitFor(doc, currentRun, arrival)
  if (giveUp.aborted) return undefined
  // Nothing in the document asks for this: there is nobody to tell.
  if (run === undefined) return 'failed'
  if (run.status !== 'queued' && run.status !== 'running') return run.status
  if (run.cancelledBy !== undefined) return endAs('stopped')
  if (findReply(roots, run.id, claim.agent) !== undefined) return endAs('interrupted', CUT_OFF)
  if (claim.attempt > MAX_ATTEMPTS) return endAs('interrupted', GIVEN_UP)

  const context = await waitFor(doc, () => runContext(readTree(roots), currentRun() ?? run), arrival)
  if (giveUp.aborted) return undefined
  if (context === undefined) return endAs('failed', NO_QUESTION)

  let reply: ReplyWriter | undefined
  doc.transact(() => {
    reportRun(doc, run.id, { status: 'running' })
    const body = addReply(doc, {
      id: deps.newMessageId(),
      author: claim.agent,
      role: 'assistant',
      parentId: run.parentId,
      branchId: run.branchId,
      createdAt: deps.clock.now(),
      runId: run.id,
    })
    reply = createReplyWriter(body, deps.clock)
  })
  if (reply === undefined) throw new Error('The reply was not written.')
  const writer = reply
  const thoughts = createThoughts(writer.write)

  const stop = new AbortController()
  const onGiveUp = (): void => stop.abort()
  giveUp.addEventListener('abort', onGiveUp)
  const stopIfCancelled = (): void => {
    if (currentRun()?.cancelledBy !== undefined) stop.abort()
  }
  roots.runs.observeDeep(stopIfCancelled)
  peer.setPresence({ doing: 'thinking', at: { branchId: run.branchId } })

  /** Files that are on their way are waited for, within reason: they are what is asked about. */
  const filesFor = async (model: Model, say: (doing: string) => void): Promise<FilesForModel> => {
    const asked = context.at(-1)?.attachments ?? []
    const allArrived = (): true | undefined =>
      asked.every(({ id }) => (readFile(roots, id) ?? readAbsence(roots, id)) !== undefined)
        ? true
        : undefined
    if (allArrived() === undefined) {
      say('waiting for files')
      await waitFor(doc, allArrived, {
        clock: deps.clock,
        milliseconds: FILES_MILLISECONDS,
        signal: stop.signal,
      })
    }
    return loadFiles({
      context,
      roots,
      conversationId: claim.conversationId,
      files: deps.files,
      reads: model.reads ?? TEXT_ALONE,
      contextTokens: model.contextTokens,
    })
  }

  let usage: RunUsage = {}
  let ending: Ending
  try {
    const model = await modelFor(deps.models, run, readSettings(roots).model)
    const say = (doing: string): void => peer.setPresence({ doing, at: { branchId: run.branchId } })
    const files = await filesFor(model, say)
    const { request, leftOut, unread } = createPrompt({
      context,
      files,
      agent: claim.agent,
      settings: readSettings(roots),
      names: deps.names,
      contextTokens: model.contextTokens,
    })
    usage = {
      model: model.id,
      ...(leftOut === 0 ? {} : { leftOut }),
      ...(unread.length === 0 ? {} : { unread }),
    }
    ending = await streamAnswer(
      { clock: deps.clock, model, request, writer, thoughts, signal: stop.signal, say },
      (more) => {
        usage = { ...usage, ...more }
      },
    )
  } catch (error) {
    if (!(error instanceof ModelError)) deps.log.failed('ask a model', error)
    ending = { status: 'failed', error: runErrorOf(error) }
  } finally {
    roots.runs.unobserveDeep(stopIfCancelled)
    giveUp.removeEventListener('abort', onGiveUp)
  }

  if (giveUp.aborted && giveUp.reason !== 'stopping') return undefined
  if (stop.signal.aborted) {
    ending = giveUp.aborted ? { status: 'interrupted', error: WORKER_ENDED } : { status: 'stopped' }
  }
  const { status, error } = ending
  thoughts.end()
  writer.end(() => {
    reportRun(doc, run.id, { status, usage, ...(error === undefined ? {} : { error: bounded(error) }) })
  })
  peer.setPresence(undefined)
  await peer.saved()
  return status
}

const modelFor = async (
  models: ModelCatalogue,
  run: RunEntry,
  setting: string | undefined,
): Promise<Model> => {
  const id = run.model !== '' ? run.model : (setting ?? '')
  const model = await models.find(id)
  if (model !== undefined) return model
  throw new ModelError(
    'model-unknown',
    id === ''
      ? 'No model is connected. Ask whoever runs this server to connect one.'
      : `The model ${id} is not connected here. Pick another one in the header and retry.`,
  )
}
