/**
 * A dry run of where Yjs will put new structs among their neighbours (YATA; yjs 13.6.33, `Item.integrate`), on an
 * overlay that leaves the live document alone.
 *
 * Yjs leaves it to luck where a struct ends up whose neighbours its author cannot have seen side by side: those who
 * stream and those who join later see different texts for ever. Two things have to hold, and suffice (a search through
 * random causal orders found nothing else): the origin stands before the right origin, and what the right origin was
 * put behind does not stand between the two.
 *
 * Not only liars break this: Yjs' own undo does in a paragraph that it brought back, about once in a hundred undos. So
 * such a struct is mended, not refused: its right origin is dropped before it goes any further. It then stands behind
 * its origin with everybody, as it does with its author.
 */
import * as Y from 'yjs'
import { type ListElement, ListOverlay } from './list-overlay.ts'
import { liveStructAt } from './live-document.ts'
import { type Refusal, refuse } from './refusal.ts'
import {
  type Container,
  type Id,
  type Location,
  type ParsedUpdate,
  rightOriginOf,
  sameId,
  structAt,
  type UpdateStruct,
} from './update-struct.ts'

export interface IntegrationOrder {
  /** Puts one struct in its list. Structs come in the order in which Yjs will integrate them. */
  readonly insert: (struct: UpdateStruct, location: Location) => Refusal | undefined
  /** Whether what holds `id` stands last: under a key, whether it is what the key holds. */
  readonly isLast: (id: Id, location: Location) => boolean
}

/** Steps that may still be walked through lists. */
export interface StepBudget {
  remaining: number
}

/** The structs under one key, or in the list, of one container. */
interface List {
  /** The only new struct so far, which went between two neighbours: no overlay is needed yet. */
  first: UpdateStruct | undefined
  overlay: ListOverlay | undefined
  /** Each client's latest new struct in this list. */
  readonly latest: Map<number, UpdateStruct>
}

export const createIntegrationOrder = (
  doc: Y.Doc,
  update: ParsedUpdate,
  budget: StepBudget,
): IntegrationOrder => {
  const lists = new Map<Container, Map<string | null, List>>()

  const listAt = (container: Container, key: string | null): List => {
    let byKey = lists.get(container)
    if (byKey === undefined) lists.set(container, (byKey = new Map()))
    let list = byKey.get(key)
    if (list === undefined)
      byKey.set(key, (list = { first: undefined, overlay: undefined, latest: new Map() }))
    return list
  }

  const sourceOf = (id: Id): Y.Item | UpdateStruct | undefined => {
    const live = liveStructAt(doc, id)
    if (live === undefined) return structAt(update, id)
    return live instanceof Y.Item ? live : undefined
  }

  return {
    insert: (struct, { container, key }) => {
      if (container === 'collected') return undefined
      const list = listAt(container, key)
      if (list.overlay === undefined) {
        if (list.first === undefined && goesBetweenNeighbours(doc, struct, container, key)) {
          list.first = struct
          return undefined
        }
        list.overlay = new ListOverlay(sourceOf, firstOf(container, key, budget))
        if (list.first !== undefined) {
          const refusal = integrate(list.overlay, list.first, list.latest, budget)
          if (refusal !== undefined) return refusal
        }
      }
      return integrate(list.overlay, struct, list.latest, budget)
    },
    isLast: (id, { container, key }) => {
      if (container === 'collected') return false
      const list = lists.get(container)?.get(key)
      if (list?.overlay !== undefined) return list.overlay.next(list.overlay.elementAt(id)) === null
      const source = sourceOf(id)
      return source instanceof Y.Item
        ? source.right === null && list === undefined
        : source !== undefined && list?.first === source
    },
  }
}

