/**
 * A room as this page holds it: the replica of the moment, what the server lets one do in it, and how safe one's
 * work is. Owns the way through a refusal: what was refused is shelved, the document is fetched anew under the next
 * local generation, and only then is the old copy cleared.
 */
import * as Y from 'yjs'
import { conversationRoots, readSettings } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import { parseRoom, type RoomName } from '../../shared/rooms.ts'
import { CLOSE, type RejectCode, type ServerMessage } from '../../shared/wire.ts'
import type { ConnectionEvent } from './connection.ts'
import { deleteCopy, rescueRows } from './local-copy.ts'
import type { LocalIndex } from './local-index.ts'
import { newId } from './new-id.ts'
import { refusedWork, untakenWork } from './refused-work.ts'
import { openReplica, type Replica } from './replica.ts'
import type { ShelvedWork } from './shelf.ts'
import { createStore, type ReadableStore } from './store.ts'
import {
  type EndReason,
  initialFacts,
  isSameState,
  reduceSync,
  type SyncEvent,
  type SyncState,
  syncState,
} from './sync-state.ts'

export interface RoomHandle {
  readonly room: RoomName
  /** The replica to show. Another one takes its place when the document was fetched anew. */
  readonly replica: ReadableStore<Replica>
  readonly state: ReadableStore<SyncState>
  /** One's level as the server said last; `undefined` before it did. */
  readonly level: ReadableStore<Level | undefined>
  /** Joins again after an end, e.g. once access was given back. */
  readonly rejoin: () => void
  readonly close: () => Promise<void>
}

export interface RoomOptions {
  readonly room: RoomName
  readonly me: PrincipalId
  readonly index: Promise<LocalIndex>
  readonly socketUrl: string
  /** A sentence for the user about this room. */
  readonly onNotice: (text: string) => void
  readonly onShelved: () => void
}

const END_REASONS: ReadonlyMap<number, EndReason> = new Map([
  [CLOSE.signedOut, 'signed-out'],
  [CLOSE.forbidden, 'forbidden'],
  [CLOSE.notFound, 'not-found'],
])

/** Refusals that say nothing about the work itself: joining again sends it once more. */
const PASSING: ReadonlySet<RejectCode> = new Set(['quota', 'missing-deps'])
const PASSING_ATTEMPTS = 3
const PASSING_MILLISECONDS = 1_500

