/**
 * When two runs ask the same. People who send one shared draft while they cannot see each other each ask for a reply,
 * and want one. So a run is the question of an earlier one where it asks the same agent to answer the same message in
 * the same branch, and that one is under way or was answered. Another model makes no other question. Another branch
 * does: that is what regenerating begins; and after a run that came to nothing one may ask once more in its place.
 */
import type { RunEntry } from './entries.ts'

export const questionOf = ({
  agent,
  branchId,
  parentId,
}: Pick<RunEntry, 'agent' | 'branchId' | 'parentId'>): string => `${agent} ${branchId} ${parentId}`

/** Whether a run stands for its question, so that nobody need ask it again. */
export const standsForQuestion = (
  { status, cancelledBy }: RunEntry,
  /** Whether a reply to it was begun. */
  hasReply: () => boolean,
): boolean => {
  switch (status) {
    case 'queued':
      return cancelledBy === undefined
    case 'running':
    case 'done':
      return true
    case 'stopped':
      return hasReply()
    case 'failed':
    case 'interrupted':
      return false
  }
}

/**
 * The runs that people are shown: each question once. Which run stands for others the server says (`answeredBy`); of
 * those that it has not taken yet, one that is under way or was answered, else the first.
 */
export const shownRuns = (runs: readonly RunEntry[]): readonly RunEntry[] => {
  const asked = new Set<string>()
  const isBegun = ({ status }: RunEntry): boolean => status === 'running' || status === 'done'
  for (const run of runs) if (isBegun(run)) asked.add(questionOf(run))
  return runs.filter((run) => {
    if (run.answeredBy !== undefined) return false
    if (run.status !== 'queued' || run.cancelledBy !== undefined) return true
    const question = questionOf(run)
    if (asked.has(question)) return false
    asked.add(question)
    return true
  })
}
