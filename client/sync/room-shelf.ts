/**
 * One room's part of the shelf, a conversation's or its side talk's: sets refused work aside before anything is thrown away, and says what of it
 * the server lacks once the server's document is here. What it lacks nothing of is not kept. Where it was no fault of
 * the work that it was refused, what is new in it is written anew by itself.
 */
import * as Y from 'yjs'
import { conversationRoots, readSettings } from '../../shared/document/index.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { carryOver, carryTalk } from './carry-over.ts'
import type { LocalIndex } from './local-index.ts'
import { newId } from './new-id.ts'
import type { PastEpoch } from './past-epoch.ts'
import { type RefusedItem, refusedOfEarlierEpoch, refusedWork, untakenWork } from './refused-work.ts'
import type { ShelvedWork } from './shelf.ts'

export interface RoomShelf {
  /** Resolves once one's whole copy is stored on the shelf, to be compared later. */
  readonly put: (
    copy: Y.Doc,
    reason: ShelvedWork['reason'],
    /** The epoch that the copy belongs to, where it is known. */
    epoch: number | undefined,
  ) => Promise<void>
  /** Compares what was put here with the server's document, and writes into it what can be carried over. */
  readonly settle: (server: Y.Doc) => Promise<void>
  /** The same where access has ended; `copy` holds work that still waited then. */
  readonly settleWithoutServer: (copy: Y.Doc | undefined) => Promise<void>
}

export const createRoomShelf = (options: {
  readonly index: Promise<LocalIndex>
  readonly place: NonNullable<ShelvedWork['place']>
  readonly conversationId: ConversationId
  readonly me: PrincipalId
  readonly pastEpoch: PastEpoch
  readonly onChanged: () => void
}): RoomShelf => {
  const { conversationId, place, me, onChanged } = options

  const put: RoomShelf['put'] = async (copy, reason, epoch) =>
    (await options.index).shelve({
      id: newId(),
      conversationId,
      place,
      title: readSettings(conversationRoots(copy)).title ?? '',
      at: Date.now(),
      reason,
      ...(epoch === undefined ? {} : { epoch }),
      update: Y.encodeStateAsUpdate(copy),
      items: undefined,
    })

  /** Tabs of one device may put the same work here: each item is kept once. */
  const settleWith = (
    /** `undefined`: it cannot be said now. */
    compare: (work: ShelvedWork) => Promise<readonly RefusedItem[] | undefined>,
  ): Promise<void> => oneTabAtATime(`banyan:${me}:${place}/${conversationId}:shelf`, () => settleNow(compare))

  const settleNow: typeof settleWith = async (compare) => {
    const index = await options.index
    const works = (await index.shelved()).filter(
      (work) => work.conversationId === conversationId && (work.place ?? 'conversation') === place,
    )
    const known = new Set(works.flatMap((work) => (work.items ?? []).map(itemKey)))
    for (const work of works) {
      if (work.items !== undefined) continue
      const all = await compare(work)
      if (all === undefined) continue
      const items = all.filter((item) => !known.has(itemKey(item)))
      for (const item of items) known.add(itemKey(item))
      if (items.length === 0) await index.unshelve(work.id)
      else await index.shelve({ ...work, items })
    }
    onChanged()
  }

  const compareWith = async (
    server: Y.Doc,
    work: ShelvedWork,
  ): Promise<readonly RefusedItem[] | undefined> => {
    if (CARRIED.has(work.reason)) carry(server, work)
    if (work.reason !== 'new-epoch') return refusedWork(server, work.update)
    try {
      const past =
        work.epoch === undefined ? undefined : await options.pastEpoch(place, conversationId, work.epoch)
      return refusedOfEarlierEpoch(server, work.update, past, me)
    } catch {
      // No network, most likely: it stays here and is compared at the next joining.
      return undefined
    }
  }

  const carry = (server: Y.Doc, work: ShelvedWork): void => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, work.update)
    if (place === 'talk') carryTalk(server, copy, me)
    else carryOver(server, copy, me)
    copy.destroy()
  }

  return {
    put,
    settle: (server) => settleWith((work) => compareWith(server, work)),
    settleWithoutServer: async (copy) => {
      if (copy !== undefined) await put(copy, 'access-gone', undefined)
      await settleWith(async (work) => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, work.update)
        const items = untakenWork(doc, me)
        doc.destroy()
        return items
      })
    },
  }
}

/** Refused for what the copy was, or what its client was called, and not for what it says. */
const CARRIED: ReadonlySet<ShelvedWork['reason']> = new Set(['new-epoch', 'forged-client'])

/** What one tab has carried over another must not carry again. Pages without TLS have no locks: they do without. */
const oneTabAtATime = async (name: string, task: () => Promise<void>): Promise<void> => {
  if (!('locks' in navigator)) return task()
  await navigator.locks.request(name, task)
}

const itemKey = (item: RefusedItem): string => `${item.kind} ${item.kind === 'setting' ? item.key : item.id}`
