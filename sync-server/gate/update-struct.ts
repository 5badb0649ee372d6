/** A Yjs update as plain records: what the parser makes and the rest of the gate reads. No Yjs objects. */
import type * as Y from 'yjs'

export interface Id {
  readonly client: number
  readonly clock: number
}

export const sameId = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)

/** Kinds of shared type, by their number on the wire (yjs 13.6.33, `ContentType.js`). */
export const TYPE_KINDS = ['array', 'map', 'text', 'element', 'fragment', 'hook', 'xmlText'] as const
export type TypeKind = (typeof TYPE_KINDS)[number]

/** Subdocuments, embeds, binary and old JSON content do not occur: the parser refuses them. */
export type Content =
  /** Garbage that its sender has collected: takes up clock, says nothing. */
  | { readonly kind: 'collected' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'plain'; readonly values: readonly unknown[] }
  | { readonly kind: 'format'; readonly mark: string; readonly value: unknown }
  | { readonly kind: 'type'; readonly type: TypeKind; readonly name: string }

/** A shared type of the live document. */
export type SharedType = Exclude<Y.Item['parent'], Y.ID | null>
/** Into what a struct is put: a type of the live document, or one that the same update makes. */
export type Container = SharedType | UpdateStruct
export interface Location {
  /** 'collected': a neighbour or parent is garbage already, so the struct will be garbage too. */
  readonly container: Container | 'collected'
  /** `null` in a list. */
  readonly key: string | null
}

export interface UpdateStruct {
  readonly client: number
  readonly clock: number
  /** In clock units; for text in UTF-16 units. */
  readonly length: number
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  /** Where it begins in the bytes. */
  readonly at: number
  /** Named only where there is no origin: the parent by a root's name or by id, and the key in it. */
  readonly parentRoot: string | null
  readonly parentId: Id | null
  readonly key: string | null
  readonly content: Content

  /** Where it goes. Found by `placement.ts`, after everything that it depends on. */
  location: Location | undefined
  /** Deleted, in whole or in part, by the same update. */
  deleted: boolean
  /** Goes on without its right origin. See `integration-order.ts`. */
  isMended: boolean
}

/** The right origin with which a struct is passed on. */
export const rightOriginOf = (struct: UpdateStruct): Id | null =>
  struct.isMended ? null : struct.rightOrigin

export interface Section {
  readonly client: number
  /** At least one, without gaps. */
  readonly structs: UpdateStruct[]
}

export interface DeleteRange {
  readonly clock: number
  readonly length: number
}

export interface ParsedUpdate {
  readonly sections: Map<number, Section>
  /** Sorted, not overlapping. */
  readonly deletes: ReadonlyMap<number, readonly DeleteRange[]>
  /** Where the delete set begins in the bytes. */
  readonly deletesAt: number
}

export const sectionStart = (section: Section): number => section.structs[0]?.clock ?? 0

export const sectionEnd = (section: Section): number => {
  const last = section.structs.at(-1)
  return last === undefined ? 0 : last.clock + last.length
}

/** The struct of this update that holds `id`. */
export const structAt = (update: ParsedUpdate, id: Id): UpdateStruct | undefined => {
  const structs = update.sections.get(id.client)?.structs
  if (structs === undefined) return undefined
  const index = structIndex(structs, id.clock)
  const struct = structs[index]
  return struct !== undefined && struct.clock <= id.clock ? struct : undefined
}

/** The index of the first struct that ends after `clock`; the number of structs where none does. */
export const structIndex = (structs: readonly UpdateStruct[], clock: number): number => {
  let low = 0
  let high = structs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const struct = structs[middle]
    if (struct !== undefined && struct.clock + struct.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}

export const isDeletedBy = (update: ParsedUpdate, id: Id): boolean => {
  const ranges = update.deletes.get(id.client)
  if (ranges === undefined) return false
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const range = ranges[middle]
    if (range !== undefined && range.clock + range.length <= id.clock) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range.clock <= id.clock
}
