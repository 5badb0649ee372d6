/**
 * Where each new struct goes, in the very order in which Yjs will put it there, and whether it may: location, rule,
 * order among its neighbours.
 */
import * as Y from 'yjs'
import type { Check } from './check.ts'
import { judgeStruct } from './judge.ts'
import { liveStructAt, stateOf } from './live-document.ts'
import { Refusal, refuse } from './refusal.ts'
import { type Id, type Location, type Section, structAt, type UpdateStruct } from './update-struct.ts'

interface Progress {
  readonly section: Section
  /** Structs handed out, and of these, placed. They differ while one waits for another client's. */
  taken: number
  placed: number
}

/** Places every struct of the update. */
export const placeStructs = (check: Check): Refusal | undefined => {
  const progress = new Map<number, Progress>()
  for (const section of check.update.sections.values()) {
    progress.set(section.client, { section, taken: 0, placed: 0 })
  }

  const placeOne = (struct: UpdateStruct): Refusal | undefined => {
    const location = locate(check, struct)
    if (location instanceof Refusal) return location
    struct.location = location
    if (location.container === 'collected') return undefined
    return judgeStruct(check, struct, location) ?? check.order.insert(struct, location)
  }

  // As Yjs does in `integrateStructs`: higher clients first, and what a struct waits for before the struct.
  const clients = [...check.update.sections.keys()]
  if (clients.length > 1) clients.sort((a, b) => b - a)
  const waiting: UpdateStruct[] = []
  for (const client of clients) {
    const own = progress.get(client)
    if (own === undefined) continue
    for (let next = take(own); next !== undefined; next = take(own)) {
      let struct: UpdateStruct | undefined = next
      while (struct !== undefined) {
        const needed: number | Refusal | undefined = clientNeededBy(check, struct)
        if (needed instanceof Refusal) return needed
        if (needed !== undefined) {
          const other = progress.get(needed)
          // What it waits for is waiting itself.
          if (other === undefined || other.taken !== other.placed) {
            return refuse('malformed', 'structs depend on each other')
          }
          waiting.push(struct)
          struct = take(other)
          continue
        }
        const refusal = placeOne(struct)
        if (refusal !== undefined) return refusal
        const done = progress.get(struct.client)
        if (done !== undefined) done.placed++
        struct = waiting.pop()
      }
    }
  }
  return undefined
}

const take = (progress: Progress): UpdateStruct | undefined => {
  const struct = progress.section.structs[progress.taken]
  if (struct !== undefined) progress.taken++
  return struct
}

/** The client whose structs of this update have to be placed before this one. */
const clientNeededBy = (check: Check, struct: UpdateStruct): number | Refusal | undefined => {
  for (const id of [struct.origin, struct.rightOrigin, struct.parentId]) {
    if (id === null) continue
    if (id.client === struct.client) {
      if (id.clock >= struct.clock) return refuse('malformed', 'a struct refers to itself or to a later one')
      continue
    }
    if (id.clock < stateOf(check.doc, id.client)) continue
    const other = structAt(check.update, id)
    if (other === undefined) return refuse('missing-deps', 'a struct refers to one that is not known')
    if (other.location === undefined) return id.client
  }
  return undefined
}

const COLLECTED: Location = { container: 'collected', key: null }

/** The location of a struct that is in the document or placed already. */
const locationOf = (check: Check, id: Id): Location => {
  const live = liveStructAt(check.doc, id)
  if (live === undefined) return structAt(check.update, id)?.location ?? COLLECTED
  if (!(live instanceof Y.Item) || !(live.parent instanceof Y.AbstractType)) return COLLECTED
  return { container: live.parent, key: live.parentSub }
}

const locate = (check: Check, struct: UpdateStruct): Location | Refusal => {
  if (struct.content.kind === 'collected') return COLLECTED
  const left = struct.origin === null ? undefined : locationOf(check, struct.origin)
  const right = struct.rightOrigin === null ? undefined : locationOf(check, struct.rightOrigin)
  if (left?.container === 'collected' || right?.container === 'collected') return COLLECTED
  if (left !== undefined && right !== undefined) {
    if (left.container !== right.container || left.key !== right.key) {
      return refuse('malformed', 'the neighbours of a struct stand in different places')
    }
  }
  const location = left ?? right ?? locateByParent(check, struct)
  if (location instanceof Refusal) return location
  if (location.key !== null && struct.rightOrigin !== null) {
    return refuse('malformed', 'a value under a key has a right neighbour')
  }
  return location
}

const locateByParent = (check: Check, struct: UpdateStruct): Location | Refusal => {
  const { parentRoot, parentId, key } = struct
  if (parentRoot !== null) {
    const container = check.places.root(parentRoot)
    return container === undefined ? refuse('root', 'there is no such root') : { container, key }
  }
  if (parentId === null) return refuse('malformed', 'a struct without a parent')
  const live = liveStructAt(check.doc, parentId)
  if (live !== undefined) {
    if (!(live instanceof Y.Item) || live.content instanceof Y.ContentDeleted) return COLLECTED
    if (!(live.content instanceof Y.ContentType)) return refuse('malformed', 'a parent is not a type')
    return { container: live.content.type, key }
  }
  const fresh = structAt(check.update, parentId)
  if (fresh === undefined || fresh.content.kind === 'deleted' || fresh.location?.container === 'collected') {
    return COLLECTED
  }
  if (fresh.content.kind !== 'type') return refuse('malformed', 'a parent is not a type')
  return { container: fresh, key }
}
