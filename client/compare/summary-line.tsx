/** Over a message that sums up a branch: which, who drafted it, who stands for it, and the way there. */
import { Spline } from 'lucide-react'
import type { MessageEntry } from '../../shared/document/index.ts'
import { branchName } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useStore } from '../sync/hooks.tsx'
import styles from './summary-line.module.css'

export const SummaryLine = ({
  entry,
  of,
}: {
  readonly entry: MessageEntry
  readonly of: NonNullable<MessageEntry['summaryOf']>
}) => {
  const { model, personOf, places } = useConversation()
  const tree = useStore(model.tree)
  const run = useStore(model.runs).byId.get(of.runId ?? ('' as never))
  const author = personOf(entry.author).name
  const by =
    run === undefined
      ? `written by ${author}`
      : `drafted by ${personOf(run.agent).name}, approved by ${author}`
  const name = branchName(tree, of.branchId, (id) => personOf(id).name)
  return (
    <p className={styles.line} data-summary="">
      <Spline aria-hidden="true" />
      <span>
        Summary of{' '}
        <button type="button" className={styles.link} onClick={() => places.goTo(of.branchId, of.messageId)}>
          {name}
        </button>
        , {by}
      </span>
    </p>
  )
}
