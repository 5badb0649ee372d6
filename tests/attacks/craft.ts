/**
 * Writes V1 updates struct by struct, also such as no Yjs would write (yjs 13.6.33, `Item.write`). For attacks and
 * fuzzing.
 */
import * as encoding from 'lib0/encoding'

export interface RawId {
  readonly client: number
  readonly clock: number
}

export type RawContent =
  | { readonly kind: 'collected'; readonly length: number }
  | { readonly kind: 'skip'; readonly length: number }
  | { readonly kind: 'deleted'; readonly length: number }
  | { readonly kind: 'json'; readonly values: readonly unknown[] }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'embed'; readonly value: unknown }
  | { readonly kind: 'format'; readonly mark: string; readonly value: unknown }
  | { readonly kind: 'type'; readonly type: number; readonly name?: string }
  | { readonly kind: 'plain'; readonly values: readonly unknown[] }
  /** Any bytes in the place of plain values, with the count that they claim. */
  | { readonly kind: 'raw-plain'; readonly count: number; readonly bytes: Uint8Array }
  | { readonly kind: 'document'; readonly guid: string; readonly options: unknown }

export interface RawStruct {
  readonly origin?: RawId | undefined
  readonly rightOrigin?: RawId | undefined
  /** A root's name, or the id of the parent's item; written where there are no origins. */
  readonly parent?: string | RawId | undefined
  readonly key?: string | undefined
  readonly content: RawContent
}

export interface RawSection {
  readonly client: number
  readonly clock: number
  readonly structs: readonly RawStruct[]
  /** A number of structs that is not true. */
  readonly claimedCount?: number
}

export type RawDeletes = readonly {
  readonly client: number
  readonly ranges: readonly (readonly [number, number])[]
}[]

export const TYPE = { array: 0, map: 1, text: 2, element: 3, fragment: 4, hook: 5, xmlText: 6 } as const

const REFS = {
  collected: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  plain: 8,
  'raw-plain': 8,
  document: 9,
  skip: 10,
} as const

export const craft = (sections: readonly RawSection[], deletes: RawDeletes = []): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sections.length)
  for (const { client, clock, structs, claimedCount } of sections) {
    encoding.writeVarUint(encoder, claimedCount ?? structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    for (const struct of structs) writeStruct(encoder, struct)
  }
  encoding.writeVarUint(encoder, deletes.length)
  for (const { client, ranges } of deletes) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

const writeStruct = (encoder: encoding.Encoder, struct: RawStruct): void => {
  const { content, origin, rightOrigin, parent, key } = struct
  if (content.kind === 'collected' || content.kind === 'skip') {
    encoding.writeUint8(encoder, REFS[content.kind])
    encoding.writeVarUint(encoder, content.length)
    return
  }
  const hasOrigins = origin !== undefined || rightOrigin !== undefined
  encoding.writeUint8(
    encoder,
    REFS[content.kind] |
      (origin === undefined ? 0 : 128) |
      (rightOrigin === undefined ? 0 : 64) |
      (key === undefined ? 0 : 32),
  )
  if (origin !== undefined) writeId(encoder, origin)
  if (rightOrigin !== undefined) writeId(encoder, rightOrigin)
  if (!hasOrigins) {
    if (typeof parent === 'object') {
      encoding.writeVarUint(encoder, 0)
      writeId(encoder, parent)
    } else {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, parent ?? '')
    }
    if (key !== undefined) encoding.writeVarString(encoder, key)
  }
  writeContent(encoder, content)
}

const writeId = (encoder: encoding.Encoder, { client, clock }: RawId): void => {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

const writeContent = (
  encoder: encoding.Encoder,
  content: Exclude<RawContent, { kind: 'collected' | 'skip' }>,
): void => {
  switch (content.kind) {
    case 'deleted':
      encoding.writeVarUint(encoder, content.length)
      break
    case 'json':
      encoding.writeVarUint(encoder, content.values.length)
      for (const value of content.values) encoding.writeVarString(encoder, JSON.stringify(value))
      break
    case 'binary':
      encoding.writeVarUint8Array(encoder, content.bytes)
      break
    case 'string':
      encoding.writeVarString(encoder, content.text)
      break
    case 'embed':
      encoding.writeVarString(encoder, JSON.stringify(content.value))
      break
    case 'format':
      encoding.writeVarString(encoder, content.mark)
      encoding.writeVarString(encoder, JSON.stringify(content.value))
      break
    case 'type':
      encoding.writeVarUint(encoder, content.type)
      if (content.name !== undefined) encoding.writeVarString(encoder, content.name)
      break
    case 'plain':
      encoding.writeVarUint(encoder, content.values.length)
      for (const value of content.values) encoding.writeAny(encoder, plainForLib0(value))
      break
    case 'raw-plain':
      encoding.writeVarUint(encoder, content.count)
      encoding.writeUint8Array(encoder, content.bytes)
      break
    case 'document':
      encoding.writeVarString(encoder, content.guid)
      encoding.writeAny(encoder, plainForLib0(content.options))
      break
  }
}

type Lib0Value = Parameters<typeof encoding.writeAny>[1]
/** lib0 types its values narrowly; anything else it would write as `undefined`. */
const plainForLib0 = (value: unknown): Lib0Value => value as Lib0Value
