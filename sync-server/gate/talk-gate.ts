/** The gate of a side talk's room. That no agent comes in, `authorize` sees to; here it could not write either. */
import { conversationRoots, MESSAGE_KEY } from '../../shared/document/index.ts'
import { atLeast } from '../../shared/levels.ts'
import type { Check } from './check.ts'
import { placeRules } from './conversation-gate.ts'
import { createGate, type GateOptions } from './create-gate.ts'
import { indexEntries, readEntry } from './entries.ts'
import { TALK_FACTS } from './entry-facts.ts'
import type { Gate } from './gate.ts'
import { createPlaces } from './place.ts'
import { type Refusal, refuse } from './refusal.ts'
import { TALK_RULES } from './talk-rules.ts'
import { refuseIncomplete } from './whole-entries.ts'

export const createTalkGate = (options: GateOptions): Gate => {
  const roots = conversationRoots(options.doc)
  const index = indexEntries(options.doc, roots)
  return createGate(options, {
    places: createPlaces(placeRules(roots, TALK_RULES), readEntry),
    mayWrite: (writer) => writer.kind === 'person' && atLeast(writer.level, 'collaborate'),
    refuseIncomplete: (check) =>
      check.freshEntries.length === 0
        ? undefined
        : (refuseIncomplete(check, index, TALK_FACTS) ?? refuseUnsent(check)),
  })
}

/** There are no drafts here: nobody would see them. */
const refuseUnsent = ({ freshEntries, update }: Check): Refusal | undefined => {
  const sent = new Set<unknown>()
  for (const { structs } of update.sections.values()) {
    for (const { location, content, deleted } of structs) {
      if (location === undefined || location.container === 'collected') continue
      if (location.key === MESSAGE_KEY.sent && content.kind === 'plain' && !deleted)
        sent.add(location.container)
    }
  }
  return freshEntries.every(({ struct }) => sent.has(struct))
    ? undefined
    : refuse('incomplete', 'a message that is not sent')
}
