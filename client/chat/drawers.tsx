/** What stands at the right of a conversation: the side talk or its files, one of them at a time. */
import { Paperclip } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { usePaletteActions } from '../app/palette-actions.tsx'
import { part } from '../app/part.tsx'
import { SideTalk } from '../talk/side-talk.tsx'
import { useTalk, useTalkActions } from '../talk/talk-context.tsx'

const FilesDrawer = part(() => import('../files/files-drawer.tsx'))

interface DrawersProps {
  readonly filesAreOpen: boolean
  readonly onFiles: (open: boolean) => void
}

export const Drawers = ({ filesAreOpen, onFiles }: DrawersProps) => {
  const talk = useTalk()
  const actions = useTalkActions()
  const talkIsOpen = talk?.isOpen === true
  const talkWasOpen = useRef(talkIsOpen)
  useEffect(() => {
    if (filesAreOpen) actions?.close()
  }, [filesAreOpen, actions])
  useEffect(() => {
    if (talkIsOpen && !talkWasOpen.current) onFiles(false)
    talkWasOpen.current = talkIsOpen
  }, [talkIsOpen, onFiles])
  usePaletteActions(
    useMemo(
      () => [
        {
          id: 'files',
          label: 'Files of this conversation',
          icon: <Paperclip />,
          onSelect: () => onFiles(true),
        },
      ],
      [onFiles],
    ),
  )
  return filesAreOpen ? <FilesDrawer onClose={() => onFiles(false)} /> : <SideTalk />
}
