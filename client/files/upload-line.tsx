/** What is still to happen with a file, or will not, said to its sender and to everybody else, with what can be done. */
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { type MessageEntry, type Tree } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { useApi } from '../api/api-context.tsx'
import { useForkSource } from '../branches/use-fork-source.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { Button, useNotices, When } from '../design/index.ts'
import { useConnectionState, useStore } from '../sync/hooks.tsx'
import styles from './attachments.module.css'
import { absenceWords, percent, uploadWords } from './file-words.ts'
import type { ShownFile } from './use-file-notes.ts'
import { useUpload, useUploads } from './use-uploads.ts'

interface UploadLineProps {
  readonly file: ShownFile
  readonly entry: MessageEntry
}

export const UploadLine = ({ file, entry }: UploadLineProps) => {
  const upload = useUpload(file.attachment.id)
  if (file.arrived !== undefined) return null
  if (upload === undefined) return <FromElsewhere file={file} entry={entry} />
  return <FromHere file={file} upload={upload} />
}

const FromHere = ({
  file: { attachment },
  upload: { state, isKept },
}: {
  readonly file: ShownFile
  readonly upload: NonNullable<ReturnType<typeof useUpload>>
}) => {
  const uploads = useUploads()
  const isOnline = useConnectionState() === 'online'
  return (
    <span className={styles.state} data-upload={state.kind}>
      {uploadWords(state, attachment.size, isOnline, isKept)}
      {state.kind === 'uploading' && (
        <progress
          max={100}
          value={percent(state.received, attachment.size)}
          aria-label={`Uploading ${attachment.name}`}
        />
      )}
      {state.kind === 'refused' && (
        <span className={styles.actions}>
          <Button size="small" icon={<RotateCw />} onClick={() => uploads.retry(attachment.id)}>
            Try again
          </Button>
          <TakeOff file={attachment} />
        </span>
      )}
    </span>
  )
}

const FromElsewhere = ({ file: { attachment, absent }, entry }: UploadLineProps) => {
  const { me, model, personOf, canWrite } = useConversation()
  const tree = useStore(model.tree)
  const source = useForkSource()
  // Whoever edits a message names its files again, and brings none of them.
  const bringer = firstToName(tree, attachment.id) ?? entry.author
  const isMine = bringer === me
  if (absent !== undefined) {
    const mayLook = canWrite && absent.why !== 'taken-off' && source !== undefined
    return (
      <span className={styles.state} data-absent={absent.why}>
        {absenceWords(absent.why, isMine ? undefined : personOf(bringer).name)}
        {mayLook && <LookAgain file={attachment} from={source} />}
      </span>
    )
  }
  const sentAt = tree.order.get(entry.id)?.receivedAt
  return (
    <span className={styles.state} data-absent="on-its-way">
      <span>
        Not here yet. {isMine ? 'Another device of yours' : `The device of ${personOf(bringer).name}`} brings
        it when it is on line
        {sentAt !== undefined && (
          <>
            ; sent <When at={sentAt} />
          </>
        )}
        .
      </span>
      {isMine && canWrite && <TakeOff file={attachment} />}
    </span>
  )
}

const firstToName = ({ messages }: Tree, id: FileId): PrincipalId | undefined => {
  for (const { author, attachments } of messages.values()) {
    if (attachments.some((file) => file.id === id)) return author
  }
  return undefined
}

interface ActionProps {
  readonly file: ShownFile['attachment']
}

const TakeOff = ({ file: { id, name } }: ActionProps) => {
  const { id: conversationId } = useConversation()
  const uploads = useUploads()
  const notices = useNotices()
  const [busy, setBusy] = useState(false)
  const takeOff = async (): Promise<void> => {
    setBusy(true)
    const problem = await uploads.takeOff(conversationId, id)
    setBusy(false)
    if (problem !== undefined) notices.show({ text: problem })
  }
  return (
    <Button size="small" busy={busy} aria-label={`Take off ${name}`} onClick={() => void takeOff()}>
      Take off
    </Button>
  )
}

/** It may have arrived meanwhile in the conversation from which this one was forked. */
const LookAgain = ({ file: { id, name }, from }: ActionProps & { readonly from: ConversationId }) => {
  const { id: conversationId } = useConversation()
  const api = useApi()
  const notices = useNotices()
  const [busy, setBusy] = useState(false)
  const look = async (): Promise<void> => {
    setBusy(true)
    const copied = await api.copyFiles(conversationId, from, [id])
    setBusy(false)
    if (!copied.ok) notices.show({ text: `${name} could not come along. ${copied.error.message}` })
    else if (copied.value.files.length === 0) notices.show({ text: `${name} has not arrived there either.` })
  }
  return (
    <Button size="small" icon={<RotateCw />} busy={busy} onClick={() => void look()}>
      Look again
    </Button>
  )
}
