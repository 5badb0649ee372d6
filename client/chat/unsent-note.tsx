/** Says beside a message what one has begun there and not sent, and leads back to it. */
import {
  draftKeys,
  hasDraft,
  type MessageEntry,
  readBegun,
  readDraft,
  writeDraft,
} from '../../shared/document/index.ts'
import { Button, CopyButton, useNotices } from '../design/index.ts'
import { plainText } from '../editor/rich-text.ts'
import { useHasDraftFiles } from '../files/use-uploads.ts'
import { usePersonal, usePersonalDoc } from '../sync/hooks.tsx'
import { useConversation } from './conversation-context.tsx'
import styles from './run-note.module.css'

export interface UnsentNoteProps {
  readonly entry: MessageEntry
  readonly onEdit: (entry: MessageEntry) => void
}

export const UnsentNote = ({ entry, onEdit }: UnsentNoteProps) => {
  const { id } = useConversation()
  const isEdited = usePersonal('drafts', (doc) => hasDraft(doc, draftKeys.edit(id, entry.id)))
  return (
    <>
      {isEdited && <UnsentEdit entry={entry} onEdit={onEdit} />}
      <BegunBranch entry={entry} />
    </>
  )
}

const UnsentEdit = ({ entry, onEdit }: UnsentNoteProps) => {
  const { id, canWrite } = useConversation()
  const personal = usePersonalDoc()
  const notices = useNotices()
  const draftKey = draftKeys.edit(id, entry.id)
  const discard = (): void => {
    const edit = readDraft(personal, draftKey)
    writeDraft(personal, draftKey, undefined)
    notices.show({
      text: 'What you wrote there is gone.',
      action: { label: 'Undo', onSelect: () => writeDraft(personal, draftKey, edit) },
    })
  }
  return (
    <p className={styles.note} data-unsent="edit">
      <span>You wrote this in other words, and have not sent them.</span>
      {canWrite && entry.deletedBy === undefined && (
        <Button size="small" onClick={() => onEdit(entry)}>
          Go on
        </Button>
      )}
      <CopyButton label="Copy what you wrote" text={() => plainText(readDraft(personal, draftKey) ?? {})} />
      <Button size="small" variant="plain" onClick={discard}>
        Discard
      </Button>
    </p>
  )
}

const BegunBranch = ({ entry }: Pick<UnsentNoteProps, 'entry'>) => {
  const { id, canWrite, model, places } = useConversation()
  const begun = usePersonal('drafts', (doc) => readBegun(doc, id, entry.id))
  const isWritten = usePersonal(
    'drafts',
    (doc) => begun !== undefined && hasDraft(doc, draftKeys.message(id, begun)),
  )
  const hasFiles = useHasDraftFiles(id, begun)
  if (begun === undefined || !(isWritten || hasFiles) || places.place.branchId === begun) return null
  // Sent on another device.
  if (model.tree.get().branches.has(begun)) return null
  return (
    <p className={styles.note} data-unsent="branch">
      <span>You began a new branch from here, and have not sent it.</span>
      {canWrite && (
        <Button size="small" onClick={() => places.branchFrom(entry.id)}>
          Go on
        </Button>
      )}
    </p>
  )
}
