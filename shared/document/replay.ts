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

/** A text, or a node in it: as it is in this epoch, and what of it came with the epoch, in order. */
interface Counterpart {
  /** `undefined` where somebody has deleted it since. */
  readonly now: Container | undefined
  readonly came: readonly Came[]
}
/** One character, or one node. */
interface Came {
  readonly id: { readonly client: number; readonly clock: number }
  /** `undefined` of a character, and of what was deleted. */
  readonly text: string | undefined
  readonly node: Node | undefined
}

/**
 * Applies `update`, somebody's copy of that epoch, to `past`, which says how the epoch ended, and writes what it
 * changes in people's texts into `server`. Returns the messages where all of it found its place. Call it in a
 * transaction, and once for each copy: it does not know its own writing.
 */
export const replayTexts = (server: Y.Doc, past: Y.Doc, update: Uint8Array): ReadonlySet<MessageId> => {
  const roots = conversationRoots(server)
  const counterparts = new Map<MessageId, ReadonlyMap<Container, Counterpart>>()
  for (const id of changedMessages(past, update)) {
    const before = findMessage(conversationRoots(past), id)?.body
    const now = findMessage(roots, id)
    if (!(before instanceof Y.XmlFragment) || !(now?.body instanceof Y.XmlFragment)) continue
    if (now.deletedBy !== undefined) continue
    const found = findCounterparts(before, now.body)
    if (found !== undefined) counterparts.set(id, found)
  }

  const replayed = new Set<MessageId>()
  const pastRoots = conversationRoots(past)
  const replay = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    const byMessage = new Map<MessageId, Y.YEvent<Y.AbstractType<unknown>>[]>()
    for (const event of events) {
      const id = idAround(pastRoots, event.target)
      if (id !== undefined) byMessage.set(id, [...(byMessage.get(id) ?? []), event])
    }
    for (const [id, own] of byMessage) {
      const found = counterparts.get(id)
      if (found !== undefined && replayEvents(own, found)) replayed.add(id)
    }
  }
  pastRoots.messages.observeDeep(replay)
  Y.applyUpdate(past, update)
  pastRoots.messages.unobserveDeep(replay)
  return replayed
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
): ReadonlyMap<Container, Counterpart> | undefined => {
  const epoch = now._item?.id.client
  const found = new Map<Container, Counterpart>()
  const pair = (old: Container, current: Container | undefined): boolean => {
    const units = unitsOf(old)
    const came = current === undefined ? [] : cameWith(current, epoch)
    found.set(old, { now: current, came })
    if (current === undefined) return units.every((unit) => typeof unit === 'string' || pair(unit, undefined))
    if (
      old instanceof Y.XmlElement &&
      (!(current instanceof Y.XmlElement) || old.nodeName !== current.nodeName)
    )
      return false
    return (
      came.length === units.length &&
      units.every((unit, index) => {
        const { node, text } = came[index] ?? { node: undefined, text: undefined }
        if (typeof unit === 'string') return text === undefined || text === unit
        return pair(unit, node)
      })
    )
  }
  return pair(before, now) ? found : undefined
}

/** The characters of a text or the children of a node. */
const unitsOf = (type: Container): readonly (string | Node)[] => {
  const units: (string | Node)[] = []
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentString)
      for (let at = 0; at < content.str.length; at++) units.push(content.str.charAt(at))
    else if (content instanceof Y.ContentType && isNode(content.type)) units.push(content.type)
  }
  return units
}

/** The same of what came with the epoch, those included that were deleted since: they are without content. */
const cameWith = (type: Container, epoch: number | undefined): readonly Came[] => {
  const came: Came[] = []
  for (let item = type._start; item !== null; item = item.right) {
    if (item.id.client !== epoch || (!item.deleted && !item.countable)) continue
    const { content } = item
    for (let at = 0; at < item.length; at++) {
      came.push({
        id: { client: item.id.client, clock: item.id.clock + at },
        text: content instanceof Y.ContentString ? content.str.charAt(at) : undefined,
        node:
          !item.deleted && content instanceof Y.ContentType && isNode(content.type)
            ? content.type
            : undefined,
      })
    }
  }
  return came
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
    // A node that is new is written with what it stands in.
    if (counterpart === undefined) continue
    if (counterpart.now === undefined) isWhole = false
    else replayEvent(event, counterpart.now, counterpart.came)
  }
  return isWhole
}

type Delta = readonly {
  readonly insert?: unknown
  readonly delete?: number
  readonly retain?: number
  readonly attributes?: Record<string, unknown>
}[]

const replayEvent = (
  event: Y.YEvent<Y.AbstractType<unknown>>,
  now: Container,
  came: readonly Came[],
): void => {
  if (now instanceof Y.XmlElement && event.target instanceof Y.XmlElement) {
    for (const key of event.keys.keys()) {
      const value: unknown = event.target.getAttribute(key)
      if (value === undefined) now.removeAttribute(key)
      else now.setAttribute(key, value as string)
    }
  }
  let at = 0
  let written = 0
  for (const { insert, delete: gone = 0, retain = 0, attributes } of event.delta as Delta) {
    if (insert !== undefined) {
      const index = (at === 0 ? 0 : placeOf(now, came[at - 1]).after) + written
      if (!(now instanceof Y.XmlText)) now.insert(index, (insert as Node[]).map(copyNode))
      else if (typeof insert === 'string') now.insert(index, insert, attributes ?? {})
      written += typeof insert === 'string' ? insert.length : (insert as Node[]).length
      continue
    }
    for (const unit of came.slice(at, at + gone)) {
      const { before, after } = placeOf(now, unit)
      if (after > before) now.delete(before, 1)
    }
    if (attributes !== undefined && now instanceof Y.XmlText) {
      for (const unit of came.slice(at, at + retain)) {
        const { before, after } = placeOf(now, unit)
        if (after > before) now.format(before, 1, attributes)
      }
    }
    at += gone + retain
    written = 0
  }
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
