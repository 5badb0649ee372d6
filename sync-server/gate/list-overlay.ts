/** A list of the live document with new structs put in and items cut, without touching the document. */
import * as Y from 'yjs'
import { type Id, rightOriginOf, type UpdateStruct } from './update-struct.ts'

/** A part of an item that was cut, or of a new struct. */
class Piece {
  readonly client: number
  readonly clock: number
  length: number
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  right: ListElement | null

  constructor(
    client: number,
    clock: number,
    length: number,
    origin: Id | null,
    rightOrigin: Id | null,
    right: ListElement | null,
  ) {
    this.client = client
    this.clock = clock
    this.length = length
    this.origin = origin
    this.rightOrigin = rightOrigin
    this.right = right
  }
}

type Source = Y.Item | UpdateStruct
/** An item of the live document that is still whole, or a piece. */
export type ListElement = Y.Item | Piece

export class ListOverlay {
  private readonly sourceOf: (id: Id) => Source | undefined
  private first: ListElement | null
  /** What follows a whole live item, where that is no longer its own `right`. */
  private readonly followers = new Map<Y.Item, Piece>()
  /** The pieces of what was cut or is new, in the order of their clocks. */
  private readonly pieces = new Map<Source, Piece[]>()

  constructor(sourceOf: (id: Id) => Source | undefined, first: Y.Item | null) {
    this.sourceOf = sourceOf
    this.first = first
  }

  /** The element after this one; the first where there is none before. */
  next(element: ListElement | null): ListElement | null {
    if (element === null) return this.current(this.first)
    if (element instanceof Piece) return this.current(element.right)
    return this.followers.get(element) ?? this.current(element.right)
  }

  /** An item that has been cut meanwhile is its first piece. */
  private current(element: ListElement | null): ListElement | null {
    if (element === null || element instanceof Piece || this.pieces.size === 0) return element
    return this.pieces.get(element)?.[0] ?? element
  }

  elementAt(id: Id): ListElement | null {
    const source = this.sourceOf(id)
    if (source === undefined) return null
    const pieces = this.pieces.get(source)
    if (pieces === undefined) return source instanceof Y.Item ? source : null
    return pieces[pieceIndex(pieces, id.clock)] ?? null
  }

  insertAfter(left: ListElement | null, struct: UpdateStruct): void {
    const { client, clock, length, origin } = struct
    const piece = new Piece(client, clock, length, origin, rightOriginOf(struct), this.next(left))
    this.pieces.set(struct, [piece])
    if (left === null) this.first = piece
    else if (left instanceof Piece) left.right = piece
    else this.followers.set(left, piece)
  }

  /** Makes an element begin at `id`. */
  cutBefore(id: Id): void {
    this.cut(id, id.clock)
  }

  /** Makes an element end with `id`. */
  cutAfter(id: Id): void {
    this.cut(id, id.clock + 1)
  }

  /** Cuts what holds `id` before `clock`. */
  private cut(id: Id, clock: number): void {
    const source = this.sourceOf(id)
    if (source === undefined) return
    let pieces = this.pieces.get(source)
    if (pieces === undefined) {
      if (!(source instanceof Y.Item)) return
      if (clock === source.id.clock || clock === source.id.clock + source.length) return
      const { client, clock: start } = source.id
      pieces = [new Piece(client, start, source.length, source.origin, source.rightOrigin, this.next(source))]
      this.pieces.set(source, pieces)
    }
    const index = pieceIndex(pieces, id.clock)
    const piece = pieces[index]
    if (piece === undefined || clock === piece.clock || clock === piece.clock + piece.length) return
    const kept = clock - piece.clock
    const rest = new Piece(
      piece.client,
      clock,
      piece.length - kept,
      { client: piece.client, clock: clock - 1 },
      piece.rightOrigin,
      piece.right,
    )
    piece.length = kept
    piece.right = rest
    pieces.splice(index + 1, 0, rest)
  }

  clientOf(element: ListElement): number {
    return element instanceof Piece ? element.client : element.id.client
  }

  originOf(element: ListElement): Id | null {
    return element.origin
  }

  rightOriginOf(element: ListElement): Id | null {
    return element.rightOrigin
  }

  holds(element: ListElement, id: Id | null): boolean {
    if (id === null || id.client !== this.clientOf(element)) return false
    const clock = element instanceof Piece ? element.clock : element.id.clock
    return id.clock >= clock && id.clock < clock + element.length
  }
}

/** The last piece that begins at or before `clock`. */
const pieceIndex = (pieces: readonly Piece[], clock: number): number => {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    const piece = pieces[middle]
    if (piece !== undefined && piece.clock <= clock) low = middle
    else high = middle - 1
  }
  return low
}
