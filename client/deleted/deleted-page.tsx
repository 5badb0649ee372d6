/** One's own conversations that were deleted: back with everything, or gone for good. */
import { RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { GRACE_DAYS } from '../../shared/api-sharing.ts'
import type { DeletedConversation } from '../../shared/document/index.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { useDocumentTitle } from '../app/document-title.ts'
import { useNavigation } from '../app/router.tsx'
import { Button, ConfirmDialog, EmptyState, useNotices, When } from '../design/index.ts'
import { titleOf } from '../directory/titles.ts'
import { useDeleted } from '../inbox/use-inbox.ts'
import styles from './deleted-page.module.css'

export const DeletedPage = () => {
  useDocumentTitle('Deleted')
  const deleted = useDeleted()
  const [last, setLast] = useState<DeletedConversation>()
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>Deleted</h1>
      </header>
      <div className={styles.content}>
        {deleted.length === 0 ? (
          <EmptyState
            icon={<Trash2 />}
            title="Nothing here"
            text={`Conversations that you delete for everybody stand here for ${GRACE_DAYS} days, and can be restored.`}
          />
        ) : (
          <>
            <p className={styles.intro}>
              Nobody can open these now. Restoring one brings it back for everybody who had access.
            </p>
            <ul aria-label="Deleted conversations">
              {deleted.map((one) => (
                <Row key={one.id} conversation={one} onPurge={() => setLast(one)} />
              ))}
            </ul>
          </>
        )}
      </div>
      {last !== undefined && <PurgeDialog conversation={last} onClose={() => setLast(undefined)} />}
    </div>
  )
}

const Row = ({
  conversation,
  onPurge,
}: {
  readonly conversation: DeletedConversation
  readonly onPurge: () => void
}) => {
  const api = useApi()
  const navigation = useNavigation()
  const { show } = useNotices()
  const [busy, setBusy] = useState(false)
  const title = isolated(titleOf(conversation))
  const restore = async () => {
    setBusy(true)
    const restored = await api.restoreConversation(conversation.id)
    setBusy(false)
    if (!restored.ok) return show({ text: restored.error.message })
    show({
      text: `“${title}” is back, for everybody.`,
      action: {
        label: 'Open',
        onSelect: () => navigation.go({ page: 'conversation', id: conversation.id }),
      },
    })
  }
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.title}>{title}</span>
        <span className={styles.quiet}>
          Deleted <When at={conversation.deletedAt} />, gone for good on{' '}
          {new Date(conversation.goneAt).toLocaleDateString('en', { dateStyle: 'long' })}
        </span>
      </div>
      <div className={styles.actions}>
        <Button
          icon={<RotateCcw />}
          busy={busy}
          aria-label={`Restore ${title}`}
          onClick={() => void restore()}
        >
          Restore
        </Button>
        <Button variant="plain" aria-label={`Delete now: ${title}`} onClick={onPurge}>
          Delete now
        </Button>
      </div>
    </li>
  )
}

const PurgeDialog = ({
  conversation,
  onClose,
}: {
  readonly conversation: DeletedConversation
  readonly onClose: () => void
}) => {
  const api = useApi()
  const { show } = useNotices()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const title = isolated(titleOf(conversation))
  const purge = async () => {
    setBusy(true)
    const purged = await api.purgeConversation(conversation.id)
    setBusy(false)
    if (!purged.ok) return setProblem(purged.error.message)
    show({ text: `“${title}” is gone for good.` })
    onClose()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Delete “${title}” for good?`}
      description="All its messages and branches are removed from the server now. Nobody can bring them back."
      confirmLabel="Delete for good"
      cancelLabel="Keep it"
      danger
      busy={busy}
      onConfirm={() => void purge()}
    >
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </ConfirmDialog>
  )
}
