/** Opens the map: from the header, from the palette, and by its key; and from the map, two branches side by side. */
import { Columns2, Network } from 'lucide-react'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { putAwayBy } from '../../shared/document/index.ts'
import type { BranchId } from '../../shared/ids.ts'
import { usePaletteActions } from '../app/palette-actions.tsx'
import { part } from '../app/part.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { mainBranchOf } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { IconButton } from '../design/index.ts'

const ConversationMap = part(() => import('./conversation-map.tsx'))
const CompareView = part(() => import('../compare/compare-view.tsx'))
const SummaryDialog = part(async () => ({
  default: (await import('../compare/summary-dialog.tsx')).SummaryDialog,
}))

export const MAP_SHORTCUT = 'Mod+.'

type View =
  | { readonly kind: 'none' }
  /** `branchId`: the one to begin with, where one comes back to it. */
  | { readonly kind: 'map'; readonly branchId?: BranchId }
  | { readonly kind: 'compare'; readonly left: BranchId; readonly right: BranchId; readonly from: View }
  | { readonly kind: 'summary'; readonly source: BranchId; readonly from: View }

const NONE: View = { kind: 'none' }

export const MapButton = () => {
  const [view, setView] = useState<View>(NONE)
  const button = useRef<HTMLButtonElement>(null)
  useFocusBack(view, button)
  const showMap = useCallback(() => setView({ kind: 'map' }), [])
  const close = useCallback(() => setView(NONE), [])
  const compare = useCompare(setView)
  const compareFromMap = useCallback(
    (branchId: BranchId) => compare(branchId, { kind: 'map', branchId }),
    [compare],
  )
  const sum = useCallback(
    (source: BranchId) => setView({ kind: 'summary', source, from: { kind: 'map', branchId: source } }),
    [],
  )
  const back = useCallback(() => setView((now) => ('from' in now ? now.from : NONE)), [])
  useShortcuts(useMemo(() => ({ [MAP_SHORTCUT]: showMap }), [showMap]))
  usePaletteActions(
    useMemo(
      () => [
        {
          id: 'map',
          label: 'Map of this conversation',
          icon: <Network />,
          shortcut: MAP_SHORTCUT,
          onSelect: showMap,
        },
        { id: 'compare', label: 'Compare two branches', icon: <Columns2 />, onSelect: () => compare() },
      ],
      [showMap, compare],
    ),
  )
  return (
    <>
      <IconButton ref={button} label="Map" shortcut={MAP_SHORTCUT} icon={<Network />} onClick={showMap} />
      {view.kind === 'map' && (
        <ConversationMap branchId={view.branchId} onClose={close} onCompare={compareFromMap} onSum={sum} />
      )}
      {view.kind === 'compare' && (
        <CompareView left={view.left} right={view.right} onClose={back} onLeave={close} />
      )}
      {view.kind === 'summary' && <SummaryDialog source={view.source} onClose={back} onPosted={close} />}
    </>
  )
}

/** Focus goes back to where it came from, through however many views one went; else to the button. */
const useFocusBack = (view: View, button: RefObject<HTMLButtonElement | null>): void => {
  const opener = useRef<Element>(undefined)
  const isOpen = view.kind !== 'none'
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    opener.current ??= document.activeElement ?? undefined
    const { current: ownButton } = button
    return () => {
      const { current } = opener
      opener.current = undefined
      const target = current instanceof HTMLElement && current.isConnected ? current : ownButton
      // Whatever closes now has its own say first.
      setTimeout(() => {
        if (document.activeElement === document.body) target?.focus({ preventScroll: true })
      })
    }
  }, [isOpen, button])
}

/** A branch beside the one that is read; that one beside the main path; the main path beside any other. */
const useCompare = (setView: (view: View) => void): ((branchId?: BranchId, from?: View) => void) => {
  const { model, places } = useConversation()
  const { place } = places
  return useCallback(
    (branchId, from = NONE) => {
      const tree = model.tree.get()
      const reading = place.kind === 'branch' ? place.branchId : place.cameFrom
      const main = mainBranchOf(tree, model.settings.get())
      const right = branchId ?? reading
      const shown = tree.listed.map(({ id }) => id).filter((id) => putAwayBy(tree, id) === undefined)
      const left = [reading, main, ...shown].find((id) => id !== right)
      setView({ kind: 'compare', left: left ?? right, right, from })
    },
    [model, place, setView],
  )
}
