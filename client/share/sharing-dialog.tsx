/** Who has access and why, for everybody; for the owner, also to change it. */
import { useCallback } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { useReloadWhenChanged } from '../api/use-reload-when-changed.ts'
import { Button, Dialog, EmptyState, Skeleton } from '../design/index.ts'
import { titleOf } from '../directory/titles.ts'
import { isOpenRequest } from '../inbox/news-words.ts'
import { useNotifications } from '../inbox/use-inbox.ts'
import { useDirectoryEntry } from '../sync/hooks.tsx'
import { CopyLink } from './copy-link.tsx'
import styles from './sharing.module.css'
import { SharingEditor } from './sharing-editor.tsx'
import { SharingView } from './sharing-view.tsx'

const SharingDialog = ({ id, onClose }: { readonly id: ConversationId; readonly onClose: () => void }) => {
  const api = useApi()
  const entry = useDirectoryEntry(id)
  const { loaded, reload, set } = useLoaded(
    useCallback((signal: AbortSignal) => api.sharing(id, signal), [api, id]),
  )
  const asking = useNotifications().filter(
    ({ conversationId, news }) => conversationId === id && isOpenRequest(news),
  )
  // Somebody else changed sharing, or asks.
  useReloadWhenChanged(
    `${entry?.level} ${entry?.sharingVersion} ${asking.map((one) => one.id).join(' ')}`,
    reload,
  )
  const title = isolated(titleOf(entry ?? { title: '' }))
  const frame = {
    open: true,
    onOpenChange: (open: boolean) => {
      if (!open) onClose()
    },
    title: `${entry?.level === 'owner' ? 'Share' : 'Who has access to'} “${title}”`,
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
        <SharingEditor
          frame={frame}
          title={title}
          sharing={loaded.value}
          onSharing={set}
          onReload={reload}
          onClose={onClose}
        />
      ) : (
        <Dialog
          {...frame}
          footer={
            <>
              <span className={styles.link}>
                <CopyLink id={id} />
              </span>
              <Button onClick={onClose}>Close</Button>
            </>
          }
        >
          <SharingView sharing={loaded.value} />
        </Dialog>
      )
  }
}

export default SharingDialog
