/**
 * Entries that an update makes must be whole: their facts, a text of the right kind, an id of their own, and
 * references to what exists, without cycles.
 */
import type { SummaryOf } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import type { Check } from './check.ts'
import type { EntryIndex, MetaValue } from './entries.ts'
import { type FactRules, factsOf } from './entry-facts.ts'
import type { EntryKind, FreshEntry } from './place.ts'
import { Refusal, refuse } from './refusal.ts'

type FactsById = ReadonlyMap<string, MetaValue>

/** Holds every new entry of the update against what entries have to be. */
export const refuseIncomplete = (check: Check, index: EntryIndex, table: FactRules): Refusal | undefined => {
  const made: Record<EntryKind, Map<string, MetaValue>> = {
    message: new Map(),
    branch: new Map(),
    run: new Map(),
  }
  for (const entry of check.freshEntries) {
    const facts = readFacts(check, table, entry)
    if (facts instanceof Refusal) return facts
    const id = String(facts.id)
    if (isKnown(index, entry.kind, id) || made[entry.kind].has(id)) {
      return refuse('duplicate', `a ${entry.kind} with an id that is taken`)
    }
    made[entry.kind].set(id, facts)
  }

  const hasMessage = (id: unknown): boolean =>
    typeof id === 'string' && (index.hasMessage(id) || made.message.has(id))
  const hasBranch = (id: unknown): boolean =>
    typeof id === 'string' && (id === MAIN_BRANCH || index.hasBranch(id) || made.branch.has(id))

  // A summary names what was there before it: nothing of the same update.
  const isKnownSource = (source: SummaryOf): boolean =>
    index.hasMessage(source.messageId) &&
    (source.branchId === MAIN_BRANCH || index.hasBranch(source.branchId)) &&
    (source.runId === undefined || index.hasRun(source.runId))

  for (const { parentId, branchId, runId, summaryOf } of made.message.values()) {
    if (parentId !== null && !hasMessage(parentId)) return refuse('reference', 'the parent of a message')
    if (!hasBranch(branchId)) return refuse('reference', 'the branch of a message')
    if (typeof runId === 'string' && index.agentOf(runId) !== check.writer.id) {
      return refuse('reference', 'the run of a message')
    }
    if (summaryOf !== undefined && !isKnownSource(summaryOf as SummaryOf)) {
      return refuse('reference', 'what a message sums up')
    }
  }
  for (const { forkFrom, parentBranch } of made.branch.values()) {
    if (forkFrom !== null && !hasMessage(forkFrom)) return refuse('reference', 'the fork of a branch')
    if (!hasBranch(parentBranch)) return refuse('reference', 'the parent of a branch')
  }
  for (const { parentId, branchId } of made.run.values()) {
    if (!hasMessage(parentId)) return refuse('reference', 'the message of a run')
    if (!hasBranch(branchId)) return refuse('reference', 'the branch of a run')
  }
  return refuseCycles(made.message, made.branch)
}

const isKnown = (index: EntryIndex, kind: EntryKind, id: string): boolean => {
  switch (kind) {
    case 'message':
      return index.hasMessage(id)
    case 'branch':
      // The main branch is there without an entry, and nobody may make one for it.
      return id === MAIN_BRANCH || index.hasBranch(id)
    case 'run':
      return index.hasRun(id)
  }
}

const readFacts = (
  check: Check,
  table: FactRules,
  { kind, struct, meta, body }: FreshEntry,
): MetaValue | Refusal => {
  if (struct.deleted) return refuse('delete', `a ${kind} is taken away as it is made`)
  if (meta === undefined || meta.deleted || meta.content.kind === 'deleted') {
    return refuse('incomplete', `a ${kind} without facts`)
  }
  const { content } = meta
  if (content.kind !== 'plain' || content.values.length !== 1) {
    return refuse('value', `the facts of a ${kind} are not one plain value`)
  }
  const facts = factsOf(table, kind, content.values[0], check.writer)
  if (facts instanceof Refusal || kind !== 'message') return facts
  if (body === undefined || body.deleted || body.content.kind === 'deleted') {
    return refuse('incomplete', 'a message without a text')
  }
  const wanted = facts.role === 'user' ? 'fragment' : 'text'
  return body.content.kind === 'type' && body.content.type === wanted
    ? facts
    : refuse('content', 'a message whose text is of the wrong kind')
}

/** Only entries of the same update can form a cycle: what is there already refers to nothing new. */
const refuseCycles = (messages: FactsById, branches: FactsById): Refusal | undefined => {
  const made = (byId: FactsById, id: unknown): MetaValue | undefined =>
    typeof id === 'string' ? byId.get(id) : undefined
  const referredTo = ({
    parentId,
    branchId,
    forkFrom,
    parentBranch,
  }: MetaValue): (MetaValue | undefined)[] => [
    made(messages, parentId),
    made(branches, branchId),
    made(messages, forkFrom),
    made(branches, parentBranch),
  ]
  const opened = new Set<MetaValue>()
  const closed = new Set<MetaValue>()
  for (const start of [...messages.values(), ...branches.values()]) {
    const path = [start]
    for (let facts = path.at(-1); facts !== undefined; facts = path.at(-1)) {
      if (opened.has(facts)) {
        closed.add(facts)
        path.pop()
        continue
      }
      opened.add(facts)
      for (const next of referredTo(facts)) {
        if (next === undefined || closed.has(next)) continue
        if (opened.has(next)) return refuse('reference', 'entries that refer to each other')
        path.push(next)
      }
    }
  }
  return undefined
}
