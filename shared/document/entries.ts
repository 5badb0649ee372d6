/**
 * Lenient reading: what peers wrote becomes plain entries; what cannot be read is skipped, never thrown.
 * Positions (`index`) are those in the shared arrays, skipped entries included.
 */
import * as Y from 'yjs'
import type { BranchId, MessageId, PrincipalId, RunId } from '../ids.ts'
import { MAIN_BRANCH } from '../ids.ts'
import { type Attachment, readAttachments } from './attachments.ts'
import {
  BRANCH_KEY,
  type ConversationRoots,
  FIRST_BRANCH_KEY,
  MESSAGE_KEY,
  ROLES,
  type Role,
  RUN_KEY,
  RUN_STATUSES,
  type RunError,
  type RunStatus,
  type RunUsage,
  SETTING_TYPES,
  type Settings,
} from './schema.ts'

export interface MessageEntry {
  readonly id: MessageId
  readonly author: PrincipalId
  readonly role: Role
  readonly parentId: MessageId | null
  readonly branchId: BranchId
  readonly createdAt: number
  readonly runId: RunId | undefined
  readonly attachments: readonly Attachment[]
  readonly summaryOf: SummaryEntry | undefined
  readonly origin: OriginEntry | undefined
  readonly index: number
  /** Who sent it; `undefined` while it is a shared draft. */
  readonly sentBy: PrincipalId | undefined
  readonly deletedBy: PrincipalId | undefined
  /** The shared type that holds the text; `undefined` where it is missing. */
  readonly body: Y.Text | Y.XmlFragment | undefined
}

/** What a message sums up: a branch up to a message. `runId`: the run that drafted it. */
export interface SummaryEntry {
  readonly branchId: BranchId
  readonly messageId: MessageId
  readonly runId: RunId | undefined
}

/** What a forked message says of where it was written. See `Origin`. */
export interface OriginEntry {
  readonly model: string | undefined
  readonly summary:
    | {
        readonly name: string | undefined
        readonly createdBy: PrincipalId | undefined
        readonly draftedBy: PrincipalId | undefined
      }
    | undefined
}

export interface BranchEntry {
  readonly id: BranchId
  readonly createdBy: PrincipalId | undefined
  readonly forkFrom: MessageId | null
  readonly parentBranch: BranchId | undefined
  readonly createdAt: number
  readonly index: number
  readonly name: string | undefined
  readonly colour: number | undefined
  readonly archived: boolean
  /** Whether a summary was drafted in it. */
  readonly isSummaryDraft: boolean
  readonly deletedBy: PrincipalId | undefined
}

