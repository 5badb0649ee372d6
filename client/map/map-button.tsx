/** Opens the map: from the header, from the palette, and by its key; and from the map, two branches side by side. */
import { Columns2, Network } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
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
  | { readonly kind: 'map' }
  | { readonly kind: 'compare'; readonly left: BranchId; readonly right: BranchId }
  | { readonly kind: 'summary'; readonly source: BranchId }

export const MapButton = () => {
  const [view, setView] = useState<View>({ kind: 'none' })
  const showMap = useCallback(() => setView({ kind: 'map' }), [])
  const close = useCallback(() => setView({ kind: 'none' }), [])
  const sum = useCallback((source: BranchId) => setView({ kind: 'summary', source }), [])
  const compare = useCompare(setView)
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
      <IconButton label="Map" shortcut={MAP_SHORTCUT} icon={<Network />} onClick={showMap} />
      {view.kind === 'map' && <ConversationMap onClose={close} onCompare={compare} onSum={sum} />}
      {view.kind === 'compare' && <CompareView left={view.left} right={view.right} onClose={close} />}
      {view.kind === 'summary' && <SummaryDialog source={view.source} onClose={close} />}
    </>
  )
}

/** A branch beside the one that is read; that one beside the main path; the main path beside any other. */
const useCompare = (setView: (view: View) => void): ((branchId?: BranchId) => void) => {
  const { model, places } = useConversation()
  const { place } = places
  return useCallback(
    (branchId) => {
      const tree = model.tree.get()
      const reading = place.kind === 'branch' ? place.branchId : place.cameFrom
      const main = mainBranchOf(tree, model.settings.get())
      const right = branchId ?? reading
      const left = [reading, main, ...tree.listed.map(({ id }) => id)].find((id) => id !== right)
      setView({ kind: 'compare', left: left ?? right, right })
    },
    [model, place, setView],
  )
}
