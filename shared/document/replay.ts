/**
 * What somebody wrote in texts of an earlier epoch, written anew where it belongs in this one. An epoch gives every
 * text new structs in the same order, all under one client id. So what stood at some place before is found again: by
 * counting what came with the epoch, whatever was written around it since, and also where it has been deleted.
 */
import * as Y from 'yjs'
import type { MessageId } from '../ids.ts'
import { readMessage } from './entries.ts'
import { findMessage, messageAround } from './find.ts'
import { copyNode } from './rebuild.ts'
import { type ConversationRoots, conversationRoots } from './schema.ts'

type Node = Y.XmlElement | Y.XmlText
type Container = Y.XmlFragment | Node

/** A text, or a node in it: as it is in this epoch, and what stands in it for each of its units, in order. */
interface Counterpart {
  /** `undefined` where somebody has deleted it since. */
  readonly now: Container | undefined
  /** `undefined` for what another tab has taken up and that has not come here yet. */
  readonly came: readonly (Came | undefined)[]
}
/** One character, or one node, in either epoch. */
interface Came {
  readonly id: UnitId
  /** `undefined` of a character, and of what was deleted. */
  readonly text: string | undefined
  readonly node: Node | undefined
}
interface UnitId {
  readonly client: number
  readonly clock: number
}

/**
 * Applies `update`, somebody's copy of that epoch, to `past`, which says how the epoch ended, and writes what it
 * changes in people's texts into `server`. Returns the messages where all of it found its place. Call it in a
 * transaction, and once for each copy: of its own writing it knows what is handed in as `replayed`, an update to
 * `past`, which is applied to it first.
 */
export const replayTexts = (
  server: Y.Doc,
  past: Y.Doc,
  update: Uint8Array,
  replayed?: Uint8Array,
): ReadonlySet<MessageId> => {
  const roots = conversationRoots(server)
  const counterparts = new Map<MessageId, Map<Container, Counterpart>>()
  for (const id of changedMessages(past, update)) {
    const before = findMessage(conversationRoots(past), id)?.body
    const now = findMessage(roots, id)
    if (!(before instanceof Y.XmlFragment) || !(now?.body instanceof Y.XmlFragment)) continue
    if (now.deletedBy !== undefined) continue
    const found = findCounterparts(before, now.body)
    if (found !== undefined) counterparts.set(id, found)
  }
  if (replayed !== undefined) takeIn(counterparts, past, replayed)

  const whole = new Set<MessageId>()
  const pastRoots = conversationRoots(past)
  const replay = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    const byMessage = new Map<MessageId, Y.YEvent<Y.AbstractType<unknown>>[]>()
    for (const event of events) {
      const id = idAround(pastRoots, event.target)
      if (id !== undefined) byMessage.set(id, [...(byMessage.get(id) ?? []), event])
    }
    for (const [id, own] of byMessage) {
      const found = counterparts.get(id)
      if (found !== undefined && replayEvents(own, found)) whole.add(id)
    }
  }
  pastRoots.messages.observeDeep(replay)
  Y.applyUpdate(past, update)
  pastRoots.messages.unobserveDeep(replay)
  return whole
}

/** Which messages have other texts with this update than without it. */
const changedMessages = (past: Y.Doc, update: Uint8Array): ReadonlySet<MessageId> => {
  const trial = new Y.Doc()
  Y.applyUpdate(trial, Y.encodeStateAsUpdate(past))
  const roots = conversationRoots(trial)
  const changed = new Set<MessageId>()
  roots.messages.observeDeep((events) => {
    for (const { target } of events) {
      const id = idAround(roots, target)
      if (id !== undefined) changed.add(id)
    }
  })
  Y.applyUpdate(trial, update)
  trial.destroy()
  return changed
}

const idAround = (roots: ConversationRoots, type: unknown): MessageId | undefined =>
  readMessage(messageAround(roots, type), -1)?.id

