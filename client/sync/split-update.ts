/**
 * An update that is more than the server takes at once, in pieces that it takes one after the other: a week off line
 * is one update. Each piece stands on those before it alone, and nothing in a message comes before its facts do.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MESSAGE_KEY } from '../../shared/document/index.ts'
import { UPDATE_SIZE } from '../../shared/update-size.ts'

export interface PieceSize {
  readonly bytes: number
  readonly structs: number
  /** Clock units of one struct, and of all together. */
  readonly structLength: number
  readonly totalLength: number
  readonly clients: number
}

const MOST: PieceSize = { ...UPDATE_SIZE, clients: UPDATE_SIZE.newClients }
/** Smaller than they have to be: others are served between two pieces, and the last struct of each may be a long one. */
const PIECE: PieceSize = {
  bytes: MOST.bytes / 4,
  structs: MOST.structs / 4,
  structLength: MOST.structLength / 16,
  totalLength: MOST.totalLength / 4,
  clients: MOST.clients / 4,
}
/** A piece that is this full ends before the next message, so that few messages come in two. */
const FULL_ENOUGH = 0.5
/** Of the most that there may be. */
const AT_ALL_COSTS = 0.75
/** No struct takes less than two bytes. */
const SURELY_FITS_BYTES = MOST.structs * 2

type Written = Y.Item | Y.GC
type Ranges = ReadonlyMap<number, readonly Range[]>
interface Range {
  readonly clock: number
  readonly len: number
}

/** The update itself where it fits. `piece`: how large a piece may be, for tests. */
export const splitUpdate = (update: Uint8Array, piece?: PieceSize): readonly Uint8Array[] => {
  if (piece === undefined && update.length <= SURELY_FITS_BYTES) return [update]
  const { structs, ds } = Y.decodeUpdate(update)
  const written = structs.filter((struct): struct is Written => !(struct instanceof Y.Skip))
  // With a gap in it it cannot be said what follows from what.
  if (written.length < structs.length) return [update]
  if (isWithin(update.length, written, piece ?? MOST)) return [update]

  const size = piece ?? PIECE
  const pieces: Piece[] = []
  let open = createPiece()
  const ordered = [...inOrder(written)]
  const held = heldTogether(ordered)
  for (const [index, struct] of ordered.entries()) {
    for (const part of partsOf(struct, size.structLength)) {
      const full = fullness(open, size)
      const isBeginning = part.id.clock === struct.id.clock
      const mayCut = !held.has(index) && (!isBeginning || mayStandFirst(struct))
      const isTime = full >= 1 || (full >= FULL_ENOUGH && isEntry(part))
      if ((isTime && mayCut) || fullness(open, MOST) >= AT_ALL_COSTS) {
        pieces.push(open)
        open = createPiece()
      }
      add(open, part)
    }
  }
  if (open.structs > 0) pieces.push(open)
  return [
    ...pieces.map((one) => encode(one, new Map())),
    // At last: of two values under one key the server has to know the later before the earlier is taken away.
    ...chunks(ds.clients, size.structs).map((ranges) => encode(createPiece(), ranges)),
  ]
}

const isWithin = (bytes: number, structs: readonly Written[], size: PieceSize): boolean => {
  let total = 0
  const clients = new Set<number>()
  for (const { id, length } of structs) {
    if (length > size.structLength) return false
    total += length
    clients.add(id.client)
  }
  return (
    bytes <= size.bytes &&
    structs.length <= size.structs &&
    total <= size.totalLength &&
    clients.size <= size.clients
  )
}

// --- What follows from what -----------------------------------------------------------------------------------

