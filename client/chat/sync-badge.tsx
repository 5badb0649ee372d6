/** How safe one's work is: a small word for whoever looks, louder only when there is something to know. */
import { Check, CloudOff, HardDriveDownload, RefreshCw, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Popover } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import type { SyncState } from '../sync/sync-state.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './sync-badge.module.css'
import { syncWords } from './sync-words.ts'

/** Work that is stored within this time was never at risk in anybody's eyes. */
const CALM_MILLISECONDS = 600

export const SyncBadge = () => {
  const { handle } = useConversation()
  const state = useCalm(useStore(handle.room.state))
  const words = syncWords(state)
  return (
    <span className={styles.status} role="status">
      <Popover
        label="Is my work safe?"
        align="end"
        trigger={
          <button
            type="button"
            className={styles.badge}
            data-sync={state.kind}
            data-tone={words.tone}
            title={words.long}
          >
            <Icon state={state} />
            <span className={styles.words}>{words.short}</span>
          </button>
        }
      >
        {words.long}
      </Popover>
    </span>
  )
}

/** Brief exchanges are not shown: each keystroke would flicker. */
const useCalm = (state: SyncState): SyncState => {
  const [shown, setShown] = useState(state)
  useEffect(() => {
    const wait = state.kind === 'syncing' || state.kind === 'loading' ? CALM_MILLISECONDS : 0
    const timer = setTimeout(() => setShown(state), wait)
    return () => clearTimeout(timer)
  }, [state])
  return shown
}

const Icon = ({ state }: { readonly state: SyncState }) => {
  switch (state.kind) {
    case 'saved':
      return <Check aria-hidden="true" />
    case 'loading':
    case 'syncing':
    case 'healing':
      return <RefreshCw aria-hidden="true" />
    case 'offline':
      return <CloudOff aria-hidden="true" />
    case 'saved-here':
    case 'unreadable':
      return <HardDriveDownload aria-hidden="true" />
    case 'unsaved':
    case 'ended':
      return <TriangleAlert aria-hidden="true" />
  }
}
