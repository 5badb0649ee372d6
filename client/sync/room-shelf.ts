/**
 * One room's part of the shelf, a conversation's or its side talk's: sets refused work aside before anything is thrown away, and says what of it
 * the server lacks once the server's document is here. What it lacks nothing of is not kept. Where it was no fault of
 * the work that it was refused, what is new in it is written anew by itself.
 */
import * as Y from 'yjs'
import {
  bodyToMarkdown,
  conversationRoots,
  findMessage,
  type Overtaken,
  readSettings,
  replayTexts,
} from '../../shared/document/index.ts'
import type { ConversationId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { carryOver, carryTalk } from './carry-over.ts'
import type { LocalIndex } from './local-index.ts'
import { newId } from './new-id.ts'
import type { PastEpoch } from './past-epoch.ts'
import { type RefusedItem, refusedOfEarlierEpoch, refusedWork, untakenWork } from './refused-work.ts'
import type { ShelvedWork } from './shelf.ts'

export interface RoomShelf {
  /** Takes one's whole copy as it is now. Resolves once it is stored on the shelf, to be compared later. */
  readonly put: (copy: Y.Doc, aside: Aside) => Promise<void>
  /** Takes words that have no place in the text any more. */
  readonly keep: (doc: Y.Doc, overtaken: Overtaken) => Promise<void>
  /** Compares what was put here with the server's document, and writes into it what can be carried over. */
  readonly settle: (server: Y.Doc, leaving?: Leaving) => Promise<void>
  /**
   * Says that this tab is the one that is written in. It settles first: what other tabs have of its writing is less.
   * Until `follow`.
   */
  readonly lead: () => void
  readonly follow: () => void
  /** The same where access has ended; `copy` holds work that still waited then. */
  readonly settleWithoutServer: (copy: Y.Doc | undefined) => Promise<void>
}

/** How a copy is set aside. */
export interface Aside {
  /** Putting it again under the same id takes the place of what was put before. */
  readonly id: string
  readonly reason: ShelvedWork['reason']
  /** The epoch that the copy belongs to, where it is known. */
  readonly epoch: number | undefined
}

/** A copy that was put here and is still shown and written in. */
export interface Leaving {
  readonly id: string
  readonly copy: Y.Doc
  /** Shows the server's document in its place, and runs `carry` in the same turn: no keystroke comes between. */
  readonly swap: (carry: () => void) => void
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

  const put: RoomShelf['put'] = async (copy, { id, reason, epoch }) => {
    const work: ShelvedWork = {
      id,
      conversationId,
      place,
      title: titleOf(copy),
      at: Date.now(),
      reason,
      ...(epoch === undefined ? {} : { epoch }),
      update: Y.encodeStateAsUpdate(copy),
      items: undefined,
    }
    await (await options.index).shelve(work)
  }

  const name = `banyan:${me}:${place}/${conversationId}`
  let stopLeading: (() => void) | undefined

  const lead = (): void => {
    if (stopLeading !== undefined || !('locks' in navigator)) return
    const led = new Promise<void>((resolve) => {
      stopLeading = resolve
    })
    void navigator.locks.request(`${name}:lead`, () => led)
  }
  const follow = (): void => {
    stopLeading?.()
    stopLeading = undefined
  }

  /** Tabs of one device may put the same work here: each item is kept once, and each text is written anew once. */
  const settleWith = (compare: Compare): Promise<void> => {
    const settle = (): Promise<void> => inOneTab(`${name}:shelf`, 'exclusive', () => settleNow(compare))
    return stopLeading === undefined ? inOneTab(`${name}:lead`, 'shared', settle) : settle()
  }

  const settleNow = async (compare: Compare): Promise<void> => {
    const index = await options.index
    const works = (await index.shelved()).filter(
      (work) => work.conversationId === conversationId && (work.place ?? 'conversation') === place,
    )
    const known = new Set(works.flatMap((work) => (work.items ?? []).map(itemKey)))
    for (const work of works) {
      if (work.items !== undefined) continue
      const compared = await compare(work)
      if (compared === undefined) continue
      const items = compared.items.filter((item) => !known.has(itemKey(item)))
      for (const item of items) known.add(itemKey(item))
      if (items.length === 0) await index.unshelve(work.id)
      else await index.shelve({ ...compared.work, items })
    }
    onChanged()
  }

  const compareWith = async (
    server: Y.Doc,
    stored: ShelvedWork,
    leaving: Leaving | undefined,
  ): Promise<Compared | undefined> => {
    const base = await baseOf(stored)
    // Nothing awaits from here to the swap: what was written until now is in it.
    const isLeaving = leaving?.id === stored.id
    const work = isLeaving ? { ...stored, update: Y.encodeStateAsUpdate(leaving.copy) } : stored
    let replayed: ReadonlySet<MessageId> = new Set()
    const carry = (): void => {
      replayed = CARRIED.has(work.reason) ? carryInto(server, work, base) : replayed
    }
    if (isLeaving) leaving.swap(carry)
    else carry()
    if (work.reason !== 'new-epoch') return { work, items: refusedWork(server, work.update) }
    // No network, most likely: it stays here and is compared at the next joining, with what was written to the end.
    if (base.kind === 'unknown') {
      if (isLeaving) await (await options.index).shelve(work)
      return undefined
    }
    const before = base.kind === 'known' ? base.update : undefined
    const items = refusedOfEarlierEpoch(server, work.update, before, me)
    if (base.kind === 'known' && replayed.size > 0) {
      const update = Y.encodeStateAsUpdate(base.doc, base.ended)
      await (await options.index).noteReplayed(conversationId, { epoch: base.epoch, update })
    }
    return { work, items: items.filter((item) => item.kind !== 'edit' || !replayed.has(item.id)) }
  }

  const baseOf = async ({ reason, epoch }: ShelvedWork): Promise<Base> => {
    if (reason !== 'new-epoch' || epoch === undefined) return { kind: 'none' }
    let past: Uint8Array | undefined
    try {
      past = await options.pastEpoch(place, conversationId, epoch)
    } catch {
      return { kind: 'unknown' }
    }
    if (past === undefined) return { kind: 'none' }
    const replayed = await (await options.index).replayed(conversationId, epoch)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, past)
    const update = replayed === undefined ? past : Y.mergeUpdates([past, replayed])
    return { kind: 'known', epoch, doc, ended: Y.encodeStateVector(doc), replayed, update }
  }

  /** Returns the messages in whose texts all that one wrote was written anew. */
  const carryInto = (server: Y.Doc, work: ShelvedWork, base: Base): ReadonlySet<MessageId> => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, work.update)
    const replayed = server.transact(() => {
      const found =
        base.kind === 'known' && place === 'conversation'
          ? replayTexts(server, base.doc, work.update, base.replayed)
          : new Set<MessageId>()
      if (place === 'talk') carryTalk(server, copy, me)
      else carryOver(server, copy, me)
      return found
    })
    copy.destroy()
    return replayed
  }

  /** Tabs of one device may all have had the same words. */
  const keep: RoomShelf['keep'] = (doc, { messages, update }) =>
    inOneTab(`${name}:shelf`, 'exclusive', async () => {
      const copy = new Y.Doc()
      Y.applyUpdate(copy, update)
      const roots = conversationRoots(copy)
      const index = await options.index
      const isKept = (await index.shelved())
        .filter((work) => work.conversationId === conversationId && work.reason === 'overtaken')
        .flatMap(({ items = [] }) => items.map(textKey))
      const items = messages
        .map((id) => ({ kind: 'edit' as const, id, text: bodyToMarkdown(findMessage(roots, id)?.body) }))
        .filter((item) => !isKept.includes(textKey(item)))
      copy.destroy()
      if (items.length === 0) return
      const base = { id: newId(), conversationId, place, title: titleOf(doc), at: Date.now() }
      await index.shelve({ ...base, reason: 'overtaken', update, items })
      onChanged()
    })

  return {
    put,
    keep,
    lead,
    follow,
    settle: (server, leaving) => settleWith((work) => compareWith(server, work, leaving)),
    settleWithoutServer: async (copy) => {
      if (copy !== undefined) await put(copy, { id: newId(), reason: 'access-gone', epoch: undefined })
      await settleWith(async (work) => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, work.update)
        const items = untakenWork(doc, me)
        doc.destroy()
        return { work, items }
      })
    },
  }
}

