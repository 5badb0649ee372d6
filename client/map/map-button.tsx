/** Opens the map: from the header, from the palette, and by its key. */
import { Network } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { usePaletteActions } from '../app/palette-actions.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { IconButton } from '../design/index.ts'

const ConversationMap = lazy(() => import('./conversation-map.tsx'))

export const MAP_SHORTCUT = 'Mod+.'

export const MapButton = () => {
  const [open, setOpen] = useState(false)
  const show = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  useShortcuts(useMemo(() => ({ [MAP_SHORTCUT]: show }), [show]))
  usePaletteActions(
    useMemo(
      () => [
        {
          id: 'map',
          label: 'Map of this conversation',
          icon: <Network />,
          shortcut: MAP_SHORTCUT,
          onSelect: show,
        },
      ],
      [show],
    ),
  )
  return (
    <>
      <IconButton label="Map" shortcut={MAP_SHORTCUT} icon={<Network />} onClick={show} />
      <Suspense fallback={null}>{open && <ConversationMap onClose={close} />}</Suspense>
    </>
  )
}
