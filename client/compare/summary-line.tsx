/** Over a message that sums up a branch: which, who drafted it, who stands for it, and the way there. */
import { Spline } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MessageEntry } from '../../shared/document/index.ts'
import type { PrincipalId } from '../../shared/ids.ts'
import { branchName } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useStore } from '../sync/hooks.tsx'
import styles from './summary-line.module.css'

export const SummaryLine = ({ entry }: { readonly entry: MessageEntry }) => {
  const { summaryOf, origin } = entry
  if (summaryOf !== undefined) return <OfBranch entry={entry} of={summaryOf} />
  return origin?.summary === undefined ? null : <OfOriginal entry={entry} of={origin.summary} />
}

const OfBranch = ({
  entry,
  of,
}: {
  readonly entry: MessageEntry
  readonly of: NonNullable<MessageEntry['summaryOf']>
}) => {
  const { model, personOf, places } = useConversation()
  const tree = useStore(model.tree)
  const run = useStore(model.runs).byId.get(of.runId ?? ('' as never))
  const name = branchName(tree.branches.get(of.branchId), (id) => personOf(id).name)
  return (
    <Line entry={entry} draftedBy={run?.agent}>
      <button type="button" className={styles.link} onClick={() => places.goTo(of.branchId, of.messageId)}>
        {name}
      </button>
    </Line>
  )
}

/** In a forked conversation: what it sums up stayed in the one that it was forked from. */
const OfOriginal = ({
  entry,
  of,
}: {
  readonly entry: MessageEntry
  readonly of: NonNullable<NonNullable<MessageEntry['origin']>['summary']>
}) => {
  const { personOf } = useConversation()
  return (
    <Line entry={entry} draftedBy={of.draftedBy}>
      {branchName(of, (id) => personOf(id).name)} in the original
    </Line>
  )
}

const Line = ({
  entry,
  draftedBy,
  children,
}: {
  readonly entry: MessageEntry
  readonly draftedBy: PrincipalId | undefined
  readonly children: ReactNode
}) => {
  const { personOf } = useConversation()
  const author = personOf(entry.author).name
  const by =
    draftedBy === undefined
      ? `written by ${author}`
      : `drafted by ${personOf(draftedBy).name}, approved by ${author}`
  return (
    <p className={styles.line} data-summary="">
      <Spline aria-hidden="true" />
      <span>
        Summary of {children}, {by}
      </span>
    </p>
  )
}
