/** What the immutable facts under `m` must say: a table of fields for each kind of entry, and another for side talk. */
import {
  type BranchMeta,
  isAttachment,
  LIMITS,
  type MessageMeta,
  type RunMeta,
  type SummaryOf,
  type TalkMeta,
} from '../../shared/document/index.ts'
import { isId, MAIN_BRANCH } from '../../shared/ids.ts'
import type { RejectCode } from '../../shared/wire.ts'
import type { MetaValue } from './entries.ts'
import type { Writer } from './gate.ts'
import type { EntryKind } from './place.ts'
import { type Refusal, refuse } from './refusal.ts'
import { listOf, record } from './values.ts'

interface FieldRule {
  readonly fits: (value: unknown, writer: Writer) => boolean
  readonly otherwise: RejectCode
  readonly isOptional: boolean
}

const field = (fits: FieldRule['fits'], otherwise: RejectCode = 'value'): FieldRule => ({
  fits,
  otherwise,
  isOptional: false,
})
const optional = (rule: FieldRule): FieldRule => ({ ...rule, isOptional: true })

/** The last moment that a `Date` can hold. */
const LATEST = 8.64e15

const id = field(isId)
const idOrNull = field((value) => value === null || isId(value))
const self = field((value, writer) => value === writer.id, 'author')
const time = field((value) => typeof value === 'number' && value >= 0 && value <= LATEST)
const shortText = field((value) => typeof value === 'string' && value.length <= LIMITS.shortString)
const role = field(
  (value, { kind }) => (kind === 'person' ? value === 'user' : value === 'assistant' || value === 'tool'),
  'role',
)
/** Whose files these are, and whether they are here, the ids say to whoever gives them out: see `fileIdOf`. */
const attachments = field(listOf(LIMITS.attachments, isAttachment))
const agentsOnly = (rule: FieldRule): FieldRule => ({
  ...rule,
  fits: (value, writer) => writer.kind === 'agent' && rule.fits(value, writer),
})

/** That what it names exists, `whole-entries.ts` asks. */
const summaryOf = record<SummaryOf>({ branchId: isId, messageId: isId, runId: isId }, [
  'branchId',
  'messageId',
])
const peoplesOnly = (rule: FieldRule): FieldRule => ({
  ...rule,
  fits: (value, writer) => writer.kind === 'person' && rule.fits(value, writer),
})

/** Of the server's own writing, which does not pass here. */
const nobodys = optional(field(() => false, 'key'))

const MESSAGE = {
  id,
  author: self,
  role,
  parentId: idOrNull,
  branchId: id,
  createdAt: time,
  runId: optional(agentsOnly(id)),
  attachments: optional(attachments),
  summaryOf: optional(peoplesOnly(field(summaryOf))),
  origin: nobodys,
} satisfies Record<keyof MessageMeta, FieldRule>

/** `about`: which message of the conversation is meant, which is another document's to know. */
const TALK = {
  id,
  author: self,
  role,
  parentId: field((value) => value === null),
  branchId: field((value) => value === MAIN_BRANCH),
  createdAt: time,
  about: optional(id),
} satisfies Record<keyof TalkMeta, FieldRule>

const BRANCH = {
  id,
  createdBy: self,
  forkFrom: idOrNull,
  parentBranch: id,
  createdAt: time,
  purpose: optional(field((value) => value === 'summary')),
} satisfies Record<keyof BranchMeta, FieldRule>

const RUN = {
  id,
  parentId: id,
  branchId: id,
  requestedBy: self,
  agent: id,
  model: shortText,
  createdAt: time,
} satisfies Record<keyof RunMeta, FieldRule>

export type FactRules = Readonly<Record<EntryKind, ReadonlyMap<string, FieldRule>>>

export const CONVERSATION_FACTS: FactRules = {
  message: new Map<string, FieldRule>(Object.entries(MESSAGE)),
  branch: new Map<string, FieldRule>(Object.entries(BRANCH)),
  run: new Map<string, FieldRule>(Object.entries(RUN)),
}

export const TALK_FACTS: FactRules = {
  ...CONVERSATION_FACTS,
  message: new Map<string, FieldRule>(Object.entries(TALK)),
}

/** The facts, where they are all there, each of its kind, and nothing else. */
export const factsOf = (
  table: FactRules,
  kind: EntryKind,
  value: unknown,
  writer: Writer,
): MetaValue | Refusal => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('value', `the facts of a ${kind} are not an object`)
  }
  const facts = value as MetaValue
  const rules = table[kind]
  for (const name of Object.keys(facts)) {
    if (!rules.has(name)) return refuse('key', `a ${kind} has no such fact`)
  }
  for (const [name, rule] of rules) {
    const held = Object.hasOwn(facts, name) ? facts[name] : undefined
    if (held === undefined && rule.isOptional) continue
    if (!rule.fits(held, writer)) return refuse(rule.otherwise, `"${name}" of a ${kind}`)
  }
  return facts
}
