/** Bringing back what came of a branch: asking for a draft, and posting what a person approved. */
import {
  addBranch,
  addMessage,
  addRun,
  archiveBranch,
  fillWithText,
  type SummaryOf,
} from '../../shared/document/index.ts'
import { BANYAN_AGENT, type BranchId, type MessageId, type RunId } from '../../shared/ids.ts'
import type { Desk } from '../chat/writing.ts'
import { writeRichText } from '../editor/rich-text.ts'
import { markdownToRichText } from './card-text.ts'

export interface DraftRequest {
  readonly runId: RunId
  /** Where the question and its reply stand. */
  readonly branchId: BranchId
  /** The last message that it sums up. */
  readonly upTo: MessageId
}

const QUESTION = `Please sum up this branch for colleagues who have not read it: what was decided and why, what stays open, and what to do next. At most 150 words of Markdown, in the language of the conversation, with no heading and no greeting.`

/**
 * Asks for a draft as for any reply: on a branch of its own below the one that is summed up. It is archived from the
 * start and stands in nobody's way; once the summary is posted it can be looked up, and where it is not nobody is told
 * of it. `undefined` where there is nothing to sum up.
 */
export const askForDraft = (desk: Desk, source: BranchId): DraftRequest | undefined => {
  const last = desk.tree.head(source)
  if (last === undefined) return undefined
  const branchId = desk.newId<BranchId>()
  const question = desk.newId<MessageId>()
  const runId = desk.newId<RunId>()
  desk.doc.transact(() => {
    addBranch(
      desk.doc,
      {
        id: branchId,
        createdBy: desk.me,
        forkFrom: last.id,
        parentBranch: last.branchId,
        createdAt: desk.now,
        purpose: 'summary',
      },
      { name: 'Draft of a summary' },
    )
    archiveBranch(desk.doc, branchId, true)
    addMessage(
      desk.doc,
      {
        id: question,
        author: desk.me,
        role: 'user',
        parentId: last.id,
        branchId,
        createdAt: desk.now,
      },
      fillWithText(QUESTION),
    )
    addRun(desk.doc, {
      id: runId,
      parentId: question,
      branchId,
      requestedBy: desk.me,
      agent: BANYAN_AGENT,
      model: desk.settings.model ?? '',
      createdAt: desk.now,
    })
  })
  return { runId, branchId, upTo: last.id }
}

/** Posts a summary as one's own message at the end of another branch, with where it comes from. */
export const postSummary = (
  desk: Desk,
  summary: { readonly target: BranchId; readonly markdown: string; readonly of: SummaryOf },
): MessageId => {
  const id = desk.newId<MessageId>()
  addMessage(
    desk.doc,
    {
      id,
      author: desk.me,
      role: 'user',
      parentId: desk.tree.head(summary.target)?.id ?? null,
      branchId: summary.target,
      createdAt: desk.now,
      summaryOf: summary.of,
    },
    writeRichText(markdownToRichText(summary.markdown)),
  )
  return id
}
