/**
 * Who may write what where in a conversation, as a table: root, key -> who may set it, to which values, who may take
 * it away, who may write in a body. That a writer may write at all (`collaborate`) is asked before; what a body may
 * hold stands in `rich-text-rules.ts`, what stands under `m` in `entry-facts.ts`.
 */
import {
  BRANCH_COLOURS,
  BRANCH_KEY,
  FIRST_BRANCH_KEY,
  isUnreadFile,
  LIMITS,
  MESSAGE_KEY,
  type ROOT,
  RUN_KEY,
  RUN_STATUSES,
  type RunError,
  type RunUsage,
  type SettingKey,
} from '../../shared/document/index.ts'
import { isId } from '../../shared/ids.ts'
import type { RejectCode } from '../../shared/wire.ts'
import type { FieldRules, KeyRule, MayDo, Rules, ValueRule } from './place.ts'
import { boolean, type Fits, integer, listOf, number, oneOf, record, text } from './values.ts'

const anybody: MayDo = () => true
export const nobody: MayDo = () => false
export const people: MayDo = (writer) => writer.kind === 'person'
/** People on people's messages, an agent on its own. */
const senders: MayDo = (writer, entry) =>
  writer.kind === 'person' ? entry?.role === 'user' : entry?.owner === writer.id
export const authorOrOwner: MayDo = (writer, entry) => writer.level === 'owner' || entry?.owner === writer.id
/** People write in people's texts, an agent in its own. */
const writers: MayDo = (writer, entry) =>
  writer.kind === 'person'
    ? entry?.role === 'user'
    : entry !== undefined && entry.role !== 'user' && entry.owner === writer.id
const itsAgent: MayDo = (writer, entry) => writer.kind === 'agent' && entry?.agent === writer.id

/** `{by}`: signed by the writer, with nothing else in it. */
const signature: ValueRule['refuses'] = (value, writer) => {
  if (typeof value !== 'object' || value === null || !('by' in value)) return 'value'
  if (Object.keys(value).length > 1) return 'value'
  return value.by === writer.id ? undefined : 'author'
}

const TOKENS = 1e12

interface May {
  readonly set: MayDo
  readonly remove: MayDo
  readonly otherwise?: RejectCode
}
const value = (fits: Fits, may: May): ValueRule => ({
  is: 'value',
  refuses: (held) => (fits(held) ? undefined : 'value'),
  otherwise: 'key',
  ...may,
})
export const signed = (may: May): ValueRule => ({ is: 'value', refuses: signature, otherwise: 'key', ...may })

const byAnybody = { set: anybody, remove: anybody }
const byItsAgent = { set: itsAgent, remove: itsAgent }

/** The schema version, under `SCHEMA_KEY`, is the server's: it does not stand here. */
const SETTINGS = {
  title: value(text(LIMITS.titleLength), byAnybody),
  model: value(text(LIMITS.shortString), byAnybody),
  systemPrompt: value(text(LIMITS.systemPromptLength), byAnybody),
  temperature: value(number(0, 2), byAnybody),
  maxTokens: value(integer(1, 10_000_000), byAnybody),
  mainBranch: value(isId, byAnybody),
} satisfies Record<SettingKey, KeyRule>

const LOOK = {
  name: value(text(LIMITS.shortString), byAnybody),
  colour: value(integer(0, BRANCH_COLOURS - 1), byAnybody),
  archived: value(boolean, byAnybody),
} satisfies Record<keyof typeof FIRST_BRANCH_KEY, KeyRule>

const FIRST_BRANCH: Record<string, KeyRule> = {
  [FIRST_BRANCH_KEY.name]: LOOK.name,
  [FIRST_BRANCH_KEY.colour]: LOOK.colour,
  [FIRST_BRANCH_KEY.archived]: LOOK.archived,
}

const MESSAGE: Record<string, KeyRule> = {
  [MESSAGE_KEY.meta]: { is: 'meta' },
  [MESSAGE_KEY.body]: { is: 'body', edit: writers },
  [MESSAGE_KEY.sent]: signed({ set: senders, remove: nobody }),
  [MESSAGE_KEY.deleted]: signed({ set: authorOrOwner, remove: authorOrOwner, otherwise: 'delete' }),
  // `reactions` waits: a map that two people make at once loses one of the two. See `MESSAGE_KEY.reactions`.
}

const BRANCH: Record<string, KeyRule> = {
  [BRANCH_KEY.meta]: { is: 'meta' },
  [BRANCH_KEY.name]: LOOK.name,
  [BRANCH_KEY.colour]: LOOK.colour,
  [BRANCH_KEY.archived]: LOOK.archived,
  [BRANCH_KEY.deleted]: signed({ set: authorOrOwner, remove: authorOrOwner, otherwise: 'delete' }),
}

const RUN: Record<string, KeyRule> = {
  [RUN_KEY.meta]: { is: 'meta' },
  [RUN_KEY.status]: value(oneOf(RUN_STATUSES), byItsAgent),
  [RUN_KEY.error]: value(
    record<RunError>({ code: text(LIMITS.shortString), text: text(LIMITS.errorLength) }, ['code', 'text']),
    byItsAgent,
  ),
  [RUN_KEY.usage]: value(
    record<RunUsage>(
      {
        inputTokens: integer(0, TOKENS),
        outputTokens: integer(0, TOKENS),
        model: text(LIMITS.shortString),
        leftOut: integer(0, TOKENS),
        unread: listOf(LIMITS.unreadFiles, isUnreadFile),
      },
      [],
    ),
    byItsAgent,
  ),
  [RUN_KEY.cancel]: signed({ set: anybody, remove: nobody }),
}

/** Looks up own keys only: a peer may well ask for `constructor`. */
export const fields = (table: Record<string, KeyRule>): FieldRules => {
  const rules = new Map(Object.entries(table))
  return { is: 'fields', rule: (key) => rules.get(key) }
}

export const CONVERSATION_RULES: Readonly<Record<keyof typeof ROOT, Rules>> = {
  settings: fields({ ...SETTINGS, ...FIRST_BRANCH }),
  messages: { is: 'entries', of: 'message', add: anybody, entry: fields(MESSAGE) },
  branches: { is: 'entries', of: 'branch', add: people, entry: fields(BRANCH) },
  runs: { is: 'entries', of: 'run', add: people, entry: fields(RUN) },
  order: { is: 'closed' },
  provenance: { is: 'closed' },
  files: { is: 'closed' },
}
