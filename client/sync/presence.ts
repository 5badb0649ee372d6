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
  const others = createDerivedStore(() => readOthers(awareness, me))
  const isPresenting = createStore(false)
  const onChange = (): void => {
    const before = others.get()
    const now = readOthers(awareness, me)
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

const readOthers = (awareness: Awareness, me: PrincipalId): readonly Present[] => {
  const byUser = new Map<PrincipalId, Present>()
  for (const [clientId, state] of [...awareness.getStates()].sort(([a], [b]) => a - b)) {
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
