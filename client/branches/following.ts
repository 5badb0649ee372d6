/**
 * Following somebody: the view moves with theirs, until one moves oneself. What one does by one's own hand goes
 * through the `places` that this hands on, and ends it.
 */
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { PrincipalId } from '../../shared/ids.ts'
import { useStore } from '../sync/hooks.tsx'
import type { PresenceBoard, Present } from '../sync/presence.ts'
import type { PlaceControl } from './use-place.ts'

export interface Following {
  /** Whom one follows. */
  readonly whom: Present | undefined
  readonly follow: (id: PrincipalId) => void
  readonly stop: () => void
}

export const useFollowing = (
  presence: PresenceBoard,
  own: PlaceControl,
): { readonly places: PlaceControl; readonly following: Following } => {
  const others = useStore(presence.others)
  const [wanted, setWanted] = useState<PrincipalId>()
  const whom = others.find(({ user }) => user.id === wanted)
  const stop = useCallback(() => setWanted(undefined), [])
  // Whoever has left leads nobody, also when they come back.
  if (wanted !== undefined && whom === undefined) setWanted(undefined)

  useEffect(() => {
    presence.setFollowing(wanted)
    return () => presence.setFollowing(undefined)
  }, [presence, wanted])

  const { goTo } = own
  const where = whom?.at === undefined ? undefined : JSON.stringify(whom.at)
  useEffect(() => {
    if (where === undefined) return
    const at = JSON.parse(where) as NonNullable<Present['at']>
    goTo(at.branchId, at.atEnd === true ? undefined : at.messageId, {
      kind: 'follow',
      within: at.within ?? 0,
    })
  }, [where, goTo])

  const places = useMemo<PlaceControl>(() => {
    const byOwnHand =
      <Given extends readonly unknown[]>(move: (...given: Given) => void) =>
      (...given: Given): void => {
        stop()
        move(...given)
      }
    return {
      ...own,
      takePath: byOwnHand(own.takePath),
      goTo: byOwnHand(own.goTo),
      branchFrom: byOwnHand(own.branchFrom),
    }
  }, [own, stop])
  const following = useMemo(() => ({ whom, follow: setWanted, stop }), [whom, stop])
  return { places, following }
}

/** One's own scrolling and keys end it. To be called where the messages are scrolled. */
export const useOwnMovesEnd = ({ whom, stop }: Following): void => {
  const isFollowing = whom !== undefined
  useEffect(() => {
    if (!isFollowing) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (!MODIFIERS.has(event.key) && !isOnStrip(event)) stop()
    }
    const onMove = (event: Event): void => {
      if (!isOnStrip(event)) stop()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('wheel', onMove, { passive: true })
    window.addEventListener('touchmove', onMove, { passive: true })
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('wheel', onMove)
      window.removeEventListener('touchmove', onMove)
    }
  }, [isFollowing, stop])
}

const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab'])

/** The banner's own button says what it does. */
const isOnStrip = ({ target }: Event): boolean =>
  target instanceof Element && target.closest('[data-strip]') !== null
