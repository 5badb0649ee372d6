/**
 * The names and types of everything in a conversation's document. This folder alone calls `doc.getArray` and the
 * like; the gate checks what peers write against these tables.
 */
import type * as Y from 'yjs'
import type { Attachment } from './attachments.ts'
import type { UnreadFile } from './unread.ts'

export const SCHEMA_VERSION = 1

export const ROOT = {
  settings: 'settings',
  messages: 'messages',
  branches: 'branches',
  runs: 'runs',
  order: 'order',
  provenance: 'provenance',
  files: 'files',
} as const

export interface ConversationRoots {
  readonly settings: Y.Map<unknown>
  readonly messages: Y.Array<Y.Map<unknown>>
  readonly branches: Y.Array<Y.Map<unknown>>
  readonly runs: Y.Array<Y.Map<unknown>>
  /** `[messageId, receivedAt]`, appended by the server alone. */
  readonly order: Y.Array<readonly [string, number]>
  /** Who edited and deleted what, and when; the server's alone. See `provenance.ts`. */
  readonly provenance: Y.Map<unknown>
  /** Which files have arrived, and which do not come; the server’s alone. See `file-notes.ts`. */
  readonly files: Y.Map<unknown>
}

export const conversationRoots = (doc: Y.Doc): ConversationRoots => ({
  settings: doc.getMap(ROOT.settings),
  messages: doc.getArray(ROOT.messages),
  branches: doc.getArray(ROOT.branches),
  runs: doc.getArray(ROOT.runs),
  order: doc.getArray(ROOT.order),
  provenance: doc.getMap(ROOT.provenance),
  files: doc.getMap(ROOT.files),
})

/** Settings that people may change, with the type of each. `schema` is the server's. */
export const SETTING_TYPES = {
  title: 'string',
  model: 'string',
  systemPrompt: 'string',
  temperature: 'number',
  maxTokens: 'number',
  mainBranch: 'string',
} as const
export type SettingKey = keyof typeof SETTING_TYPES

export interface Settings {
  readonly title?: string
  readonly model?: string
  readonly systemPrompt?: string
  readonly temperature?: number
  readonly maxTokens?: number
  readonly mainBranch?: string
}

/** Keys of an entry in `messages`. `m` and `body` are written once, with the entry. */
export const MESSAGE_KEY = {
  meta: 'm',
  body: 'body',
  sent: 'sent',
  deleted: 'del',
  reactions: 'reactions',
} as const

/** Keys of an entry in `branches`. */
export const BRANCH_KEY = {
  meta: 'm',
  name: 'name',
  colour: 'colour',
  archived: 'archived',
  deleted: 'del',
} as const

/**
 * What may change of the first branch, as keys of `settings`: it has no entry of its own, so that nobody has to make
 * one and no two people can make two. Its name, its colour and whether it is archived are what those of others are.
 */
export const FIRST_BRANCH_KEY = {
  name: 'firstBranchName',
  colour: 'firstBranchColour',
  archived: 'firstBranchArchived',
} as const

/**
 * Keys of an entry in `runs`. `cancel` is anybody's who may collaborate; `answeredBy`, the run that asked the same
 * before, is the server's alone; the others are the agent's.
 */
export const RUN_KEY = {
  meta: 'm',
  status: 'status',
  error: 'error',
  usage: 'usage',
  cancel: 'cancel',
  answeredBy: 'answeredBy',
} as const

export const ROLES = ['user', 'assistant', 'tool'] as const
export type Role = (typeof ROLES)[number]

/** A run without a status is queued. */
export const RUN_STATUSES = ['running', 'done', 'failed', 'stopped', 'interrupted'] as const
export type RunStatus = 'queued' | (typeof RUN_STATUSES)[number]

/** Immutable facts of a message: one plain value under `m`. Times are milliseconds since 1970, only shown. */
export interface MessageMeta {
  readonly id: string
  readonly author: string
  readonly role: Role
  /** The message that this one answers or follows; `null` for the first. */
  readonly parentId: string | null
  readonly branchId: string
  readonly createdAt: number
  readonly runId?: string
  readonly attachments?: readonly Attachment[]
  /** Where a person's message sums up another branch. */
  readonly summaryOf?: SummaryOf
  /** In a forked conversation, and the server's alone. */
  readonly origin?: Origin
}

/** What a forked message says of where it was written, in words: the run and the branch behind it are not here. */
export interface Origin {
  /** The model that wrote it. */
  readonly model?: string
  readonly summary?: SummarySource
}

/** The branch that a forked message sums up: its name, or else whose it was; of the first branch neither. */
export interface SummarySource {
  readonly name?: string
  readonly createdBy?: string
  /** The agent that drafted the summary, where one did. */
  readonly draftedBy?: string
}

/** What a summary was made from: a branch up to a message, and the run that drafted it, where one did. */
export interface SummaryOf {
  readonly branchId: string
  readonly messageId: string
  readonly runId?: string
}

export interface BranchMeta {
  readonly id: string
  readonly createdBy: string
  /** The last message that this branch shares with its parent; `null` forks before the first. */
  readonly forkFrom: string | null
  readonly parentBranch: string
  readonly createdAt: number
  /** Of a branch in which a summary is drafted: nobody is shown it unless that summary is posted. */
  readonly purpose?: 'summary'
}

export interface RunMeta {
  readonly id: string
  /** The message that asks. */
  readonly parentId: string
  readonly branchId: string
  readonly requestedBy: string
  /** Which agent is to answer. */
  readonly agent: string
  /** `provider/model`, or '' for the agent's own choice. */
  readonly model: string
  readonly createdAt: number
}

export interface RunError {
  readonly code: string
  /** A sentence for people: what happened and what can be done. */
  readonly text: string
}

export interface RunUsage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly model?: string
  /** How many of the oldest messages the model was not sent, because they did not fit. */
  readonly leftOut?: number
  /** Files that the model was not shown, or not all of, and why; see `unread.ts`. */
  readonly unread?: readonly UnreadFile[]
}

/** Nodes and marks of people's texts: the Tiptap schema, the gate's allow-list and the readers agree on these. */
export const RICH_NODES = [
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'blockquote',
  'codeBlock',
  'horizontalRule',
  'hardBreak',
  'mention',
  'table',
  'tableRow',
  'tableCell',
  'tableHeader',
  'taskList',
  'taskItem',
] as const
export const RICH_MARKS = ['bold', 'italic', 'code', 'strike', 'underline', 'link', 'highlight'] as const

export const LIMITS = {
  titleLength: 200,
  systemPromptLength: 20_000,
  shortString: 200,
  attachments: 20,
  /** People who are told that a message names them. */
  mentions: 20,
  /** People whom one person's messages name within a minute, in all conversations, and who are told. */
  mentionsPerMinute: 60,
  unreadFiles: 40,
  richDepth: 24,
  attributeLength: 4096,
  reactionLength: 32,
  errorLength: 2000,
} as const

/** Branch colours by index; the design system gives each its hue. */
export const BRANCH_COLOURS = 8
