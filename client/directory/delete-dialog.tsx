import { useCallback, useState } from 'react'
import { GRACE_DAYS } from '../../shared/api-sharing.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { isolated } from '../../shared/isolated.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { useNavigation, useRoute } from '../app/router.tsx'
import { ConfirmDialog, useNotices } from '../design/index.ts'
import { useDirectoryEntry } from '../sync/hooks.tsx'
import styles from './delete-dialog.module.css'
import { titleOf } from './titles.ts'
import { whoLosesIt } from './who-loses-it.ts'

type Step =
  | { readonly kind: 'first' }
  | { readonly kind: 'second'; readonly problem?: string }
  | { readonly kind: 'deleting' }

/** Deleting for everybody is asked twice: first what is lost by whom, then whether it is meant. */
export const DeleteDialog = ({
  id,
  onClose,
}: {
  readonly id: ConversationId
  readonly onClose: () => void
}) => {
  const api = useApi()
  const navigation = useNavigation()
  const route = useRoute()
  const { show } = useNotices()
  const entry = useDirectoryEntry(id)
  const { loaded } = useLoaded(useCallback((signal: AbortSignal) => api.sharing(id, signal), [api, id]))
  const [title] = useState(isolated(titleOf(entry ?? { title: '' })))
  const [step, setStep] = useState<Step>({ kind: 'first' })
  const others = loaded.kind === 'loaded' ? loaded.value.access.length - 1 : undefined

  const remove = async () => {
    setStep({ kind: 'deleting' })
    const removed = await api.deleteConversation(id)
    if (!removed.ok) return setStep({ kind: 'second', problem: removed.error.message })
    onClose()
    show({
      text: `“${title}” was deleted. You can restore it for ${GRACE_DAYS} days.`,
      action: { label: 'Undo', onSelect: () => void restore() },
    })
    if (route.page === 'conversation' && route.id === id) navigation.go({ page: 'home' }, { replace: true })
  }

  const restore = async () => {
    const restored = await api.restoreConversation(id)
    show({ text: restored.ok ? `“${title}” is back, for everybody.` : restored.error.message })
  }

  const onOpenChange = (open: boolean) => {
    if (!open) onClose()
  }

  if (step.kind === 'first') {
    return (
      <ConfirmDialog
        open
        onOpenChange={onOpenChange}
        title={`Delete “${title}”?`}
        description={whoLosesIt(entry?.shared === true, others)}
        confirmLabel="Continue"
        danger
        onConfirm={() => setStep({ kind: 'second' })}
      />
    )
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title="Are you sure?"
      description={`“${title}” disappears from everybody's list at once. You can restore it for ${GRACE_DAYS} days; then it is gone for good.`}
      confirmLabel="Delete for everybody"
      cancelLabel="Keep it"
      danger
      busy={step.kind === 'deleting'}
      onConfirm={() => void remove()}
    >
      {step.kind === 'second' && step.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {step.problem}
        </p>
      )}
    </ConfirmDialog>
  )
}
