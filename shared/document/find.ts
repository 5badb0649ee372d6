/** One entry among many, looked for from the end: what is asked for is nearly always recent. */
import * as Y from 'yjs'
import type { BranchId, MessageId, PrincipalId, RunId } from '../ids.ts'
import {
  type BranchEntry,
  type MessageEntry,
  type RunEntry,
  readBranch,
  readMessage,
  readRun,
} from './entries.ts'
import { type ConversationRoots, MESSAGE_KEY } from './schema.ts'

export const findRun = (roots: ConversationRoots, id: RunId): RunEntry | undefined =>
  lastOf(roots.runs, readRun, (run) => run.id === id)

export const findMessage = (roots: ConversationRoots, id: MessageId): MessageEntry | undefined =>
  lastOf(roots.messages, readMessage, (message) => message.id === id)

export const findBranch = (roots: ConversationRoots, id: BranchId): BranchEntry | undefined =>
  lastOf(roots.branches, readBranch, (branch) => branch.id === id)

/** What an agent has written in answer to a run so far. */
export const findReply = (
  roots: ConversationRoots,
  runId: RunId,
  agent: PrincipalId,
): MessageEntry | undefined =>
  lastOf(roots.messages, readMessage, (message) => message.runId === runId && message.author === agent)

/** The entry itself, to change it. */
export const findEntry = (array: Y.Array<Y.Map<unknown>>, id: string): Y.Map<unknown> | undefined => {
  for (let index = array.length - 1; index >= 0; index--) {
    const entry = array.get(index)
    const meta: unknown = entry instanceof Y.Map ? entry.get(MESSAGE_KEY.meta) : undefined
    if (typeof meta === 'object' && meta !== null && 'id' in meta && meta.id === id) return entry
  }
  return undefined
}

/** The entry of `messages` that a type stands in, or is. */
export const messageAround = (roots: ConversationRoots, type: unknown): Y.Map<unknown> | undefined => {
  let inner: unknown = type
  while (inner instanceof Y.AbstractType) {
    const outer: unknown = inner.parent
    if (outer === roots.messages) return inner instanceof Y.Map ? inner : undefined
    inner = outer
  }
  return undefined
}

const lastOf = <Entry>(
  array: Y.Array<Y.Map<unknown>>,
  read: (entry: unknown, index: number) => Entry | undefined,
  matches: (entry: Entry) => boolean,
): Entry | undefined => {
  for (let index = array.length - 1; index >= 0; index--) {
    const entry = read(array.get(index), index)
    if (entry !== undefined && matches(entry)) return entry
  }
  return undefined
}
