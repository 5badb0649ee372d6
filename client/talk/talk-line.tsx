/** One line of the side talk, and what can be done with it. */
import { Copy, CornerDownLeft, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { memo } from 'react'
import type * as Y from 'yjs'
import { bodyToMarkdown, deleteMessage, restoreMessage, type TalkEntry } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { part } from '../app/part.tsx'
import { useConversation } from '../chat/conversation-context.tsx'
import { MessageHands } from '../chat/message-hands.tsx'
import { MessageTime } from '../chat/message-time.tsx'
import { handsIn } from '../chat/provenance-words.ts'
import {
  Avatar,
  Button,
  classNames,
  IconButton,
  Menu,
  type MenuEntry,
  useNotices,
  When,
} from '../design/index.ts'
import { fragmentToNodes, nodesToJson } from '../editor/rich-text.ts'
import { RichTextView } from '../editor/rich-text-view.tsx'
import { AboutChip } from './about-chip.tsx'
import { useTalkActions } from './talk-context.tsx'
import styles from './talk-line.module.css'

const TalkLineEditor = part(() => import('./talk-line-editor.tsx'))

export interface TalkLineProps {
  readonly entry: TalkEntry
  /** Whether it says who speaks and when. */
  readonly begins: boolean
  readonly doc: Y.Doc
  /** False while the talk is fetched anew. */
  readonly canSay: boolean
  /** One was led here. */
  readonly isSought: boolean
  readonly editing: boolean
  readonly onEdit: (id: MessageId | undefined) => void
}

export const TalkLine = memo((props: TalkLineProps) => {
  const { entry, begins, doc, isSought, editing, onEdit } = props
  const { personOf, me } = useConversation()
  const author = personOf(entry.author)
  const isWaiting = entry.receivedAt === undefined
  return (
    <article
      className={classNames(styles.line, begins && styles.begins, isSought && styles.sought)}
      aria-label={`${author.name} in the side talk`}
      tabIndex={-1}
      data-line={entry.id}
      data-received-at={entry.receivedAt}
      data-waiting={isWaiting || undefined}
    >
      {begins && entry.deleted === undefined && (
        <header className={styles.head}>
          <span className={styles.face}>
            <Avatar person={author} size={24} decorative />
          </span>
          <h3 className={styles.author}>{author.name}</h3>
          <MessageTime
            createdAt={entry.createdAt}
            receivedAt={entry.receivedAt ?? entry.createdAt}
            className={styles.about}
          />
        </header>
      )}
      {entry.deleted !== undefined ? (
        <Deleted {...props} by={entry.deleted.by} at={entry.deleted.at} />
      ) : editing ? (
        <TalkLineEditor entry={entry} doc={doc} onDone={() => onEdit(undefined)} />
      ) : (
        <>
          {entry.about !== undefined && <AboutChip about={entry.about} />}
          <div className={styles.text} data-words="">
            {entry.body !== undefined && <RichTextView fragment={entry.body} />}
          </div>
          <div className={styles.notes}>
            {isWaiting && <span className={styles.waiting}>waiting to be sent</span>}
            <MessageHands
              hands={handsIn(
                { edits: entry.edits, deletion: undefined },
                { author: entry.author, acceptedAt: entry.receivedAt },
                (id) => (id === me ? 'you' : personOf(id).name),
              )}
              nameOf={(id) => personOf(id).name}
            />
          </div>
          <LineActions {...props} />
        </>
      )}
    </article>
  )
})
TalkLine.displayName = 'TalkLine'

const Deleted = ({
  entry,
  doc,
  canSay,
  by,
  at,
}: TalkLineProps & { readonly by: string; readonly at: number | undefined }) => {
  const { personOf, me, isOwner } = useConversation()
  const isMine = entry.author === me
  return (
    <p className={styles.deleted}>
      <span>
        {by === me ? 'You' : personOf(by).name} deleted a line
        {by !== entry.author && ` of ${isMine ? 'yours' : personOf(entry.author).name}`}
        {at !== undefined && (
          <>
            {' · '}
            <When at={at} />
          </>
        )}
      </span>
      {canSay && (isMine || isOwner) && (
        <Button size="small" variant="plain" onClick={() => restoreMessage(doc, entry.id)}>
          Undo
        </Button>
      )}
    </p>
  )
}

const LineActions = ({ entry, doc, canSay, onEdit }: TalkLineProps) => {
  const conversation = useConversation()
  const { me, isOwner, canWrite, personOf } = conversation
  const notices = useNotices()
  const makePrompt = useMakePrompt()
  const isMine = entry.author === me
  const items: MenuEntry[] = [
    {
      label: 'Copy text',
      icon: <Copy />,
      onSelect: () =>
        void navigator.clipboard
          .writeText(bodyToMarkdown(entry.body))
          .then(() => notices.show({ text: 'Copied.' })),
    },
  ]
  if (isMine && canSay) {
    items.push({ label: 'Edit', icon: <Pencil />, onSelect: () => onEdit(entry.id) })
  }
  if ((isMine || isOwner) && canSay) {
    items.push(
      { kind: 'separator' },
      {
        label: 'Delete',
        icon: <Trash2 />,
        danger: true,
        onSelect: () => {
          deleteMessage(doc, entry.id, me)
          notices.show({
            text: isMine
              ? 'Your line was deleted.'
              : `The line of ${personOf(entry.author).name} was deleted.`,
            action: { label: 'Undo', onSelect: () => restoreMessage(doc, entry.id) },
          })
        },
      },
    )
  }
  return (
    <div className={styles.actions} role="toolbar" aria-label="Line">
      {canWrite && (
        <IconButton
          size="small"
          label="Make it a prompt"
          side="top"
          icon={<CornerDownLeft />}
          onClick={() => makePrompt(entry)}
        />
      )}
      <Menu items={items} align="end">
        <IconButton size="small" label="More" side="top" icon={<Ellipsis />} />
      </Menu>
    </div>
  )
}

/** Puts what was said into one's message field, behind what stands there; the field says that it is there. */
const useMakePrompt = (): ((entry: TalkEntry) => void) => {
  const { prompts } = useConversation()
  const actions = useTalkActions()
  return ({ body }) => {
    if (body === undefined) return
    prompts.set(nodesToJson(fragmentToNodes(body)))
    actions?.giveWay()
  }
}