/** `undefined` where the two do not belong together: the text is not what the epoch began with. */
const findCounterparts = (
  before: Y.XmlFragment,
  now: Y.XmlFragment,
): Map<Container, Counterpart> | undefined => {
  const epoch = now._item?.id.client
  const found = new Map<Container, Counterpart>()
  const pair = (old: Container, current: Container | undefined): boolean => {
    const units = unitsOf(old)
    const came = current === undefined ? [] : unitsOf(current, ({ id }) => id.client === epoch)
    found.set(old, { now: current, came })
    if (current === undefined) return units.every(({ node }) => node === undefined || pair(node, undefined))
    if (
      old instanceof Y.XmlElement &&
      (!(current instanceof Y.XmlElement) || old.nodeName !== current.nodeName)
    )
      return false
    return (
      came.length === units.length &&
      units.every((unit, index) => {
        const { node, text } = came[index] ?? { node: undefined, text: undefined }
        if (unit.node === undefined) return text === undefined || text === unit.text
        return pair(unit.node, node)
      })
    )
  }
  return pair(before, now) ? found : undefined
}

/**
 * Applies to `past` what was written anew already, and finds that in this epoch too. It stands there under whatever
 * client id the other tab has, and is known by saying the same in the same place.
 */
const takeIn = (
  counterparts: ReadonlyMap<MessageId, Map<Container, Counterpart>>,
  past: Y.Doc,
  replayed: Uint8Array,
): void => {
  const before = new Map<Container, readonly Came[]>()
  for (const found of counterparts.values()) for (const old of found.keys()) before.set(old, unitsOf(old))
  Y.applyUpdate(past, replayed)
  for (const found of counterparts.values()) {
    const pairSame = (old: Container, now: Container): void => {
      const came = unitsOf(now)
      found.set(old, { now, came })
      for (const [index, { node }] of unitsOf(old).entries()) {
        const same = came[index]?.node
        if (node !== undefined && same !== undefined) pairSame(node, same)
      }
    }
    for (const [old, { now, came }] of [...found]) {
      if (now === undefined) continue
      const cameBefore = new Map((before.get(old) ?? []).map(({ id }, index) => [keyOf(id), came[index]]))
      const units = withTaken(unitsOf(old), cameBefore, now)
      found.set(old, { now, came: units.map(({ same }) => same) })
      for (const { unit, same } of units) {
        if (cameBefore.has(keyOf(unit.id)) || unit.node === undefined) continue
        if (same?.node !== undefined) pairSame(unit.node, same.node)
      }
    }
  }
}

interface Pair {
  readonly unit: Came
  readonly same: Came | undefined
}

/** Each unit with its counterpart: that which came with the epoch, or which says the same behind one that did. */
const withTaken = (
  units: readonly Came[],
  came: ReadonlyMap<string, Came | undefined>,
  now: Container,
): readonly Pair[] => {
  const there = unitsOf(now)
  const cameKeys = new Set([...came.values()].flatMap((unit) => (unit === undefined ? [] : keyOf(unit.id))))
  const pairs: Pair[] = []
  for (let at = 0; at < units.length; ) {
    const unit = units[at]
    if (unit !== undefined && came.has(keyOf(unit.id))) {
      pairs.push({ unit, same: came.get(keyOf(unit.id)) })
      at++
      continue
    }
    const end = units.findIndex(({ id }, index) => index > at && came.has(keyOf(id)))
    const run = units.slice(at, end < 0 ? undefined : end)
    const behind = pairs.length === 0 ? 0 : placeOf(now, pairs.at(-1)?.same).after
    const rest = there.slice(behind)
    const next = rest.findIndex(({ id }) => cameKeys.has(keyOf(id)))
    const written = next < 0 ? rest : rest.slice(0, next)
    const first = written.findIndex((_, from) =>
      run.every((each, index) => isSame(each, written[from + index])),
    )
    for (const [index, each] of run.entries()) {
      pairs.push({ unit: each, same: first < 0 ? undefined : written[first + index] })
    }
    at += run.length
  }
  return pairs
}

const keyOf = ({ client, clock }: UnitId): string => `${client} ${clock}`

const isSame = (a: Came, b: Came | undefined): boolean =>
  a.text === b?.text && a.node?.toJSON() === b?.node?.toJSON()

/**
 * The characters of a text or the children of a node; with `which`, those of them that were deleted, too: they are
 * without content.
 */
