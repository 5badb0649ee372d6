/** What a line is about: the first words of a message, and the way to it. */
import { MessageSquareQuote, X } from 'lucide-react'
import type { MessageId } from '../../shared/ids.ts'
import { firstWords } from '../branches/branch-words.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { useGoToMessage } from '../chat/use-go-to-message.ts'
import { IconButton } from '../design/index.ts'
import { useStore } from '../sync/hooks.tsx'
import styles from './about-chip.module.css'
import { useTalkActions } from './talk-context.tsx'

export interface AboutChipProps {
  readonly about: MessageId
  /** Takes it away again, where it is not said yet. */
  readonly onRemove?: () => void
}

export const AboutChip = ({ about, onRemove }: AboutChipProps) => {
  const { model, personOf } = useConversation()
  const message = useStore(model.tree).messages.get(about)
  const goTo = useGoToMessage()
  const actions = useTalkActions()
  return (
    <div className={styles.chip}>
      {message === undefined ? (
        <span className={styles.words}>
          <MessageSquareQuote aria-hidden="true" />
          <span>A message that is not here</span>
        </span>
      ) : (
        <button
          type="button"
          className={styles.words}
          aria-label={`About what ${personOf(message.author).name} said: ${firstWords(message)}`}
          onClick={() => {
            actions?.giveWay()
            goTo(about)
          }}
        >
          <MessageSquareQuote aria-hidden="true" />
          <span>
            {personOf(message.author).name}: {firstWords(message) || 'a message without words'}
          </span>
        </button>
      )}
      {onRemove !== undefined && (
        <IconButton
          size="small"
          label="Not about this"
          shortcut="Esc"
          side="top"
          icon={<X />}
          onClick={onRemove}
        />
      )}
    </div>
  )
}
