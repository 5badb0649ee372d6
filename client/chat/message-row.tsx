/** One message: who and when in a quiet line, the text, and what can be done with it. */
import { memo } from 'react'
import type { MessageEntry, OrderEntry, RunEntry } from '../../shared/document/index.ts'
import { restoreMessage } from '../../shared/document/index.ts'
import { part } from '../app/part.tsx'
import { modelOf } from '../branches/branch-words.ts'
import { SummaryLine } from '../compare/summary-line.tsx'
import { Avatar, Button, When } from '../design/index.ts'
import { Attachments } from '../files/attachments.tsx'
import { useProvenance } from '../sync/hooks.tsx'
import { useHasText } from '../sync/use-body.ts'
import { useConversation } from './conversation-context.tsx'
import { MessageActions } from './message-actions.tsx'
import { MessageBody } from './message-body.tsx'
import { MessageHands } from './message-hands.tsx'
import styles from './message-row.module.css'
import { MessageTime } from './message-time.tsx'
import { handsIn } from './provenance-words.ts'
import { RunNote } from './run-note.tsx'
import { UnsentNote } from './unsent-note.tsx'

// A part of the editor's chunk, which the page does not wait for.
const MessageEditor = part(() => import('../editor/message-editor.tsx'))

export interface MessageRowProps {
  readonly entry: MessageEntry
  readonly run: RunEntry | undefined
  /** Where the server has put it; `undefined` while it waits. */
  readonly order: OrderEntry | undefined
  /** Whether it is being edited; one message is at a time. */
  readonly editing: boolean
  readonly onEdit: (entry: MessageEntry | undefined) => void
}

export const MessageRow = memo(({ entry, run, order, editing, onEdit }: MessageRowProps) => {
  const { personOf, model: conversation, me, isOwner, canWrite } = useConversation()
  const provenance = useProvenance(conversation, entry.id)
  const model = modelOf(entry, run)
  const author = personOf(entry.author)
  const nameOf = (id: string): string => (id === me ? 'you' : personOf(id).name)
  const isPerson = author.kind === 'person' && entry.role === 'user'
  if (entry.deletedBy !== undefined) {
    const deletion = provenance?.deletion
    const mayRestore = canWrite && (entry.author === me || isOwner)
    return (
      <article
        className={styles.message}
        aria-label={`Deleted message of ${author.name}`}
        data-message-id={entry.id}
      >
        <p className={styles.deleted}>
          <span>
            {entry.deletedBy === me ? 'You' : personOf(entry.deletedBy).name} deleted a message
            {entry.deletedBy !== entry.author && ` of ${author.name}`}
            {deletion?.by === entry.deletedBy && (
              <>
                {' · '}
                <When at={deletion.at} />
              </>
            )}
          </span>
          {mayRestore && (
            <Button size="small" variant="plain" onClick={() => restoreMessage(conversation.doc, entry.id)}>
              Undo
            </Button>
          )}
        </p>
        <UnsentNote entry={entry} onEdit={onEdit} />
      </article>
    )
  }
  return (
    <article
      className={styles.message}
      aria-label={`${author.name}: message`}
      data-message-id={entry.id}
      data-role={entry.role}
      data-author={entry.author}
      data-waiting={order === undefined ? 'true' : undefined}
    >
      <header className={styles.head}>
        <Avatar person={author} size={24} decorative />
        <h2 className={styles.author}>{author.name}</h2>
        {!isPerson && model !== undefined && <span className={styles.about}>{model}</span>}
        <MessageTime createdAt={entry.createdAt} receivedAt={order?.receivedAt} className={styles.about} />
        <MessageHands
          hands={handsIn(provenance, { author: entry.author, acceptedAt: order?.receivedAt }, nameOf)}
          nameOf={nameOf}
        />
      </header>
      {editing ? (
        <MessageEditor entry={entry} onDone={() => onEdit(undefined)} />
      ) : (
        <>
          <SummaryLine entry={entry} />
          <div className={isPerson ? styles.personText : styles.replyText}>
            <MessageBody body={entry.body} isEnded={run !== undefined && run.status !== 'running'} />
          </div>
          <Attachments entry={entry} />
          {run !== undefined && <ReplyNote run={run} body={entry.body} />}
          <UnsentNote entry={entry} onEdit={onEdit} />
          <MessageActions entry={entry} run={run} onEdit={onEdit} />
        </>
      )}
    </article>
  )
})
MessageRow.displayName = 'MessageRow'

/** A reply stands as a message before its first word. */
const ReplyNote = ({ run, body }: { readonly run: RunEntry; readonly body: MessageEntry['body'] }) => {
  const hasText = useHasText(body)
  return <RunNote run={run} hasText={hasText} />
}
