/**
 * Following somebody: the view moves with theirs, until one moves oneself. What one does by one's own hand goes
 * through the `places` that this hands on, and ends it.
 */
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Tree } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { useStore } from '../sync/hooks.tsx'
import type { PresenceBoard, Present } from '../sync/presence.ts'
import type { PlaceControl } from './use-place.ts'

export interface Following {
  /** Whom one follows. */
  readonly id: PrincipalId | undefined
  /** Where they are; `undefined` while they are away for a moment. */
  readonly whom: Present | undefined
  readonly follow: (id: PrincipalId) => void
  readonly stop: () => void
}

/** A lost connection, theirs or one's own, or a change of rights is over sooner. */
const AWAY_MILLISECONDS = 10_000

export const useFollowing = (
  presence: PresenceBoard,
  tree: Tree,
  own: PlaceControl,
): { readonly places: PlaceControl; readonly following: Following } => {
  const others = useStore(presence.others)
  const [id, setId] = useState<PrincipalId>()
  const whom = others.find(({ user }) => user.id === id)
  const stop = useCallback(() => setId(undefined), [])

  // Whoever has left leads nobody, also when they come back.
  const isAway = id !== undefined && whom === undefined
  useEffect(() => {
    if (!isAway) return undefined
    const timer = setTimeout(stop, AWAY_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [isAway, stop])

  useEffect(() => {
    presence.setFollowing(id)
    return () => presence.setFollowing(undefined)
  }, [presence, id])

  const { goTo } = own
  const isLed = whom?.at !== undefined && tree.branches.has(whom.at.branchId) && !leadsBack(others, whom)
  const where = isLed ? JSON.stringify(whom.at) : undefined
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
  const following = useMemo(() => ({ id, whom, follow: setId, stop }), [id, whom, stop])
  return { places, following }
}

/** Whether they follow in a circle, oneself in it: then nobody leads, and each would move the others for ever. */
const leadsBack = (others: readonly Present[], whom: Present): boolean => {
  const seen = new Set<PrincipalId>()
  let next: Present | undefined = whom
  while (next?.following !== undefined) {
    if (seen.has(next.user.id)) return true
    seen.add(next.user.id)
    const { following }: Present = next
    next = others.find(({ user }) => user.id === following)
    // Oneself is not among the others, and somebody who has gone leads nowhere either.
    if (next === undefined) return true
  }
  return false
}

/** One's own scrolling and keys end it. To be called where the messages are scrolled. */
export const useOwnMovesEnd = ({ id, stop }: Following): void => {
  const isFollowing = id !== undefined
  useEffect(() => {
    if (!isFollowing) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (!MODIFIERS.has(event.key) && !isElsewhere(event)) stop()
    }
    const onMove = (event: Event): void => {
      if (!isElsewhere(event)) stop()
    }
    // A press beside everything that stands in it: its scroll bar.
    const onPress = ({ target }: Event): void => {
      if (target instanceof HTMLElement && target.dataset.scroller !== undefined) stop()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('wheel', onMove, { passive: true })
    window.addEventListener('touchmove', onMove, { passive: true })
    window.addEventListener('pointerdown', onPress)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('wheel', onMove)
      window.removeEventListener('touchmove', onMove)
      window.removeEventListener('pointerdown', onPress)
    }
  }, [isFollowing, stop])
}

const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab'])

/** What lies over the page or beside it is not what one is led through; the banner's own button says what it does. */
const isElsewhere = ({ target }: Event): boolean =>
  target instanceof Element &&
  target.closest('[data-strip], [data-drawer], [role="dialog"], [role="menu"]') !== null