/** Every struct after those that it stands on, and as many of one client in a row as can be. */
function* inOrder(structs: readonly Written[]): Generator<Written> {
  const queues = new Map<number, { readonly structs: Written[]; next: number }>()
  for (const struct of structs) {
    const queue = queues.get(struct.id.client)
    if (queue === undefined) queues.set(struct.id.client, { structs: [struct], next: 0 })
    else queue.structs.push(struct)
  }
  const named = namedBy(structs)
  const isThere = ({ client, clock }: Y.ID): boolean => {
    const queue = queues.get(client)
    const next = queue?.structs[queue.next]
    return next === undefined || clock < next.id.clock
  }
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false
    for (const queue of queues.values()) {
      for (
        let struct = queue.structs[queue.next];
        struct !== undefined && standsOn(struct, named).every(isThere);
        struct = queue.structs[queue.next]
      ) {
        queue.next++
        hasMoved = true
        yield struct
      }
    }
  }
  // Nobody writes what stands on itself: let the server say what it thinks of it.
  for (const queue of queues.values()) yield* queue.structs.slice(queue.next)
}

type Named = ReadonlyMap<string, readonly Y.ID[]>

/** Of other clients: those of its own come in their order anyway. */
const standsOn = (struct: Written, named: Named): readonly Y.ID[] => {
  if (!(struct instanceof Y.Item)) return []
  const { id, origin, rightOrigin, parent } = struct
  return [origin, rightOrigin, parent, ...(named.get(nameOf(id)) ?? [])].filter(
    (other): other is Y.ID => other instanceof Y.ID && other.client !== id.client,
  )
}

/** What the facts of an entry name, such as the message that it follows: to Yjs these are words like any other. */
const namedBy = (structs: readonly Written[]): Named => {
  const facts = structs.filter((struct) => struct instanceof Y.Item && struct.parentSub === MESSAGE_KEY.meta)
  const words = new Map(
    facts.map((struct) => {
      const value: unknown = struct instanceof Y.Item ? struct.content.getContent()[0] : undefined
      return [struct, typeof value === 'object' && value !== null ? (value as { id?: unknown }) : {}] as const
    }),
  )
  const idByWord = new Map([...words].map(([{ id }, { id: word }]) => [word, id]))
  return new Map(
    [...words].flatMap(([struct, value]): [string, Y.ID[]][] =>
      struct instanceof Y.Item && struct.parent instanceof Y.ID
        ? [[nameOf(struct.parent), Object.values(value).flatMap((word) => idByWord.get(word) ?? [])]]
        : [],
    ),
  )
}

const nameOf = ({ client, clock }: Y.ID): string => `${client} ${clock}`

// --- Where to cut ---------------------------------------------------------------------------------------------

/** A message, a branch or a run begins. */
const isEntry = (struct: Written): boolean =>
  struct instanceof Y.Item &&
  struct.parentSub === null &&
  struct.content instanceof Y.ContentType &&
  struct.content.type instanceof Y.Map

/** What stands under a key belongs to what was made just before it: a message's facts, and its text. */
const mayStandFirst = (struct: Written): boolean => !(struct instanceof Y.Item) || struct.parentSub === null

/**
 * Which structs, by index, must not be parted from what is before them: nobody leaves a message's values empty, so
 * one that was overwritten before it was sent goes with what has taken its place.
 */
const heldTogether = (structs: readonly Written[]): ReadonlySet<number> => {
  const held = new Set<number>()
  const places = new Map<string, string>()
  const overwrittenAt = new Map<string, number>()
  for (const [index, struct] of structs.entries()) {
    if (!(struct instanceof Y.Item)) continue
    const { id, origin, parent, parentSub, content, length } = struct
    const isValue = content instanceof Y.ContentAny
    if (!isValue && !(content instanceof Y.ContentDeleted)) continue
    // Where what it follows is with the server already, the key is not said: then it may be deleted text as well.
    let place: string | undefined
    if (origin !== null) place = places.get(nameOf(origin)) ?? nameOf(origin)
    else if (parentSub !== null && parent instanceof Y.ID) place = `${nameOf(parent)} ${parentSub}`
    if (place === undefined) continue
    places.set(nameOf(Y.createID(id.client, id.clock + length - 1)), place)
    const from = overwrittenAt.get(place)
    if (!isValue) overwrittenAt.set(place, from ?? index)
    else if (from !== undefined) {
      for (let at = index; at > from; at--) held.add(at)
      overwrittenAt.delete(place)
    }
  }
  return held
}

