import { type ComponentProps, useState } from 'react'
import type { Sharing } from '../../shared/api.ts'
import { useApi } from '../api/api-context.tsx'
import { Button, Dialog, useNotices } from '../design/index.ts'
import { AccessList } from './access-list.tsx'
import { GrantList } from './grant-list.tsx'
import { GroupsMenu } from './groups-menu.tsx'
import { OrganizationBoxes } from './organization-boxes.tsx'
import { PeopleField } from './people-field.tsx'
import styles from './sharing.module.css'
import { addGroup, addPerson, changesOf, EMPTY_DRAFT, grantedGroups, grantedPeople } from './sharing-draft.ts'
import { namesOf, previewSharing, type SharingPreview } from './sharing-preview.ts'

type Saving =
  | { readonly kind: 'editing'; readonly problem?: string }
  /** Access is about to be taken away: asked once more. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'saving' }

/** With more people than this, the list of everyone is folded. */
const SHOWN_AT_ONCE = 12

export interface SharingEditorProps {
  readonly frame: Pick<ComponentProps<typeof Dialog>, 'open' | 'onOpenChange' | 'title'>
  readonly sharing: Sharing
  readonly onSharing: (sharing: Sharing) => void
  readonly onClose: () => void
}

export const SharingEditor = ({ frame, sharing, onSharing, onClose }: SharingEditorProps) => {
  const api = useApi()
  const { show } = useNotices()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [saving, setSaving] = useState<Saving>({ kind: 'editing' })
  const changes = changesOf(sharing, draft)
  const preview = previewSharing(sharing, draft)

  const change = (next: typeof draft) => {
    setDraft(next)
    setSaving({ kind: 'editing' })
  }

  const save = async () => {
    setSaving({ kind: 'saving' })
    const saved = await api.changeSharing(sharing.conversationId, { version: sharing.version, changes })
    if (saved.ok) {
      onSharing(saved.value)
      onClose()
      show({ text: 'Sharing was saved. It holds for everybody at once.' })
      return
    }
    if (saved.error.status !== 409) return setSaving({ kind: 'editing', problem: saved.error.message })
    const now = await api.sharing(sharing.conversationId)
    if (!now.ok) return setSaving({ kind: 'editing', problem: now.error.message })
    onSharing(now.value)
    setSaving({
      kind: 'editing',
      problem:
        'Sharing was changed from somewhere else in the meantime. This is how it stands now; your own changes are not saved yet. Please look again and save.',
    })
  }

  return (
    <Dialog
      {...frame}
      onOpenChange={(open) => {
        // Backs out one step: first of the question, then of the dialog.
        if (!open && saving.kind === 'asking') setSaving({ kind: 'editing' })
        else frame.onOpenChange(open)
      }}
      footer={
        <Footer
          saving={saving}
          preview={preview}
          onCancel={onClose}
          onBack={() => setSaving({ kind: 'editing' })}
          onAsk={() => setSaving({ kind: 'asking' })}
          onSave={() => void save()}
        />
      }
    >
      <div className={styles.add}>
        <PeopleField
          organization={sharing.organization.name}
          taken={[sharing.owner, ...grantedPeople(sharing, draft).filter(isStillThere(sharing, draft))]}
          onChoose={(person) => change(addPerson(draft, person))}
        />
        <GroupsMenu
          taken={grantedGroups(sharing, draft)}
          onChoose={(group) => change(addGroup(draft, group))}
        />
      </div>

      <h3 className={styles.heading}>Shared with</h3>
      <GrantList sharing={sharing} draft={draft} onChange={change} />

      <h3 className={styles.heading}>Organization</h3>
      <OrganizationBoxes sharing={sharing} draft={draft} onChange={change} />

      <details className={styles.details} open={sharing.access.length <= SHOWN_AT_ONCE}>
        <summary>
          Everyone with access, and why <span className={styles.count}>{sharing.access.length}</span>
        </summary>
        <AccessList sharing={sharing} />
      </details>
    </Dialog>
  )
}

/** Somebody who was taken off the list a moment ago can be found and added again. */
const isStillThere =
  (sharing: Sharing, draft: typeof EMPTY_DRAFT) =>
  ({ id }: { readonly id: string }): boolean =>
    changesOf(sharing, draft).every(
      ({ subject, level }) => subject.kind !== 'person' || subject.id !== id || level !== 'none',
    )

const Footer = ({
  saving,
  preview,
  onCancel,
  onBack,
  onAsk,
  onSave,
}: {
  readonly saving: Saving
  readonly preview: SharingPreview
  readonly onCancel: () => void
  readonly onBack: () => void
  readonly onAsk: () => void
  readonly onSave: () => void
}) => {
  const { losingAccess, lines } = preview
  const changed = lines.length > 0 || losingAccess.length > 0
  if (saving.kind === 'asking') {
    return (
      <>
        <p className={styles.problem} role="alert">
          {namesOf(losingAccess)} will lose access at once. Save all the same?
        </p>
        <Button onClick={onBack}>Back</Button>
        <Button variant="danger" onClick={onSave} autoFocus>
          Save and remove access
        </Button>
      </>
    )
  }
  return (
    <>
      <div className={styles.preview} aria-live="polite">
        {changed && <WhatWillChange preview={preview} />}
      </div>
      {saving.kind === 'editing' && saving.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {saving.problem}
        </p>
      )}
      <Button onClick={onCancel}>{changed ? 'Cancel' : 'Close'}</Button>
      <Button
        variant="primary"
        disabled={!changed}
        busy={saving.kind === 'saving'}
        onClick={losingAccess.length > 0 ? onAsk : onSave}
      >
        Save
      </Button>
    </>
  )
}

const WhatWillChange = ({ preview }: { readonly preview: SharingPreview }) => (
  <>
    <p className={styles.previewTitle}>When you save</p>
    <ul>
      {preview.lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {preview.losingAccess.length > 0 && (
        <li className={styles.loss}>{namesOf(preview.losingAccess)} will lose access at once.</li>
      )}
      {preview.losingCollaboration.length > 0 && (
        <li className={styles.loss}>
          {namesOf(preview.losingCollaboration)} will no longer be able to edit.
        </li>
      )}
    </ul>
  </>
)
