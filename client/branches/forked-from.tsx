/** The way back to the conversation from which this one was forked; shown to those only who may open that one. */
import { GitFork } from 'lucide-react'
import { conversationRoots, readForkedFrom } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { Link } from '../app/router.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { titleOf } from '../directory/titles.ts'
import { useDirectoryEntry, useStore } from '../sync/hooks.tsx'
import styles from './forked-from.module.css'

export const ForkedFrom = () => {
  const { model } = useConversation()
  // It is written with the other settings, once.
  useStore(model.settings)
  const from = readForkedFrom(conversationRoots(model.doc))
  return from === undefined ? null : <WayBack id={from.conversationId} />
}

const WayBack = ({ id }: { readonly id: ConversationId }) => {
  const entry = useDirectoryEntry(id)
  if (entry === undefined) return null
  const title = titleOf(entry)
  return (
    <Link className={styles.link} to={{ page: 'conversation', id }} title={`Forked from “${title}”`}>
      <GitFork aria-hidden="true" />
      <span className={styles.words}>Forked from {title}</span>
    </Link>
  )
}
