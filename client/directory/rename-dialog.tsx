import { type FormEvent, useId, useState } from 'react'
import { changeSetting } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { Button, Dialog, TextField } from '../design/index.ts'
import { useConversationHandle, useDirectoryEntry, useStore } from '../sync/hooks.tsx'

const LONGEST_TITLE = 200

/** The title stands in the conversation's own document, so renaming works off line as any edit does. */
export const RenameDialog = ({
  id,
  onClose,
}: {
  readonly id: ConversationId
  readonly onClose: () => void
}) => {
  const model = useStore(useConversationHandle(id).model)
  const entry = useDirectoryEntry(id)
  const [title, setTitle] = useState(entry?.title ?? '')
  const form = useId()

  const rename = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() !== '') changeSetting(model.doc, 'title', title.trim())
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title="Rename the conversation"
      size="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabled={title.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={rename}>
        <TextField
          label="Title"
          value={title}
          onChange={setTitle}
          maxLength={LONGEST_TITLE}
          onFocus={(event) => event.currentTarget.select()}
          autoFocus
        />
      </form>
    </Dialog>
  )
}
