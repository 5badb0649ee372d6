/** The gate of a conversation's room. */
import { conversationRoots, ROOT } from '../../shared/document/index.ts'
import { atLeast } from '../../shared/levels.ts'
import { CONVERSATION_RULES } from './conversation-rules.ts'
import { createGate, type GateOptions } from './create-gate.ts'
import { indexEntries, readEntry } from './entries.ts'
import type { Gate } from './gate.ts'
import { createPlaces, type Root } from './place.ts'
import { refuseIncomplete } from './whole-entries.ts'

export const createConversationGate = (options: GateOptions): Gate => {
  const roots = conversationRoots(options.doc)
  const index = indexEntries(options.doc, roots)
  const root = (name: keyof typeof ROOT): [string, Root] => [
    ROOT[name],
    { type: roots[name], rules: CONVERSATION_RULES[name] },
  ]
  return createGate(options, {
    places: createPlaces(
      new Map([
        root('settings'),
        root('messages'),
        root('branches'),
        root('runs'),
        root('order'),
        root('provenance'),
        root('files'),
      ]),
      readEntry,
    ),
    mayWrite: (writer) => atLeast(writer.level, 'collaborate'),
    refuseIncomplete: (check) =>
      check.freshEntries.length === 0 ? undefined : refuseIncomplete(check, index),
  })
}
