/** The gate of a conversation's room. */
import { type ConversationRoots, conversationRoots, ROOT } from '../../shared/document/index.ts'
import { atLeast } from '../../shared/levels.ts'
import { CONVERSATION_RULES } from './conversation-rules.ts'
import { createGate, type GateOptions } from './create-gate.ts'
import { indexEntries, readEntry } from './entries.ts'
import { CONVERSATION_FACTS } from './entry-facts.ts'
import type { Gate } from './gate.ts'
import { createPlaces, type Root, type Rules } from './place.ts'
import { refuseIncomplete } from './whole-entries.ts'

export const createConversationGate = (options: GateOptions): Gate => {
  const roots = conversationRoots(options.doc)
  const index = indexEntries(options.doc, roots)
  return createGate(options, {
    places: createPlaces(placeRules(roots, CONVERSATION_RULES), readEntry),
    mayWrite: (writer) => atLeast(writer.level, 'collaborate'),
    refuseIncomplete: (check) =>
      check.freshEntries.length === 0 ? undefined : refuseIncomplete(check, index, CONVERSATION_FACTS),
  })
}

/** Each root of the document with the rules that hold in it. */
export const placeRules = (
  roots: ConversationRoots,
  rules: Readonly<Record<keyof typeof ROOT, Rules>>,
): ReadonlyMap<string, Root> =>
  new Map(
    (Object.keys(ROOT) as (keyof typeof ROOT)[]).map((name) => [
      ROOT[name],
      { type: roots[name], rules: rules[name] },
    ]),
  )
