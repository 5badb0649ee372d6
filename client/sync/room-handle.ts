/**
 * A room as this page holds it: the replica of the moment, what the server lets one do in it, and how safe one's
 * work is. Owns the way through a refusal: what was refused is shelved, the document is fetched anew under the next
 * local generation, and only then is the old copy cleared.
 */
import type { Overtaken } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import type { Level } from '../../shared/levels.ts'
import { parseRoom, type RoomName } from '../../shared/rooms.ts'
import { CLOSE, type RejectCode, type ServerMessage } from '../../shared/wire.ts'
import type { LocalIndex } from './local-index.ts'
import { newId } from './new-id.ts'
import type { PastEpoch } from './past-epoch.ts'
import { createPersonalShelf } from './personal-shelf.ts'
import { openReplica, type Replica, type ReplicaEvent } from './replica.ts'
import { type Aside, createRoomShelf, type RoomShelf } from './room-shelf.ts'
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
import { deleteLog, rescueRows } from './update-log.ts'

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
  readonly pastEpoch: PastEpoch
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
const REMEMBER_MILLISECONDS = 250
/** How long the copy before an epoch may stand at most, where what was written in it cannot be written anew sooner. */
const SWAP_MILLISECONDS = 5_000
/** How long to wait before asking again for what the server cannot read. */
const UNREADABLE_MILLISECONDS = 60_000

