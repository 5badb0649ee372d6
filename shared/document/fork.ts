/**
 * A path of a conversation as the beginning of another one: the messages that one reads along it, with their authors
 * and times, all in the main branch. Written by the server alone: nobody else may write in others' names.
 */
import { digest } from 'lib0/hash/sha256'
import * as Y from 'yjs'
import type { BranchId, ConversationId, MessageId, RunId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import { type MessageEntry, type OriginEntry, type RunEntry, readRuns, type SummaryEntry } from './entries.ts'
import { copyBody } from './rebuild.ts'
import {
  type ConversationRoots,
  conversationRoots,
  MESSAGE_KEY,
  type MessageMeta,
  type Origin,
  type SummarySource,
} from './schema.ts'
import { bodyToMarkdown } from './text.ts'
import { readTree, type Tree } from './tree.ts'

/** The key in `settings` under which the mark of what a conversation was forked from stands. The server's alone. */
export const FORK_MARK_KEY = 'forkMark'

/**
 * What a fork says of where it came from: a mark by which those know the source who have it in their lists. Its id
 * would tell everybody who reads the fork that there is such a conversation. Each fork has another mark, so that two
 * forks do not betray that they come from one.
 */
export const forkMark = (fork: ConversationId, source: ConversationId): string =>
  [...digest(new TextEncoder().encode(`${fork}/${source}`)).subarray(0, 16)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

export interface ForkRequest {
  /** The conversation that is to be. */
  readonly id: ConversationId
  /** The one that is forked. */
  readonly conversationId: ConversationId
  readonly branchId: BranchId
  /** The last message to be taken along; the last of the branch by default. */
  readonly messageId?: MessageId | undefined
}

/**
 * Copies a path of `from` into the empty document `into`. Deleted messages stay behind, and so do drafts and
 * runs, which belong to where they are; what these say of a message goes with it in words (`Origin`). Messages name
 * their files as before; that these come along is the caller's.
 * Returns the title of the conversation that was forked; `undefined`, and nothing is copied, where there is no such
 * branch or message.
 */
export const forkConversation = (from: Y.Doc, into: Y.Doc, request: ForkRequest): string | undefined => {
  const source = conversationRoots(from)
  const tree = readTree(source)
  const view = tree.branches.has(request.branchId) ? tree.view(request.branchId) : []
  const end =
    request.messageId === undefined ? view.length - 1 : view.findIndex(({ id }) => id === request.messageId)
  const last = view[end]
  if (last === undefined) return undefined
  const runs = new Map(readRuns(source).map((run) => [run.id, run]))
  const roots = conversationRoots(into)
  into.transact(() => {
    roots.settings.set(FORK_MARK_KEY, forkMark(request.id, request.conversationId))
    for (const key of ['model', 'systemPrompt', 'temperature', 'maxTokens']) {
      const value: unknown = source.settings.get(key)
      if (value !== undefined) roots.settings.set(key, value)
    }
    let parentId: MessageId | null = null
    for (const message of view.slice(0, end + 1)) {
      const { id, author, role, createdAt, attachments, body } = message
      if (message.deletedBy !== undefined || body === undefined) continue
      const origin = originOf(message, tree, runs)
      const meta: MessageMeta = {
        ...{ id, author, role, parentId, branchId: MAIN_BRANCH, createdAt },
        ...(attachments.length === 0 ? {} : { attachments }),
        ...(origin === undefined ? {} : { origin }),
      }
      const entry = new Y.Map<unknown>()
      entry.set(MESSAGE_KEY.meta, { ...meta })
      entry.set(MESSAGE_KEY.sent, { by: message.sentBy ?? author })
      const copy = body instanceof Y.XmlFragment ? new Y.XmlFragment() : new Y.Text()
      entry.set(MESSAGE_KEY.body, copy)
      roots.messages.push([entry])
      // What a model thought on the way stays where it thought it.
      if (body instanceof Y.Text) (copy as Y.Text).insert(0, bodyToMarkdown(body))
      else copyBody(body, copy as Y.XmlFragment)
      const receivedAt = tree.order.get(id)?.receivedAt
      if (receivedAt !== undefined) roots.order.push([[id, receivedAt]])
      parentId = id
    }
  })
  const title: unknown = source.settings.get('title')
  return typeof title === 'string' ? title : ''
}

/** The ids of runs and branches would lead nowhere. What was forked before is taken along once more. */
const originOf = (
  { runId, summaryOf, origin }: MessageEntry,
  tree: Tree,
  runs: ReadonlyMap<RunId, RunEntry>,
): Origin | undefined => {
  const run = runId === undefined ? undefined : runs.get(runId)
  const model = run?.usage?.model ?? run?.model ?? origin?.model
  const summary = summaryOf === undefined ? origin?.summary : sourceOf(summaryOf, tree, runs)
  if ((model === undefined || model === '') && summary === undefined) return undefined
  return {
    ...(model === undefined || model === '' ? {} : { model }),
    ...(summary === undefined ? {} : { summary: withoutGaps(summary) }),
  }
}

const sourceOf = (
  { branchId, runId }: SummaryEntry,
  tree: Tree,
  runs: ReadonlyMap<RunId, RunEntry>,
): NonNullable<OriginEntry['summary']> => {
  const branch = tree.branches.get(branchId)
  return {
    name: branch?.name,
    createdBy: branch?.createdBy,
    draftedBy: runId === undefined ? undefined : runs.get(runId)?.agent,
  }
}

const withoutGaps = ({ name, createdBy, draftedBy }: NonNullable<OriginEntry['summary']>): SummarySource => ({
  ...(name === undefined || name === '' ? {} : { name }),
  ...(createdBy === undefined ? {} : { createdBy }),
  ...(draftedBy === undefined ? {} : { draftedBy }),
})

/** See `forkMark`; `undefined` where a conversation is no fork. */
export const readForkMark = (roots: ConversationRoots): string | undefined => {
  const value = roots.settings.get(FORK_MARK_KEY)
  return typeof value === 'string' ? value : undefined
}