/** A long text in parts, as Yjs itself cuts one where somebody writes in it. Never within a character. */
function* partsOf(struct: Written, most: number): Generator<Written> {
  let rest = struct
  while (rest.length > most && canCut(rest)) {
    const at = most - (endsWithinCharacter(rest, most) ? 1 : 0)
    const [part, after] = cut(rest, at)
    yield part
    rest = after
  }
  yield rest
}

/** Values that were overwritten are not parted either: see above. */
const canCut = (struct: Written): boolean =>
  struct instanceof Y.GC ||
  struct.content instanceof Y.ContentString ||
  (struct.content instanceof Y.ContentDeleted && struct.length > MOST.structLength)

const endsWithinCharacter = (struct: Written, at: number): boolean =>
  struct instanceof Y.Item &&
  struct.content instanceof Y.ContentString &&
  /[\uD800-\uDBFF]/.test(struct.content.str.charAt(at - 1))

const cut = (struct: Written, at: number): [Written, Written] => {
  const { client, clock } = struct.id
  const id = Y.createID(client, clock + at)
  if (struct instanceof Y.GC) return [new Y.GC(struct.id, at), new Y.GC(id, struct.length - at)]
  const { origin, rightOrigin, parent, parentSub, content } = struct
  const after = content.splice(at)
  return [
    new Y.Item(struct.id, null, origin, null, rightOrigin, parent, parentSub, content),
    new Y.Item(id, null, Y.createID(client, clock + at - 1), null, rightOrigin, parent, parentSub, after),
  ]
}

// --- Pieces ---------------------------------------------------------------------------------------------------

interface Section {
  readonly start: number
  structs: number
  readonly encoder: Y.UpdateEncoderV1
}

interface Piece {
  readonly sections: Map<number, Section>
  bytes: number
  structs: number
  length: number
}

const createPiece = (): Piece => ({
  sections: new Map(),

  bytes: 0,
  structs: 0,
  length: 0,
})

const fullness = ({ bytes, structs, length, sections }: Piece, size: PieceSize): number =>
  Math.max(
    bytes / size.bytes,
    structs / size.structs,
    length / size.totalLength,
    sections.size / size.clients,
  )

const add = (piece: Piece, struct: Written): void => {
  const { client, clock } = struct.id
  const section = piece.sections.get(client) ?? { start: clock, structs: 0, encoder: new Y.UpdateEncoderV1() }
  piece.sections.set(client, section)
  const { restEncoder } = section.encoder
  const before = encoding.length(restEncoder)
  struct.write(section.encoder, 0)
  piece.bytes += encoding.length(restEncoder) - before
  section.structs++
  piece.structs++
  piece.length += struct.length
}

/** As Yjs does: higher clients first. */
const descending = <Value>(byClient: ReadonlyMap<number, Value>): [number, Value][] =>
  [...byClient].sort(([a], [b]) => b - a)

const encode = ({ sections }: Piece, deletes: Ranges): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections.size)
    for (const [client, { structs, start, encoder: written }] of descending(sections)) {
      for (const number of [structs, client, start]) encoding.writeVarUint(encoder, number)
      encoding.writeUint8Array(encoder, encoding.toUint8Array(written.restEncoder))
    }
    encoding.writeVarUint(encoder, deletes.size)
    for (const [client, ranges] of descending(deletes)) {
      for (const number of [client, ranges.length]) encoding.writeVarUint(encoder, number)
      for (const { clock, len } of ranges) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, len)
      }
    }
  })

const chunks = (deletes: Ranges, most: number): Ranges[] => {
  const found: Map<number, Range[]>[] = []
  let left = 0
  for (const [client, ranges] of deletes) {
    for (let at = 0; at < ranges.length; ) {
      if (left === 0) {
        found.push(new Map())
        left = most
      }
      const taken = ranges.slice(at, at + left)
      found.at(-1)?.set(client, taken)
      at += taken.length
      left -= taken.length
    }
  }
  return found
}
