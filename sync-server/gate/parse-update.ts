/**
 * A strict, bounded parser of Yjs' V1 update format (yjs 13.6.33, `encoding.js`). It accepts less than Yjs does and
 * nothing that Yjs would read differently; it makes no Yjs objects and looks at no document.
 */
import { ByteReader } from './byte-reader.ts'
import { UPDATE_LIMITS } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'
import {
  type Content,
  type DeleteRange,
  type Id,
  type ParsedUpdate,
  type Section,
  TYPE_KINDS,
  type UpdateStruct,
} from './update-struct.ts'

/** The lower bits of a struct's first byte say what it holds, the upper ones which of its fields follow. */
const CONTENT_BITS = 31
const HAS_ORIGIN = 128
export const HAS_RIGHT_ORIGIN = 64
export const HAS_KEY = 32
/** How a parent is named: by the name of a root, or by the id of the item that it stands in. */
const PARENT_BY_NAME = 1
export const PARENT_BY_ID = 0
const GARBAGE = 0
const SKIP = 10

export const parseUpdate = (bytes: Uint8Array): ParsedUpdate | Refusal => {
  if (bytes.length > UPDATE_LIMITS.bytes) return refuse('limits', 'the update is too large')
  const reader = new ByteReader(bytes)
  const sections = readSections(reader)
  const deletesAt = reader.position
  const deletes = readDeleteSet(reader)
  if (reader.problem !== undefined) return reader.problem
  if (!reader.isAtEnd) return refuse('malformed', 'bytes follow the end of the update')
  return { sections, deletes, deletesAt }
}

const readSections = (reader: ByteReader): Map<number, Section> => {
  const sections = new Map<number, Section>()
  const count = reader.uint()
  if (count > UPDATE_LIMITS.clients) reader.fail(refuse('limits', 'too many clients'))
  let structCount = 0
  let totalLength = 0
  for (let index = 0; index < count && reader.problem === undefined; index++) {
    const length = reader.uint()
    const client = reader.uint()
    let clock = reader.uint()
    structCount += length
    if (structCount > UPDATE_LIMITS.structs) reader.fail(refuse('limits', 'too many structs'))
    if (length === 0) reader.fail(refuse('malformed', 'a client without structs'))
    if (sections.has(client)) reader.fail(refuse('malformed', 'a client occurs twice'))
    const structs: UpdateStruct[] = []
    while (structs.length < length && reader.problem === undefined) {
      const struct = readStruct(reader, client, clock)
      clock += struct.length
      totalLength += struct.length
      if (struct.length === 0) reader.fail(refuse('malformed', 'a struct without length'))
      if (struct.length > UPDATE_LIMITS.structLength) reader.fail(refuse('limits', 'a struct is too long'))
      if (totalLength > UPDATE_LIMITS.totalLength) reader.fail(refuse('limits', 'the structs are too long'))
      if (clock > UPDATE_LIMITS.clock) reader.fail(refuse('limits', 'the clock is too high'))
      structs.push(struct)
    }
    sections.set(client, { client, structs })
  }
  return sections
}

const readStruct = (reader: ByteReader, client: number, clock: number): UpdateStruct => {
  const at = reader.position
  const info = reader.byte()
  const kind = info & CONTENT_BITS
  let origin: Id | null = null
  let rightOrigin: Id | null = null
  let parentRoot: string | null = null
  let parentId: Id | null = null
  let key: string | null = null
  let content: Content
  let length = 1
  if (kind === GARBAGE) {
    if (info !== GARBAGE) reader.fail(refuse('malformed', 'garbage with fields'))
    content = COLLECTED
    length = reader.uint()
  } else if (kind === SKIP) {
    // A hole in the client's clock: what stands behind it cannot be applied yet.
    reader.fail(refuse('missing-deps', 'a skipped range'))
    content = COLLECTED
  } else {
    if ((info & HAS_ORIGIN) !== 0) origin = readId(reader)
    if ((info & HAS_RIGHT_ORIGIN) !== 0) rightOrigin = readId(reader)
    if (origin === null && rightOrigin === null) {
      const parent = reader.uint()
      if (parent === PARENT_BY_NAME) parentRoot = reader.name()
      else if (parent === PARENT_BY_ID) parentId = readId(reader)
      else reader.fail(refuse('malformed', 'a parent is of an unknown kind'))
      if ((info & HAS_KEY) !== 0) key = reader.name()
    }
    switch (kind) {
      case 1:
        content = DELETED
        length = reader.uint()
        break
      case 4: {
        const text = reader.string()
        content = { kind: 'string', text }
        length = text.length
        break
      }
      case 6:
        content = { kind: 'format', mark: reader.name(), value: reader.markValue() }
        break
      case 7: {
        const type = TYPE_KINDS[reader.uint()]
        if (type === undefined) reader.fail(refuse('malformed', 'a type is of an unknown kind'))
        const name = type === 'element' || type === 'hook' ? reader.name() : ''
        content = { kind: 'type', type: type ?? 'hook', name }
        break
      }
      case 8: {
        const values = readPlainValues(reader)
        content = { kind: 'plain', values }
        length = values.length
        break
      }
      case 2: // JSON of old versions
      case 3: // binary
      case 5: // embed
      case 9: // subdocument
        reader.fail(refuse('content', 'a kind of content that no document here holds'))
        content = DELETED
        break
      default:
        reader.fail(refuse('malformed', 'a kind of content that does not exist'))
        content = DELETED
    }
  }
  return {
    client,
    clock,
    length,
    at,
    origin,
    rightOrigin,
    parentRoot,
    parentId,
    key,
    content,
    location: undefined,
    deleted: false,
    isMended: false,
  }
}

const COLLECTED: Content = { kind: 'collected' }
const DELETED: Content = { kind: 'deleted' }

export const readId = (reader: ByteReader): Id => ({ client: reader.uint(), clock: reader.uint() })

const readPlainValues = (reader: ByteReader): readonly unknown[] => {
  const count = reader.uint()
  if (count > UPDATE_LIMITS.structLength) reader.fail(refuse('limits', 'too many values'))
  const values: unknown[] = []
  while (values.length < count && reader.problem === undefined) values.push(reader.plain())
  return values
}

const readDeleteSet = (reader: ByteReader): Map<number, DeleteRange[]> => {
  const deletes = new Map<number, DeleteRange[]>()
  const count = reader.uint()
  let rangeCount = count
  for (let index = 0; index < count && reader.problem === undefined; index++) {
    const client = reader.uint()
    const length = reader.uint()
    rangeCount += length
    if (rangeCount > UPDATE_LIMITS.deleteRanges) reader.fail(refuse('limits', 'too many deleted ranges'))
    if (deletes.has(client)) reader.fail(refuse('malformed', 'a client occurs twice among the deletes'))
    const ranges: DeleteRange[] = []
    let end = 0
    while (ranges.length < length && reader.problem === undefined) {
      const range = { clock: reader.uint(), length: reader.uint() }
      if (range.length === 0) reader.fail(refuse('malformed', 'a deleted range without length'))
      if (range.clock < end) reader.fail(refuse('malformed', 'deleted ranges overlap or are not sorted'))
      end = range.clock + range.length
      if (end > UPDATE_LIMITS.clock) reader.fail(refuse('limits', 'the clock is too high'))
      ranges.push(range)
    }
    deletes.set(client, ranges)
  }
  return deletes
}