export const openRoom = (options: RoomOptions): RoomHandle => {
  const { room, index } = options
  const parsed = parseRoom(room)
  const conversationId = parsed?.kind === 'conversation' ? parsed.id : undefined

  let facts = initialFacts
  const state = createStore<SyncState>(syncState(facts))
  const level = createStore<Level | undefined>(undefined)
  let opened: LocalIndex | undefined
  let closed = false
  let passing = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const tabs = new BroadcastChannel(`banyan:${options.me}:${room}`)

  const dispatch = (event: SyncEvent): void => {
    const before = facts.waiting
    facts = reduceSync(facts, event)
    const next = syncState(facts)
    if (!isSameState(state.get(), next)) state.set(next)
    if (facts.waiting !== before) void rememberWaiting(before === 0)
  }

  let remembering = false
  /** Across reloads it matters whether something waits; how much is a courtesy, so it is written once in a while. */
  const rememberWaiting = async (now: boolean): Promise<void> => {
    if (remembering) return
    remembering = true
    if (!now) await new Promise((resolve) => setTimeout(resolve, 250))
    remembering = false
    if (!closed && facts.local !== 'reading') await (await index).change(room, { waiting: facts.waiting })
  }

  const open = (generation: number | 'current'): Replica => {
    const replica: Replica = openReplica({
      room,
      index,
      socketUrl: options.socketUrl,
      generation,
      onConnection: (event) => {
        if (replica === live && !closed) onConnection(event)
      },
      onWritten: () => {
        if (replica !== live || closed) return
        dispatch({ type: 'written' })
        if (facts.link !== 'synced') void tellTabs(replica)
      },
    })
    return replica
  }

  /** Tabs of one device agree off line through the local copy: 'there is something new in it'. */
  const tellTabs = async (replica: Replica): Promise<void> => {
    if (await replica.stored()) tabs.postMessage('stored')
  }
  tabs.onmessage = (event) => {
    if (event.data === 'stored') void live.fetch()
    if (event.data === 'next-generation') void moveOn()
  }

  const start = async (replica: Replica): Promise<void> => {
    const { generation, load } = await replica.loaded
    if (replica !== live || closed) return
    opened = await index
    const record = opened.record(room)
    switch (load) {
      case 'loaded':
        dispatch({ type: 'local-ready', waiting: record.waiting })
        break
      case 'unavailable':
        dispatch({ type: 'local-unavailable' })
        break
      case 'broken':
        await replaceBroken(replica, generation)
        return
    }
    replica.connection.connect()
  }

  const replaceBroken = async (broken: Replica, generation: number): Promise<void> => {
    const name = (await index).databaseName(room, generation)
    await broken.close({ clear: false })
    const rescued = await rescueRows(name).catch(() => undefined)
    await (await index).change(room, { generation: generation + 1 })
    const fresh = open(generation + 1)
    await fresh.loaded
    if (closed) {
      await fresh.close({ clear: false })
      return
    }
    if (rescued !== undefined) fresh.restore(rescued)
    show(fresh)
    // The broken rows go once what could be read of them is stored elsewhere.
    if (await fresh.stored()) await deleteCopy(name)
    options.onNotice('The copy on this device was damaged. It is being fetched again from the server.')
    await start(fresh)
  }

  const onConnection = (event: ConnectionEvent): void => {
    switch (event.type) {
      case 'connecting':
      case 'joined':
      case 'frame-sent':
        dispatch(event)
        break
      case 'synced':
        dispatch(event)
        if (facts.healing) void finishHealing()
        else void settleShelf()
        break
      case 'message':
        onServerMessage(event.message)
        break
      case 'closed':
        onClosed(event.code)
        break
    }
  }

  const onServerMessage = (message: ServerMessage): void => {
    switch (message.type) {
      case 'level':
        level.set(message.level)
        takeEpoch(message.epoch)
        break
      case 'acknowledged':
        passing = 0
        dispatch({ type: 'acknowledged', count: message.count })
        break
      case 'rejected':
        onRejected(message.code)
        break
      case 'notice':
        options.onNotice(message.text)
        break
    }
  }

  /** Decided within the frame: the next one may ask for what we have, which belongs to another epoch then. */
  const takeEpoch = (epoch: number): void => {
    const known = opened?.record(room).epoch
    if (known === epoch) return
    if (known !== undefined && !facts.healing) void heal('new-epoch')
    void opened?.change(room, { epoch })
  }

  const onClosed = (code: number): void => {
    const reason = END_REASONS.get(code)
    if (code === CLOSE.newEpoch) {
      dispatch({ type: 'lost' })
      void heal('new-epoch')
    } else if (reason === undefined) {
      dispatch({ type: 'lost' })
    } else {
      void end(reason)
    }
  }

  const onRejected = (code: RejectCode): void => {
    if (PASSING.has(code) && passing < PASSING_ATTEMPTS) {
      passing++
      live.connection.disconnect()
      timer = setTimeout(() => {
        if (!closed) live.connection.connect()
      }, PASSING_MILLISECONDS * passing)
      return
    }
    void heal(code)
  }

  const shelve = async (
    doc: Y.Doc,
    reason: ShelvedWork['reason'],
    items: ShelvedWork['items'],
  ): Promise<void> => {
    if (conversationId === undefined) return
    await (await index).shelve({
      id: newId(),
      conversationId,
      title: readSettings(conversationRoots(doc)).title ?? '',
      at: Date.now(),
      reason,
      update: Y.encodeStateAsUpdate(doc),
      items,
    })
  }

  /** Sets one's copy aside, durably, and begins the next generation from nothing. */
  const heal = async (reason: ShelvedWork['reason']): Promise<void> => {
    if (facts.healing || closed) return
    const refused = live
    const hadWork = reason !== 'new-epoch' || facts.waiting > 0
    dispatch({ type: 'healing' })
    refused.connection.disconnect()
    if (hadWork) await shelve(refused.doc, reason, undefined)
    const opened = (await refused.loaded).generation
    const stored = await (await index).reread(room)
    await (await index).change(room, { generation: Math.max(stored.generation, opened + 1), waiting: 0 })
    live = open('current')
    await live.loaded
    if (!closed) live.connection.connect()
  }

  const finishHealing = async (): Promise<void> => {
    const old = replica.get()
    await settleShelf()
    show(live)
    dispatch({ type: 'healed' })
    if (old !== live) await old.close({ clear: true })
    tabs.postMessage('next-generation')
  }

  /** Says what the server lacks of the work set aside; what it lacks nothing of is not kept. */
  const settleShelf = async (): Promise<void> => {
    if (conversationId === undefined) return
    const shelved = await (await index).shelved()
    const mine = shelved.filter((work) => work.conversationId === conversationId)
    const known = new Set(mine.flatMap((work) => (work.items ?? []).map(itemKey)))
    for (const work of mine) {
      if (work.items !== undefined) continue
      const items = refusedWork(live.doc, work.update).filter((item) => !known.has(itemKey(item)))
      for (const item of items) known.add(itemKey(item))
      if (items.length === 0) await (await index).unshelve(work.id)
      else await (await index).shelve({ ...work, items })
    }
    options.onShelved()
  }

  /** Another tab has moved to a new generation; this one's copy is about to be cleared. */
  const moveOn = async (): Promise<void> => {
    if (facts.healing || closed) return
    const stored = await (await index).reread(room)
    if (stored.generation <= (await live.loaded).generation) return
    const old = live
    live = open('current')
    await live.loaded
    show(live)
    await old.close({ clear: false })
    live.connection.connect()
  }

  const end = async (reason: EndReason): Promise<void> => {
    const waiting = facts.waiting
    dispatch({ type: 'ended', reason })
    // Signed out is not thrown out: the copy stays for when one signs in again.
    if (reason === 'signed-out') return
    const gone = live
    if (waiting > 0) {
      const items = untakenWork(gone.doc, options.me)
      if (items.length > 0) await shelve(gone.doc, 'access-gone', items)
      options.onShelved()
    } else {
      await settleWithoutServer()
    }
    await (await index).remove(room)
    await gone.close({ clear: true })
  }

  const rejoin = (): void => {
    if (facts.ended === 'forbidden' || facts.ended === 'not-found') {
      dispatch({ type: 'reopened' })
      level.set(undefined)
      show(open('current'))
      void start(live)
    } else {
      live.connection.connect()
    }
  }

  /** Work set aside in a healing that access ran out in the middle of. */
  const settleWithoutServer = async (): Promise<void> => {
    const shelved = await (await index).shelved()
    for (const work of shelved) {
      if (work.conversationId !== conversationId || work.items !== undefined) continue
      const copy = new Y.Doc()
      Y.applyUpdate(copy, work.update)
      await (await index).shelve({ ...work, items: untakenWork(copy, options.me) })
      copy.destroy()
    }
    options.onShelved()
  }

  const show = (next: Replica): void => {
    live = next
    replica.set(next)
  }

  let live = open('current')
  const replica = createStore(live)
  void start(live)

  return {
    room,
    replica,
    state,
    level,
    rejoin,
    close: async () => {
      closed = true
      clearTimeout(timer)
      tabs.close()
      await live.close({ clear: false })
      if (replica.get() !== live) await replica.get().close({ clear: false })
    },
  }
}

const itemKey = (item: { readonly kind: string; readonly id?: string; readonly key?: string }): string =>
  `${item.kind} ${item.id ?? item.key ?? ''}`