const unitsOf = (type: Container, which?: (item: Y.Item) => boolean): readonly Came[] => {
  const units: Came[] = []
  for (let item = type._start; item !== null; item = item.right) {
    if (which === undefined ? item.deleted : !which(item)) continue
    if (!item.deleted && !item.countable) continue
    const { content } = item
    for (let at = 0; at < item.length; at++) {
      units.push({
        id: { client: item.id.client, clock: item.id.clock + at },
        text: content instanceof Y.ContentString ? content.str.charAt(at) : undefined,
        node:
          !item.deleted && content instanceof Y.ContentType && isNode(content.type)
            ? content.type
            : undefined,
      })
    }
  }
  return units
}

const isNode = (type: unknown): type is Node => type instanceof Y.XmlElement || type instanceof Y.XmlText

/** Whether there was a place for all of it. */
const replayEvents = (
  events: readonly Y.YEvent<Y.AbstractType<unknown>>[],
  counterparts: ReadonlyMap<Container, Counterpart>,
): boolean => {
  let isWhole = true
  // From the inside: what a node lost may stand in one that goes.
  for (const event of events.toReversed()) {
    const counterpart = counterparts.get(event.target as Container)
    // A node that is new is written with what it stands in; the message's own fields are not the text's.
    if (counterpart === undefined) isWhole &&= !isNode(event.target) || isNew(event)
    else if (counterpart.now === undefined) isWhole = false
    else isWhole = replayEvent(event, counterpart.now, counterpart.came) && isWhole
  }
  return isWhole
}

const isNew = (event: Y.YEvent<Y.AbstractType<unknown>>): boolean =>
  event.target._item !== null && event.adds(event.target._item)

type Delta = readonly {
  readonly insert?: unknown
  readonly delete?: number
  readonly retain?: number
  readonly attributes?: Record<string, unknown>
}[]

/** The same of one event. */
const replayEvent = (
  event: Y.YEvent<Y.AbstractType<unknown>>,
  now: Container,
  came: Counterpart['came'],
): boolean => {
  if (now instanceof Y.XmlElement && event.target instanceof Y.XmlElement) {
    for (const key of event.keys.keys()) {
      const value: unknown = event.target.getAttribute(key)
      if (value === undefined) now.removeAttribute(key)
      else now.setAttribute(key, value as string)
    }
  }
  let at = 0
  let written = 0
  let isWhole = true
  for (const { insert, delete: gone = 0, retain = 0, attributes } of event.delta as Delta) {
    if (insert !== undefined) {
      const behind = came.slice(0, at).findLast((unit) => unit !== undefined)
      const index = (behind === undefined ? 0 : placeOf(now, behind).after) + written
      if (!(now instanceof Y.XmlText)) now.insert(index, (insert as Node[]).map(copyNode))
      else if (typeof insert === 'string') now.insert(index, insert, attributes ?? {})
      written += typeof insert === 'string' ? insert.length : (insert as Node[]).length
      continue
    }
    for (const unit of came.slice(at, at + gone)) {
      if (unit === undefined) isWhole = false
      const { before, after } = placeOf(now, unit)
      if (unit !== undefined && after > before) now.delete(before, 1)
    }
    if (attributes !== undefined && now instanceof Y.XmlText) {
      for (const unit of came.slice(at, at + retain)) {
        if (unit === undefined) isWhole = false
        const { before, after } = placeOf(now, unit)
        if (unit !== undefined && after > before) now.format(before, 1, attributes)
      }
    }
    at += gone + retain
    written = 0
  }
  return isWhole
}

/** Where a unit begins and ends among what is there; both are the same for one that was deleted. */
const placeOf = (
  now: Container,
  unit: Came | undefined,
): { readonly before: number; readonly after: number } => {
  let index = 0
  for (let item = now._start; item !== null; item = item.right) {
    const isThere = !item.deleted && item.countable
    const at = unit === undefined || unit.id.client !== item.id.client ? -1 : unit.id.clock - item.id.clock
    if (at >= 0 && at < item.length) {
      return isThere ? { before: index + at, after: index + at + 1 } : { before: index, after: index }
    }
    if (isThere) index += item.length
  }
  return { before: index, after: index }
}
