/**
 * Which questions of a conversation were asked already. Runs come in one after the other here, whoever was off line:
 * the one that comes first is answered, and each that asks the same while it is under way, or after it was answered,
 * is noted as answered by it. No clock and no position in the document decides that.
 */
import type * as Y from 'yjs'
import {
  answerByEarlier,
  conversationRoots,
  findReply,
  findRun,
  questionOf,
  type RunEntry,
  readRuns,
  standsForQuestion,
} from '../../shared/document/index.ts'
import type { RunId } from '../../shared/ids.ts'
import { SERVER } from '../storage/document-store.ts'

export interface AskedQuestions {
  /** To be called from `afterTransaction`. Returns those of the new runs that are to be answered. */
  readonly take: (fresh: readonly RunEntry[]) => readonly RunEntry[]
  /** Notes the others, in one transaction. */
  readonly note: () => void
}

export const createAskedQuestions = (doc: Y.Doc): AskedQuestions => {
  const roots = conversationRoots(doc)
  /** The runs of each question, as they came; read once somebody asks. */
  let asked: Map<string, RunId[]> | undefined
  let repeated = new Map<RunId, RunId>()

  const add = (runs: Map<string, RunId[]>, run: RunEntry): void => {
    const question = questionOf(run)
    const known = runs.get(question)
    if (known === undefined) runs.set(question, [run.id])
    else known.push(run.id)
  }

  const readAsked = (fresh: readonly RunEntry[]): Map<string, RunId[]> => {
    const isFresh = new Set(fresh.map(({ id }) => id))
    const runs = new Map<string, RunId[]>()
    for (const run of readRuns(roots)) {
      if (!isFresh.has(run.id) && run.answeredBy === undefined) add(runs, run)
    }
    return runs
  }

  const stands = (id: RunId): boolean => {
    const run = findRun(roots, id)
    return run !== undefined && standsForQuestion(run, () => findReply(roots, id, run.agent) !== undefined)
  }

  const take = (fresh: readonly RunEntry[]): readonly RunEntry[] => {
    if (fresh.length === 0) return fresh
    const runs = (asked ??= readAsked(fresh))
    const standing = new Map<string, RunId | undefined>()
    return fresh.filter((run) => {
      const question = questionOf(run)
      // Nearly always the question is new, and nothing is looked for.
      if (!standing.has(question)) standing.set(question, runs.get(question)?.find(stands))
      const earlier = standing.get(question)
      if (earlier !== undefined && run.status === 'queued') {
        repeated.set(run.id, earlier)
        return false
      }
      add(runs, run)
      if (standsForQuestion(run, () => false)) standing.set(question, run.id)
      return true
    })
  }

  const note = (): void => {
    if (repeated.size === 0) return
    const notes = repeated
    repeated = new Map()
    doc.transact(() => answerByEarlier(doc, notes), SERVER)
  }

  return { take, note }
}
