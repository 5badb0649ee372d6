/**
 * Cuts off what the document has already. Needed for more than economy: Yjs looks at the neighbours of a known struct
 * before it skips the struct, and where only a beginning is known the server would keep the claimed parent while
 * others derive it.
 */
import * as Y from 'yjs'
import { stateOf } from './live-document.ts'
import { parseUpdate } from './parse-update.ts'
import { Refusal, refuse } from './refusal.ts'
import { type ParsedUpdate, type Section, sectionEnd, sectionStart } from './update-struct.ts'

export interface NewPart {
  /** `undefined` where no struct is new. */
  readonly bytes: Uint8Array | undefined
  readonly update: ParsedUpdate
}

/** What of an update is new. Every section left begins where the document's client ends. */
export const cutKnownPart = (doc: Y.Doc, bytes: Uint8Array, update: ParsedUpdate): NewPart | Refusal => {
  let isPartlyKnown = false
  let isPartlyNew = false
  for (const section of update.sections.values()) {
    const state = stateOf(doc, section.client)
    const start = sectionStart(section)
    if (start > state) return refuse('missing-deps', 'a client continues after a gap')
    if (start < state) isPartlyKnown = true
    if (sectionEnd(section) > state) isPartlyNew = true
  }
  if (!isPartlyNew) return { bytes: undefined, update: { ...update, sections: new Map<number, Section>() } }
  if (!isPartlyKnown) return { bytes, update }
  const newBytes = Y.diffUpdate(bytes, Y.encodeStateVector(doc))
  const newUpdate = parseUpdate(newBytes)
  if (newUpdate instanceof Refusal) return newUpdate
  for (const section of newUpdate.sections.values()) {
    if (sectionStart(section) !== stateOf(doc, section.client))
      return refuse('malformed', 'a part that cannot be cut')
  }
  return { bytes: newBytes, update: newUpdate }
}