export const openRoom = (options: RoomOptions): RoomHandle => {
  const { room, index } = options
  const shelf = shelfOf(options)

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
    if (facts.waiting !== before) rememberWaiting(before === 0)
  }

  /** A copy that is about to be replaced. People go on writing in it until then. */
  let leaving: { readonly replica: Replica; readonly aside: Aside; hasWork: boolean } | undefined

  let isSwapping = false

  let settingAside: ReturnType<typeof setTimeout> | undefined
  const setAside = async (): Promise<void> => {
    clearTimeout(settingAside)
    settingAside = undefined
    if (leaving?.hasWork === true) await shelf?.put(leaving.replica.doc, leaving.aside)
  }
  /** The next page opens the next generation: what is written in the copy that leaves is to be found on the shelf. */
  const setAsideSoon = (): void => {
    settingAside ??= setTimeout(() => void setAside(), REMEMBER_MILLISECONDS)
  }

  let remembering: ReturnType<typeof setTimeout> | undefined
  const writeWaiting = async (): Promise<void> => {
    clearTimeout(remembering)
    remembering = undefined
    // A room that has ended is forgotten, and one that is still being read does not know yet.
    if (facts.local === 'reading' || facts.ended !== undefined) return
    await (await index).change(room, { waiting: facts.waiting })
  }
  /** Across reloads it matters whether something waits; how much is a courtesy, so it is written once in a while. */
  const rememberWaiting = (now: boolean): void => {
    if (now) void writeWaiting()
    else remembering ??= setTimeout(() => void writeWaiting(), REMEMBER_MILLISECONDS)
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
        if (leaving?.replica === replica) {
          leaving.hasWork = true
          shelf?.lead()
          setAsideSoon()
        }
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
    if (event.data === 'stored') void takeFromTab(live)
    if (event.data === 'next-generation') void moveOn()
  }

  /** What another tab wrote off line waits for this one's connection as well: that tab may be gone by then. */
  const takeFromTab = async (replica: Replica): Promise<void> => {
    if ((await replica.fetch()) && replica === live && !closed) dispatch({ type: 'written' })
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
    if (await fresh.stored()) await deleteLog(name)
    options.onNotice('The copy on this device was damaged. It is being fetched again from the server.')
    await start(fresh)
  }

  const onConnection = (event: ReplicaEvent): void => {
    switch (event.type) {
      case 'connecting':
      case 'joined':
      case 'frame-sent':
        dispatch(event)
        break
      case 'synced':
        dispatch(event)
        keepOvertaken(live.takeOvertaken())
        if (facts.healing) void finishHealing()
        else void shelf?.settle(live.doc)
        break
      case 'message':
        onServerMessage(event.message)
        break
      case 'closed':
        onClosed(event.code)
        break
    }
  }

  const keepOvertaken = (overtaken: Overtaken | undefined): void => {
    if (overtaken !== undefined) void shelf?.keep(live.doc, overtaken)
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
    // Recorded once the copy of the other epoch is set aside: until then it is what this device has.
    if (known !== undefined && !facts.healing) void heal('new-epoch')
    else void opened?.change(room, { epoch })
  }

  const onClosed = (code: number): void => {
    const reason = END_REASONS.get(code)
    if (code === CLOSE.newEpoch) {
      dispatch({ type: 'lost' })
      void heal('new-epoch')
    } else if (code === CLOSE.frameTooLarge && facts.waiting > 0) {
      // What was too large once is so each time: nothing else would ever get through.
      dispatch({ type: 'lost' })
      void heal('limits')
    } else if (code === CLOSE.unreadable) {
      dispatch({ type: 'unreadable' })
      // The provider would be back within seconds: what has to be mended there takes longer.
      live.connection.disconnect()
      timer = setTimeout(() => {
        if (!closed) live.connection.connect()
      }, UNREADABLE_MILLISECONDS)
    } else if (reason === undefined) {
      dispatch({ type: 'lost' })
      // Written while the connection still seemed to hold.
      if (facts.waiting > 0) void tellTabs(live)
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
    void heal(code === 'epoch' ? 'new-epoch' : code)
  }

  /** Sets one's copy aside, durably, and begins the next generation from nothing. `epoch`: the copy's. */
  const heal = async (reason: ShelvedWork['reason'], epoch = opened?.record(room).epoch): Promise<void> => {
    if (facts.healing || closed) return
    const refused = live
    if (facts.waiting > 0) shelf?.lead()
    dispatch({ type: 'healing' })
    refused.connection.disconnect()
    const { generation } = await refused.loaded
    const stored = await (await index).reread(room)
    await refused.fetch()
    const hasWork = reason !== 'new-epoch' || facts.waiting > 0 || stored.waiting > 0
    leaving = { replica: refused, aside: { id: newId(), reason, epoch }, hasWork }
    if (facts.waiting > 0) shelf?.lead()
    if (hasWork) await shelf?.put(refused.doc, leaving.aside)
    await (await index).change(room, {
      generation: Math.max(stored.generation, generation + 1),
      epoch: undefined,
      waiting: 0,
    })
    live = open('current')
    await live.loaded
    if (!closed) live.connection.connect()
  }

  const finishHealing = async (): Promise<void> => {
    const left = leaving
    // Joined once more while the shelf is settled.
    if (left === undefined || isSwapping) return
    isSwapping = true
    const swap = (carry?: () => void): void => {
      const isFirst = leaving === left
      if (closed) return
      leaving = undefined
      // What is carried over counts as written now.
      if (isFirst) dispatch({ type: 'healed' })
      carry?.()
      if (isFirst) show(live)
    }
    if (left.hasWork && shelf !== undefined) {
      const { doc } = left.replica
      await shelf.put(doc, left.aside)
      const patience = setTimeout(() => swap(), SWAP_MILLISECONDS)
      await shelf.settle(live.doc, { id: left.aside.id, copy: doc, swap })
      clearTimeout(patience)
    }
    swap()
    isSwapping = false
    shelf?.follow()
    await shelf?.settle(live.doc)
    await left.replica.close({ clear: true })
    tabs.postMessage('next-generation')
  }

  /** Another tab has moved to a new generation; this one's copy is about to be cleared. */
  const moveOn = async (): Promise<void> => {
    if (facts.healing || closed) return
    const old = live
    const epoch = opened?.record(room).epoch
    const stored = await (await index).reread(room)
    if (stored.generation <= (await old.loaded).generation) return
    // What waits here the other tab may not have had.
    const reason = stored.epoch === epoch ? 'after-refusal' : 'new-epoch'
    // What stands there so far may be little: what is shown stays until the rest has come, where it can.
    if (facts.link !== 'lost') return heal(reason, epoch)
    const moved = { replica: old, aside: { id: newId(), reason, epoch } as const, hasWork: facts.waiting > 0 }
    leaving = moved
    if (moved.hasWork) await shelf?.put(old.doc, moved.aside)
    if (old !== live || facts.healing || closed) return
    live = open('current')
    await live.loaded
    leaving = undefined
    const lastPut = moved.hasWork ? shelf?.put(old.doc, moved.aside) : undefined
    show(live)
    await lastPut
    shelf?.follow()
    await old.close({ clear: false })
    live.connection.connect()
    options.onShelved()
  }

  const end = async (reason: EndReason): Promise<void> => {
    const waiting = facts.waiting
    dispatch({ type: 'ended', reason })
    // Signed out is not thrown out: the copy stays for when one signs in again.
    if (reason === 'signed-out') return
    const gone = live
    await shelf?.settleWithoutServer(waiting > 0 ? gone.doc : undefined)
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
      if (remembering !== undefined) await writeWaiting()
      await setAside()
      await live.close({ clear: false })
      if (replica.get() !== live) await replica.get().close({ clear: false })
    },
  }
}

/** Where work is set aside that the server does not take; nobody but the server writes in the other rooms. */
const shelfOf = ({ room, index, me, pastEpoch, onShelved }: RoomOptions): RoomShelf | undefined => {
  const parsed = parseRoom(room)
  switch (parsed?.kind) {
    case 'conversation':
    case 'talk':
      return createRoomShelf({
        index,
        place: parsed.kind,
        conversationId: parsed.id,
        me,
        pastEpoch,
        onChanged: onShelved,
      })
    case 'personal':
      return createPersonalShelf(index)
    default:
      return undefined
  }
}
