/**
 * Who is here: everybody's awareness read into plain values, one's own written sparingly. Names come from the
 * server's stamp on each state, never from the client that sent it.
 */
import type { Awareness } from 'y-protocols/awareness'
import type { BranchId, PrincipalId } from '../../shared/ids.ts'
import { type Presence, type ReadingPlace, readPresence } from '../../shared/presence.ts'
import { createDerivedStore, createStore, type ReadableStore } from './store.ts'

/** Another person or agent in the room, over all their tabs. */
export type Present = Presence & { readonly clientIds: readonly number[] }

export interface PresenceBoard {
  /** Everybody but oneself, one entry each, in a steady order. */
  readonly others: ReadableStore<readonly Present[]>
  /** One is here for as long as somebody looks; returns how to leave. A room may stay open behind another one. */
  readonly enter: () => () => void
  readonly setAt: (at: ReadingPlace) => void
  /** Asks the others to follow, until taken back. */
  readonly setPresenting: (presenting: boolean) => void
  readonly isPresenting: ReadableStore<boolean>
  readonly setFollowing: (whom: PrincipalId | undefined) => void
  /** To be called at each keystroke; it ends by itself. */
  readonly setTyping: (branchId: BranchId) => void
  readonly stopTyping: () => void
  /** Who writes under a Yjs client id, where they are here. */
  readonly personOf: (clientId: number) => Presence | undefined
  readonly close: () => void
}

const TYPING_MILLISECONDS = 4_000
/** At most this often one's place is told to the others. */
const AT_MILLISECONDS = 400

export const createPresenceBoard = (awareness: Awareness, me: PrincipalId): PresenceBoard => {
  const moves = createMoves()
  const others = createDerivedStore(() => readOthers(awareness, me, moves))
  const isPresenting = createStore(false)
  const onChange = (): void => {
    const before = others.get()
    moves.note(awareness)
    const now = readOthers(awareness, me, moves)
    if (JSON.stringify(before) !== JSON.stringify(now)) others.invalidate()
  }
  awareness.on('change', onChange)

  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let atTimer: ReturnType<typeof setTimeout> | undefined
  let wantedAt: ReadingPlace | undefined
  const field = (name: 'at' | 'typing' | 'presenting' | 'following', value: unknown): void => {
    if (awareness.getLocalState() !== null) awareness.setLocalStateField(name, value)
  }
  const stopTyping = (): void => {
    clearTimeout(typingTimer)
    if (awareness.getLocalState()?.typing !== undefined) field('typing', undefined)
  }

  return {
    others,
    enter: () => {
      if (awareness.getLocalState() === null) awareness.setLocalState({})
      if (isPresenting.get()) field('presenting', true)
      return () => {
        clearTimeout(typingTimer)
        clearTimeout(atTimer)
        atTimer = undefined
        wantedAt = undefined
        isPresenting.set(false)
        awareness.setLocalState(null)
      }
    },
    setAt: (at) => {
      if (JSON.stringify(wantedAt) === JSON.stringify(at)) return
      wantedAt = at
      atTimer ??= setTimeout(() => {
        atTimer = undefined
        field('at', wantedAt)
      }, AT_MILLISECONDS)
    },
    isPresenting,
    setPresenting: (presenting) => {
      isPresenting.set(presenting)
      field('presenting', presenting ? true : undefined)
    },
    setFollowing: (whom) => field('following', whom),
    setTyping: (branchId) => {
      clearTimeout(typingTimer)
      typingTimer = setTimeout(stopTyping, TYPING_MILLISECONDS)
      if (awareness.getLocalState()?.typing !== branchId) field('typing', branchId)
    },
    stopTyping,
    personOf: (clientId) => readPresence(awareness.getStates().get(clientId)),
    close: () => {
      clearTimeout(typingTimer)
      clearTimeout(atTimer)
      awareness.off('change', onChange)
    },
  }
}

/** In which order people moved, as far as it was seen here: of several tabs, the one that moved last says where. */
interface Moves {
  readonly note: (awareness: Awareness) => void
  readonly of: (clientId: number) => number
}

const createMoves = (): Moves => {
  const known = new Map<number, { readonly at: string; readonly number: number }>()
  let last = 0
  return {
    note: (awareness) => {
      const states = awareness.getStates()
      for (const clientId of known.keys()) if (!states.has(clientId)) known.delete(clientId)
      for (const [clientId, state] of states) {
        const at = JSON.stringify(readPresence(state)?.at ?? null)
        if (known.get(clientId)?.at !== at) known.set(clientId, { at, number: ++last })
      }
    },
    of: (clientId) => known.get(clientId)?.number ?? 0,
  }
}

const readOthers = (awareness: Awareness, me: PrincipalId, moves: Moves): readonly Present[] => {
  const byUser = new Map<PrincipalId, Present>()
  const states = [...awareness.getStates()].sort(([a], [b]) => moves.of(a) - moves.of(b) || a - b)
  for (const [clientId, state] of states) {
    const presence = readPresence(state)
    if (presence === undefined || presence.user.id === me) continue
    const known = byUser.get(presence.user.id)
    byUser.set(presence.user.id, {
      ...known,
      // Of several tabs the one that is presented from says where somebody is.
      ...(known?.presenting === true ? {} : presence),
      user: presence.user,
      clientIds: [...(known?.clientIds ?? []), clientId],
    })
  }
  return [...byUser.values()].sort((a, b) => a.user.name.localeCompare(b.user.name))
}
