/**
 * What an accepted transaction brought into a conversation: messages to put in order, and facts for tables outside
 * the document. Looks at new structs only, so that its cost does not grow with the conversation.
 */
import * as Y from 'yjs'
import {
  conversationRoots,
  findBranch,
  LIMITS,
  MESSAGE_KEY,
  type MessageEntry,
  mentionedBy,
  mentionsIn,
  messageAround,
  RUN_KEY,
  type RunEntry,
  type RunMeta,
  readMessage,
  readRun,
} from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import { MAIN_BRANCH, type MessageId, type PrincipalId } from '../../shared/ids.ts'
import type { Facts, MentionFacts } from '../storage/document-store.ts'

export interface Accepted {
  readonly sent: readonly MessageEntry[]
  /** Whether some of them are for others to read; while a summary is drafted nobody need be told. */
  readonly isNews: boolean
  readonly runs: readonly RunEntry[]
  readonly cancelled: readonly RunEntry[]
  readonly title: string | undefined
  /** Who is named in messages that were sent, or newly named in one that had been. */
  readonly mentions: readonly MentionFacts[]
  /** The files that messages and drafts name. */
  readonly files: readonly FileId[]
}

/** Call after the transaction, from `afterTransaction`. */
export const readAccepted = (doc: Y.Doc, transaction: Y.Transaction): Accepted => {
  const roots = conversationRoots(doc)
  const sent: MessageEntry[] = []
  const runs: RunEntry[] = []
  const cancelled: RunEntry[] = []
  const named = createMentions()
  const files: FileId[] = []
  const changed = new Set<unknown>(transaction.changed.keys())

  if (changed.has(roots.messages) || changed.has(roots.runs)) {
    for (const { parent, type } of newEntries(transaction)) {
      if (parent === roots.messages) {
        pushDefined(sent, sentMessage(type))
        files.push(...(readMessage(type, -1)?.attachments ?? []).map(({ id }) => id))
      } else if (parent === roots.runs) pushDefined(runs, readRun(type, -1))
    }
  }
  for (const [type, keys] of transaction.changed) {
    if (!(type instanceof Y.Map)) continue
    const parent: unknown = type.parent
    if (parent === roots.messages && keys.has(MESSAGE_KEY.sent)) pushDefined(sent, sentMessage(type))
    if (parent === roots.runs && keys.has(RUN_KEY.cancel)) pushDefined(cancelled, readRun(type, -1))
  }
  for (const { id, body } of sent) if (body instanceof Y.XmlFragment) named.add(id, mentionsIn(body))
  if ([...changed].some((type) => type instanceof Y.XmlFragment)) {
    for (const { type } of newEntries(transaction)) {
      const id = mentionedBy(type)
      const message = id === undefined ? undefined : sentMessage(messageAround(roots, type))
      if (id !== undefined && message !== undefined) named.add(message.id, [id])
    }
  }
  const title: unknown = transaction.changed.get(roots.settings as never)?.has('title')
    ? roots.settings.get('title')
    : undefined
  return {
    sent: inDependencyOrder(sent),
    isNews: sent.some(
      ({ branchId }) => branchId === MAIN_BRANCH || findBranch(roots, branchId)?.isSummaryDraft !== true,
    ),
    runs,
    cancelled,
    title: typeof title === 'string' ? title : undefined,
    mentions: named.all(),
    files,
  }
}

/** Of each message, bounded: whoever names everybody tells the first. */
const createMentions = () => {
  const byMessage = new Map<MessageId, Set<PrincipalId>>()
  return {
    add: (messageId: MessageId, ids: Iterable<PrincipalId>): void => {
      const named = byMessage.get(messageId) ?? new Set()
      for (const id of ids) if (named.size < LIMITS.mentions) named.add(id)
      if (named.size > 0) byMessage.set(messageId, named)
    },
    all: (): MentionFacts[] => [...byMessage].map(([messageId, ids]) => ({ messageId, userIds: [...ids] })),
  }
}

const sentMessage = (type: unknown): MessageEntry | undefined => {
  const message = readMessage(type, -1)
  return message?.sentBy === undefined ? undefined : message
}

const newEntries = function* (transaction: Y.Transaction): Generator<{ parent: unknown; type: unknown }> {
  const { store } = transaction.doc
  for (const [client, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0
    if (before === clock) continue
    const structs = store.clients.get(client)
    if (structs === undefined) continue
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i]
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentType && !struct.deleted) {
        yield { parent: struct.parent, type: struct.content.type }
      }
    }
  }
}

/** Parents before children; otherwise as they came. A message may be listed twice (created and sent): once counts. */
const inDependencyOrder = (messages: readonly MessageEntry[]): MessageEntry[] => {
  const waiting = new Map<MessageId, MessageEntry>(messages.map((message) => [message.id, message]))
  const ordered: MessageEntry[] = []
  const visit = (start: MessageEntry): void => {
    const chain: MessageEntry[] = []
    let next: MessageEntry | undefined = start
    while (next !== undefined) {
      waiting.delete(next.id)
      chain.push(next)
      next = next.parentId === null ? undefined : waiting.get(next.parentId)
    }
    ordered.push(...chain.reverse())
  }
  for (const message of messages) if (waiting.has(message.id)) visit(message)
  return ordered
}

/** `undefined` where nothing outside the document is concerned: so it is for nearly every token. */
export const factsOf = (accepted: Accepted, now: number): Facts => ({
  ...(accepted.title !== undefined ? { title: accepted.title } : {}),
  ...(accepted.isNews ? { activityAt: now } : {}),
  ...(accepted.mentions.length > 0 ? { mentions: accepted.mentions } : {}),
  ...(accepted.files.length > 0 ? { files: accepted.files } : {}),
  ...(accepted.runs.length > 0 ? { queuedRuns: accepted.runs.map(runMeta) } : {}),
  ...(accepted.cancelled.length > 0 ? { cancelledRuns: accepted.cancelled.map((run) => run.id) } : {}),
})

const runMeta = ({ id, parentId, branchId, requestedBy, agent, model, createdAt }: RunEntry): RunMeta => ({
  id,
  parentId,
  branchId,
  requestedBy,
  agent,
  model,
  createdAt,
})

const pushDefined = <T>(list: T[], value: T | undefined): void => {
  if (value !== undefined) list.push(value)
}
