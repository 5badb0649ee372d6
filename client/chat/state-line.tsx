/** What one should know of the connection before writing on: one sentence, only when there is one. */
import { useStore } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import styles from './conversation-page.module.css'
import { syncWords } from './sync-words.ts'

export const StateLine = () => {
  const { handle } = useConversation()
  const state = useStore(handle.room.state)
  const words = syncWords(state)
  if (words.tone === 'quiet') return null
  return (
    <p className={styles.state} data-tone={words.tone} role="status">
      {words.long}
    </p>
  )
}
