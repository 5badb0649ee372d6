/** The way back to the conversation from which this one was forked; shown to those only who may open that one. */
import { GitFork } from 'lucide-react'
import type { ConversationId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { Link } from '../app/router.tsx'
import { titleOf } from '../directory/titles.ts'
import { useDirectoryEntry } from '../sync/hooks.tsx'
import styles from './forked-from.module.css'
import { useForkSource } from './use-fork-source.ts'

export const ForkedFrom = () => {
  const source = useForkSource()
  return source === undefined ? null : <WayBack id={source} />
}

const WayBack = ({ id }: { readonly id: ConversationId }) => {
  const entry = useDirectoryEntry(id)
  if (entry === undefined) return null
  const title = isolated(titleOf(entry))
  return (
    <Link className={styles.link} to={{ page: 'conversation', id }} title={`Forked from “${title}”`}>
      <GitFork aria-hidden="true" />
      <span className={styles.words}>Forked from {title}</span>
    </Link>
  )
}
