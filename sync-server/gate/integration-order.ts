/**
 * A dry run of where Yjs will put new structs among their neighbours (YATA; yjs 13.6.33, `Item.integrate`), on an
 * overlay that leaves the live document alone.
 *
 * Replicas agree on the order only if each struct was put between neighbours that its author saw side by side. A peer
 * that lies about them makes those who stream and those who join later see different texts, for ever. So: the origin
 * stands before the right origin, and between the two stands nothing that their author must have known: no earlier
 * struct of its own, not the right origin's origin, not the origin's right origin.
 */
import * as Y from 'yjs'
import { liveStructAt, type StepBudget } from './check.ts'
import { type ListElement, ListOverlay } from './list-overlay.ts'
import type { Container, Location } from './place.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type Id, type ParsedUpdate, sameId, structAt, type UpdateStruct } from './update-struct.ts'

export interface IntegrationOrder {
  /** Puts one struct in its list. Structs come in the order in which Yjs will integrate them. */
  readonly insert: (struct: UpdateStruct, location: Location) => Refusal | undefined
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
  const { origin, rightOrigin } = struct
  if (rightOrigin !== null) overlay.cutBefore(rightOrigin)
  if (origin !== null) overlay.cutAfter(origin)
  const right = rightOrigin === null ? null : overlay.elementAt(rightOrigin)
  const left = origin === null ? null : overlay.elementAt(origin)

  if (!continues(struct, latest.get(struct.client))) {
    const refusal = verifyNeighbours(overlay, struct, left, right, budget)
    if (refusal !== undefined) return refusal
  }
  latest.set(struct.client, struct)

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
 * in typing. What was verified for the previous one then holds for it, without another walk to the end of the list.
 */
const continues = (struct: UpdateStruct, previous: UpdateStruct | undefined): boolean =>
  previous !== undefined &&
  struct.origin !== null &&
  struct.origin.client === previous.client &&
  struct.origin.clock === previous.clock + previous.length - 1 &&
  sameId(struct.rightOrigin, previous.rightOrigin)

const verifyNeighbours = (
  overlay: ListOverlay,
  struct: UpdateStruct,
  left: ListElement | null,
  right: ListElement | null,
  budget: StepBudget,
): Refusal | undefined => {
  const rightsOrigin = right === null ? null : overlay.originOf(right)
  const leftsRightOrigin = left === null ? null : overlay.rightOriginOf(left)
  for (let element = overlay.next(left); element !== right; element = overlay.next(element)) {
    if (element === null) return refuse('malformed', 'the right neighbour stands before the left one')
    if (--budget.remaining < 0) return OVER_BUDGET
    if (overlay.clientOf(element) === struct.client) {
      return refuse('malformed', "a struct passes over an earlier one of its author's")
    }
    if (overlay.holds(element, rightsOrigin) || overlay.holds(element, leftsRightOrigin)) {
      return refuse('malformed', 'a struct passes over what its author must have seen')
    }
  }
  return undefined
}
