/** What a reply's run is doing, and the one thing that can be done about it. */
import type { RunEntry } from '../../shared/document/index.ts'
import { Button } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import { isOutOfReach } from '../sync/sync-state.ts'
import { deskOf, useConversation } from './conversation-context.tsx'
import styles from './run-note.module.css'
import { runWords } from './run-words.ts'
import { regenerate, retry, stopRun } from './writing.ts'

export const RunNote = ({ run, hasText }: { readonly run: RunEntry; readonly hasText: boolean }) => {
  const conversation = useConversation()
  const { model, handle, me, canWrite, personOf, places } = conversation
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const sync = useStore(handle.room.state)
  const words = runWords(run, {
    waiting: isOutOfReach(sync),
    hasText,
    agent: personOf(run.agent).name,
    nameOf: (id) => (id === me ? 'you' : personOf(id).name),
  })
  if (words === undefined) return null
  const tryAgain = (): void => {
    // Where words have come they stay, and the new reply stands beside them.
    const replied = [...tree.messages.values()].some((message) => message.runId === run.id)
    if (replied) places.goTo(regenerate(deskOf(conversation), run.parentId))
    else retry(deskOf(conversation), run)
  }
  return (
    <p
      className={styles.note}
      data-tone={words.tone}
      data-run-status={run.status}
      role={words.tone === 'danger' ? 'alert' : 'status'}
    >
      {words.alive && <span className={styles.alive} aria-hidden="true" />}
      <span>{words.text}</span>
      {canWrite && (words.action === 'stop' || words.action === 'cancel') && (
        <Button size="small" variant="plain" onClick={() => stopRun(deskOf(conversation), runs, run)}>
          {words.action === 'stop' ? 'Stop' : 'Cancel'}
        </Button>
      )}
      {canWrite && words.action === 'retry' && (
        <Button size="small" onClick={tryAgain}>
          Retry
        </Button>
      )}
    </p>
  )
}
