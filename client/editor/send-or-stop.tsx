/** Sends what is written; where nothing is, stops the reply that is being written here. */
import { ArrowUp, Square } from 'lucide-react'
import { useConversation } from '../chat/conversation-context.tsx'
import { placeView } from '../chat/rows.ts'
import { stopRun } from '../chat/writing.ts'
import { IconButton } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'

export const SendOrStop = ({
  blank,
  isWaiting,
  onSend,
}: {
  readonly blank: boolean
  /** Whether it was asked to send, and does once the files are read. */
  readonly isWaiting: boolean
  readonly onSend: () => void
}) => {
  const { model, places, me } = useConversation()
  const tree = useStore(model.tree)
  const runs = useStore(model.runs)
  const { place } = places
  const view = placeView(tree, place)
  const active = runs.active.filter(
    (run) =>
      run.branchId === place.branchId &&
      run.cancelledBy === undefined &&
      view.some((message) => message.id === run.parentId),
  )
  if (blank && active.length > 0) {
    return (
      <IconButton
        size="small"
        variant="primary"
        label="Stop"
        side="top"
        icon={<Square fill="currentColor" />}
        onClick={() => {
          for (const run of active) stopRun({ doc: model.doc, me }, runs, run)
        }}
      />
    )
  }
  return (
    <IconButton
      size="small"
      variant="primary"
      label={isWaiting ? 'Sends once the files are read' : 'Send'}
      side="top"
      icon={<ArrowUp />}
      disabled={blank || isWaiting}
      onClick={onSend}
    />
  )
}