/** `undefined`: it cannot be said now. */
type Compare = (work: ShelvedWork) => Promise<Compared | undefined>
interface Compared {
  readonly work: ShelvedWork
  /** What of it the server lacks. */
  readonly items: readonly RefusedItem[]
}

/** What tells one's own changes in a copy of an earlier epoch from everybody else's. */
type Base =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known'
      readonly epoch: number
      /** How the epoch ended. */
      readonly doc: Y.Doc
      /** Its state vector. */
      readonly ended: Uint8Array
      /** What was written anew of it already. */
      readonly replayed: Uint8Array | undefined
      /** Both together. */
      readonly update: Uint8Array
    }

/** Refused for what the copy was, or what its client was called, and not for what it says. */
const CARRIED: ReadonlySet<ShelvedWork['reason']> = new Set(['new-epoch', 'forged-client'])

/** What one tab has carried over another must not carry again. Pages without TLS have no locks: they do without. */
const inOneTab = async (
  name: string,
  mode: 'exclusive' | 'shared',
  task: () => Promise<void>,
): Promise<void> => {
  if (!('locks' in navigator)) return task()
  await navigator.locks.request(name, { mode }, task)
}

const titleOf = (doc: Y.Doc): string => readSettings(conversationRoots(doc)).title ?? ''

const itemKey = (item: RefusedItem): string => `${item.kind} ${item.kind === 'setting' ? item.key : item.id}`
const textKey = (item: RefusedItem): string => `${itemKey(item)} ${'text' in item ? item.text : ''}`