/** Whether origin and right origin are neighbours in the live document: nothing to resolve. The way of a token. */
const goesBetweenNeighbours = (
  doc: Y.Doc,
  struct: UpdateStruct,
  container: Container,
  key: string | null,
): boolean => {
  const { origin, rightOrigin } = struct
  if (!(container instanceof Y.AbstractType)) return origin === null && rightOrigin === null
  const left = origin === null ? undefined : liveStructAt(doc, origin)
  const right = rightOrigin === null ? null : liveStructAt(doc, rightOrigin)
  if (right === undefined) return false
  if (origin !== null) {
    if (!(left instanceof Y.Item)) return false
    const isInside = origin.clock < left.id.clock + left.length - 1
    if (isInside) return right === left && rightOrigin?.clock === origin.clock + 1
    return left.right === right && (right === null || right.id.clock === rightOrigin?.clock)
  }
  if (key !== null) return !container._map.has(key)
  return container._start === right && (right === null || right.id.clock === rightOrigin?.clock)
}

const firstOf = (container: Container, key: string | null, budget: StepBudget): Y.Item | null => {
  if (!(container instanceof Y.AbstractType)) return null
  if (key === null) return container._start
  let item = container._map.get(key) ?? null
  while (item !== null && item.left !== null && budget.remaining-- > 0) item = item.left
  return item
}

const OVER_BUDGET = refuse('quota', 'too many conflicts to resolve')

const integrate = (
  overlay: ListOverlay,
  struct: UpdateStruct,
  latest: Map<number, UpdateStruct>,
  budget: StepBudget,
): Refusal | undefined => {
  const { origin } = struct
  if (struct.rightOrigin !== null) overlay.cutBefore(struct.rightOrigin)
  if (origin !== null) overlay.cutAfter(origin)
  const claimedRight = struct.rightOrigin === null ? null : overlay.elementAt(struct.rightOrigin)
  const left = origin === null ? null : overlay.elementAt(origin)

  if (!continues(struct, latest.get(struct.client))) {
    struct.isMended = !couldStandTogether(overlay, left, claimedRight, budget)
    if (budget.remaining < 0) return OVER_BUDGET
  }
  latest.set(struct.client, struct)
  const right = struct.isMended ? null : claimedRight
  const rightOrigin = rightOriginOf(struct)

  let after = left
  const conflicting = new Set<ListElement>()
  const beforeOrigin = new Set<ListElement>()
  let other = overlay.next(left)
  while (other !== null && other !== right) {
    if (--budget.remaining < 0) return OVER_BUDGET
    beforeOrigin.add(other)
    conflicting.add(other)
    const otherOrigin = overlay.originOf(other)
    if (sameId(origin, otherOrigin)) {
      if (overlay.clientOf(other) < struct.client) {
        after = other
        conflicting.clear()
      } else if (sameId(rightOrigin, overlay.rightOriginOf(other))) break
    } else {
      const source = otherOrigin === null ? null : overlay.elementAt(otherOrigin)
      if (source === null || !beforeOrigin.has(source)) break
      if (!conflicting.has(source)) {
        after = other
        conflicting.clear()
      }
    }
    other = overlay.next(other)
  }
  overlay.insertAfter(after, struct)
  return undefined
}

/**
 * Whether a struct stands right behind the same client's previous one in this list and before the same neighbour, as
 * in typing. What was verified for the previous one then holds for it, without another walk to its right neighbour.
 */
const continues = (struct: UpdateStruct, previous: UpdateStruct | undefined): boolean =>
  previous !== undefined &&
  !previous.isMended &&
  struct.origin !== null &&
  struct.origin.client === previous.client &&
  struct.origin.clock === previous.clock + previous.length - 1 &&
  sameId(struct.rightOrigin, previous.rightOrigin)

const couldStandTogether = (
  overlay: ListOverlay,
  left: ListElement | null,
  right: ListElement | null,
  budget: StepBudget,
): boolean => {
  // Before the end, everything may stand: others have written there since.
  if (right === null) return true
  const rightsOrigin = overlay.originOf(right)
  for (let element = overlay.next(left); element !== right; element = overlay.next(element)) {
    if (element === null || --budget.remaining < 0 || overlay.holds(element, rightsOrigin)) return false
  }
  return true
}
