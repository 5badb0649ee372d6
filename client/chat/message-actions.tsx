/** What can be done with a message, in one fixed order: copy, edit, branch, regenerate, more. */
import { Ellipsis, GitBranch, MessagesSquare, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import {
  bodyToMarkdown,
  deleteMessage,
  type MessageEntry,
  type RunEntry,
  restoreMessage,
} from '../../shared/document/index.ts'
import { CopyButton, IconButton, Menu, type MenuEntry, useNotices } from '../design/index.ts'
import { useTalkActions } from '../talk/talk-context.tsx'
import { type Conversation, deskOf, useConversation } from './conversation-context.tsx'
import styles from './message-row.module.css'
import { regenerate } from './writing.ts'

export interface MessageActionsProps {
  readonly entry: MessageEntry
  readonly run: RunEntry | undefined
  readonly onEdit: (entry: MessageEntry) => void
}

export const MessageActions = ({ entry, run, onEdit }: MessageActionsProps) => {
  const conversation = useConversation()
  const { canWrite, places } = conversation
  const isReply = entry.role === 'assistant'
  const isWriting = run?.status === 'running' || run?.status === 'queued'
  const more = useMore(entry, run)
  return (
    <div className={styles.actions} role="toolbar" aria-label="Message">
      <CopyButton label="Copy" text={() => bodyToMarkdown(entry.body)} />
      {canWrite && !isReply && (
        <IconButton size="small" label="Edit" icon={<Pencil />} onClick={() => onEdit(entry)} />
      )}
      {canWrite && !isWriting && (
        <IconButton
          size="small"
          label="Branch from here"
          icon={<GitBranch />}
          onClick={() => places.branchFrom(entry.id)}
        />
      )}
      {canWrite && isReply && !isWriting && (
        <IconButton
          size="small"
          label="Regenerate"
          icon={<RefreshCw />}
          onClick={() => answerAnew(conversation, entry, run)}
        />
      )}
      {more.length > 0 && (
        <Menu items={more}>
          <IconButton size="small" label="More" icon={<Ellipsis />} />
        </Menu>
      )}
    </div>
  )
}

/** Another reply to what this one answers. */
const answerAnew = (
  conversation: Conversation,
  entry: MessageEntry,
  run: RunEntry | undefined,
  model?: string,
): void => {
  const asking = run?.parentId ?? entry.parentId
  if (asking === null) return
  conversation.places.goTo(regenerate(deskOf(conversation), asking, model))
}

const useMore = (entry: MessageEntry, run: RunEntry | undefined): readonly MenuEntry[] => {
  const conversation = useConversation()
  const { canWrite, isOwner, me, model, models } = conversation
  const notices = useNotices()
  const talk = useTalkActions()
  const items: MenuEntry[] = []
  if (talk !== undefined) {
    items.push({
      label: 'Talk about this',
      hint: 'In the side talk, which the AI never sees',
      icon: <MessagesSquare />,
      onSelect: () => talk.talkAbout(entry.id),
    })
  }
  if (!canWrite) return items
  if (entry.role === 'assistant' && run?.status !== 'running' && models !== undefined) {
    items.push({ kind: 'heading', label: 'Regenerate with' })
    for (const each of models.models) {
      items.push({
        label: each.name,
        ...(each.kind === 'guide' ? { hint: 'Answers from the manual' } : {}),
        icon: <RefreshCw />,
        onSelect: () => answerAnew(conversation, entry, run, each.id),
      })
    }
  }
  if (entry.author === me || isOwner) {
    if (items.length > 0) items.push({ kind: 'separator' })
    items.push({
      label: 'Delete',
      icon: <Trash2 />,
      danger: true,
      onSelect: () => {
        deleteMessage(model.doc, entry.id, me)
        notices.show({
          text: 'Message deleted.',
          action: { label: 'Undo', onSelect: () => restoreMessage(model.doc, entry.id) },
        })
      },
    })
  }
  return items
}
