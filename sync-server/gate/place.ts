/**
 * What may stand where: the vocabulary of the rule tables, and which rule holds inside a shared type. A rule depends
 * on the place alone, never on what a key holds at the moment, so that hidden and overwritten structs are judged like
 * all others: an undo can bring them back.
 */
import * as Y from 'yjs'
import type { Role } from '../../shared/document/index.ts'
import type { RejectCode } from '../../shared/wire.ts'
import type { Writer } from './gate.ts'
import type { Container, SharedType, TypeKind, UpdateStruct } from './update-struct.ts'

export type EntryKind = 'message' | 'branch' | 'run'

/** Whose an entry of `messages`, `branches` or `runs` is. */
export interface Entry {
  readonly kind: EntryKind
  /** `author`, `createdBy` or `requestedBy`. */
  readonly owner: string
  /** Of a message. */
  readonly role: Role | undefined
  /** Of a run: who is to answer. */
  readonly agent: string | undefined
  /** Where the same update makes it. Its owner is the writer: `whole-entries.ts` holds it to that. */
  readonly fresh: FreshEntry | undefined
}

export interface FreshEntry {
  readonly kind: EntryKind
  readonly struct: UpdateStruct
  meta: UpdateStruct | undefined
  body: UpdateStruct | undefined
}

export type MayDo = (writer: Writer, entry: Entry | undefined) => boolean

export interface ValueRule {
  readonly is: 'value'
  readonly set: MayDo
  /** Why a value does not belong there; `undefined` where it does. */
  readonly refuses: (value: unknown, writer: Writer) => RejectCode | undefined
  /** Taking the value away and leaving none; setting another in its stead is `set`. */
  readonly remove: MayDo
  readonly otherwise: RejectCode
}

export type KeyRule =
  | ValueRule
  /** The entry's immutable facts: one plain value, written with the entry. */
  | { readonly is: 'meta' }
  /** The entry's text, made with the entry. */
  | { readonly is: 'body'; readonly edit: MayDo }

export type Rules =
  /** Nobody but the server writes here. */
  | { readonly is: 'closed' }
  /** An array of maps that grows at its end and never shrinks. */
  | {
      readonly is: 'entries'
      readonly of: EntryKind
      readonly add: MayDo
      readonly entry: FieldRules
    }
  | FieldRules
  /** An agent's text: characters only. */
  | { readonly is: 'plain-text'; readonly edit: MayDo }
  /** A person's text: the nodes and marks of the editor. */
  | {
      readonly is: 'rich-text'
      readonly edit: MayDo
      readonly type: 'fragment' | 'element' | 'xmlText'
    }

export interface FieldRules {
  readonly is: 'fields'
  readonly rule: (key: string) => KeyRule | undefined
}

/** The rules inside one shared type. */
export interface Place {
  readonly rules: Rules
  readonly entry: Entry | undefined
  /** Of a node within a text. */
  readonly depth: number
}

const CLOSED: Place = { rules: { is: 'closed' }, entry: undefined, depth: 0 }

export interface Places {
  readonly of: (container: Container, writer: Writer) => Place
  readonly root: (name: string) => SharedType | undefined
}

export interface Root {
  readonly type: SharedType
  readonly rules: Rules
}

export const createPlaces = (
  roots: ReadonlyMap<string, Root>,
  readEntry: (kind: EntryKind, entry: SharedType) => Entry | undefined,
): Places => {
  // A type never moves, so what holds in it never changes.
  const known = new WeakMap<Container, Place>()
  for (const { type, rules } of roots.values()) known.set(type, { rules, entry: undefined, depth: 0 })

  const find = (container: Container, writer: Writer): Place => {
    if (!(container instanceof Y.AbstractType)) {
      const { location, content } = container
      if (location === undefined || location.container === 'collected' || content.kind !== 'type')
        return CLOSED
      return inside(of(location.container, writer), location.key, content.type, (kind) =>
        freshEntry(kind, container, writer),
      )
    }
    const item = container._item
    if (item === null || !(item.parent instanceof Y.AbstractType)) return CLOSED
    return inside(of(item.parent, writer), item.parentSub, typeKind(container), (kind) =>
      readEntry(kind, container),
    )
  }

  const of = (container: Container, writer: Writer): Place => {
    let place = known.get(container)
    if (place === undefined) known.set(container, (place = find(container, writer)))
    return place
  }

  return { of, root: (name) => roots.get(name)?.type }
}

const freshEntry = (kind: EntryKind, struct: UpdateStruct, writer: Writer): Entry => ({
  kind,
  owner: writer.id,
  role: writer.kind === 'person' ? 'user' : 'assistant',
  agent: undefined,
  fresh: { kind, struct, meta: undefined, body: undefined },
})

/** What holds inside a type that stands in `outer` under `key`. */
const inside = (
  outer: Place,
  key: string | null,
  type: TypeKind,
  entryOf: (kind: EntryKind) => Entry | undefined,
): Place => {
  const { rules, entry } = outer
  switch (rules.is) {
    case 'entries': {
      if (key !== null || type !== 'map') return CLOSED
      const made = entryOf(rules.of)
      return made === undefined ? CLOSED : { rules: rules.entry, entry: made, depth: 0 }
    }
    case 'fields': {
      const rule = key === null ? undefined : rules.rule(key)
      if (rule?.is !== 'body') return CLOSED
      const { edit } = rule
      if (type === 'text') return { rules: { is: 'plain-text', edit }, entry, depth: 1 }
      if (type === 'fragment') return { rules: { is: 'rich-text', edit, type }, entry, depth: 1 }
      return CLOSED
    }
    case 'rich-text':
      if (key !== null || (type !== 'element' && type !== 'xmlText')) return CLOSED
      return { rules: { ...rules, type }, entry, depth: outer.depth + 1 }
    case 'closed':
    case 'plain-text':
      return CLOSED
  }
}

const typeKind = (type: SharedType): TypeKind => {
  // The order matters: Yjs' XML types extend its text and each other.
  if (type instanceof Y.XmlElement) return 'element'
  if (type instanceof Y.XmlFragment) return 'fragment'
  if (type instanceof Y.XmlText) return 'xmlText'
  if (type instanceof Y.Text) return 'text'
  if (type instanceof Y.XmlHook) return 'hook'
  if (type instanceof Y.Map) return 'map'
  return 'array'
}
