/** What one should know of the connection before writing on in the side talk; the page says nothing of its room. */

import { syncWords } from '../chat/sync-words.ts'
import type { TalkHandle } from '../sync/account.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './side-talk.module.css'

export const TalkState = ({ handle }: { readonly handle: TalkHandle }) => {
  const words = syncWords(useStore(handle.room.state), 'side talk')
  if (words.tone === 'quiet') return null
  return (
    <p className={styles.state} data-tone={words.tone} role="status">
      {words.long}
    </p>
  )
}
