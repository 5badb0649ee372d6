/** Holds a new struct, or the deletion of an old one, against the rules of the place where it stands. */

import * as Y from 'yjs'
import { LIMITS } from '../../shared/document/index.ts'
import type { Check } from './check.ts'
import type { Writer } from './gate.ts'
import type { Entry, FieldRules, KeyRule, Place, Rules } from './place.ts'
import { type Refusal, refuse } from './refusal.ts'
import { refuseRichText } from './rich-text-rules.ts'
import type { Location, UpdateStruct } from './update-struct.ts'

export const judgeStruct = (check: Check, struct: UpdateStruct, location: Location): Refusal | undefined => {
  const { writer } = check
  const { container, key } = location
  if (container === 'collected') return undefined
  const place = check.places.of(container, writer)
  const { rules, entry } = place
  switch (rules.is) {
    case 'closed':
      return refuse('key', 'nobody but the server writes here')
    case 'entries': {
      if (key !== null) return refuse('key', 'a key in a list')
      if (struct.rightOrigin !== null) return refuse('order', `a ${rules.of} before an existing one`)
      if (!rules.add(writer, undefined)) return refuse('role', `a ${rules.of} is not this peer's to add`)
      if (struct.content.kind !== 'type') return refuse('content', `a ${rules.of} is not a map`)
      const fresh = check.places.of(struct, writer).entry?.fresh
      if (fresh === undefined) return refuse('content', `a ${rules.of} is not a map`)
      check.freshEntries.push(fresh)
      return undefined
    }
    case 'fields':
      return key === null
        ? refuse('content', 'a list item in a map')
        : judgeField(check, struct, key, place, rules)
    case 'plain-text':
      if (!rules.edit(writer, entry)) return refuse('body', 'a body of somebody else')
      if (key !== null) return refuse('key', 'a key in a text')
      return struct.content.kind === 'string' || struct.content.kind === 'deleted'
        ? undefined
        : refuse('content', `${struct.content.kind} in an agent's text`)
    case 'rich-text':
      if (!rules.edit(writer, entry)) return refuse('body', 'a body of somebody else')
      if (place.depth > LIMITS.richDepth) return refuse('limits', 'a text is nested too deep')
      return refuseRichText(struct.content, key, rules.type)
  }
}

const mayEdit = (rules: Rules, writer: Writer, entry: Entry | undefined): boolean =>
  (rules.is === 'plain-text' || rules.is === 'rich-text') && rules.edit(writer, entry)

const judgeField = (
  check: Check,
  struct: UpdateStruct,
  key: string,
  { entry }: Place,
  rules: FieldRules,
): Refusal | undefined => {
  const rule = rules.rule(key)
  if (rule === undefined) return refuse('key', 'there is no such key')
  const { content } = struct
  if (rule.is !== 'value') return judgeOnce(struct, rule, entry)
  if (!rule.set(check.writer, entry)) return refuse(rule.otherwise, `"${key}" is not this peer's to set`)
  switch (content.kind) {
    // Set and overwritten before it was sent.
    case 'deleted':
      return undefined
    // More than one where earlier ones were undone and are kept for a redo; the last counts.
    case 'plain':
      for (const held of content.values) {
        const code = rule.refuses(held, check.writer)
        if (code !== undefined) return refuse(code, `"${key}" has a value that does not belong there`)
      }
      return undefined
    case 'collected':
    case 'string':
    case 'format':
    case 'type':
      return refuse('value', `"${key}" is not a plain value`)
  }
}

/** What is written once, with its entry. What it has to hold is known when the entry is whole. */
const judgeOnce = (
  struct: UpdateStruct,
  rule: Exclude<KeyRule, { is: 'value' }>,
  entry: Entry | undefined,
): Refusal | undefined => {
  const fresh = entry?.fresh
  if (fresh === undefined || fresh[rule.is] !== undefined)
    return refuse('immutable', `"${rule.is}" is there already`)
  fresh[rule.is] = struct
  return undefined
}

export type DeleteVerdict = 'allowed' | 'stripped' | Refusal

/** `item` is still there; no ancestor of it is deleted by the same update. `isItself`: it stands in the delete set. */
export const judgeDelete = (check: Check, item: Y.Item, isItself: boolean): DeleteVerdict => {
  const { writer, mayWrite } = check
  const container = item.parent
  if (!(container instanceof Y.AbstractType)) return refuse('malformed', 'an item without a parent')
  const { rules, entry } = check.places.of(container, writer)
  // Yjs itself takes away marks that have become superfluous, with everybody who receives formatting, viewers too.
  if (isItself && item.content instanceof Y.ContentFormat) {
    return mayWrite && mayEdit(rules, writer, entry) ? 'allowed' : 'stripped'
  }
  if (!mayWrite) return refuse('read-only', 'a deletion')
  switch (rules.is) {
    case 'closed':
      return refuse('delete', 'nobody but the server deletes here')
    case 'entries':
      return refuse('delete', `a ${rules.of} cannot be taken away`)
    case 'fields': {
      const key = item.parentSub
      const rule = key === null ? undefined : rules.rule(key)
      if (rule === undefined) return refuse('key', 'there is no such key')
      if (rule.is !== 'value') return refuse('immutable', `"${rule.is}" cannot be taken away`)
      // What another value follows is gone by that, whoever says so.
      const isReplaced = !check.order.isLast(item.id, { container, key })
      if (isReplaced || rule.remove(writer, entry)) return 'allowed'
      return refuse(rule.otherwise, `"${key}" is not this peer's to take away`)
    }
    case 'plain-text':
    case 'rich-text':
      return rules.edit(writer, entry) ? 'allowed' : refuse('body', 'a body of somebody else')
  }
}

/** A value that may be set but not taken away must not be left empty either. */
export const refuseEmptied = (check: Check): Refusal | undefined => {
  for (const { structs } of check.update.sections.values()) {
    for (const struct of structs) {
      if (struct.content.kind !== 'deleted' && !struct.deleted) continue
      const { location } = struct
      if (location === undefined || location.container === 'collected' || location.key === null) continue
      const { rules, entry } = check.places.of(location.container, check.writer)
      const rule = rules.is === 'fields' ? rules.rule(location.key) : undefined
      if (rule?.is !== 'value' || rule.remove(check.writer, entry)) continue
      const last = { client: struct.client, clock: struct.clock + struct.length - 1 }
      if (check.order.isLast(last, location)) {
        return refuse(rule.otherwise, `"${location.key}" is not this peer's to take away`)
      }
    }
  }
  return undefined
}
