/** A reply that has no words yet. */
import type { RunEntry } from '../../shared/document/index.ts'
import { runModel } from '../branches/branch-words.ts'
import { Avatar } from '../design/index.ts'
import { useConversation } from './conversation-context.tsx'
import styles from './message-row.module.css'
import { RunNote } from './run-note.tsx'

export const RunRow = ({ run }: { readonly run: RunEntry }) => {
  const { personOf } = useConversation()
  const agent = personOf(run.agent)
  return (
    <article className={styles.message} aria-label={`${agent.name}: reply on its way`} data-run-id={run.id}>
      <header className={styles.head}>
        <Avatar person={agent} size={24} decorative />
        <h2 className={styles.author}>{agent.name}</h2>
        {runModel(run) !== undefined && <span className={styles.about}>{runModel(run)}</span>}
      </header>
      <RunNote run={run} hasText={false} />
    </article>
  )
}
