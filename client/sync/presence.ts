/**
 * Who is here: everybody's awareness read into plain values, one's own written sparingly. Names come from the
 * server's stamp on each state, never from the client that sent it.
 */
import type { Awareness } from 'y-protocols/awareness'
import type { BranchId, MessageId, PrincipalId } from '../../shared/ids.ts'
import { type Presence, readPresence } from '../../shared/presence.ts'
import { createDerivedStore, type ReadableStore } from './store.ts'

/** Another person or agent in the room, over all their tabs. */
export type Present = Presence & { readonly clientIds: readonly number[] }

export interface PresenceBoard {
  /** Everybody but oneself, one entry each, in a steady order. */
  readonly others: ReadableStore<readonly Present[]>
  readonly setAt: (branchId: BranchId, messageId?: MessageId) => void
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
  const onChange = (): void => {
    const before = others.get()
    const now = readOthers(awareness, me)
    if (JSON.stringify(before) !== JSON.stringify(now)) others.invalidate()
  }
  awareness.on('change', onChange)

  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let atTimer: ReturnType<typeof setTimeout> | undefined
  let wantedAt: Presence['at']
  const field = (name: 'at' | 'typing', value: unknown): void => {
    if (awareness.getLocalState() !== null) awareness.setLocalStateField(name, value)
  }
  const stopTyping = (): void => {
    clearTimeout(typingTimer)
    if (awareness.getLocalState()?.typing !== undefined) field('typing', undefined)
  }

  return {
    others,
    setAt: (branchId, messageId) => {
      if (wantedAt?.branchId === branchId && wantedAt.messageId === messageId) return
      wantedAt = { branchId, ...(messageId === undefined ? {} : { messageId }) }
      atTimer ??= setTimeout(() => {
        atTimer = undefined
        field('at', wantedAt)
      }, AT_MILLISECONDS)
    },
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
      ...presence,
      clientIds: [...(known?.clientIds ?? []), clientId],
    })
  }
  return [...byUser.values()].sort((a, b) => a.user.name.localeCompare(b.user.name))
}
