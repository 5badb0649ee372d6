/** Who has access and why, for everybody; for the owner, also to change it. */
import { useCallback, useEffect, useRef } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { Button, Dialog, EmptyState, Skeleton } from '../design/index.ts'
import { titleOf } from '../directory/titles.ts'
import { useDirectoryEntry } from '../sync/hooks.tsx'
import { SharingEditor } from './sharing-editor.tsx'
import { SharingView } from './sharing-view.tsx'

const SharingDialog = ({ id, onClose }: { readonly id: ConversationId; readonly onClose: () => void }) => {
  const api = useApi()
  const entry = useDirectoryEntry(id)
  const { loaded, reload, set } = useLoaded(
    useCallback((signal: AbortSignal) => api.sharing(id, signal), [api, id]),
  )
  useReloadWhenChanged(entry?.level, reload)
  const frame = {
    open: true,
    onOpenChange: (open: boolean) => {
      if (!open) onClose()
    },
    title: `${entry?.level === 'owner' ? 'Share' : 'Who has access to'} “${titleOf(entry ?? { title: '' })}”`,
  }
  switch (loaded.kind) {
    case 'loading':
      return (
        <Dialog {...frame}>
          <Skeleton lines={5} label="Loading who has access" />
        </Dialog>
      )
    case 'failed':
      return (
        <Dialog {...frame}>
          <EmptyState
            title="Who has access cannot be shown"
            text={loaded.error.message}
            action={<Button onClick={reload}>Try again</Button>}
          />
        </Dialog>
      )
    case 'loaded':
      return loaded.value.yourLevel === 'owner' ? (
        <SharingEditor frame={frame} sharing={loaded.value} onSharing={set} onClose={onClose} />
      ) : (
        <Dialog {...frame}>
          <SharingView sharing={loaded.value} />
        </Dialog>
      )
  }
}

export default SharingDialog

/** One's own level changed while the dialog is open: what it says is out of date. */
const useReloadWhenChanged = (value: unknown, reload: () => void): void => {
  const known = useRef(value)
  useEffect(() => {
    if (known.current === value) return
    known.current = value
    reload()
  }, [value, reload])
}
