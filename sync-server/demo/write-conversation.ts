/**
 * Writes a demo conversation as its people and the assistant would have, with the server's order. Straight into the
 * store, at times of its own: through a room everything would have been received today.
 */
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  conversationRoots,
  fillWithText,
  readTree,
  reportRun,
  seedConversation,
} from '../../shared/document/index.ts'
import {
  BANYAN_AGENT,
  type BranchId,
  type ConversationId,
  ID_BYTES,
  idFromBytes,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
  type RunId,
} from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import type { RandomBytes } from '../access/secrets.ts'
import { type Append, SERVER } from '../storage/document-store.ts'
import { createAuthors } from './authors.ts'
import type { DemoConversation, PersonKey, Step } from './script.ts'

const MINUTE = 60_000
/** How long the assistant took. */
const REPLY_MILLISECONDS = 9_000

export interface WrittenConversation {
  /** The updates that make it, oldest first. */
  readonly appends: readonly Append[]
  /** By their names in the script. */
  readonly messages: ReadonlyMap<string, MessageId>
  readonly endedAt: number
}

export const writeConversation = (options: {
  readonly id: ConversationId
  readonly conversation: DemoConversation
  readonly people: Readonly<Record<PersonKey, PrincipalId>>
  readonly startedAt: number
  readonly randomBytes: RandomBytes
}): WrittenConversation => {
  const { conversation, people, startedAt, randomBytes } = options
  const authors = createAuthors(conversationRoom(options.id), randomBytes)
  const { writeAs, putInOrder } = authors
  const messages = new Map<string, MessageId>()
  const branches = new Map<string, BranchId>()
  const newId = <Id extends BranchId | MessageId | RunId>(): Id => idFromBytes<Id>(randomBytes(ID_BYTES))

  const find = <Id>(ids: ReadonlyMap<string, Id>, key: string): Id => {
    const id = ids.get(key)
    if (id === undefined) throw new Error(`The demo names "${key}" before it is there.`)
    return id
  }
  const branchOf = (step: { readonly branch?: string }): BranchId =>
    step.branch === undefined ? MAIN_BRANCH : find(branches, step.branch)

  const take = (step: Step, at: number): void => {
    const who = people[step.who]
    switch (step.does) {
      case 'write': {
        const id = newId<MessageId>()
        const branchId = branchOf(step)
        writeAs(who, at, (doc) => {
          const parentId = readTree(conversationRoots(doc)).head(branchId)?.id ?? null
          addMessage(
            doc,
            { id, author: who, role: 'user', parentId, branchId, createdAt: at },
            fillWithText(step.text),
          )
        })
        putInOrder(id, at)
        if (step.key !== undefined) messages.set(step.key, id)
        return
      }
      case 'branch': {
        const id = newId<BranchId>()
        writeAs(who, at, (doc) => {
          const forkFrom = step.from === null ? null : find(messages, step.from)
          const parentBranch =
            forkFrom === null
              ? MAIN_BRANCH
              : (readTree(conversationRoots(doc)).messages.get(forkFrom)?.branchId ?? MAIN_BRANCH)
          addBranch(doc, { id, createdBy: who, forkFrom, parentBranch, createdAt: at }, { name: step.name })
        })
        branches.set(step.key, id)
        return
      }
      case 'reply': {
        const { model, text } = step
        const [id, runId] = [newId<MessageId>(), newId<RunId>()]
        const [parentId, branchId] = [find(messages, step.to), branchOf(step)]
        const agent = BANYAN_AGENT
        const done = at + REPLY_MILLISECONDS
        writeAs(who, at, (doc) =>
          addRun(doc, { id: runId, parentId, branchId, requestedBy: who, agent, model, createdAt: at }),
        )
        writeAs(agent, done, (doc) => {
          reportRun(doc, runId, { status: 'running' })
          addReply(
            doc,
            { id, author: agent, role: 'assistant', parentId, branchId, createdAt: at, runId },
            text,
          )
          reportRun(doc, runId, { status: 'done', usage: { model } })
        })
        putInOrder(id, done)
        if (step.key !== undefined) messages.set(step.key, id)
        return
      }
    }
  }

  const { title } = conversation
  writeAs(SERVER, startedAt, (doc) => seedConversation(doc, { title }), { title })
  let at = startedAt
  for (const step of conversation.steps) {
    at += step.after * MINUTE
    take(step, at)
  }
  authors.close()
  return { appends: authors.appends, messages, endedAt: at }
}