export interface RunEntry {
  readonly id: RunId
  readonly parentId: MessageId
  readonly branchId: BranchId
  readonly requestedBy: PrincipalId
  readonly agent: PrincipalId
  readonly model: string
  readonly createdAt: number
  readonly index: number
  readonly status: RunStatus
  readonly error: RunError | undefined
  readonly usage: RunUsage | undefined
  readonly cancelledBy: PrincipalId | undefined
  /** The run that asked the same before this one, and is answered for both. */
  readonly answeredBy: RunId | undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const stringOr = <T>(value: unknown, otherwise: T): string | T =>
  typeof value === 'string' ? value : otherwise
const timeOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

/** The person named in a small value of the kind `{by}`. */
const byOf = (value: unknown): PrincipalId | undefined =>
  isRecord(value) && typeof value.by === 'string' ? (value.by as PrincipalId) : undefined

const readSummary = (value: unknown): SummaryEntry | undefined =>
  isRecord(value) && typeof value.branchId === 'string' && typeof value.messageId === 'string'
    ? {
        branchId: value.branchId as BranchId,
        messageId: value.messageId as MessageId,
        runId: stringOr(value.runId, undefined) as RunId | undefined,
      }
    : undefined

const readOrigin = (value: unknown): OriginEntry | undefined => {
  if (!isRecord(value)) return undefined
  const { model, summary } = value
  return {
    model: stringOr(model, undefined),
    summary: isRecord(summary)
      ? {
          name: stringOr(summary.name, undefined),
          createdBy: stringOr(summary.createdBy, undefined) as PrincipalId | undefined,
          draftedBy: stringOr(summary.draftedBy, undefined) as PrincipalId | undefined,
        }
      : undefined,
  }
}

export const readMessage = (entry: unknown, index: number): MessageEntry | undefined => {
  if (!(entry instanceof Y.Map)) return undefined
  const meta: unknown = entry.get(MESSAGE_KEY.meta)
  if (!isRecord(meta) || typeof meta.id !== 'string' || typeof meta.branchId !== 'string') return undefined
  const body: unknown = entry.get(MESSAGE_KEY.body)
  return {
    id: meta.id as MessageId,
    author: stringOr(meta.author, '') as PrincipalId,
    role: ROLES.find((role) => role === meta.role) ?? 'user',
    parentId: stringOr(meta.parentId, null) as MessageId | null,
    branchId: meta.branchId as BranchId,
    createdAt: timeOf(meta.createdAt),
    runId: stringOr(meta.runId, undefined) as RunId | undefined,
    attachments: readAttachments(meta.attachments),
    summaryOf: readSummary(meta.summaryOf),
    origin: readOrigin(meta.origin),
    index,
    sentBy: byOf(entry.get(MESSAGE_KEY.sent)),
    deletedBy: byOf(entry.get(MESSAGE_KEY.deleted)),
    body: body instanceof Y.Text || body instanceof Y.XmlFragment ? body : undefined,
  }
}

export const readBranch = (entry: unknown, index: number): BranchEntry | undefined => {
  if (!(entry instanceof Y.Map)) return undefined
  const meta: unknown = entry.get(BRANCH_KEY.meta)
  if (!isRecord(meta) || typeof meta.id !== 'string') return undefined
  const colour: unknown = entry.get(BRANCH_KEY.colour)
  return {
    id: meta.id as BranchId,
    createdBy: stringOr(meta.createdBy, undefined) as PrincipalId | undefined,
    forkFrom: stringOr(meta.forkFrom, null) as MessageId | null,
    parentBranch: stringOr(meta.parentBranch, MAIN_BRANCH) as BranchId,
    createdAt: timeOf(meta.createdAt),
    index,
    name: stringOr(entry.get(BRANCH_KEY.name), undefined),
    colour: typeof colour === 'number' ? colour : undefined,
    archived: entry.get(BRANCH_KEY.archived) === true,
    isSummaryDraft: meta.purpose === 'summary',
    deletedBy: byOf(entry.get(BRANCH_KEY.deleted)),
  }
}

export const readRun = (entry: unknown, index: number): RunEntry | undefined => {
  if (!(entry instanceof Y.Map)) return undefined
  const meta: unknown = entry.get(RUN_KEY.meta)
  if (!isRecord(meta) || typeof meta.id !== 'string' || typeof meta.parentId !== 'string') return undefined
  const error: unknown = entry.get(RUN_KEY.error)
  const usage: unknown = entry.get(RUN_KEY.usage)
  const status: unknown = entry.get(RUN_KEY.status)
  return {
    id: meta.id as RunId,
    parentId: meta.parentId as MessageId,
    branchId: stringOr(meta.branchId, MAIN_BRANCH) as BranchId,
    requestedBy: stringOr(meta.requestedBy, '') as PrincipalId,
    agent: stringOr(meta.agent, '') as PrincipalId,
    model: stringOr(meta.model, ''),
    createdAt: timeOf(meta.createdAt),
    index,
    status: RUN_STATUSES.find((known) => known === status) ?? 'queued',
    error:
      isRecord(error) && typeof error.text === 'string'
        ? { code: stringOr(error.code, 'unknown'), text: error.text }
        : undefined,
    usage: isRecord(usage) ? (usage as RunUsage) : undefined,
    cancelledBy: byOf(entry.get(RUN_KEY.cancel)),
    answeredBy: stringOr(entry.get(RUN_KEY.answeredBy), undefined) as RunId | undefined,
  }
}

/** What may change of a branch. */
export type BranchLook = Pick<BranchEntry, 'name' | 'colour' | 'archived'>

/** Of the first branch, which has no entry. */
export const readFirstBranch = ({ settings }: ConversationRoots): BranchLook => {
  const colour: unknown = settings.get(FIRST_BRANCH_KEY.colour)
  return {
    name: stringOr(settings.get(FIRST_BRANCH_KEY.name), undefined),
    colour: typeof colour === 'number' ? colour : undefined,
    archived: settings.get(FIRST_BRANCH_KEY.archived) === true,
  }
}

const readAll = <Entry>(
  array: Y.Array<Y.Map<unknown>>,
  read: (entry: unknown, index: number) => Entry | undefined,
): Entry[] => {
  const entries: Entry[] = []
  let index = 0
  array.forEach((item) => {
    const entry = read(item, index++)
    if (entry !== undefined) entries.push(entry)
  })
  return entries
}

export const readMessages = (roots: ConversationRoots): MessageEntry[] => readAll(roots.messages, readMessage)
export const readBranches = (roots: ConversationRoots): BranchEntry[] => readAll(roots.branches, readBranch)
export const readRuns = (roots: ConversationRoots): RunEntry[] => readAll(roots.runs, readRun)

export interface OrderEntry {
  readonly position: number
  /** When the server took the message, in milliseconds since 1970. */
  readonly receivedAt: number
}

/** Where the server has put each message. The first mention of an id counts. */
export const readOrder = (roots: ConversationRoots): Map<MessageId, OrderEntry> => {
  const order = new Map<MessageId, OrderEntry>()
  let position = 0
  roots.order.forEach((pair) => {
    const [id, receivedAt] = pair
    if (!order.has(id as MessageId)) order.set(id as MessageId, { position, receivedAt: timeOf(receivedAt) })
    position++
  })
  return order
}

export const readSettings = (roots: ConversationRoots): Settings => {
  const settings: Record<string, unknown> = {}
  for (const [key, type] of Object.entries(SETTING_TYPES)) {
    const value: unknown = roots.settings.get(key)
    if (typeof value === type) settings[key] = value
  }
  return settings
}
